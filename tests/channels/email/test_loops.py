"""Two desks that write to each other stop after one exchange, whatever the servers between them drop."""

import re
from datetime import timedelta

import pytest

from saule.channels.email.composing import compose
from saule.channels.email.parsing import parse
from saule.desk.models import Capacity, Desk, Mailbox, MailboxSwitch
from saule.matters.delivering import attempt, due, sent
from saule.matters.grouping import group_waiting
from saule.matters.models import Delivery
from saule.matters.receiving import receive_many
from saule.people.gate import AUTOMATIC_PER_DAY
from saule.promises.acknowledging import acknowledge_due
from saule.promises.promising import give_due

ROUNDS = 12


@pytest.fixture
def desks(desk, now):
    """The town hall, and the prefecture, which runs Saule too."""
    other = Desk.objects.create(name="Préfecture", created_at=now)
    mailbox = Mailbox.objects.create(desk=other, address="accueil@prefecture.example", created_at=now)
    MailboxSwitch.objects.create(mailbox=mailbox, live=True, at=now)
    Capacity.objects.create(desk=other, answers_per_week=50, since=now.date(), at=now)
    return desk, other


def exchange(desks, now, strip) -> int:
    """Lets the desks work for some rounds, each taking in what the other sent; returns how many mails."""
    seen, numbers = 0, iter(range(10_000))
    for step in range(ROUNDS):
        at = now + step * timedelta(minutes=5)
        for desk in desks:
            group_waiting(desk, now=at)
            give_due(desk, now=at)
            acknowledge_due(desk, now=at)
        for pk in due(now=at, limit=50):
            delivery = attempt(pk, worker="w", now=at)
            if delivery is None:
                continue
            raw = strip(compose(delivery).as_bytes())
            sent(delivery, now=at)
            seen += 1
            to = next(one for one in desks if one.pk != delivery.desk_id)
            receive_many(to, [parse(raw, position=f"loop:{next(numbers)}")], now=at)
    return seen


@pytest.fixture
def begin(desks, mail, now):
    """Somebody writes to the town hall under the prefecture's address."""

    def begin(**fields) -> None:
        incoming = mail(sender="accueil@prefecture.example", **fields)
        receive_many(desks[0], [incoming], now=now)

    return begin


def drop(*names: str):
    """A server that drops these headers."""

    def strip(raw: bytes) -> bytes:
        head, _blank, body = raw.partition(b"\r\n\r\n")
        for name in names:
            head = re.sub(
                rb"(?im)^%b:.*(?:\r\n[ \t].*)*\r\n" % re.escape(name.encode()), b"", head + b"\r\n"
            ).rstrip()
        return head + b"\r\n\r\n" + body

    return strip


def test_one_acknowledgement_and_silence(desks, begin, now):
    begin()
    assert exchange(desks, now, drop()) == 1


def test_also_where_the_standard_headers_are_dropped(desks, begin, now):
    begin()
    assert exchange(desks, now, drop("Auto-Submitted", "X-Auto-Response-Suppress")) == 1


def test_also_where_nothing_says_that_a_machine_wrote(desks, begin, now):
    begin()
    strip = drop("Auto-Submitted", "X-Auto-Response-Suppress", "X-Saule")
    # Each acknowledges the conversation once, and the thread shows that it is one.
    assert exchange(desks, now, strip) <= 2


def test_and_without_any_thread_the_days_number_ends_it(desks, begin, now):
    begin()
    strip = drop(
        "Auto-Submitted", "X-Auto-Response-Suppress", "X-Saule", "In-Reply-To", "References", "Reply-To"
    )
    assert 2 < exchange(desks, now, strip) <= 2 * AUTOMATIC_PER_DAY
    assert Delivery.objects.filter(outcome="daily-limit").exists()
