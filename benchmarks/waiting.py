"""Are dates kept, and how far away are they? Real casework is gone through day by day.

The files have the columns ``office``, ``kind``, ``opened``, ``answered`` (dates; empty: still open). For each
office, at midnight, everything that comes on the day is given a date from what was known the day before, by
the engine as a desk has it: how long others waited, and a plan made of the pace of the last eight weeks; the
one of the two that is chosen by what their dates would have cost. The last date of all files is the day on
which they were read: what was open then may yet be answered.

Dates are given from a year after an office's first case (or ``--from``) to a year before the last date (or
``--to``). ``coverage`` is over the dated ones whose outcome is known; ``pinball`` and ``mean_width_days`` are
over all, where no date, and whatever is beyond it, counts as 365 days. Months count with 30 dated promises,
kinds with 100 promises. The baselines are the 90th percentile of all answers of the past (``sla_past``; of
those of the kind where it has 30, ``sla_past_by_kind``), and that of the last 300 answers (``last_300``).

Closed is not answered: much casework is closed on the day on which it was opened, and nobody waited for it.
``without_same_day`` scores the same dates over all others; ``same_day_unlearned`` learns and scores as if
those had never been there.

``simulated`` is a desk whose order Saule owns, in several seeds; ``speed`` the CPU time of what is learned
once a day with 100,000 open matters, and of one promise.
"""

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from benchmarks.measuring import SOURCE, common, one_thread, options, present

OPEN = 2**40
"""The day of an answer that was not given."""


@dataclass
class Office:
    """The cases of one office in the order in which they were opened, as day numbers."""

    name: str
    cases: list[tuple[int, int, str]] = field(default_factory=list)
    """When it was opened, when answered (``OPEN``: not), and its kind."""


@dataclass(frozen=True)
class Casework:
    """What the files hold. ``left_out``: rows that say nothing, by what is wrong with them."""

    offices: list[Office]
    last: int
    left_out: dict[str, int]


def main(arguments: list[str] | None = None) -> int:
    """Gives a date to every case and prints how they were kept."""
    parser = options("waiting", "whether dates are kept, and how far away they are")
    parser.add_argument("--from", dest="since", type=date.fromisoformat, help="first day of dates")
    parser.add_argument("--to", dest="until", type=date.fromisoformat, help="last day of dates")
    asked = parser.parse_args(arguments)
    one_thread()
    sys.path.insert(0, str(SOURCE))
    from benchmarks.waits import defaults, measure, simulated, speed

    casework = read(asked.files, limit=asked.limit)
    result = {
        **measure(casework, since=asked.since, until=asked.until),
        "simulated": simulated(asked.seed),
        "speed": speed(asked.seed),
        "left_out": casework.left_out,
    }
    present({**result, **common(defaults())}, as_json=asked.json)
    return 0


def read(paths: Iterable[Path], *, limit: int = 0) -> Casework:
    """All cases of these files. Whoever was answered before they asked is left out, and counted."""
    offices: defaultdict[str, Office] = defaultdict(lambda: Office(""))
    wrong: Counter[str] = Counter(answered_before_opened=0, no_date=0)
    last = 0
    for row in rows(paths, limit):
        try:
            opened = date.fromisoformat(row["opened"]).toordinal()
            answered = date.fromisoformat(row["answered"]).toordinal() if row["answered"] else OPEN
        except ValueError:
            wrong["no_date"] += 1
            continue
        last = max(last, opened, 0 if answered == OPEN else answered)
        if answered < opened:
            wrong["answered_before_opened"] += 1
            continue
        office = offices[row["office"]]
        office.name = row["office"]
        office.cases.append((opened, answered, row["kind"]))
    for office in offices.values():
        office.cases.sort(key=lambda case: case[0])
    return Casework([offices[name] for name in sorted(offices)], last, dict(wrong))


def rows(paths: Iterable[Path], limit: int) -> Iterable[dict[str, str]]:
    """The rows of these files, up to so many in all (0: all)."""
    count = 0
    for path in paths:
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                if limit and count == limit:
                    return
                count += 1
                yield row


if __name__ == "__main__":
    raise SystemExit(main())
