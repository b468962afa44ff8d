"""Placing: making rows of decisions. Whatever decides (Saule, a person, an undoing) goes through here."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from saule.desk.errors import SauleError
from saule.matters.models import Decision, Filing
from saule.matters.signing import drop_evidence, sign_for

PART = 1000
T = TypeVar("T")


class NotThere(SauleError):
    """A message cannot be filed in this matter."""

    code = "not-there"


class NotUndoable(SauleError):
    """It was undone already, or something else was decided about the same since."""

    code = "not-undoable"


def carry_out(decisions: Sequence[Decision], *, now: datetime) -> set[int]:
    """Stores new decisions and files their messages; returns the matters touched, not yet recounted."""
    with transaction.atomic():
        Decision.objects.bulk_create(decisions)
        for matter, messages in leaving(decisions).items():
            unfile(messages, matter, now=now)
        filings = [
            Filing(message=decision.message, matter_id=decision.matter_id, decision=decision)
            for decision in decisions
            if decision.matter_id is not None
        ]
        Filing.objects.bulk_create(filings, ignore_conflicts=True)
        sign_for(filings, now=now)
    touched = {decision.matter_id for decision in decisions} | {decision.before_id for decision in decisions}
    return {matter for matter in touched if matter is not None}


def leaving(decisions: Sequence[Decision]) -> dict[int, list[int]]:
    """The messages that leave each matter."""
    found: dict[int, list[int]] = defaultdict(list)
    for decision in decisions:
        if decision.before_id is not None and decision.before_id != decision.matter_id:
            found[decision.before_id].append(decision.message_id)
    return found


def unfile(messages: Sequence[int], matter: int, *, now: datetime) -> None:
    """Takes messages out of the matter, and their support with them."""
    for part in parts(messages):
        Filing.objects.filter(message__in=part, matter=matter).delete()
        drop_evidence(part, matter, now=now)


def parts(rows: Sequence[T], size: int = PART) -> Iterator[Sequence[T]]:
    """The rows in lists that a store takes in one question."""
    return (rows[start : start + size] for start in range(0, len(rows), size))
