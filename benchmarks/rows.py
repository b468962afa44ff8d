"""Rows to store together, and what is planned of them: see ``benchmarks.filling``."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from saule.desk.models import Event
from saule.matters.counting import recount
from saule.matters.indexing import index_answers, index_matters, index_messages, index_people
from saule.matters.models import (
    Answer,
    AnswerText,
    AnswerTransition,
    Attachment,
    Conversation,
    Decision,
    Delivery,
    DeliveryTransition,
    Enclosure,
    Filing,
    Letter,
    Matter,
    MatterTransition,
    Message,
    Objection,
    Signature,
    SignatureEvidence,
    SignatureTransition,
    Source,
)
from saule.people.models import Address, AttentionEntry, Person
from saule.promises.models import Promise, PromiseTransition

ENGINE = "benchmark/1"
ORDER: tuple[type[Model], ...] = (
    Person,
    Address,
    Conversation,
    Letter,
    Source,
    Message,
    Attachment,
    Matter,
    MatterTransition,
    Decision,
    Filing,
    Signature,
    SignatureTransition,
    SignatureEvidence,
    Answer,
    AnswerText,
    AnswerTransition,
    Enclosure,
    Delivery,
    DeliveryTransition,
    AttentionEntry,
    Promise,
    PromiseTransition,
    Objection,
    Event,
)
"""What is stored before what: each only points at what stands before it."""


@dataclass
class Plan:
    """One matter to make: how many conversations, when the first came, whether it is answered."""

    size: int
    opened: datetime
    answered: datetime | None
    theme: str
    language: str
    grave: bool


@dataclass
class Chunk:
    """Rows to store together, by model."""

    rows: dict[type[Model], list[Any]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: Any) -> Any:
        """Keeps a row to be stored; returns it."""
        self.rows[type(row)].append(row)
        return row

    def store(self, *, now: datetime) -> list[int]:
        """Stores all rows; returns the keys of the matters among them, whose figures are counted."""
        with transaction.atomic():
            for model in ORDER:
                model._default_manager.bulk_create(self.rows[model], batch_size=2000)
            index_messages(self.rows[Message], new=True)
            index_answers([text.pk for text in self.rows[AnswerText]])
            index_people([person.pk for person in self.rows[Person]])
            keys = [matter.pk for matter in self.rows[Matter]]
            index_matters(keys)
            for start in range(0, len(keys), 500):
                recount(keys[start : start + 500], now=now)
        return keys
