"""Filing: a person puts a message into a matter, or takes back a single decision about it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.models import User, log
from saule.matters import undoing
from saule.matters.acting import Act, check_sight, filings_of, going, hold, with_companions
from saule.matters.attaching import attach, check_place
from saule.matters.because import CAME_BACK
from saule.matters.counting import recount
from saule.matters.models import Correction, Decision, Matter, Message
from saule.matters.opening import open_for
from saule.matters.placing import NotThere, NotUndoable, carry_out
from saule.matters.reopening import reopen

__all__ = ["NotThere", "NotUndoable", "check_undoable", "move", "move_together", "undo"]


def move(
    message: Message, matter: Matter, *, by: User, now: datetime, why: str = "", before: Matter | None = None
) -> Decision:
    """A person files the message in ``matter``, taking it out of ``before`` with what continues it there.

    Without ``before`` it also stays where it is. Raises NotThere for a matter that was merged into another,
    for one of another desk, and when the message is in ``before`` no more.
    """
    if before is None:
        return attach(message, matter, by=by, now=now, why=why).decisions.get()
    done = move_together([message], matter, by=by, now=now, why=why, before=before)
    return done.decisions.get(message=message)


def move_together(
    messages: Collection[Message], matter: Matter, *, by: User, now: datetime, why: str = "", before: Matter
) -> Correction:
    """Moves those of these messages that are in ``before`` still, as one act. Raises NotThere if none is."""
    with transaction.atomic():
        for message in messages:
            check_place(message, matter)
        check_sight(matter.desk, {matter, before}, by)
        hold({matter.pk, before.pk})
        filings = filings_of(before, [message.pk for message in messages])
        if not filings or matter.pk == before.pk:
            raise NotThere(_("Somebody has moved this message meanwhile. Look again."))
        act = Act(Correction.Verb.MOVE, matter, before, by=by, now=now, why=why)
        act.carry_out(going(act, with_companions(filings, before), matter, "by_person"))
        return act.finish()


def undo(decision: Decision, *, by: User, now: datetime, why: str = "") -> Decision:
    """Puts the message back where it was before ``decision``. Raises NotUndoable if that is too late.

    What a person decided is undone as the act that it was.
    """
    if decision.correction is not None:
        done = undoing.undo(decision.correction, by=by, now=now, why=why)
        return done.decisions.get(undoes=decision)
    with transaction.atomic():
        # Two who undo at once: the second waits here, and is told that it is done.
        Message.objects.select_for_update().only("pk").get(pk=decision.message_id)
        check_undoable(decision)
        back = Decision(
            message=decision.message,
            outcome=Decision.Outcome.UNDONE,
            matter=decision.before or alone(decision),
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
        recount(touched, now=now)
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


def alone(decision: Decision) -> Matter | None:
    """A matter of its own for a message that had been put with others; None if it was alone already."""
    together = decision.outcome in (Decision.Outcome.JOINED, Decision.Outcome.MOVED)
    return open_for([decision.message], like=decision.matter) if together else None


def revive(matter: Matter | None, *, now: datetime) -> None:
    """A matter that had been emptied into another stands again when a message comes back to it."""
    if matter is not None and matter.state == Matter.State.MERGED:
        last = matter.transitions.last()
        to = last.from_state if last is not None else Matter.State.OPEN
        matter.move_to(to, by=None, now=now, why=CAME_BACK, merged_into=None)
