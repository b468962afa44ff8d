"""What a desk has outside: a provider, a conversation it has, a figure that was stopped, a statement."""

from datetime import timedelta
from typing import Any

from tests.public import asked_to_sign

from saule.desk.models import Role
from saule.desk.opening import switch_matters
from saule.matters.models import Conversation, Matter, Message, Note, PeerAnswer
from saule.matters.publishing import Wording, publish
from saule.providers.contracting import Paid, add_provider, state_prices
from saule.providers.issuing import issue
from saule.providers.models import FigureStop, Handover, Provider


class Outside:
    """The part of the world that is outside, made only where a page is about it."""

    matter: Matter
    message: Message
    conversation: Conversation
    note: Note

    def provider(self) -> Provider:
        """An outside team with a contract, prices and somebody in every role who belongs to it."""
        desk, at = self.matter.desk, self.message.received_at
        if known := desk.providers.first():
            return known
        made = add_provider(desk, "Relais", 20, by=self.note.by, now=at - timedelta(days=60))
        start = desk.local_date(at) - timedelta(days=60)
        state_prices(made, Paid(per_resolved=300), starts=start, by=self.note.by, now=at)
        for member in desk.memberships.filter(role=Role.PROVIDER_AGENT):
            member.teams.add(made.team)
        return made

    def handed(self) -> Handover:
        """A conversation that the provider has."""
        one, at = self.provider(), self.message.received_at
        for member in one.desk.memberships.filter(role=Role.PROVIDER_AGENT):
            member.teams.add(one.team)
        self.conversation.assigned_team = one.team
        self.conversation.save(update_fields=["assigned_team"])
        known = {"provider": one, "conversation": self.conversation, "state": "taken"}
        return Handover.objects.get_or_create(**known, defaults={"at": at, "handed_at": at})[0]

    def figure_stop(self) -> int:
        """A reply of the provider's that was stopped for a figure."""
        stop: dict[str, Any] = {"handover": self.handed(), "by": self.note.by, "at": self.message.received_at}
        return FigureStop.objects.get_or_create(**stop, defaults={"figures": []})[0].pk

    def statement(self) -> str:
        """What the provider did last month."""
        one = self.provider()
        known = one.statements.first()
        month = one.desk.local_date(self.message.received_at).replace(day=1) - timedelta(days=1)
        return (known or issue(one, month, by=self.note.by, now=self.message.received_at)).public_id

    def published(self) -> tuple[str, str]:
        """The desk whose board of matters is open, and the matter that stands on it."""
        by: dict[str, Any] = {"by": self.note.by, "now": self.matter.opened_at}
        desk = self.matter.desk
        switch_matters(desk, is_open=True, licence="etalab-2.0", **by)
        Matter.objects.filter(pk=self.matter.pk).update(nature="shared")
        self.matter.refresh_from_db()
        words = Wording("La ligne 12", "Elle s’arrête.", "Bus line 12", "It ends.")
        publish(self.matter, words, **by)
        return desk.public_id, self.matter.public_id

    def peer_answer(self) -> str:
        """What somebody answers the others: the world knows who."""
        raise NotImplementedError

    def shown_peer(self) -> tuple[str, str]:
        """The same desk, and what Tom answers the others, for everybody to read."""
        PeerAnswer.objects.filter(public_id=self.peer_answer()).update(state="shown")
        return self.published()[0], self.peer_answer()

    def confirmation(self) -> str:
        """Somebody has signed, and not followed the link yet."""
        self.published()
        return asked_to_sign(self.matter)
