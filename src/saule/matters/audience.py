"""Audience: who an answer goes to and why, in which conversation and in which language.

The first answer to a matter goes to everybody who signed, a correction to those who were sent what it
corrects, and every other answer to those who wait, whom no answer covers yet.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet

from saule.desk.models import Language
from saule.matters.merged import family
from saule.matters.models import (
    Answer,
    Conversation,
    Delivery,
    Filing,
    Matter,
    Message,
    Objection,
    Settlement,
    Signature,
)
from saule.matters.reopening import answers_to, mails_of, waiting_in
from saule.people.models import Address, Person

WRITER = ("person", "person__joined_into", "conversation", "address")


class Why(StrEnum):
    """Why just these people."""

    EVERYBODY = "everybody"
    WAITING = "waiting"
    CORRECTED = "corrected"


class Wrote(NamedTuple):
    """Where one may write to a person, if anywhere; ``language`` is what is known of it there."""

    person: int
    conversation: int
    address: int | None
    language: str = ""


class Place(NamedTuple):
    """Where, and in which language, somebody is answered."""

    conversation: int
    address: int
    language: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person to answer: where, in which language, in which conversation."""

    person: Person
    address: Address
    conversation: Conversation
    language: str


@dataclass(frozen=True, slots=True)
class Audience:
    """The people to write to, by their canonical key, and how many more cannot be written to."""

    why: Why
    places: dict[int, Place]
    unreachable: int

    def __len__(self) -> int:
        return len(self.places)

    def languages(self) -> list[tuple[str, int]]:
        """The languages they read, with how many read each, most first."""
        totals = Counter(place.language for place in self.places.values())
        return sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))


def audience(
    matter: Matter, answer: Answer | None = None, *, together: Collection[int] | None = None
) -> Audience:
    """Whom this answer (none: the next one) would be sent to now. Nobody who has it already is among them.

    ``together``: the matter and those merged into it, where the caller knows them already.
    """
    if answer is not None and answer.corrects is not None:
        return meant(matter, answer, Why.CORRECTED, were_sent(answer.corrects))
    together = family(matter) if together is None else together
    if Answer.objects.filter(matter__in=together, state=Answer.State.SENT).exists():
        return meant(matter, answer, Why.WAITING, not_covered(matter, together))
    enough = helped_enough(matter, together)
    return meant(matter, answer, Why.EVERYBODY, everything_in(matter), without=enough)


def meant(
    matter: Matter,
    answer: Answer | None,
    why: Why,
    wrote: Iterable[Wrote],
    *,
    without: Collection[int] = (),
) -> Audience:
    """Of those who wrote, the ones that count here and do not have the answer: where they wrote last.

    A correction also reaches people who have no signature here. ``without``: those who do not want it.
    """
    signed = signatures(matter)
    counted = {person for person, (state, _language) in signed.items() if state in Signature.COUNTED}
    left_out = done(answer) | (signed.keys() - counted) | set(without)
    wanted = set(counted) if why == Why.EVERYBODY else set()
    places: dict[int, Place] = {}
    for row in wrote:
        if row.person in left_out or (why != Why.CORRECTED and row.person not in counted):
            continue
        wanted.add(row.person)
        if row.address is not None:
            known = signed[row.person][1] if row.person in signed else row.language
            language = known if known in Language.values else matter.desk.language
            places[row.person] = Place(row.conversation, row.address, language)
    return Audience(why, dict(sorted(places.items())), len(wanted - places.keys() - left_out))


def signatures(matter: Matter) -> dict[int, tuple[str, str]]:
    """Everybody who ever signed: how they stand, and their language; if unknown, that of their mail."""
    rows = matter.signatures.values_list("person", "state", "person__language", "language")
    return {person: (state, own or written) for person, state, own, written in rows}


def done(answer: Answer | None) -> set[int]:
    """Those to whom this answer was sent, or is on its way, and those who are answered apart."""
    if answer is None:
        return set()
    return {row.person for row in were_sent(answer, refused=True)} | answered_apart(answer)


def answered_apart(answer: Answer) -> set[int]:
    """Those who are left out of this answer, to be written to personally."""
    rows = answer.apart.filter(ended_at=None).values_list("person", "person__joined_into")
    return {joined_into or person for person, joined_into in rows}


