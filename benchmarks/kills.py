"""What is lost or done twice when processes are killed −9 at random moments and started again.

Five kinds of work are killed, each on a new desk: importing, then grouping what came in; fetching from a mail
server (where dovecot is installed); sending to a mail server that counts what it is handed (DATA); and people
who answer in the browser. What works is killed at a moment drawn by lot, started again, killed again; then
the work goes on to its end, and everything is counted. A moment at which nothing ran counts as no kill.

``lost`` was there to be done, or somebody was told that it is done, and it is not; ``doubled`` was done more
than once; ``in_flight`` was between the desk and the mail server when a process was killed, of which
``uncertain`` is left for a person to decide. ``interrupted`` are requests of browsers that got no answer:
those people press again. ``ill`` names what the doctor finds besides deliveries that are uncertain.
"""

import random
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.killing import Counted, fetching, importing_and_grouping, sending
from benchmarks.killing_web import web
from benchmarks.measuring import common, options, present, tell, temporary_home

Area = Callable[[Path, random.Random, int], list[Counted]]
SUMMED = ("kills", "lost", "doubled", "uncertain", "in_flight")
AREAS: tuple[tuple[Area, int], ...] = ((importing_and_grouping, 2), (sending, 1), (web, 1), (fetching, 1))


def main(arguments: list[str] | None = None) -> int:
    """Kills, counts and prints; it ends with an error if anything was lost or doubled."""
    parser = options("kills", "what is lost or doubled when processes are killed", files=False)
    parser.add_argument("--times", type=int, default=50, metavar="N", help="how many kills")
    asked = parser.parse_args(arguments)
    times = min(asked.times, asked.limit or asked.times)
    with temporary_home():
        result = measure(times, asked.seed)
        present(result, as_json=asked.json)
    return int(bool(result["lost"] or result["doubled"] or result["uncertain"] > result["in_flight"]))


def measure(times: int, seed: int) -> dict[str, Any]:
    """Every figure of the contract."""
    counted: list[Counted] = []
    for (area, _weight), kills in zip(AREAS, shares(times), strict=True):
        if kills:
            with TemporaryDirectory(prefix="saule-kills-") as folder:
                counted += area(Path(folder), random.Random(f"{seed} {area.__name__}"), kills)
    sums = {name: sum(getattr(one, name) for one in counted) for name in SUMMED}
    ill = sorted({check for one in counted for check in one.ill})
    tell(f"the doctor finds: {', '.join(ill) or 'nothing'}")
    settings = {"times": times, "seed": seed, "encoder": "use"}
    return {**sums, "ill": ill, "areas": [asdict(one) for one in counted], **common(settings)}


def shares(times: int) -> list[int]:
    """How many kills each kind of work gets."""
    each, rest = divmod(times, sum(weight for _area, weight in AREAS))
    found = [each * weight for _area, weight in AREAS]
    found[0] += rest
    return found


if __name__ == "__main__":
    raise SystemExit(main())
