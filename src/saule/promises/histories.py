"""Histories to replay: the desk's own shared matters, and those of We the People, which ship with Saule."""

import csv
import gzip
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files

from saule.desk.models import Desk, Nature
from saule.engines.replaying import Arrivals

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class History:
    """Shared matters that came in, and the day on which the first week begins."""

    first: date
    arrivals: Arrivals


@cache
def we_the_people() -> History:
    """Petitions to the White House, 2011 to 2016; where the facts come from stands beside the file."""
    packed = files("saule.promises") / "data" / "we_the_people.csv.gz"
    rows = list(csv.DictReader(gzip.decompress(packed.read_bytes()).decode().splitlines()))
    days = [date.fromisoformat(row["created"]) for row in rows]
    first = min(days)
    people = [int(row["signatures"]) for row in rows]
    return History(first, Arrivals.on([(day - first).days for day in days], people))


def of_desk(desk: Desk, *, now: datetime) -> History:
    """The desk's shared matters until now, each with all who support it, confirmed or not.

    Those that were merged are counted where they went. A history of no matter begins today.
    """
    rows = desk.matters.current().filter(nature=Nature.SHARED, opened_at__lte=now, people__gt=0)
    found = list(rows.order_by("opened_at", "pk").values_list("opened_at", "people"))
    first = desk.local_date(found[0][0] if found else now)
    start = datetime.combine(first, time(), tzinfo=desk.zone)
    days = [(opened - start) / DAY for opened, _ in found]
    return History(first, Arrivals.on(days, [people for _, people in found]))