def were_sent(answer: Answer, *, refused: bool = False) -> Iterator[Wrote]:
    """Those to whom an answer was sent or is on its way, and where; with those whom it could not reach."""
    rows = mails_of(answer).order_by("pk")
    if not refused:
        rows = rows.exclude(state=Delivery.State.REFUSED)
    for person, joined_into, conversation, address, language in rows.values_list(*WRITER, "language"):
        yield Wrote(joined_into or person, conversation, address, language)


def everything_in(matter: Matter) -> Iterator[Wrote]:
    """Every message of a person in the matter, the oldest first."""
    rows = Message.objects.filter(filings__matter=matter, outgoing=False, person__isnull=False)
    for person, joined_into, *where in rows.order_by("received_at", "id").values_list(*WRITER):
        yield Wrote(joined_into or person, *where)


def not_covered(matter: Matter, together: Collection[int]) -> Iterator[Wrote]:
    """The messages and objections of people who wait, written since the last answer to them; oldest first.
    Before them those of people who wait no more and want it all the same.

    Who wrote twice, in two conversations, is answered in one of them: that is their answer to both.
    """
    answered, objected = last_answers(together), last_objections(matter)
    fields = [f"message__{name}" for name in (*WRITER, "received_at")]
    for rows in (who_want_it(matter, together), waiting_in(matter)):
        rows = rows.filter(message__person__isnull=False).order_by("message__received_at", "message")
        for writer, joined_into, conversation, address, at in rows.values_list(*fields):
            person = joined_into or writer
            if person not in answered or max(at, objected.get(conversation, at)) > answered[person]:
                yield Wrote(person, conversation, address)


def helped_enough(matter: Matter, together: Collection[int]) -> set[int]:
    """Those whom another person's answer helped, who need no other as they say, and who do not wait here."""
    rows = Settlement.objects.standing().filter(helped_by__matter__in=together, informed=False)
    people = rows.values_list("conversation__person", "conversation__person__joined_into")
    enough = {joined_into or person for person, joined_into in people}
    if not enough:
        return enough
    theirs = Q(message__person__in=enough) | Q(message__person__joined_into__in=enough)
    wait = waiting_in(matter).filter(theirs)
    pairs = wait.values_list("message__person", "message__person__joined_into")
    return enough - {joined_into or person for person, joined_into in pairs}


def who_want_it(matter: Matter, together: Collection[int]) -> QuerySet[Filing]:
    """The messages of those who wait no more, helped by another person's answer, and want the desk's too."""
    rows = Settlement.objects.standing().filter(helped_by__matter__in=together, informed=True)
    return matter.filings.filter(
        message__awaits_answer=True,
        message__conversation__in=rows.values("conversation"),
        message__conversation__waiting_since=None,
    )


def last_answers(matters: Collection[int]) -> dict[int, datetime]:
    """When the last answer to one of these matters was asked for, for each person."""
    rows = answers_to(matters).order_by("created_at")
    times = rows.values_list("person", "person__joined_into", "created_at")
    return {joined_into or person: at for person, joined_into, at in times}


def last_objections(matter: Matter) -> dict[int, datetime]:
    """When somebody said last that they have no answer, for each conversation of the matter that waits."""
    rows = Objection.objects.filter(
        conversation__waiting_since__isnull=False, conversation__messages__filings__matter=matter
    )
    return dict(rows.order_by().values_list("conversation").annotate(last=Max("at")))


def recipients(found: Audience) -> list[Recipient]:
    """The people of an audience, with all that is needed to write to them."""
    people = Person.objects.in_bulk(found.places)
    addresses = Address.objects.in_bulk({place.address for place in found.places.values()})
    conversations = Conversation.objects.in_bulk({place.conversation for place in found.places.values()})
    return [
        Recipient(people[person], addresses[place.address], conversations[place.conversation], place.language)
        for person, place in found.places.items()
    ]


def sent_on(answer: Answer) -> datetime | None:
    """When an answer was sent; again, if it was sent again after it had been taken back."""
    row = answer.transitions.filter(to_state=Answer.State.SENT).order_by("-at", "-id").first()
    return row.at if row else None
