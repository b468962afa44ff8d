"""Dates given to casework in its order, what others would have said, and how all of it was kept."""

import bisect
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulated_desk import FIRST, Simulated, simulate
from benchmarks.waiting import Casework, Office
from saule.engines.choosing import pinball
from saule.engines.outlook import NEVER, Outlook

CAP = 365
KEPT = 0.9
MONTH_COUNTS, KIND_COUNTS, KIND_KNOWN = 30, 100, 30
GOOD_MONTH = 0.8
WEEKS_OF_PACE, A_WEEK = 8, 7
SEEDS = 3
OPEN_MATTERS, DAYS_OF_THEM = 100_000, 400
Days = NDArray[np.int64]


@dataclass(frozen=True)
class Scored:
    """Promises with what became of them: all of these lists have one place a promise."""

    opened: Days
    answered: Days
    kinds: NDArray[np.str_]
    said: dict[str, Days]
    by_plan: NDArray[np.bool_]
    last: int

    def only(self, chosen: NDArray[np.bool_]) -> "Scored":
        """Some of them."""
        said = {name: days[chosen] for name, days in self.said.items()}
        parts = (self.opened[chosen], self.answered[chosen], self.kinds[chosen])
        return Scored(*parts, said, self.by_plan[chosen], self.last)


def measure(casework: Casework, *, since: date | None, until: date | None) -> dict[str, Any]:
    """Every figure of the contract, for each office and for all together."""
    parts, unlearned = [], []
    for office in casework.offices:
        start = since.toordinal() if since else office.cases[0][0] + CAP
        end = until.toordinal() if until else casework.last - CAP - 1
        parts.append(replayed(office, casework.last, start, end))
        unlearned.append(replayed(slower(office), casework.last, start, end))
    rows = [
        {"office": office.name, **summary(part, apart)}
        for office, part, apart in zip(casework.offices, parts, unlearned, strict=True)
    ]
    return {"offices": rows, "all": summary(together(parts), together(unlearned)) if parts else {}}


def slower(office: Office) -> Office:
    """The office without what was closed on the day on which it was opened."""
    return Office(office.name, [case for case in office.cases if case[0] != case[1]])


def replayed(office: Office, last: int, start: int, end: int) -> Scored:
    """The promises that the office would have given from ``start`` to ``end``, and what others said."""
    opened, answered = (np.array([case[at] for case in office.cases], dtype=np.int64) for at in (0, 1))
    kinds = [case[2] for case in office.cases]
    plan = pace(opened, answered)
    heard = Outlook(rehearsed=None).fit(kinds, opened, answered, up_to=last, plan=plan).rehearsal_
    said = {"saule": heard.taken, **baselines(kinds, opened, answered)}
    every = Scored(opened, answered, np.array(kinds, dtype=str), said, heard.by_plan, last)
    return every.only((opened >= start) & (opened <= end))


def pace(opened: Days, answered: Days) -> Callable[[int], NDArray[np.float64] | None]:
    """A plan for each day: what was answered on such a weekday, in the mean of the last eight weeks."""
    first = int(opened[0]) if len(opened) else 0
    done = answered[answered < NEVER] - first
    per_day = np.bincount(done) if len(done) else np.zeros(1)

    def planned(day: int) -> NDArray[np.float64] | None:
        past = np.zeros(WEEKS_OF_PACE * A_WEEK)
        end = day - first
        if end < len(past):
            return None
        recent = per_day[end - len(past) : end]
        past[: len(recent)] = recent
        week = past.reshape(WEEKS_OF_PACE, A_WEEK).mean(axis=0)
        return np.resize(week, CAP + 1)

    return planned


def baselines(kinds: Sequence[str], opened: Days, answered: Days) -> dict[str, Days]:
    """What fixed service levels would have said of each case, from answers known the day before."""
    said: dict[str, list[int]] = {"sla_past": [], "sla_past_by_kind": [], "last_300": []}
    every: list[int] = []
    of_kind: defaultdict[str, list[int]] = defaultdict(list)
    recent: deque[int] = deque(maxlen=300)
    order = iter(np.argsort(answered, kind="stable").tolist())
    following = next(order, None)
    for case, (kind, came) in enumerate(zip(kinds, opened.tolist(), strict=True)):
        while following is not None and answered[following] < came:
            took = int(answered[following] - opened[following])
            bisect.insort(every, took)
            bisect.insort(of_kind[kinds[following]], took)
            recent.append(took)
            following = next(order, None)
        said["sla_past"].append(tenth_longest(every))
        mine = of_kind[kind]
        said["sla_past_by_kind"].append(tenth_longest(mine if len(mine) >= KIND_KNOWN else every))
        known = said["last_300"][-1] if same_day(opened, case) else tenth_longest(sorted(recent))
        said["last_300"].append(known)
    return {name: np.array(days, dtype=np.int64) for name, days in said.items()}


def same_day(opened: Days, case: int) -> bool:
    """Whether the case came on the same day as the one before: what was known is the same."""
    return case > 0 and bool(opened[case] == opened[case - 1])


