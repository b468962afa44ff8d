"""Saved replies: texts that the desk uses often, in each of its languages, with placeholders."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from saule.desk.models import Desk, Membership, Team, User, log
from saule.desk.policies import sees_all_work
from saule.matters.errors import CannotReply
from saule.matters.models import SavedReply
from saule.matters.placeholders import unfit


def write(
    desk: Desk,
    known: SavedReply | None,
    *,
    name: str,
    texts: Mapping[str, str],
    team: Team | None,
    by: User,
    now: datetime,
) -> SavedReply:
    """A saved reply with these texts by language; a new one if none is ``known``. Empty texts are left out.

    Raises CannotReply when no language has a text, or one holds a placeholder that does not exist.
    """
    written = {language: text.replace("\r\n", "\n").strip() for language, text in texts.items()}
    if not any(written.values()):
        raise CannotReply(_("Write the text in at least one language."))
    if words := unfit("\n".join(written.values())):
        raise CannotReply(words)
    with transaction.atomic():
        saved = known or SavedReply(desk=desk)
        saved.name, saved.team = name.strip()[:80], team
        saved.save()
        for language, text in written.items():
            if text:
                saved.texts.update_or_create(language=language, defaults={"body": text})
            else:
                saved.texts.filter(language=language).delete()
        log(desk, "save reply", saved, by=by, now=now)
    return saved


def archive(saved: SavedReply, *, by: User, now: datetime) -> None:
    """Nobody is offered it any more; it can be brought back."""
    keep(saved, now, "archive reply", by=by, now=now)


def bring_back(saved: SavedReply, *, by: User, now: datetime) -> None:
    """Offers an archived one again."""
    keep(saved, None, "bring back reply", by=by, now=now)


def keep(saved: SavedReply, archived_at: datetime | None, verb: str, *, by: User, now: datetime) -> None:
    """Sets whether it is archived, and writes the trail; doing it twice is doing it once."""
    if (saved.archived_at is None) == (archived_at is None):
        return
    with transaction.atomic():
        saved.archived_at = archived_at
        saved.save(update_fields=["archived_at"])
        log(saved.desk, verb, saved, by=by, now=now)


def usable(by: Membership) -> QuerySet[SavedReply]:
    """Those that this member is offered: of their teams or of none; to leaders all. Most used first."""
    rows = SavedReply.objects.filter(desk=by.desk_id, archived_at=None)
    if not sees_all_work(by):
        rows = rows.filter(Q(team=None) | Q(team__in=by.team_keys))
    return rows.order_by("-used", "name", "id").prefetch_related("texts")


def text_in(saved: SavedReply, language: str) -> str:
    """Its text in this language, else in the desk's, else in any."""
    texts = {text.language: text.body for text in saved.texts.all()}
    return texts.get(language) or texts.get(saved.desk.language) or next(iter(texts.values()), "")


def use(saved: SavedReply) -> None:
    """Counts that somebody put it into a reply."""
    SavedReply.objects.filter(pk=saved.pk).update(used=F("used") + 1)
