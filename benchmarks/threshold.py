"""A threshold that follows capacity, beside fixed ones: are promises kept, how many people are answered?

The file has columns ``signature_count`` and ``pcreated`` (epoch seconds, or a date). Every matter comes in
at its moment and grows to its final count as a stated model says: saturating, fitted to the timed signatures
of one petition (``--growth``; by default a file ``signature_events*.csv`` beside the first one; without any,
as the simulator ships). The desk is the one of `saule.engines.replaying`, under each of four thresholds.

``kept`` is the mean over the seeds of the share of promises that were kept; a promise is an answer within
``promised`` weeks of passing, whatever the policy. ``answered_of_bound`` counts people answered (not after a
promised day) against what nobody could surpass: a relaxed transportation program that knows everything
beforehand, may answer each matter in parts, from the day it comes in to the last day on which a promise
could be due, and never more in a week than the capacity. ``late_of_bound`` are those answered after their
day, ``promised`` the matters that got a promise. With ``--even`` the same matters come in at an even pace.
"""

import csv
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import SOURCE, common, one_thread, options, present, tell

if TYPE_CHECKING:
    from saule.engines.replaying import Arrivals, DeskReplay, Totals

CAPACITIES = (1.0, 2.0, 4.0, 8.0)
SEEDS = 8
FIXED = (5_000, 25_000, 100_000)
DAY = 86_400
GROWS_FOR = 30 * DAY


def main(arguments: list[str] | None = None) -> int:
    """Replays every file under each policy, capacity and seed, and prints what came of it."""
    parser = options("threshold", "a threshold that follows capacity, beside fixed ones")
    parser.add_argument("--capacity", type=float, nargs="+", default=CAPACITIES, help="answers a week")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many")
    parser.add_argument("--growth", type=Path, help="a file with a column created: the signatures of one")
    parser.add_argument("--even", action="store_true", help="the same matters, at an even pace")
    asked = parser.parse_args(arguments)
    one_thread()
    sys.path.insert(0, str(SOURCE))
    from saule.engines.replaying import DeskReplay

    timed = asked.growth or next(iter(sorted(asked.files[0].parent.glob("signature_events*.csv"))), None)
    half = fitted(timed) if timed else DeskReplay().half_grown
    half = round(half, 4)
    rows: list[dict[str, Any]] = []
    results = []
    for path in asked.files:
        history = read(path, limit=asked.limit, even=asked.even, seed=asked.seed)
        rows = list(measured(history, asked.capacity, range(asked.seed, asked.seed + asked.seeds), half))
        results.append({"file": path.name, "matters": len(history.born), "policies": rows})
    result = results[0] if len(results) == 1 else {"files": results}
    present({**result, **common(said(half, timed, asked))}, as_json=asked.json)
    return 0


def said(half: float, timed: Path | None, asked: Any) -> dict[str, Any]:
    """The growth model, the bound and the parameters, in words and figures."""
    from saule.engines.replaying import DeskReplay
    from saule.engines.threshold import ThresholdController

    return {
        "growth": "t / (t + h) within life, h times a log-normal factor of each matter's own (spread)",
        "growth_fitted_to": timed.name if timed else "nothing: as shipped",
        "bound": "transportation program, relaxed: answers in parts, from coming in to life + promised weeks",
        "capacity": list(asked.capacity),
        "seeds": asked.seeds,
        "even": asked.even,
        "desk": {name: value for name, value in vars(DeskReplay(half_grown=half)).items() if name != "seed"},
        "controller": vars(ThresholdController()),
    }


def read(path: Path, *, limit: int, even: bool, seed: int) -> "Arrivals":
    """The matters of a file; with ``even`` in an order drawn by lot, evenly over the same time."""
    from saule.engines.replaying import Arrivals

    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        found = [(days(row["pcreated"]), int(float(row["signature_count"]))) for row in csv.DictReader(file)]
    found = sorted(found)[: limit or None]
    moments, people = [day for day, _ in found], [count for _, count in found]
    if even:
        span = moments[-1] - moments[0]
        moments = [moments[0] + span * (at + 0.5) / len(found) for at in range(len(found))]
        random.Random(seed).shuffle(people)
    return Arrivals.on(moments, people)


