"""People who wait, made with rows alone: for tests of what comes after receiving and grouping."""

from datetime import datetime, timedelta

import pytest

from saule.desk.ids import new_id
from saule.desk.models import Nature
from saule.matters.models import Conversation, Decision, Filing, Matter, Message
from saule.matters.waiting import refresh_waiting
from saule.people.models import Address, Person


class Town:
    """Writes rows for a desk: people, their messages, matters, answers."""

    def __init__(self, desk, now: datetime) -> None:
        self.desk, self.now = desk, now
        self.people = 0

    def person(self, language: str = "fr", name: str = "") -> Person:
        self.people += 1
        person = Person.objects.create(
            desk=self.desk, name=name or f"Person {self.people}", language=language, created_at=self.now
        )
        Address.objects.create(
            desk=self.desk,
            person=person,
            channel="email",
            value=f"person{self.people}@example.org",
            created_at=self.now,
        )
        return person

    def matter(self, nature: str = Nature.SHARED, **fields) -> Matter:
        return Matter.objects.create(
            desk=self.desk,
            title=fields.pop("title", "Ligne 12"),
            nature=nature,
            kind=self.desk.kinds.get(code="transports" if nature == Nature.SHARED else "civil"),
            opened_at=fields.pop("opened_at", self.now),
            last_at=self.now,
            **fields,
        )

    def write(self, matter=None, *, days_ago: float = 0, person=None, conversation=None, **fields):
        """A message from a person ``days_ago``, grouped; returns its conversation."""
        person = person or (conversation.person if conversation else self.person())
        at = self.now - timedelta(days=days_ago)
        conversation = conversation or Conversation.objects.create(
            desk=self.desk,
            person=person,
            subject=fields.get("subject", "Ligne 12"),
            opened_at=at,
            last_at=at,
            imported=fields.pop("imported", False),
        )
        message = Message.objects.create(
            **{
                "desk": self.desk,
                "conversation": conversation,
                "person": person,
                "address": person.addresses.first(),
                "channel": "email",
                "subject": "Ligne 12",
                "language": person.language,
                "sent_at": at,
                "received_at": at,
                "message_id": f"{new_id()}@example.org",
                "awaits_answer": True,
                "grouped_at": at,
            }
            | fields
        )
        if matter:
            decision = Decision.objects.create(
                message=message, outcome="joined", matter=matter, layer="test", reason="test", at=at
            )
            Filing.objects.create(message=message, matter=matter, decision=decision)
        return self.refreshed(conversation)

    def answer(self, conversation, *, at=None, automatic: bool = False):
        """The desk writes back."""
        at = at or self.now
        Message.objects.create(
            desk=self.desk,
            conversation=conversation,
            person=conversation.person,
            channel="email",
            outgoing=True,
            automatic=automatic,
            mail_class="auto_reply" if automatic else "human",
            sent_at=at,
            received_at=at,
        )
        return self.refreshed(conversation)

    def refreshed(self, conversation):
        refresh_waiting({conversation.pk})
        conversation.refresh_from_db()
        return conversation

    def history(self, *, answers: int = 40, after_days: int = 5, begins: int = 60) -> None:
        """Requests of the past, each answered after so many days."""
        for number in range(answers):
            ago = begins - number * (begins - after_days - 1) / answers
            conversation = self.write(days_ago=ago)
            self.answer(conversation, at=self.now - timedelta(days=ago - after_days))


@pytest.fixture
def town(desk, now) -> Town:
    """A town whose people write to the desk."""
    return Town(desk, now)
