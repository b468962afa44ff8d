"""Outside: what somebody who wrote may be told of the others with whom their message is answered.

A title that Saule took from somebody's letter may hold their words, or a name. So outside stands only what a
person at the desk wrote for everybody to read, or as the title; else the key phrases that the reader used;
else the heading; else nothing.
"""

from dataclasses import dataclass

from saule.desk.models import Nature
from saule.matters.models import Conversation, Correction, Matter, Message, Publication, Signature
from saule.people.joining import members

PHRASES = 2
TELLING = 6  # letters that a lone word needs to say something


@dataclass(frozen=True, slots=True)
class Together:
    """A matter in which a conversation's writer counts, with how many ``others``; ``title`` may be empty."""

    matter: Matter
    others: int
    title: str


def together(conversation: Conversation, language: str) -> list[Together]:
    """With whom a conversation is answered, matter by matter: those where its writer counts."""
    if conversation.person is None:
        return []
    group = members(conversation.person.canonical)
    rows = Matter.objects.filter(
        filings__message__in=own_messages(conversation, group),
        signatures__person=group[0],
        signatures__state__in=Signature.COUNTED,
    )
    found = rows.exclude(state=Matter.State.MERGED).select_related("kind").distinct().order_by("pk")
    return [
        Together(matter, others_in(matter, group), title_for(matter, conversation, group, language))
        for matter in found
    ]


def own_messages(conversation: Conversation, group: list[int]):  # type: ignore[no-untyped-def]
    """What the writer themselves wrote in a conversation."""
    return Message.objects.from_people().filter(conversation=conversation, person__in=group)


def others_in(matter: Matter, group: list[int]) -> int:
    """How many other people count for a matter."""
    return matter.signatures.filter(state__in=Signature.COUNTED).exclude(person__in=group).count()


def title_for(matter: Matter, conversation: Conversation, group: list[int], language: str) -> str:
    """What a matter may be called towards this reader; empty where nothing is safe to say."""
    public = Publication.objects.standing().filter(matter=matter).first()
    if public is not None:
        return public.title_in(language)
    if matter.title_by_person:
        return matter.title
    rows = own_messages(conversation, group).order_by("received_at", "id")
    own = " ".join(f"{subject} {said}" for subject, said in rows.values_list("subject", "said")[:5])
    words = f" {plain(own)} "
    telling = [phrase for phrase in matter.phrases if " " in phrase or len(phrase) >= TELLING]
    known = [phrase for phrase in telling if f" {plain(phrase)} " in words]
    return ", ".join(known[:PHRASES]) or (matter.kind.name_in(language) if matter.kind else "")


def plain(text: str) -> str:
    """The words of a text, in small letters with one space between."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())


def to_tell(found: list[Together]) -> list[Together]:
    """Those that are answered at once: shared by their nature, or put together by a person at the desk."""
    return [
        one
        for one in found
        if one.others and (one.matter.nature == Nature.SHARED or one.matter.touched_by_person)
    ]


def stepped_out(conversation: Conversation) -> list[Correction]:
    """The times that the writer said “mine is about something else” and has not taken it back."""
    rows = Correction.objects.filter(
        verb=Correction.Verb.STEP_OUT, by=None, undone_by=None, decisions__message__conversation=conversation
    )
    return list(rows.select_related("matter", "other").distinct().order_by("-at", "-pk"))
