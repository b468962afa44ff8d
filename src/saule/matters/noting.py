"""Noting: what colleagues tell each other about a conversation or a matter. It never leaves the house."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from saule.desk.errors import NotAllowed, SauleError
from saule.desk.models import Membership, User, log
from saule.matters.models import Conversation, Matter, Mention, Note
from saule.matters.seeing import seers
from saule.matters.typed import many_lines

LONGEST = 20_000
MOST_CALLS = 200
LONGEST_CALL = 400
CALL = re.compile(r"(?<![\w.])@([^\W\d_][\w'’-]*)")


class BadNote(SauleError):
    """The note is empty, too long, or gone."""

    code = "bad-note"


def note(
    about: Conversation | Matter, body: str, *, by: User, now: datetime, calling: Collection[User] = ()
) -> Note:
    """Notes ``body`` about a conversation or a matter, and calls those it mentions and those in ``calling``.

    Only colleagues who may see it are called; others are passed over. Raises BadNote.
    """
    body = checked(body)
    place = {"matter": about} if isinstance(about, Matter) else {"conversation": about}
    with transaction.atomic():
        written = Note.objects.create(desk=about.desk, body=body, at=now, by=by, **place)
        call(written, calling, by=by)
        log(about.desk, "note", about, by=by, now=now)
    return written


def edit(written: Note, body: str, *, by: User, now: datetime) -> Note:
    """Its author words the note anew. Those it mentions now and did not before are called."""
    body = checked(body)
    with transaction.atomic():
        own(written, by)
        if written.body == body:
            return written
        written.body, written.edited_at = body, now
        written.save(update_fields=["body", "edited_at"])
        call(written, (), by=by)
        log(written.desk, "edit note", about(written), by=by, now=now)
    return written


def remove(written: Note, *, by: User, now: datetime) -> Note:
    """Its author takes the note away: its words are gone, and that there was one stays."""
    with transaction.atomic():
        own(written, by)
        written.body, written.removed_at = "", now
        written.save(update_fields=["body", "removed_at"])
        written.mentions.all().delete()
        log(written.desk, "remove note", about(written), by=by, now=now)
    return written


def own(written: Note, by: User) -> None:
    """Refuses everybody but the author, and a note that was removed meanwhile."""
    if written.by_id != by.pk:
        raise NotAllowed(_("Only its author changes a note."))
    if Note.objects.select_for_update().get(pk=written.pk).removed_at is not None:
        raise BadNote(_("This note was removed."))


def checked(body: str) -> str:
    """The words as they are kept. Raises BadNote when there are none, or too many."""
    if len(body) > LONGEST:
        raise BadNote(
            _("A note has at most %(most)s characters; this one has %(here)s.")
            % {"most": LONGEST, "here": len(body)}
        )
    body = many_lines(body)
    if not body:
        raise BadNote(_("The note is empty."))
    return body[:LONGEST]


def about(written: Note) -> Conversation | Matter:
    """What the note is about."""
    return written.conversation or cast(Matter, written.matter)


def call(written: Note, chosen: Collection[User], *, by: User) -> None:
    """Puts the note on the list of each colleague it calls, but not on its author's."""
    colleagues = [member.user for member in seers(about(written))]
    wanted = {user.pk for user in chosen} | {user.pk for user in mentioned(written.body, colleagues)}
    Mention.objects.bulk_create(
        (Mention(note=written, user=user) for user in colleagues if user.pk in wanted and user.pk != by.pk),
        ignore_conflicts=True,
    )


def mentioned(body: str, colleagues: Iterable[User]) -> list[User]:
    """Those whose name stands in ``body`` after an @: the whole name, or a first name that only one has."""
    people = list(colleagues)
    names = {user.pk: folded(user.name) for user in people}
    firsts = [name.split()[0] for name in names.values() if name]
    text, found = folded(body), []
    for user in sorted(people, key=lambda user: -len(names[user.pk])):
        whole = names[user.pk]
        first = whole.split()[0] if whole else ""
        pattern = f"@{re.escape(whole)}(?!\\w)"
        if whole and re.search(pattern, text):
            found.append(user)
            # “@Anne Petit” calls Anne Petit, and not a colleague who is only called Anne.
            text = re.sub(pattern, "@", text)
        elif first and firsts.count(first) == 1 and re.search(f"@{re.escape(first)}(?!\\w)", text):
            found.append(user)
    return found


def uncalled(body: str, colleagues: Iterable[User]) -> tuple[list[str], list[str]]:
    """The words after an @ that call nobody: nobody’s name, and first names that several have."""
    names = [folded(user.name) for user in colleagues if user.name.strip()]
    firsts = [name.split()[0] for name in names]
    once = {*names, *(name for name in firsts if firsts.count(name) == 1)}
    nobodys, several = dict[str, None](), dict[str, None]()
    for at in CALL.finditer(body):
        said = folded(body[at.start(1) :][:LONGEST_CALL])
        if not any(begins_with(said, name) for name in once):
            (several if any(begins_with(said, name) for name in firsts) else nobodys)[at[1]] = None
    return list(nobodys), list(several)


def begins_with(text: str, name: str) -> bool:
    """Whether ``name`` stands at the head of ``text`` as a whole word."""
    return re.match(f"{re.escape(name)}(?!\\w)", text) is not None


def folded(text: str) -> str:
    """Without case and accents, with single spaces: as names are compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def saw(about: Conversation | Matter, *, by: User, now: datetime) -> int:
    """Somebody has the notes about it before them: what called them there is seen. Returns how many."""
    place = {"note__matter": about} if isinstance(about, Matter) else {"note__conversation": about}
    return Mention.objects.filter(user=by, seen_at=None, **place).update(seen_at=now)


def calls(membership: Membership) -> list[Mention]:
    """The notes that call a member to what they may see, the newest first."""
    about = ("note__by", "note__conversation", "note__matter")
    found = list(calling(membership).select_related(*about).order_by("-note__at", "-pk")[:MOST_CALLS])
    may_see = seen_of(membership, [(one.note.conversation_id, one.note.matter_id) for one in found])
    return [one for one, seen in zip(found, may_see, strict=True) if seen]


def unseen_calls(membership: Membership) -> int:
    """How many notes call a member to what they may see and have not looked at yet."""
    rows = calling(membership).filter(seen_at=None).order_by("-pk")
    return sum(seen_of(membership, list(rows.values_list("note__conversation", "note__matter")[:MOST_CALLS])))


def calling(membership: Membership) -> QuerySet[Mention]:
    """What calls a member by name at their desk, seen or not, whether they may see it or not."""
    rows = Mention.objects.filter(user=membership.user_id, note__desk=membership.desk_id)
    return rows.filter(note__removed_at=None)


def seen_of(membership: Membership, about: Sequence[tuple[int | None, int | None]]) -> list[bool]:
    """Of each conversation or matter that a note is about, whether the member may see it."""
    talks = {talk for talk, _matter in about if talk is not None}
    matters = {matter for _talk, matter in about if matter is not None}
    seen, met = set[int | None](), set[int | None]()
    if talks:
        seen.update(
            Conversation.objects.visible_to(membership).filter(pk__in=talks).values_list("pk", flat=True)
        )
    if matters:
        met.update(Matter.objects.visible_to(membership).filter(pk__in=matters).values_list("pk", flat=True))
    return [talk in seen or matter in met for talk, matter in about]
