"""A desk keeps things for less time than the register allows, never for more."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from saule.desk.models import Desk
from saule.people.lifetimes import FEWEST_DAYS, NotShorter, all_over, days_at, limited, over, shorten
from saule.people.models import AttentionEntry, Shortening
from saule.people.register import RECORDS

LEDGER = "people.AttentionEntry"


@pytest.fixture
def entries(desk, now):
    """Entries of the attention ledger that are 10, 100 and 400 days old."""
    for age in (10, 100, 400):
        at = now - timedelta(days=age)
        facts = {"digest": b"x" * 32, "purpose": "news", "automatic": True, "delivery": f"d{age}"}
        AttentionEntry.objects.create(desk=desk, at=at, **facts)


def ages(desk, now, days=365) -> set[str]:
    return set(over(desk, LEDGER, days, now).values_list("delivery", flat=True))


def test_what_is_over_is_older_than_the_register_says_and_of_this_desk(desk, entries, now):
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    assert ages(desk, now) == {"d400"}
    assert ages(desk, now, days=90) == {"d100", "d400"}
    assert ages(elsewhere, now) == set()


def test_every_record_that_a_day_ends_can_be_asked_for_what_is_over(desk, now):
    found = all_over(desk, now)
    assert found.keys() == limited().keys()
    assert {"people.Person", "people.Address", "matters.Message", LEDGER, "desk.User"} <= found.keys()
    for label, rows in found.items():
        assert rows.count() == 0, label


def test_words_that_many_share_and_what_stands_for_good_end_with_no_day():
    assert not {"matters.Matter", "people.Suppression", "people.Consent"} & limited().keys()


def test_a_desk_keeps_less_and_takes_it_back_and_each_is_a_row(desk, alice, now):
    most = RECORDS[LEDGER].lifetime.days
    assert days_at(desk)[LEDGER] == most
    assert shorten(desk, LEDGER, 90, by=alice.user, now=now)
    assert not shorten(desk, LEDGER, 90, by=alice.user, now=now)
    assert days_at(desk)[LEDGER] == 90
    assert shorten(desk, LEDGER, None, by=alice.user, now=now)
    assert days_at(desk)[LEDGER] == most
    assert Shortening.objects.count() == desk.events.filter(verb="shorten lifetime").count() == 2


@pytest.mark.parametrize(
    ("label", "days"),
    [(LEDGER, 366), (LEDGER, 0), (LEDGER, FEWEST_DAYS - 1), ("people.Suppression", 90), ("no.Such", 90)],
)
def test_never_for_more_nor_so_short_that_nobody_can_be_answered(desk, alice, now, label, days):
    with pytest.raises(NotShorter):
        shorten(desk, label, days, by=alice.user, now=now)
    assert not Shortening.objects.exists()


def test_a_row_that_says_more_than_the_register_holds_nothing(desk, alice, now):
    Shortening.objects.create(desk=desk, record=LEDGER, days=9999, at=now, by=alice.user)
    assert days_at(desk)[LEDGER] == 365


def test_the_rows_only_grow(desk, alice, now):
    shorten(desk, LEDGER, 90, by=alice.user, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shortening.objects.update(days=400)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shortening.objects.all().delete()
