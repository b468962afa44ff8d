"""What people answer each other, on a person's status page: what may help them, and what they answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from saule.matters.merged import standing_for
from saule.matters.models import Conversation, Endorsement, Matter, PeerAnswer
from saule.matters.outside import Together, to_tell, together
from saule.matters.peering import LONGEST, LONGEST_NAME, is_open
from saule.matters.peers import Told, told, told_in
from saule.matters.thanking import people_helped, ranks_of
from saule.people.joining import everybody_who_is


class PeerForm(forms.Form):
    """An answer to others, and how its writer wants to appear."""

    text = forms.CharField(
        label=_("What do you know that helps the others?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Telephone numbers, addresses and names with a title are taken out before it is kept."),
    )
    shown_name = forms.CharField(
        label=_("Under which name?"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("Any name, or none. Readers never learn yours from us."),
    )
    with_rank = forms.BooleanField(label=_("Say beside it how far my answers have helped"), required=False)
    outlives = forms.BooleanField(
        label=_("Let the text stay, without a name, if I have everything about me erased"), required=False
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer that may help a reader; ``endorsed``: they said that it did."""

    told: Told
    endorsed: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """What others answer in a matter of the reader's, and what they answered there themselves."""

    matter: Matter
    title: str
    offers: list[Offer] = field(default_factory=list)
    own: list[Told] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What names the matter in a form."""
        return self.matter.public_id

    @property
    def form(self) -> PeerForm:
        """The form to answer others here, apart from that of another matter on the same page."""
        return PeerForm(auto_id=f"{self.key}-%s")


@dataclass(frozen=True, slots=True)
class Help:
    """How far somebody's answers have helped: how many people, and their rank (0: none yet)."""

    people: int
    rank: int


def peers_beside(conversation: Conversation) -> dict[str, Any]:
    """What the status page shows of it."""
    panels = beside(conversation)
    rules = PeerAnswer.Rule.choices
    return {"others": panels, "help": help_of(conversation, panels), "rules": rules}


def beside(conversation: Conversation) -> list[Beside]:
    """What there is in each matter in which a conversation's writer is with others and people may answer."""
    if conversation.person is None:
        return []
    group = everybody_who_is(conversation.person)
    return [panel(one, group) for one in open_to(conversation)]


def open_to(conversation: Conversation) -> Iterator[Together]:
    """The matters of a conversation, or in which its person answered others, where people may do so."""
    found = to_tell(together(conversation, get_language() or "fr"))
    known = {one.matter.pk for one in found}
    answered = {standing_for(one.matter) for one in conversation.peer_answers.select_related("matter__desk")}
    found += [Together(matter, 0, "") for matter in sorted(answered, key=pk_of) if matter.pk not in known]
    yield from (one for one in found if is_open(one.matter))


def pk_of(matter: Matter) -> int:
    """By which matters are told apart."""
    return matter.pk


def panel(one: Together, group: list[int]) -> Beside:
    """What there is in one of these matters."""
    own = PeerAnswer.objects.filter(person__in=group, matter=one.matter).select_related("person", "desk")
    rows = Endorsement.objects.standing().filter(person__in=group)
    endorsed = set(rows.values_list("peer_answer", flat=True))
    offers = [
        Offer(told, told.answer.pk in endorsed)
        for told in told_in(one.matter)
        if told.offered and told.answer.person_id not in group
    ]
    return Beside(one.matter, one.title, offers, sorted(told(list(own)), key=lambda told: told.answer.at))


def offered_to(conversation: Conversation, public_id: str) -> PeerAnswer | None:
    """The answer with this key, if it is among those that the writer of a conversation is offered."""
    found = (offer.told.answer for one in beside(conversation) for offer in one.offers)
    return next((answer for answer in found if answer.public_id == public_id), None)


def help_of(conversation: Conversation, panels: list[Beside]) -> Help | None:
    """How far the writer's answers have helped; None if they never answered anybody here."""
    if conversation.person is None or not any(one.own for one in panels):
        return None
    person = conversation.person
    return Help(people_helped(person), ranks_of({person.pk})[person.pk])