def tenth_longest(ordered: Sequence[int]) -> int:
    """The 90th percentile of these (nearest rank); −1: nothing is known."""
    return min(ordered[-(-len(ordered) * 9 // 10) - 1], CAP) if ordered else -1


def together(parts: Sequence[Scored]) -> Scored:
    """The promises of several offices."""

    def joined(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(part, name) for part in parts])

    said = {name: np.concatenate([part.said[name] for part in parts]) for name in parts[0].said}
    columns = (joined("opened"), joined("answered"), joined("kinds"))
    return Scored(*columns, said, joined("by_plan"), parts[0].last)


def summary(scored: Scored, unlearned: Scored) -> dict[str, Any]:
    """The figures of these promises, of the baselines, and without what was closed on the same day."""
    same = scored.opened == scored.answered
    others = scored.only(~same)
    return {
        **figures(scored, "saule"),
        "same_day_share": share(same),
        "answered_within_a_year": share(scored.answered - scored.opened <= CAP),
        "by_plan_share": share(scored.by_plan),
        "baselines": {name: figures(scored, name) for name in scored.said if name != "saule"},
        "without_same_day": figures(others, "saule"),
        "same_day_unlearned": figures(unlearned, "saule"),
    }


def figures(scored: Scored, who: str) -> dict[str, Any]:
    """How the dates that ``who`` said were kept."""
    said, waited = scored.said[who], scored.answered - scored.opened
    dated = said >= 0
    known = dated & ((scored.answered < NEVER) | (scored.opened + said < scored.last))
    kept = waited[known] <= said[known]
    months = coverages(months_of(scored.opened[known]), kept, known[known], MONTH_COUNTS)
    kinds = coverages(scored.kinds, waited <= said, known, KIND_COUNTS)
    worst = min(kinds, key=lambda kind: kinds[kind], default=None)
    seen = np.minimum(scored.answered, scored.last + 1) - scored.opened
    return {
        "promises": len(said),
        "coverage": share(kept),
        "undated_share": share(~dated),
        "worst_month": min(months.values(), default=None),
        "months_at_least_80": share(np.array(list(months.values())) >= GOOD_MONTH),
        "worst_kind": None if worst is None else kinds[worst],
        "worst_kind_is": worst,
        "mean_width_days": rounded(np.where(dated, np.minimum(said, CAP), CAP), 1),
        "pinball": rounded(pinball(said, seen, level=KEPT, cap=CAP), 3),
    }


def coverages(
    groups: NDArray[Any], kept: NDArray[np.bool_], known: NDArray[np.bool_], least: int
) -> dict[str, float]:
    """The share kept of the known ones of each group that has at least so many members."""
    found = {}
    for group, count in zip(*np.unique(groups, return_counts=True), strict=True):
        mine = known & (groups == group)
        if count >= least and mine.any():
            found[str(group)] = round(float(kept[mine].mean()), 3)
    return found


def months_of(days: Days) -> NDArray[np.str_]:
    """The month of each day, such as “2021-03”."""
    return np.array([date.fromordinal(day).isoformat()[:7] for day in days.tolist()], dtype=str)


def share(these: NDArray[Any]) -> float | None:
    """How many of these are true; None of nothing."""
    return rounded(these, 3)


def rounded(values: NDArray[Any], digits: int) -> float | None:
    """The mean of these; None of nothing."""
    return round(float(values.mean()), digits) if len(values) else None


def simulated(seed: int) -> dict[str, Any]:
    """A desk whose order Saule owns, in several seeds: the means, and each."""
    runs = [{"seed": number, **of_simulated(simulate(number))} for number in range(seed, seed + SEEDS)]
    names = ("coverage", "pinball", "mean_width_days", "times_better_than_sla_past")
    return {**{name: round(mean(run[name] for run in runs), 3) for name in names}, "seeds": runs}


def of_simulated(desk: Simulated) -> dict[str, Any]:
    """The figures of one simulated desk from its second year on."""
    outlook = Outlook(rehearsed=None).fit(
        desk.kinds, desk.opened, desk.answered, up_to=desk.last, plan=desk.plan
    )
    heard = outlook.rehearsal_
    said = {"saule": heard.taken, **baselines(desk.kinds, desk.opened, desk.answered)}
    every = Scored(
        desk.opened, desk.answered, np.array(desk.kinds, dtype=str), said, heard.by_plan, desk.last
    )
    scored = every.only(desk.opened >= FIRST + CAP)
    ours = figures(scored, "saule")
    past = {name: figures(scored, name) for name in said if name != "saule"}
    times = round(past["sla_past"]["pinball"] / ours["pinball"], 2)
    return {
        **ours,
        "by_plan_share": share(scored.by_plan),
        "times_better_than_sla_past": times,
        "baselines": past,
    }


def speed(seed: int) -> dict[str, Any]:
    """CPU time of what is learned once a day, and of one promise, where 100,000 matters are open.

    As many again were answered in the last 400 days, of twenty kinds.
    """
    rng = np.random.default_rng(seed)
    count = 2 * OPEN_MATTERS
    opened = np.sort(rng.integers(0, DAYS_OF_THEM, count))
    answered = np.where(rng.random(count) < 0.5, NEVER, opened + rng.geometric(0.05, count))
    kinds = [str(kind) for kind in rng.integers(0, 20, count)]
    planned = np.full(CAP + 1, OPEN_MATTERS / DAYS_OF_THEM)
    began = time.process_time()
    outlook = Outlook().fit(kinds, opened, answered, up_to=DAYS_OF_THEM - 1, plan=lambda day: planned)
    learned = time.process_time() - began
    began = time.process_time()
    for number in range(1000):
        outlook.predict(str(number % 20), age=number % 30, ahead=float(number), planned=planned)
    return {
        "open_matters": int((answered >= DAYS_OF_THEM).sum()),
        "daily_update_cpu_seconds": round(learned, 2),
        "promise_cpu_ms": round(time.process_time() - began, 3),
    }


def defaults() -> dict[str, Any]:
    """The parameters of the engine as every desk has it, and how it was driven."""
    parameters = Outlook().get_state()["parameters"]
    return {**parameters, "weeks_of_pace": WEEKS_OF_PACE, "cap": CAP, "kept": KEPT}
