"""Suggesting: where Saule is not sure, or may not decide any more, it asks whether two matters are one.

A person answers with one word. What they answered holds: the same is never asked again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from saule.desk.models import Desk, User
from saule.engines.decisions import Revision
from saule.matters.acting import Act, check_sight
from saule.matters.filing import move_together
from saule.matters.merging import merge
from saule.matters.models import Correction, Decision, Filing, Matter, Message, Suggestion
from saule.matters.placing import NotThere

Pair = tuple[int, int]
State = Suggestion.State
LEAST_SHARE = 0.5
MOST_NAMED = 200


def suggest(rows: Iterable[Suggestion]) -> int:
    """Stores those of these suggestions that were not made before; returns how many."""
    best: dict[frozenset[int], Suggestion] = {}
    for row in sorted(rows, key=lambda one: one.score):
        best[frozenset((row.matter_id, row.other_id))] = row
    known = settled_pairs({key for pair in best for key in pair})
    new = [row for pair, row in best.items() if pair not in known and len(pair) > 1]
    Suggestion.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def settled_pairs(matters: set[int]) -> set[frozenset[int]]:
    """The pairs about which the same waits for an answer, or was declined."""
    about = Q(matter__in=matters) | Q(other__in=matters)
    rows = Suggestion.objects.filter(about, state__in=(State.OPEN, State.DECLINED))
    return {frozenset(pair) for pair in rows.values_list("matter_id", "other_id")}


def suggest_asked(desk: Desk, decisions: Iterable[Decision]) -> int:
    """Asks about the messages that grouping was not sure of."""
    asked = [one for one in decisions if one.outcome == Decision.Outcome.ASKED]
    return suggest(
        Suggestion(
            desk=desk,
            matter_id=one.matter_id,
            other_id=one.suggested_id,
            message_id=one.message_id,
            like_id=one.like_id,
            score=one.score,
            facts={"shared": one.facts.get("shared", [])},
            engine=one.engine,
            at=one.at,
        )
        for one in asked
        if one.matter_id is not None and one.suggested_id is not None
    )


def catch_up_asked(desk: Desk) -> int:
    """Asks about what was unsure before suggestions were kept, and stands as it was decided then."""
    made = Suggestion.objects.filter(message=OuterRef("message"))
    still = Filing.objects.filter(decision=OuterRef("pk"))
    rows = Decision.objects.filter(Exists(still), ~Exists(made), message__desk=desk, suggested__isnull=False)
    merged = Matter.State.MERGED
    rows = rows.filter(outcome=Decision.Outcome.ASKED).exclude(suggested__state=merged)
    return suggest_asked(desk, rows.exclude(matter__state=merged))


def propose(desk: Desk, revisions: Sequence[Revision], *, now: datetime) -> int:
    """Asks where a second look would move what people have acted on: once for each two matters.

    Only when it is about at least half of what opened one of them.
    """
    wanted = {int(one.message): one for one in revisions if not one.opens}
    rows = Filing.objects.filter(message__in=wanted, matter__desk=desk)
    going: dict[Pair, list[Revision]] = defaultdict(list)
    for message, home in rows.values_list("message_id", "matter_id"):
        going[home, int(wanted[message].matter)].append(wanted[message])
    sizes = heads({home for home, _to in going})
    standing = (
        set(Matter.objects.current().filter(desk=desk).values_list("pk", flat=True)) if going else set()
    )
    return suggest(
        proposal(desk, pair, found, sizes[pair[0]], now)
        for pair, found in going.items()
        if standing.issuperset(pair) and len(found) >= LEAST_SHARE * sizes[pair[0]]
    )


def heads(matters: set[int]) -> dict[int, int]:
    """How many messages that speak for themselves are in each of these matters."""
    rows = Filing.objects.filter(matter__in=matters).exclude(decision__layer="thread")
    return dict(rows.values_list("matter_id").annotate(n=Count("pk")).order_by())


def proposal(desk: Desk, pair: Pair, found: Sequence[Revision], size: int, now: datetime) -> Suggestion:
    """One suggestion for all messages of a matter that would sit better in another."""
    best = max(found, key=lambda one: one.score)
    facts: dict[str, object] = {"shared": list(best.shared)}
    if len(found) < size:
        facts["messages"] = [int(one.message) for one in found[:MOST_NAMED]]
    return Suggestion(
        desk=desk,
        matter_id=pair[0],
        other_id=pair[1],
        message_id=int(best.message),
        like_id=best.nearest,
        score=best.score,
        facts=facts,
        engine=best.engine,
        at=now,
    )


# — a person answers —


def accept(suggestion: Suggestion, *, by: User, now: datetime) -> Correction:
    """They belong together: the weaker matter is merged, or the messages in question move."""
    with transaction.atomic():
        matter, other = answered(suggestion, State.ACCEPTED, by=by, now=now)
        if "messages" in suggestion.facts:
            named = Message.objects.filter(pk__in=suggestion.facts["messages"])
            done = move_together(list(named), other, by=by, now=now, before=matter)
        else:
            weak, strong = sorted((matter, other), key=lambda one: (one.people, one is other))
            done = merge(weak, strong, by=by, now=now)
        Suggestion.objects.filter(pk=suggestion.pk).update(correction=done)
    return done


def decline(suggestion: Suggestion, *, by: User, now: datetime) -> Correction:
    """They are not about the same: kept apart, and never asked again. Raises NotThere."""
    with transaction.atomic():
        matter, other = answered(suggestion, State.DECLINED, by=by, now=now)
        act = Act(Correction.Verb.KEEP_APART, matter, other, by=by, now=now)
        keys = suggestion.facts.get("messages") or [suggestion.message_id]
        messages = Message.objects.filter(pk__in=keys).exclude(filings__matter=other)
        act.carry_out(
            [
                act.decide(message, Decision.Outcome.REMOVED, "kept_from", suggested=other)
                for message in messages
            ]
        )
        done = act.finish()
        Suggestion.objects.filter(pk=suggestion.pk).update(correction=done)
    return done


def answered(suggestion: Suggestion, state: str, *, by: User, now: datetime) -> tuple[Matter, Matter]:
    """Notes the answer, once; returns the two matters. Raises NotThere when somebody was faster."""
    held = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if held.state != State.OPEN:
        raise NotThere(_("Somebody has answered this already."))
    matter, other = held.matter, held.other
    check_sight(held.desk, (matter, other), by)
    if Matter.State.MERGED in (matter.state, other.state):
        raise NotThere(_("One of the two was merged into another meanwhile."))
    held.move_to(state, by=by, now=now)
    suggestion.refresh_from_db()
    return matter, other
