"""Suggesting: where Saule is not sure, or may not decide any more, it asks whether two matters are one.

Or whether one is two. A person answers with one word. What they answered holds: the same is not asked again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from saule.desk.models import Desk, User
from saule.engines.decisions import Id, Revision
from saule.matters.acting import Act, check_sight
from saule.matters.filing import move_together
from saule.matters.merging import merge
from saule.matters.models import Correction, Decision, Filing, Matter, Message, Suggestion
from saule.matters.placing import NotThere
from saule.matters.splitting import split

Pair = tuple[int, int | None]
State = Suggestion.State
Going = dict[tuple[int, Id, bool], list[Revision]]
"""The second thoughts by where their messages are, where they would go, and whether that is a new matter."""

LEAST_SHARE = 0.5
LEAST_PART = 5
MOST_NAMED = 2000


def suggest(rows: Iterable[Suggestion]) -> int:
    """Stores those of these suggestions that were not made before; returns how many."""
    best: dict[frozenset[int | None], Suggestion] = {}
    for row in sorted(rows, key=lambda one: one.score):
        best[frozenset((row.matter_id, row.other_id))] = row
    known = settled_pairs({key for pair in best for key in pair if key is not None})
    new = [row for pair, row in best.items() if pair not in known and len(pair) > 1]
    Suggestion.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def settled_pairs(matters: set[int]) -> set[frozenset[int | None]]:
    """The pairs about which the same waits for an answer, was declined, or which people have set apart.

    That a part of a matter is nothing of its own was said of that part: see `parts_of`.
    """
    about = Q(matter__in=matters) | Q(other__in=matters)
    settled = Q(state=State.OPEN) | Q(state=State.DECLINED, other__isnull=False)
    rows = Suggestion.objects.filter(about, settled).values_list("matter_id", "other_id")
    verbs = (Correction.Verb.SPLIT, Correction.Verb.KEEP_APART)
    acts = Correction.objects.filter(about, verb__in=verbs, other__isnull=False, undone_by=None)
    return {frozenset(pair) for pair in [*rows, *acts.values_list("matter_id", "other_id")]}


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

    Only when it is about at least half of what opened one of them, or about a good part that has become
    something of its own.
    """
    wanted = {int(one.message): one for one in revisions}
    rows = Filing.objects.filter(message__in=wanted, matter__desk=desk)
    going: Going = defaultdict(list)
    for message, home in rows.values_list("message_id", "matter_id"):
        one = wanted[message]
        going[home, one.matter, one.opens].append(one)
    sizes = heads({home for home, _to, _opens in going})
    return suggest([*joinings(desk, going, sizes, now), *partings(desk, going, sizes, now)])


def joinings(desk: Desk, going: Going, sizes: dict[int, int], now: datetime) -> Iterator[Suggestion]:
    """Questions whether two matters are one."""
    pairs = {(home, int(to)): found for (home, to, opens), found in going.items() if not opens}
    matters = {key for pair in pairs for key in pair}
    rows = Matter.objects.current().filter(desk=desk, pk__in=matters)
    standing = set(rows.values_list("pk", flat=True))
    for pair, found in pairs.items():
        if standing.issuperset(pair) and len(found) >= LEAST_SHARE * sizes[pair[0]]:
            yield proposal(desk, pair, found, sizes[pair[0]], now)


def partings(desk: Desk, going: Going, sizes: dict[int, int], now: datetime) -> Iterator[Suggestion]:
    """Questions whether a part of an open matter is about something else; the largest part of each."""
    parts: dict[int, list[Revision]] = {}
    for (home, _to, opens), found in going.items():
        if opens and len(found) > len(parts.get(home, ())):
            parts[home] = found
    rows = Matter.objects.open().filter(desk=desk, pk__in=parts)
    least = least_parts(set(rows.values_list("pk", flat=True)))
    for home, few in least.items():
        if few <= len(parts[home]) < sizes[home]:
            yield proposal(desk, (home, None), parts[home], sizes[home], now)


def least_parts(matters: set[int]) -> dict[int, int]:
    """How many messages a part must have to be asked about: twice as many as one that was declined."""
    few = dict.fromkeys(matters, LEAST_PART)
    rows = Suggestion.objects.filter(matter__in=matters, other=None, state=State.DECLINED)
    for matter, facts in rows.values_list("matter_id", "facts"):
        few[matter] = max(few[matter], 2 * len(facts["messages"]))
    return few


def heads(matters: set[int]) -> dict[int, int]:
    """How many messages that speak for themselves are in each of these matters."""
    rows = Filing.objects.filter(matter__in=matters).exclude(decision__layer="thread")
    return dict(rows.values_list("matter_id").annotate(n=Count("pk")).order_by())


def proposal(desk: Desk, pair: Pair, found: Sequence[Revision], size: int, now: datetime) -> Suggestion:
    """One suggestion for all messages of a matter that would sit better in another, or in a new one."""
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
    """As Saule thought: the weaker matter is merged, or the messages in question move or are split off."""
    with transaction.atomic():
        matter, other = answered(suggestion, State.ACCEPTED, by=by, now=now)
        named = Message.objects.filter(pk__in=suggestion.facts.get("messages", []))
        if other is None:
            done = split(matter, list(named.filter(filings__matter=matter)), by=by, now=now)
        elif "messages" in suggestion.facts:
            done = move_together(list(named), other, by=by, now=now, before=matter)
        else:
            weak, strong = sorted((matter, other), key=lambda one: (one.people, one is other))
            done = merge(weak, strong, by=by, now=now)
        Suggestion.objects.filter(pk=suggestion.pk).update(correction=done)
    return done


def decline(suggestion: Suggestion, *, by: User, now: datetime) -> Correction:
    """Not as Saule thought: kept apart, or together, and never asked again. Raises NotThere."""
    with transaction.atomic():
        matter, other = answered(suggestion, State.DECLINED, by=by, now=now)
        verb = Correction.Verb.KEEP_TOGETHER if other is None else Correction.Verb.KEEP_APART
        act = Act(verb, matter, other, by=by, now=now)
        act.carry_out([] if other is None else kept_out(act, suggestion, other))
        done = act.finish()
        Suggestion.objects.filter(pk=suggestion.pk).update(correction=done)
    return done


def kept_out(act: Act, suggestion: Suggestion, other: Matter) -> list[Decision]:
    """The decisions that what was asked about stays out of the other matter."""
    keys = suggestion.facts.get("messages") or [suggestion.message_id]
    rows = Message.objects.filter(pk__in=keys).exclude(filings__matter=other)
    return [act.decide(one, Decision.Outcome.REMOVED, "kept_from", suggested=other) for one in rows]


def answered(suggestion: Suggestion, state: str, *, by: User, now: datetime) -> tuple[Matter, Matter | None]:
    """Notes the answer, once; returns the matters. Raises NotThere when somebody was faster."""
    held = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if held.state != State.OPEN:
        raise NotThere(_("Somebody has answered this already."))
    matter, other = held.matter, held.other
    both = [matter, *([other] if other else [])]
    check_sight(held.desk, both, by)
    if Matter.State.MERGED in {one.state for one in both}:
        raise NotThere(_("One of the two was merged into another meanwhile."))
    held.move_to(state, by=by, now=now)
    suggestion.refresh_from_db()
    return matter, other
