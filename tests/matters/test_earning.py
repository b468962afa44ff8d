"""What a matter has earned is never un-earned, whatever becomes of signatures, groups and thresholds."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.living import TEXTS

from saule.desk.models import Threshold
from saule.matters.earning import GRACE, earn_due
from saule.matters.grouping import group_waiting
from saule.matters.merging import merge
from saule.matters.models import Earning, Matter, Message, Signature
from saule.matters.receiving import receive_many
from saule.matters.signing import confirm, withdraw
from saule.matters.splitting import split
from saule.matters.undoing import undo


@pytest.fixture
def later(now):
    """Each call is an hour later: acts have stood by then."""
    moments = (now + timedelta(hours=n) for n in range(1, 99))
    return lambda: next(moments)


@pytest.fixture
def raised(desk, now):
    """The threshold has been three since long ago."""
    return Threshold.objects.create(
        desk=desk, value=3, since=now - timedelta(days=9), announced_at=now - timedelta(days=20), why="x"
    )


@pytest.fixture
def bus(desk, raised, mail, now):
    """Four people write about the bus."""
    return matter_of(desk, mail, now, 0, 4)


@pytest.fixture
def pool(desk, raised, mail, now):
    """Two people write about the pool."""
    return matter_of(desk, mail, now, 1, 2)


def matter_of(desk, mail, now, text, count) -> Matter:
    """So many people write the same, unproven; what they are in is shared."""
    receive_many(desk, [mail(TEXTS[text]) for _number in range(count)], now=now)
    group_waiting(desk, now=now)
    matter = Message.objects.latest("pk").filings.get().matter
    Matter.objects.filter(pk=matter.pk).update(nature="shared")
    return again(matter)


def again(matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def say_yes(matter, count, at) -> list[Signature]:
    """So many of those who have not yet confirm."""
    rows = list(matter.signatures.filter(state="unconfirmed").order_by("pk")[:count])
    return [confirm(row, by=None, now=at) for row in rows]


def test_what_passed_its_threshold_stays_due_when_people_withdraw(bus, later):
    say_yes(bus, 2, later())
    assert not again(bus).due
    last = say_yes(bus, 1, passed_at := later())
    assert (again(bus).due, again(bus).earned_at) == (True, passed_at)
    assert Matter.objects.due().filter(pk=bus.pk).exists()

    withdraw(last[0], by=None, now=later())
    assert (again(bus).confirmed, again(bus).due) == (2, True)
    row = Earning.objects.get()
    assert (row.because, row.confirmed, row.threshold, row.by) == ("passed", 3, 3, None)


def test_what_was_earned_goes_along_with_a_merge_and_comes_back_with_its_undoing(bus, pool, alice, later):
    say_yes(bus, 3, later())
    done = merge(bus, pool, by=alice.user, now=later())
    assert again(pool).due
    undo(done, by=alice.user, now=later())
    assert (again(bus).due, again(pool).due) == (True, False)
    assert [row.because for row in Earning.objects.filter(matter=pool)] == ["carried", "undone"]


def test_a_merge_that_is_taken_back_unheard_earns_nothing(desk, bus, pool, alice, later):
    say_yes(bus, 2, later())
    say_yes(pool, 1, at := later())
    done = merge(pool, bus, by=alice.user, now=at)
    assert again(bus).confirmed == 3
    assert not again(bus).due
    undo(done, by=alice.user, now=at + GRACE / 2)
    assert earn_due(desk, now=at + GRACE * 2) == 0


def test_what_two_matters_earned_while_they_were_one_both_keep(desk, bus, pool, alice, later):
    say_yes(bus, 2, later())
    say_yes(pool, 1, at := later())
    done = merge(pool, bus, by=alice.user, now=at)
    assert earn_due(desk, now=at + GRACE * 2) == 1
    assert again(bus).due
    undo(done, by=alice.user, now=later())
    assert (again(bus).due, again(pool).due) == (True, True)
    assert (again(bus).confirmed, again(pool).confirmed) == (2, 1)


def test_whoever_is_split_off_takes_along_what_was_earned(bus, alice, later):
    say_yes(bus, 3, later())
    message = Message.objects.filter(filings__matter=bus).first()
    done = split(bus, [message], "Own", by=alice.user, now=later())
    assert (again(done.other).confirmed < 3, again(done.other).due) == (True, True)
    undo(done, by=alice.user, now=later())
    assert again(bus).due


def test_the_store_refuses_to_lose_what_was_earned_for_no_good_reason(bus, later):
    say_yes(bus, 3, later())
    for because in ("passed", "undone", "fraud"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Earning.objects.create(
                matter=bus, earned=False, because=because, confirmed=0, threshold=3, at=later()
            )
    with pytest.raises(DatabaseError), transaction.atomic():
        Earning.objects.all().delete()
