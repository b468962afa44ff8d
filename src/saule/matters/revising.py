"""Revising: Saule's second thoughts about its own decisions, while nobody has acted on a matter."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from saule.desk.models import Desk, Event, log
from saule.engines.decisions import Id, Revision
from saule.engines.grouping import MatterGrouper
from saule.matters import groupers
from saule.matters.acting import close_emptied
from saule.matters.counting import recount
from saule.matters.describing import describe
from saule.matters.models import Decision, Filing, Matter, Message
from saule.matters.overtaking import overtake
from saule.matters.placing import carry_out
from saule.matters.suggesting import catch_up_asked, propose

LOOKS_BACK = timedelta(days=120)


def revise_recent(desk: Desk, *, now: datetime, again: bool = False) -> int:
    """Looks at the recent messages together, and files those that sit better elsewhere; returns how many.

    Matters that a person has touched or answered, or that have earned an answer, are left alone: what would
    move there is only suggested.
    Does nothing when nothing was decided since the last time, unless it is to look ``again``.
    """
    newest = groupers.newest_decision(desk)
    if newest == last_seen(desk) and not again:
        return 0
    grouper = groupers.grouper_for(desk)
    revisions = grouper.revise(since=(now - LOOKS_BACK).timestamp())
    try:
        with transaction.atomic():
            catch_up_asked(desk)
            moved = carry_out_revisions(desk, grouper, revisions, now=now)
            log(desk, "revise", desk, by=None, now=now, moved=moved, seen=groupers.newest_decision(desk))
    except BaseException:
        groupers.forget_all(desk)
        raise
    groupers.now_knows(desk)
    return moved


def last_seen(desk: Desk) -> int | None:
    """The newest decision at the time of the last revision."""
    event = Event.objects.filter(desk=desk, verb="revise").first()
    return event.facts.get("seen") if event else None


def carry_out_revisions(
    desk: Desk, grouper: MatterGrouper, revisions: Sequence[Revision], *, now: datetime
) -> int:
    """Files the messages whose matters are free to change."""
    homes = free_homes(desk, revisions)
    wanted = [revision for revision in revisions if is_free(revision, homes)]
    messages = {m.pk: m for m in Message.objects.filter(pk__in=[revision.message for revision in wanted])}
    names = open_matters(desk, wanted, messages)
    decisions = [
        moved(messages[int(r.message)], homes[int(r.message)], int(names.get(r.matter, r.matter)), r, now)
        for r in wanted
    ]
    touched = carry_out(decisions + companions(decisions, now), now=now)
    for revision in wanted:
        grouper.move(revision.message, names.get(revision.matter, revision.matter), pinned=False)
    recount(touched, now=now)
    close_emptied(touched, decisions, now=now)
    overtake(None, touched, now=now)
    propose(desk, [revision for revision in revisions if revision not in wanted], now=now)
    describe(desk, touched, afresh=True)
    return len(decisions)


def free_homes(desk: Desk, revisions: Sequence[Revision]) -> dict[int, int]:
    """Where each message is filed, if Saule alone decided so and nobody has acted on that matter."""
    rows = Filing.objects.filter(
        message__in=[revision.message for revision in revisions],
        decision__by=None,
        decision__correction=None,
        matter__desk=desk,
        matter__touched_by_person=False,
        matter__earned_at=None,
        matter__state=Matter.State.OPEN,
        matter__answers=None,
    )
    return {row.message_id: row.matter_id for row in rows}


def is_free(revision: Revision, homes: dict[int, int]) -> bool:
    """Whether the message may leave its matter, and the one it would go to may be joined."""
    home = homes.get(int(revision.message))
    if home is None or home == revision.matter:
        return False
    return revision.opens or untouched(revision.matter)


def untouched(matter: Id) -> bool:
    """Whether nobody has acted on a matter."""
    rows = Matter.objects.filter(pk=matter, touched_by_person=False, earned_at=None, answers=None)
    return rows.filter(state=Matter.State.OPEN).exists()


def open_matters(desk: Desk, revisions: Sequence[Revision], messages: dict[int, Message]) -> dict[Id, Id]:
    """A row for each matter that the revision opens; the engine's names with the rows' keys."""
    firsts: dict[Id, Message] = {}
    for revision in revisions:
        if revision.opens:
            firsts.setdefault(revision.matter, messages[int(revision.message)])
    return {
        name: Matter.objects.create(
            desk=desk,
            title=message.subject[:200] or message.said[:80],
            language=message.language,
            threshold=desk.best_threshold(message.received_at),
            opened_at=message.received_at,
            last_at=message.received_at,
        ).pk
        for name, message in firsts.items()
    }


def moved(message: Message, home: int, matter: int, revision: Revision, now: datetime) -> Decision:
    """The revision as a row."""
    return Decision(
        message=message,
        outcome=Decision.Outcome.MOVED,
        matter_id=matter,
        before_id=home,
        like_id=revision.nearest,
        layer="revised",
        score=revision.score,
        reason="revised",
        facts={"shared": list(revision.shared)},
        engine=revision.engine,
        at=now,
    )


def companions(decisions: Sequence[Decision], now: datetime) -> list[Decision]:
    """The later messages of the same conversations go along."""
    by_conversation = {decision.message.conversation_id: decision for decision in decisions}
    rows = Filing.objects.filter(
        message__conversation__in=by_conversation, decision__layer="thread", decision__by=None
    )
    going = {decision.message_id for decision in decisions}
    found = []
    for filing in rows.select_related("message"):
        lead = by_conversation[filing.message.conversation_id]
        if filing.matter_id == lead.before_id and filing.message_id not in going:
            found.append(
                Decision(
                    message=filing.message,
                    outcome=Decision.Outcome.MOVED,
                    matter_id=lead.matter_id,
                    before_id=filing.matter_id,
                    layer="thread",
                    score=1,
                    reason="same_conversation",
                    at=now,
                )
            )
    return found
