"""Publishing: a matter gets a page for everybody, under words that a person wrote for it, and loses it again.

Nothing that anybody wrote to the desk is published by this: only these words, figures and the desk's answers.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible
from saule.desk.errors import SauleError
from saule.desk.models import Desk, Language, Nature, User, log
from saule.matters.models import Matter, Publication
from saule.matters.models.publications import PublicationQuerySet
from saule.matters.settling import ReasonNeeded
from saule.matters.typed import one_line

LONGEST = {"title": 120, "summary": 600}
State = Publication.State


class CannotPublish(NotPossible):
    """The matter cannot have a public page, or not under these words; ``field`` names the one at fault."""

    code = "cannot-publish"


class NotPublished(SauleError):
    """Nobody can read it: there is nothing to change or to withdraw."""

    code = "not-published"


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands on the public page, in each language; what is empty is shown in the desk's language."""

    title_fr: str = ""
    summary_fr: str = ""
    title_en: str = ""
    summary_en: str = ""


def publish(matter: Matter, wording: Wording, *, by: User, now: datetime) -> Publication:
    """Everybody may read of the matter, from now on; also what had been withdrawn before.

    Raises CannotPublish for somebody's own matter, for one that was merged, and for words that are missing.
    """
    refuse_what_is_private(matter)
    words = cleaned(wording, matter.desk)
    with transaction.atomic():
        Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
        known = Publication.objects.filter(matter=matter).first()
        if known is not None and known.state == State.PUBLISHED:
            return revise(known, wording, by=by, now=now)
        if known is None:
            known = Publication.objects.create(desk=matter.desk, matter=matter, since=now, by=by, **words)
        else:
            known.move_to(State.PUBLISHED, by=by, now=now, since=now, **words)
            Publication.objects.filter(pk=known.pk).update(by=by)
            known.by = by
        log(matter.desk, "publish", matter, by=by, now=now)
    return known


def refuse_what_is_private(matter: Matter) -> None:
    """Raises CannotPublish for a matter that is not for everybody's eyes."""
    if matter.merged_into_id is not None:
        raise CannotPublish(_("It was merged into another matter: publish that one."))
    if matter.nature == Nature.PERSONAL:
        raise CannotPublish(
            _("It is somebody’s own matter, and whoever knows them could recognise them. If many share it,"
              " say so beside its heading first.")
        )  # fmt: skip


def revise(publication: Publication, wording: Wording, *, by: User, now: datetime) -> Publication:
    """Other words on the public page, from now on. Raises NotPublished, and CannotPublish as ``publish``.

    The trail holds which fields changed, and not what they said: what should not have been public is gone.
    """
    words = cleaned(wording, publication.desk)
    with transaction.atomic():
        here = Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
        if here.state != State.PUBLISHED:
            raise NotPublished(_("It is not public any more: publish it again."))
        changed = [name for name, text in words.items() if getattr(here, name) != text]
        for name in changed:
            setattr(here, name, words[name])
        if changed:
            here.save(update_fields=changed)
            log(here.desk, "revise publication", here.matter, by=by, now=now, fields=changed)
    return here


def withdraw(publication: Publication, *, by: User, now: datetime, why: str) -> Publication:
    """Nobody may read of it any more; ``why`` is kept. Raises ReasonNeeded, NotPublished."""
    if not (why := one_line(why, 300)):
        raise ReasonNeeded(_("Say in a few words why it is withdrawn: it is kept in the trail."))
    with transaction.atomic():
        here = Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
        if here.state != State.PUBLISHED:
            raise NotPublished(_("It is not public any more."))
        here.move_to(State.WITHDRAWN, by=by, now=now, why=why)
        log(here.desk, "withdraw publication", here.matter, by=by, now=now, why=why)
    return here


def cleaned(wording: Wording, desk: Desk) -> dict[str, str]:
    """The words as they are kept. Raises CannotPublish where one is missing that has to be there."""
    words = {name: typed(name, text) for name, text in asdict(wording).items()}
    for name in missing(words, desk.language):
        raise CannotPublish(
            _("Title and summary are both needed, in the language of the desk at least; in the other"
              " language, both or none."),
            name,
        )  # fmt: skip
    return words


def typed(name: str, text: str) -> str:
    """One field as it is kept; raises CannotPublish for what is too long."""
    most = LONGEST[name.partition("_")[0]]
    line = one_line(text, most + 1)
    if len(line) > most:
        raise CannotPublish(_("This is too long: at most %(count)s characters.") % {"count": most}, name)
    return line


def missing(words: dict[str, str], first: str) -> Iterator[str]:
    """The fields that have to be filled: both of the desk's language, and of the other both or none."""
    for language in Language.values:
        pair = [f"title_{language}", f"summary_{language}"]
        if language == first or any(words[name] for name in pair):
            yield from (name for name in pair if not words[name])


def wording_of(publication: Publication) -> Wording:
    """What stands on the public page."""
    return Wording(**{one.name: getattr(publication, one.name) for one in fields(Wording)})


def published(desk: Desk) -> PublicationQuerySet:
    """What everybody may read of at a desk, with its matters, the newest first."""
    rows = Publication.objects.filter(desk=desk).standing()
    found: PublicationQuerySet = rows.select_related("matter__kind", "desk").order_by("-since", "-pk")
    return found
