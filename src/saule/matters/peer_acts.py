"""Peer acts: what comes of an answer to others, or of “this helped me”, once its link in a mail was followed.

Whoever reads at an address is one person however it is spelled, and is told in the conversation that they
have about the matter; somebody who never wrote gets one of their own, in which nothing stands.
"""

from datetime import datetime

from saule.matters import endorsing, peering
from saule.matters.cosigning import verified
from saule.matters.merged import family, standing_for
from saule.matters.models import Confirmation, Conversation, Matter
from saule.people.addresses import EMAIL
from saule.people.joining import everybody_who_is
from saule.people.models import Address, Person

WISHES = ("with_rank", "outlives")


def answer(row: Confirmation, now: datetime) -> Person:
    """The answer of the confirmation is the desk's to show. Raises as ``peering.answer_others``."""
    person = reader(verified(row, now))
    matter = standing_for(row.matter)  # type: ignore[arg-type]
    wishes = {name: bool(row.details.get(name)) for name in WISHES}
    peering.answer_others(
        matter,
        text=row.text,
        shown_name=row.shown_name,
        language=row.language,
        conversation=conversation_of(person, matter, now=now),
        by=person,
        now=now,
        **wishes,
    )
    return person


def endorse(row: Confirmation, now: datetime) -> Person:
    """The answer that the confirmation is about helped this person. Raises CannotEndorse."""
    person = reader(verified(row, now))
    endorsing.endorse(row.peer_answer, by=person, now=now)  # type: ignore[arg-type]
    return person


def reader(address: Address) -> Person:
    """Who reads at an address: the first who was known under any spelling of it."""
    rows = Address.objects.filter(desk=address.desk_id, channel=EMAIL, alike=address.alike)
    known = rows.exclude(alike=None).select_related("person__joined_into").order_by("pk").first()
    return (known or address).person.canonical


def conversation_of(person: Person, matter: Matter, *, now: datetime) -> Conversation:
    """The newest conversation of a person about a matter; an empty one, if there is none."""
    theirs = Conversation.objects.filter(person__in=everybody_who_is(person))
    about = theirs.filter(messages__filings__matter__in=family(matter)) | theirs.filter(
        peer_answers__matter__in=family(matter)
    )
    known = about.order_by("-last_at", "-pk").first()
    return known or Conversation.objects.create(desk=matter.desk, person=person, opened_at=now, last_at=now)
