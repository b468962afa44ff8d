"""The rhythm: news goes to those who wait on set days of the week at a set hour, and not in between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible, refuse_unseen
from saule.desk.models import Desk, Event, Rhythm, User, log

LAST_HOUR = 23
MOST_SILENT = 50
Values = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Beats:
    """The days of the week (1 is Monday) and the hour of a desk's news, and for how many of them one may hear
    nothing.
    """

    desk: Desk
    weekdays: str = "25"
    hour: int = 9
    silent: int = 4
    since: datetime | None = None

    def last(self, now: datetime) -> datetime:
        """The latest beat that is not after ``now``."""
        return next(self.backwards(now))

    def following(self, now: datetime) -> datetime:
        """The first beat after ``now``."""
        day = self.desk.local_date(now)
        days = (day + timedelta(days=n) for n in range(9))
        beats = (datetime.combine(one, time(self.hour), tzinfo=self.desk.zone) for one in days)
        return next(beat for beat in beats if beat > now and str(beat.isoweekday()) in self.weekdays)

    def silence(self, beat: datetime) -> datetime:
        """Whoever has heard nothing since then is told at ``beat`` where things stand."""
        return next(islice(self.backwards(beat), self.silent, None))

    def backwards(self, now: datetime) -> Iterator[datetime]:
        """The beats that are not after ``now``, the latest first, without end."""
        day = self.desk.local_date(now)
        while True:
            beat = datetime.combine(day, time(self.hour), tzinfo=self.desk.zone)
            if beat <= now and str(day.isoweekday()) in self.weekdays:
                yield beat
            day -= timedelta(days=1)


def beats_of(desk: Desk) -> Beats:
    """The rhythm of a desk's news; Tuesday and Friday at nine until somebody decides otherwise."""
    row = desk.rhythms.first()
    return Beats(desk, row.weekdays, row.hour, row.silent_beats, row.at) if row else Beats(desk)


def rhythm_of(desk: Desk) -> Values:
    """The same as a form shows it and the trail holds it."""
    beats = beats_of(desk)
    return {"weekdays": beats.weekdays, "hour": beats.hour, "silent_beats": beats.silent}


def state_rhythm(
    desk: Desk,
    weekdays: str,
    hour: int,
    silent_beats: int,
    *,
    seen: str = "",
    by: User | None,
    now: datetime,
) -> Event | None:
    """From now on, news goes out on these days at this hour. None when nothing is new.

    Raises NotPossible for no day, an hour that no day has or silence without end, and ChangedMeanwhile.
    """
    wanted = "".join(sorted({digit for digit in weekdays if digit in "1234567"}))
    if not wanted:
        raise NotPossible(_("There is news on one day of the week at least."), "weekdays")
    if not 0 <= hour <= LAST_HOUR:
        raise NotPossible(_("An hour is between 0 and 23."), "hour")
    if not 1 <= silent_beats <= MOST_SILENT:
        raise NotPossible(_("Between 1 and %(most)s.") % {"most": MOST_SILENT}, "silent_beats")
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        before, after = rhythm_of(desk), {"weekdays": wanted, "hour": hour, "silent_beats": silent_beats}
        refuse_unseen(before, seen)
        if before == after:
            return None
        Rhythm.objects.create(desk=desk, at=now, by=by, **after)
        return log(desk, "change rhythm", desk, by=by, now=now, before=before, after=after)