def days(created: str) -> float:
    """A moment in days: epoch seconds, or a date of which the hour is not known."""
    if "-" in created:
        return datetime.fromisoformat(created[:10]).replace(tzinfo=UTC).timestamp() / DAY
    return float(created) / DAY


def fitted(path: Path) -> float:
    """After how many weeks a matter has half of what it would ever have: least squares over 30 days."""
    import numpy as np
    from scipy.optimize import minimize_scalar

    with path.open(newline="") as file:
        moments = sorted(float(row["created"]) for row in csv.DictReader(file))
    ages = np.array([moment - moments[0] for moment in moments if moment - moments[0] <= GROWS_FOR]) / (
        7 * DAY
    )
    seen = np.arange(1, len(ages) + 1) / len(ages)
    life = GROWS_FOR / (7 * DAY)

    def error(half: float) -> float:
        return float(((ages / (ages + half) * (life + half) / life - seen) ** 2).sum())

    return float(minimize_scalar(error, bounds=(0.001, life), method="bounded").x)


def measured(
    history: "Arrivals", capacities: list[float], seeds: range, half: float
) -> Iterator[dict[str, Any]]:
    """One row for each policy and capacity."""
    from saule.engines.replaying import DeskReplay, Staffing
    from saule.engines.threshold import ThresholdController

    policies: dict[str, Any] = {"saule": ThresholdController(), **{f"fixed-{n}": n for n in FIXED}}
    for capacity in capacities:
        most = bound(history, capacity, DeskReplay(half_grown=half))
        for name, policy in policies.items():
            tell(f"{name}, {capacity:g} a week")
            runs = [
                DeskReplay(seed=seed, half_grown=half).run(history, policy, Staffing(capacity)).totals
                for seed in seeds
            ]
            yield row(name, capacity, runs, most)


def row(name: str, capacity: float, runs: list["Totals"], most: float) -> dict[str, Any]:
    """What one policy came to over all seeds."""
    kept = [run.kept / run.promised if run.promised else 1.0 for run in runs]
    return {
        "name": name,
        "capacity": capacity,
        "kept": round(fmean(kept), 4),
        "kept_worst_seed": round(min(kept), 4),
        "answered_of_bound": round(fmean(run.people_in_time for run in runs) / most, 4),
        "changes_per_year": round(fmean(run.changes_a_year for run in runs), 2),
        "max_backlog": max(run.max_backlog for run in runs),
        "late_of_bound": round(fmean(run.people - run.people_in_time for run in runs) / most, 4),
        "promised": round(fmean(run.promised for run in runs), 1),
    }


def bound(history: "Arrivals", capacity: float, desk: "DeskReplay") -> float:
    """The most people that could be answered: a linear program over matters and weeks."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import coo_matrix

    # A part of an answer carried on from before is worth a whole one in the week it is given.
    first = np.maximum(0, np.floor(history.born) - np.ceil(1 / capacity)).astype(int)
    last = np.floor(history.born + desk.life + desk.promised).astype(int)
    matter = np.repeat(np.arange(len(first)), last - first + 1)
    week = np.concatenate([np.arange(one, other + 1) for one, other in zip(first, last, strict=True)])
    places = np.arange(len(matter))
    rows = np.concatenate([matter, len(first) + week])
    limits = coo_matrix((np.ones(2 * len(matter)), (rows, np.concatenate([places, places]))))
    most = np.concatenate([np.ones(len(first)), np.full(limits.shape[0] - len(first), capacity)])
    solved = linprog(
        -history.people[matter], A_ub=limits.tocsr(), b_ub=most, bounds=(0, None), method="highs"
    )
    return -float(solved.fun)


if __name__ == "__main__":
    raise SystemExit(main())
