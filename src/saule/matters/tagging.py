"""Tagging: words that the desk puts on conversations, compared without case."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Desk, User, log
from saule.matters.models import Conversation, Tag, Tagging
from saule.matters.typed import one_line

LONGEST = 40


class BadTag(SauleError):
    """The tag has no name, or one that is too long; or it belongs to another desk."""

    code = "bad-tag"


def clean(words: str) -> str:
    """The name of a tag as it is kept: on one line, without a # before it. Raises BadTag."""
    name = one_line(words, LONGEST + 1000).lstrip("#").strip()
    if not name:
        raise BadTag(_("A tag needs a name."))
    if len(name) > LONGEST:
        raise BadTag(_("The name of a tag has at most %(most)s characters.") % {"most": LONGEST})
    return name


def known(desk: Desk, name: str) -> Tag | None:
    """The desk's tag of this name. Compared here: the embedded store folds no case beyond ASCII."""
    wanted = name.casefold()
    return next((tag for tag in desk.tags.all() if tag.name.casefold() == wanted), None)


def find_or_make(desk: Desk, words: str, *, by: User, now: datetime) -> Tag:
    """The desk's tag of this name, taken out of the archive if it is there; a new one if there is none."""
    name = clean(words)
    with transaction.atomic():
        # Two who make the same tag at once: the second waits here, and finds it.
        Desk.objects.select_for_update(no_key=True).only("pk").get(pk=desk.pk)
        tag = known(desk, name)
        if tag is None:
            tag = Tag.objects.create(desk=desk, name=name)
            log(desk, "make tag", tag, by=by, now=now)
        elif tag.archived_at is not None:
            restore(tag, by=by, now=now)
    return tag


def put(conversation: Conversation, tag: Tag, *, by: User, now: datetime) -> Tagging | None:
    """Puts the tag on; None if it is on already. Raises BadTag for another desk's."""
    if tag.desk_id != conversation.desk_id:
        raise BadTag(_("There is no such tag here."))
    on = Tagging.objects.filter(tag=tag, conversation=conversation, ended_at=None)
    if on.exists():
        return None
    try:
        with transaction.atomic():
            return Tagging.objects.create(tag=tag, conversation=conversation, at=now, by=by)
    except IntegrityError:
        # Somebody else put it on in this very moment.
        return None


def take_off(conversation: Conversation, tag: Tag, *, by: User, now: datetime) -> bool:
    """Takes the tag off; whether it was on."""
    on = Tagging.objects.filter(tag=tag, conversation=conversation, ended_at=None)
    return bool(on.update(ended_at=now, ended_by=by))


def archive(tag: Tag, *, by: User, now: datetime) -> Tag:
    """The tag is not proposed any more. It stays on the conversations it is on."""
    return set_archived(tag, now, "archive tag", by=by, now=now)


def restore(tag: Tag, *, by: User, now: datetime) -> Tag:
    """The tag is proposed again."""
    return set_archived(tag, None, "restore tag", by=by, now=now)


def set_archived(tag: Tag, moment: datetime | None, verb: str, *, by: User, now: datetime) -> Tag:
    """Sets or empties ``archived_at``, and writes the trail."""
    if (tag.archived_at is None) == (moment is None):
        return tag
    with transaction.atomic():
        tag.archived_at = moment
        tag.save(update_fields=["archived_at"])
        log(tag.desk, verb, tag, by=by, now=now)
    return tag
