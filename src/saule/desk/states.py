"""States that change only by a row that says who, when and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction

from saule.desk.errors import IllegalTransition

MANY = 500


class Transition(models.Model):
    """One change of state: from, to, when, by whom (empty: Saule itself) and why. Never edited or deleted."""

    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ("at", "id")


class Stateful(models.Model):
    """A record with a ``state``. A subclass says which moves are legal and has a ``transitions`` relation."""

    LEGAL: ClassVar[dict[str, frozenset[str]]] = {}

    class Meta:
        abstract = True

    def move_to(self, state: str, *, by: Any, now: datetime, why: str = "", **fields: Any) -> Self:
        """Moves to ``state`` and writes the row of it; ``fields`` are set in the same statement.

        Raises IllegalTransition when the move is not allowed, or when somebody else moved it meanwhile.
        """
        came_from = str(self.state)  # type: ignore[attr-defined]
        if state not in self.LEGAL.get(came_from, frozenset()):
            raise IllegalTransition(type(self).__name__, came_from, state)
        with transaction.atomic():
            rows = type(self)._default_manager.filter(pk=self.pk, state=came_from)
            if not rows.update(state=state, **fields):
                raise IllegalTransition(type(self).__name__, came_from, state)
            self.transitions.create(  # type: ignore[attr-defined]
                from_state=came_from, to_state=state, at=now, by=by, why=why
            )
        for name, value in {"state": state, **fields}.items():
            setattr(self, name, value)
        return self


def move_many(records: Sequence[Stateful], state: str, *, by: Any, now: datetime, why: str = "") -> None:
    """As ``move_to`` for each of these records of one model, in a few statements: each gets its row."""
    for came_from in {str(record.state) for record in records}:  # type: ignore[attr-defined]
        group = [record for record in records if record.state == came_from]  # type: ignore[attr-defined]
        for start in range(0, len(group), MANY):
            move_part(group[start : start + MANY], came_from, state, by=by, now=now, why=why)


def move_part(
    group: Sequence[Stateful], came_from: str, state: str, *, by: Any, now: datetime, why: str
) -> None:
    """Moves records that all stand in ``came_from``; raises IllegalTransition as ``move_to`` does."""
    model: Any = type(group[0])
    relation = model._meta.get_field("transitions")
    if state not in model.LEGAL.get(came_from, frozenset()):
        raise IllegalTransition(model.__name__, came_from, state)
    with transaction.atomic():
        rows = model._default_manager.filter(pk__in=[record.pk for record in group], state=came_from)
        if rows.update(state=state) != len(group):
            raise IllegalTransition(model.__name__, came_from, state)
        changed = {"from_state": came_from, "to_state": state, "at": now, "by": by, "why": why}
        steps = relation.related_model
        steps._default_manager.bulk_create(
            steps(**changed, **{relation.remote_field.name: record}) for record in group
        )
    for record in group:
        record.state = state  # type: ignore[attr-defined]


def legal_states(**moves: str) -> dict[str, frozenset[str]]:
    """The table of legal moves, written as ``draft="proposed withdrawn"``."""
    return {state: frozenset(targets.split()) for state, targets in moves.items()}


def state_is_known(states: str, name: str) -> models.CheckConstraint:
    """A database constraint: ``state`` is one of these, written with spaces between."""
    return models.CheckConstraint(condition=models.Q(state__in=states.split()), name=name)
