"""The rhythm: on which days and at which hour there is news, stated in rows and put back."""

from datetime import datetime, timedelta

import pytest

from saule.desk.changing import ChangedMeanwhile, NotPossible, stamp
from saule.desk.reverting import revert
from saule.desk.rhythm import beats_of, rhythm_of, state_rhythm

pytestmark = pytest.mark.django_db


def paris(desk, *when):
    return datetime(*when, tzinfo=desk.zone)


def test_it_is_tuesday_and_friday_at_nine_until_somebody_decides_otherwise(desk, now):
    beats = beats_of(desk)

    assert beats.last(now) == paris(desk, 2026, 11, 20, 9)
    assert beats.following(now) == paris(desk, 2026, 11, 24, 9)
    assert beats.following(paris(desk, 2026, 11, 24, 9)) == paris(desk, 2026, 11, 27, 9)
    assert beats.last(paris(desk, 2026, 11, 24, 9)) == paris(desk, 2026, 11, 24, 9)
    assert beats.silence(paris(desk, 2026, 11, 24, 9)) == paris(desk, 2026, 11, 10, 9)


def test_the_hour_is_that_of_the_desk_in_winter_and_summer(desk):
    beats = beats_of(desk)

    winter, summer = (beats.following(paris(desk, 2026, month, 1)) for month in (2, 7))
    assert (winter.hour, summer.hour) == (9, 9)
    assert winter.utcoffset() != summer.utcoffset()


def test_another_rhythm_is_a_row_and_can_be_put_back(desk, alice, now):
    row = state_rhythm(desk, "31x1", 14, 2, by=alice.user, now=now)
    assert rhythm_of(desk) == {"weekdays": "13", "hour": 14, "silent_beats": 2}
    assert desk.rhythms.get().by == alice.user
    assert beats_of(desk).following(now) == paris(desk, 2026, 11, 23, 14)
    assert state_rhythm(desk, "13", 14, 2, by=alice.user, now=now) is None

    revert(row, by=alice.user, now=now + timedelta(hours=1))
    assert rhythm_of(desk) == {"weekdays": "25", "hour": 9, "silent_beats": 4}
    with pytest.raises(ChangedMeanwhile):
        revert(row, by=alice.user, now=now)


@pytest.mark.parametrize(("days", "hour", "silent"), [("", 9, 4), ("2", 24, 4), ("2", -1, 4), ("2", 9, 0)])
def test_a_rhythm_that_no_week_has_is_refused(days, hour, silent, desk, alice, now):
    with pytest.raises(NotPossible):
        state_rhythm(desk, days, hour, silent, by=alice.user, now=now)


def test_nobody_overwrites_a_rhythm_they_have_not_seen(desk, alice, now):
    seen = stamp(rhythm_of(desk))
    state_rhythm(desk, "1", 9, 4, by=alice.user, now=now)

    with pytest.raises(ChangedMeanwhile):
        state_rhythm(desk, "2", 9, 4, seen=seen, by=alice.user, now=now)
