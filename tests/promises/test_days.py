"""Days are the desk's own, wherever its clock is apart from UTC."""

from datetime import UTC, date, datetime

import pytest

from saule.matters.models import Conversation
from saule.promises.days import per_local_day

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/Paris", datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
        ("Europe/Paris", datetime(2026, 12, 1, 22, 59, tzinfo=UTC), date(2026, 12, 1)),
        ("Asia/Kathmandu", datetime(2026, 7, 1, 18, 14, 59, tzinfo=UTC), date(2026, 7, 1)),
        ("Asia/Kathmandu", datetime(2026, 7, 1, 18, 15, tzinfo=UTC), date(2026, 7, 2)),
        ("Australia/Lord_Howe", datetime(2026, 7, 1, 13, 30, tzinfo=UTC), date(2026, 7, 2)),
        ("Australia/Lord_Howe", datetime(2026, 1, 1, 13, 0, tzinfo=UTC), date(2026, 1, 2)),
    ],
)
def test_a_moment_counts_for_the_day_that_the_desk_has_then(desk, zone, moment, day):
    desk.time_zone = zone
    desk.save()
    Conversation.objects.create(desk=desk, opened_at=moment, last_at=moment)

    assert per_local_day(desk.conversations.all(), "opened_at", desk) == {day: 1}


def test_nothing_is_counted_where_there_is_nothing(desk):
    assert per_local_day(desk.conversations.all(), "opened_at", desk) == {}
