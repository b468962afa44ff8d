"""States that change only by a row that says who, when and why."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction

from saule.desk.errors import IllegalTransition


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


def legal_states(**moves: str) -> dict[str, frozenset[str]]:
    """The table of legal moves, written as ``draft="proposed withdrawn"``."""
    return {state: frozenset(targets.split()) for state, targets in moves.items()}


def state_is_known(states: str, name: str) -> models.CheckConstraint:
    """A database constraint: ``state`` is one of these, written with spaces between."""
    return models.CheckConstraint(condition=models.Q(state__in=states.split()), name=name)
