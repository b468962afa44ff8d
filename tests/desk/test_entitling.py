"""Entitling: what a text grants, in days of the calendar or days on which the desk works."""

from datetime import date

import pytest

from saule.desk.calendar import Calendar
from saule.desk.changing import NotPossible
from saule.desk.charting import change_kind
from saule.desk.entitling import deadline, statutory_deadline
from saule.desk.reverting import revert

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 12, 18)
TEXT = {"entitled_days": 10, "statutory": True, "legal_basis": "CRPA, L. 231-1"}


@pytest.fixture
def kind(desk):
    return desk.kinds.get(code="transports")


def test_days_of_the_calendar_and_working_days_are_counted_from_the_day_after(desk, kind):
    kind.entitled_days = 10
    assert deadline(kind, FRIDAY, Calendar(desk)) == date(2026, 12, 28)
    kind.in_working_days = True
    assert deadline(kind, FRIDAY, Calendar(desk)) == date(2027, 1, 5)


def test_where_nothing_is_granted_there_is_no_deadline(desk, kind):
    calendar = Calendar(desk)
    assert deadline(None, FRIDAY, calendar) is None
    assert deadline(kind, FRIDAY, calendar) is None
    kind.entitled_days = 10
    assert statutory_deadline(kind, FRIDAY, calendar) is None
    kind.statutory = True
    assert statutory_deadline(kind, FRIDAY, calendar) == date(2026, 12, 28)


def test_a_text_says_within_how_long_and_which_it_is(kind, alice, now):
    for vague in ({**TEXT, "entitled_days": None}, {**TEXT, "legal_basis": " "}):
        with pytest.raises(NotPossible):
            change_kind(kind, vague, by=alice.user, now=now)
    row = change_kind(kind, TEXT, by=alice.user, now=now)
    kind.refresh_from_db()
    assert kind.statutory

    revert(row, by=alice.user, now=now)
    kind.refresh_from_db()
    assert (kind.statutory, kind.entitled_days, kind.legal_basis) == (False, None, "")


def test_what_is_granted_cannot_lose_its_days_alone(kind, alice, now):
    change_kind(kind, TEXT, by=alice.user, now=now)

    with pytest.raises(NotPossible) as caught:
        change_kind(kind, {"entitled_days": None}, by=alice.user, now=now)
    assert caught.value.field == "entitled_days"
