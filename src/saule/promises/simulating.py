"""Simulating: what another threshold, staffing or order of work would have made of a history."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from saule.engines.replaying import DeskReplay, Order, Replay, Staffing
from saule.engines.threshold import ThresholdController
from saule.promises.histories import History

CONTROLLER = "saule"
"""The name of the policy that follows capacity; any other is a fixed threshold, written as a number."""
TOLD = (5_000, 25_000, 100_000)
"""The thresholds that We the People had, one after the other."""
PETITION_ANSWERS = 2.0
"""How many petitions the White House answered a week, about: 186 from September 2011 to June 2013."""
COLUMNS = (
    "policy",
    "week",
    "day",
    "threshold",
    "arrived",
    "passed",
    "answered",
    "people",
    "backlog",
    "kept",
    "late",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: each threshold (None: Saule's own controller) with the same staffing, order and seed."""

    thresholds: tuple[int | None, ...]
    staffing: Staffing
    order: Order = Order.PASSING
    due_only: bool = False
    seed: int = 1

    @property
    def desk(self) -> DeskReplay:
        """The desk that replays it."""
        return DeskReplay(order=self.order, due_only=self.due_only, seed=self.seed)

    def steps(self, history: History) -> int:
        """How many weeks there are to replay, of all thresholds together."""
        return len(self.thresholds) * self.desk.steps(history.arrivals)

    def run(self, history: History, *, progress: Callable[[int], None] | None = None) -> dict[str, Replay]:
        """Return what each threshold would have made of the history, by the policy's name.

        ``progress`` is told after each week how many of all ``steps`` are done.
        """
        each, replays = self.desk.steps(history.arrivals), {}
        for number, threshold in enumerate(self.thresholds):

            def told(done: int, before: int = number * each) -> None:
                if progress:
                    progress(before + done)

            policy = ThresholdController() if threshold is None else threshold
            name = CONTROLLER if threshold is None else str(threshold)
            replays[name] = self.desk.run(history.arrivals, policy, self.staffing, progress=told)
        return replays


def rows(history: History, replays: dict[str, Replay]) -> Iterator[dict[str, Any]]:
    """Every week under every policy, with the columns of ``COLUMNS``; its day is the one it begins on."""
    for policy, replay in replays.items():
        for week in replay.weeks:
            day = history.first + timedelta(weeks=week.week)
            yield {"policy": policy, "day": day.isoformat()} | asdict(week)


def record(trial: Trial, history: History, replays: dict[str, Replay]) -> dict[str, Any]:
    """Everything for a script: what was tried, what each threshold came to, its changes, and every week."""
    return {
        "matters": len(history.arrivals.born),
        "first": history.first.isoformat(),
        "capacity": asdict(trial.staffing),
        "order": trial.order,
        "due_only": trial.due_only,
        "seed": trial.seed,
        "policies": [
            {"policy": name, **asdict(replay.totals), "kept_share": replay.totals.kept_share}
            for name, replay in replays.items()
        ],
        "changes": [
            {"policy": name, "week": change.week, **asdict(change.recommendation)}
            for name, replay in replays.items()
            for change in replay.changes
        ],
        "weeks": list(rows(history, replays)),
    }
