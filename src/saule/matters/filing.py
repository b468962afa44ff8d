"""Filing: putting messages into matters by decisions that are rows, can be read and can be undone."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import User, log
from saule.matters.counting import recount
from saule.matters.indexing import index_matters
from saule.matters.models import Decision, Filing, Matter, Message
from saule.matters.reopening import reopen
from saule.matters.signing import drop_evidence, sign_for


class NotUndoable(SauleError):
    """The decision was undone already, or something else was decided about the message since."""

    code = "not-undoable"


class NotThere(SauleError):
    """A message cannot be filed in this matter."""

    code = "not-there"


def carry_out(decisions: Sequence[Decision], *, now: datetime) -> set[int]:
    """Stores new decisions and files their messages; returns the matters touched, not yet recounted."""
    with transaction.atomic():
        Decision.objects.bulk_create(decisions)
        for decision in decisions:
            if decision.before_id and decision.before_id != decision.matter_id:
                unfile(decision.message, decision.before_id, now=now)
        filings = [
            Filing(message=decision.message, matter_id=decision.matter_id, decision=decision)
            for decision in decisions
            if decision.matter_id is not None
        ]
        Filing.objects.bulk_create(filings, ignore_conflicts=True)
        sign_for(filings, now=now)
    touched = {decision.matter_id for decision in decisions} | {decision.before_id for decision in decisions}
    return {matter for matter in touched if matter is not None}


def unfile(message: Message, matter_id: int, *, now: datetime) -> None:
    """Takes the message out of the matter, and its support with it."""
    Filing.objects.filter(message=message, matter=matter_id).delete()
    drop_evidence(message, matter_id, now=now)


def move(
    message: Message, matter: Matter, *, by: User, now: datetime, why: str = "", before: Matter | None = None
) -> Decision:
    """A person files the message in ``matter``, taking it out of ``before`` if given.

    Raises NotThere for a matter that was merged into another, and for one of another desk.
    """
    check_place(message, matter)
    decision = Decision(
        message=message,
        outcome=Decision.Outcome.MOVED,
        matter=matter,
        before=before,
        layer="person",
        reason="by_person",
        at=now,
        by=by,
        why=why[:300],
    )
    with transaction.atomic():
        touched = carry_out([decision], now=now)
        Matter.objects.filter(pk__in=touched).update(touched_by_person=True)
        reopen(touched, now=now)
        log(matter.desk, "move", message, by=by, now=now, why=why[:300], matter=matter.public_id)
        recount(touched)
    return decision


def check_place(message: Message, matter: Matter) -> None:
    """A message only ever goes into a matter of its own desk that stands."""
    if matter.desk_id != message.desk_id:
        raise NotThere(_("This matter does not exist here."))
    if Matter.objects.filter(pk=matter.pk, state=Matter.State.MERGED).exists():
        raise NotThere(_("This matter was merged into another. Put the message there instead."))


def undo(decision: Decision, *, by: User, now: datetime, why: str = "") -> Decision:
    """Puts the message back where it was before ``decision``. Raises NotUndoable if that is too late."""
    with transaction.atomic():
        # Two who undo at once: the second waits here, and is told that it is done.
        Message.objects.select_for_update().only("pk").get(pk=decision.message_id)
        check_undoable(decision)
        back = Decision(
            message=decision.message,
            outcome=Decision.Outcome.UNDONE,
            matter=decision.before or alone(decision, now=now),
            before=decision.matter,
            layer="person",
            reason="undone",
            undoes=decision,
            at=now,
            by=by,
            why=why[:300],
        )
        touched = carry_out([back], now=now)
        revive(back.matter, now=now)
        Matter.objects.filter(pk__in=touched).update(touched_by_person=True)
        reopen(touched, now=now)
        log(decision.message.desk, "undo", decision.message, by=by, now=now, why=why[:300])
        recount(touched)
    return back


def check_undoable(decision: Decision) -> None:
    """Of the decisions about a message that stand, the newest can be undone, once; and the newest undoing."""
    rows = list(decision.message.decisions.order_by("-at", "-id").only("undoes_id"))
    undone: set[int | None] = set()
    for row in rows:
        if row.pk not in undone:
            undone.add(row.undoes_id)
    standing = [row.pk for row in rows if row.pk not in undone and row.undoes_id is None]
    undoable = {rows[0].pk, *standing[:1]} - {row.undoes_id for row in rows}
    if decision.pk not in undoable:
        raise NotUndoable(_("Something else was decided about this message since. Undo that first."))


def alone(decision: Decision, *, now: datetime) -> Matter | None:
    """A matter of its own for a message that had been put with others; None if it was alone already."""
    if decision.outcome not in (Decision.Outcome.JOINED, Decision.Outcome.MOVED):
        return None
    message = decision.message
    matter = Matter.objects.create(
        desk=message.desk,
        title=message.subject[:200] or message.said[:80],
        language=message.language,
        opened_at=message.received_at,
        last_at=message.received_at,
        touched_by_person=True,
    )
    index_matters([matter.pk])
    return matter


def revive(matter: Matter | None, *, now: datetime) -> None:
    """A matter that had been emptied into another stands again when a message comes back to it."""
    if matter is not None and matter.state == Matter.State.MERGED:
        last = matter.transitions.last()
        to = last.from_state if last is not None else Matter.State.OPEN
        matter.move_to(to, by=None, now=now, why="a message came back", merged_into=None)
