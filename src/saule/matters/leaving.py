"""Leaving: in which public matters the writer of a conversation counts, and can cease to, or come back."""

from dataclasses import dataclass

from saule.matters.models import Conversation, Publication, Signature

State = Signature.State


@dataclass(frozen=True, slots=True)
class Joined:
    """A public matter for which the writer of a conversation counts, or has ceased to by their own will."""

    key: str
    title: str
    counts: bool


def joined(conversation: Conversation, language: str) -> list[Joined]:
    """The public matters that one can leave here, or come back to."""
    rows = theirs(conversation).exclude(state=State.SET_ASIDE)
    states = dict(rows.values_list("matter", "state"))
    public = Publication.objects.standing().filter(matter__in=states).select_related("matter", "desk")
    return [
        Joined(one.matter.public_id, one.title_in(language), states[one.matter_id] in Signature.COUNTED)
        for one in public.order_by("pk")
    ]


def theirs(conversation: Conversation):  # type: ignore[no-untyped-def]
    """The support of the conversation's person for what it speaks for."""
    person = conversation.person
    rows = Signature.objects.filter(evidence__message__conversation=conversation).distinct()
    return rows.filter(person=person.canonical) if person else rows.none()
