"""Calendaring and mailboxes: closed days, working days, addresses; and the facts of the desk."""

from datetime import date, timedelta

import pytest

from saule.desk.calendar import is_working, named_holidays
from saule.desk.calendaring import close_days, open_days, set_working_days
from saule.desk.changing import ChangedMeanwhile, NotPossible, stamp, values_of
from saule.desk.mailboxing import MailboxInUse, add_mailbox, remove_mailbox, rename_mailbox
from saule.desk.reverting import revert
from saule.desk.stating import FACTS, state_facts

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def test_a_closed_day_is_no_working_day_and_can_be_opened_again(desk, alice, now):
    close_days(desk, MONDAY, None, "Inventory", by=alice.user, now=now)

    assert not is_working(desk, MONDAY)
    assert open_days(desk, MONDAY, MONDAY, by=alice.user, now=now) == 1
    assert is_working(desk, MONDAY)
    assert [event.verb for event in desk.events.all()] == ["open days", "close days"]
    assert open_days(desk, MONDAY, MONDAY, by=alice.user, now=now) == 0


def test_a_day_is_closed_once_and_a_span_takes_what_is_left(desk, alice, now):
    close_days(desk, MONDAY, None, "", by=alice.user, now=now)
    with pytest.raises(NotPossible) as caught:
        close_days(desk, MONDAY, None, "", by=alice.user, now=now)
    assert caught.value.field == "first"

    rows = close_days(desk, MONDAY, MONDAY + timedelta(days=4), "x" * 10_000, by=alice.user, now=now)

    assert len(rows) == 4
    assert desk.closed_days.count() == 5


@pytest.mark.parametrize(
    ("first", "last"),
    [(MONDAY, date(2026, 11, 1)), (MONDAY, date(2027, 11, 1)), (date(1, 1, 1), None), (date.max, None)],
)
def test_days_that_make_no_sense_are_refused(first, last, desk, alice, now):
    with pytest.raises(NotPossible):
        close_days(desk, first, last, "", by=alice.user, now=now)


def test_working_days_are_changed_and_put_back(desk, alice, now):
    row = set_working_days(desk, "6213x1", by=alice.user, now=now)
    assert desk.working_days == "1236"

    revert(row, by=alice.user, now=now)
    desk.refresh_from_db()
    assert desk.working_days == "12345"
    with pytest.raises(NotPossible):
        set_working_days(desk, "", by=alice.user, now=now)


def test_holidays_have_names_in_both_languages():
    assert (date(2027, 5, 1), "Fête du Travail") in named_holidays("FR", 2027, "fr")
    assert (date(2027, 1, 1), "New Year's Day") in named_holidays("FR", 2027, "en")
    assert named_holidays("BR", 2027, "fr")
    assert named_holidays("??", 2027, "fr") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("country", "XX"),
        ("country", ""),
        ("name", ""),
        ("name", "x" * 10_000),
        ("language", "tlh"),
        ("undo_seconds", 301),
        ("large_audience", -1),
    ],
)
def test_facts_that_cannot_be_are_refused_at_their_field(field, value, desk, alice, now):
    with pytest.raises(NotPossible) as caught:
        state_facts(desk, {field: value}, by=alice.user, now=now)

    assert caught.value.field == field
    assert desk.events.count() == 0


def test_facts_are_stated_with_what_was_before(desk, alice, now):
    state_facts(
        desk, {"name": "Ville", "country": "be", "time_zone": "Europe/Brussels"}, by=alice.user, now=now
    )

    assert desk.events.get().facts["before"] == {
        "name": "Mairie de Saint-Aubin",
        "country": "FR",
        "time_zone": "Europe/Paris",
    }
    desk.refresh_from_db()
    assert desk.country == "BE"


def test_facts_seen_before_somebody_else_s_change_are_not_written(desk, alice, now):
    seen, mine = stamp(values_of(desk, FACTS)), values_of(desk, FACTS)
    state_facts(desk, {"name": "Ville"}, by=alice.user, now=now)

    with pytest.raises(ChangedMeanwhile):
        state_facts(desk, {**mine, "undo_seconds": 5}, seen=seen, by=alice.user, now=now)


def test_a_mailbox_is_added_in_rehearsal_named_and_removed(desk, alice, now):
    added = add_mailbox(desk, " Help@Mairie.example ", "", by=alice.user, now=now)
    assert (added.address, added.name, added.live) == ("help@mairie.example", desk.name, False)
    with pytest.raises(NotPossible) as caught:
        add_mailbox(desk, "HELP@mairie.example", "", by=alice.user, now=now)
    assert caught.value.field == "address"

    rename_mailbox(added, "Help desk", by=alice.user, now=now)
    remove_mailbox(added, by=alice.user, now=now)

    assert desk.mailboxes.count() == 1
    assert desk.events.first().verb == "remove mailbox"


def test_a_mailbox_with_a_history_stays(desk, mailbox, alice, now):
    with pytest.raises(MailboxInUse):
        remove_mailbox(mailbox, by=alice.user, now=now)
    assert desk.mailboxes.count() == 1


@pytest.mark.parametrize("address", ["", "contact", "x" * 10_000 + "@mairie.example"])
def test_what_is_no_address_is_no_mailbox(address, desk, alice, now):
    with pytest.raises(NotPossible):
        add_mailbox(desk, address, "", by=alice.user, now=now)
