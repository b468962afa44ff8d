"""The gate: what leaves, what waits, what never goes."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saule.desk.models import Desk, Mailbox, MailboxSwitch
from saule.people import gate
from saule.people.gate import AUTOMATIC_PER_DAY, Verdict, clear, release
from saule.people.models import AttentionEntry
from saule.people.suppressing import lift, suppress

ANNE = "anne@example.org"


@pytest.fixture
def ask(desk, mailbox, now):
    """Asks the gate about a delivery to Anne."""

    def ask(delivery_id: str = "one", **changes) -> Verdict:
        question = {
            "address_value": ANNE,
            "channel": "email",
            "purpose": "acknowledgement",
            "automatic": True,
            "mail_class_of_last_incoming": "human",
            "mailbox": mailbox,
            "delivery_id": delivery_id,
            "now": now,
        }
        with transaction.atomic():
            return clear(desk, **{**question, **changes})

    return ask


def test_what_may_leave_is_in_the_ledger(ask, desk, now):
    assert ask() == Verdict("go")
    entry = AttentionEntry.objects.get()
    assert (entry.desk, entry.delivery, entry.purpose, entry.automatic, entry.at) == (
        desk,
        "one",
        "acknowledgement",
        True,
        now,
    )
    assert b"anne" not in bytes(entry.digest)


def test_asking_again_for_the_same_delivery_counts_once(ask):
    for _ in range(3):
        assert ask().verdict == "go"
    assert AttentionEntry.objects.count() == 1


@pytest.mark.parametrize("mail_class", ["bounce", "list", "auto_reply", "out_of_office", "spam"])
def test_machines_never_get_automatic_mail(ask, mail_class):
    assert ask(mail_class_of_last_incoming=mail_class) == Verdict("never", "machine")
    assert not AttentionEntry.objects.exists()
    assert ask(mail_class_of_last_incoming=mail_class, automatic=False, purpose="reply").verdict == "go"


@pytest.mark.parametrize(
    "value", ["postmaster@example.org", "noreply@example.org", "mailer-daemon@mx.example"]
)
def test_machine_addresses_never_get_automatic_mail(ask, value):
    assert ask(address_value=value) == Verdict("never", "machine")


def test_a_person_may_write_to_a_postmaster_but_nobody_to_noreply(ask):
    assert ask(address_value="postmaster@example.org", automatic=False).verdict == "go"
    assert ask(address_value="noreply@example.org", automatic=False) == Verdict("never", "machine")


@pytest.mark.parametrize(
    "value", ["contact@mairie.example", " CONTACT@mairie.example", "contact+s-abc@mairie.example"]
)
def test_we_do_not_write_to_ourselves(ask, value):
    assert ask(address_value=value, automatic=False) == Verdict("never", "own-mailbox")


def test_our_own_addresses_are_read_once(ask):
    with CaptureQueriesContext(connection) as queries:
        ask()

    assert sum("desk_mailboxalias" in query["sql"] for query in queries) == 1


@pytest.mark.parametrize("value", ["", "nobody", "a@example.org\nBcc: b@example.org"])
def test_what_is_no_address_is_not_written_to(ask, value):
    assert ask(address_value=value) == Verdict("never", "no-address")


def test_suppression_comes_first(ask, desk, now):
    suppress(desk, "email", ANNE, reason="objection", by=None, now=now)
    assert ask(mail_class_of_last_incoming="bounce") == Verdict("never", "suppressed")
    assert ask(automatic=False) == Verdict("never", "suppressed")


def test_a_bounce_for_a_while_stops_only_what_is_automatic(ask, desk, now):
    suppress(desk, "email", ANNE, reason="bounced", by=None, now=now, automatic_only=True)
    assert ask() == Verdict("never", "suppressed")
    assert ask(automatic=False).verdict == "go"


def test_a_rehearsing_mailbox_sends_nothing(ask, mailbox, now):
    MailboxSwitch.objects.create(mailbox=mailbox, live=False, at=now)
    verdict = ask()
    assert (verdict.verdict, verdict.reason_code) == ("wait", "not-live")
    assert verdict.retry_at > now
    assert not AttentionEntry.objects.exists()


def test_too_many_automatic_mails_wait_until_the_desks_next_day(ask, now):
    for number in range(AUTOMATIC_PER_DAY):
        assert ask(str(number)).verdict == "go"
    verdict = ask("more")
    assert verdict == Verdict("wait", "daily-limit", datetime(2026, 11, 22, tzinfo=now.tzinfo))
    assert ask("by hand", automatic=False).verdict == "go"
    assert ask("to another", address_value="bea@example.org").verdict == "go"
    assert ask("more", now=verdict.retry_at).verdict == "go"


def test_the_day_is_the_desks_own_when_the_clock_changes(desk, now):
    # On 25 October 2026 a day in Paris has 25 hours.
    evening = datetime(2026, 10, 25, 23, 30, tzinfo=now.tzinfo)
    start, end = gate.day_bounds(desk, evening)
    assert end.timestamp() - start.timestamp() == 25 * 3600


def test_what_certainly_did_not_leave_is_not_counted(ask):
    for number in range(AUTOMATIC_PER_DAY):
        ask(str(number))
    release("0")
    assert ask("more").verdict == "go"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.sampled_from("abc"), st.booleans()),
        st.tuples(st.just("suppress"), st.sampled_from("abc"), st.booleans()),
        st.tuples(st.just("lift"), st.sampled_from("abc"), st.just(False)),
        st.tuples(st.just("again"), st.integers(0, 30), st.just(True)),
        st.tuples(st.just("wait"), st.integers(1, 20), st.just(False)),
        st.tuples(st.just("switch"), st.just(""), st.booleans()),
    ),
    max_size=40,
)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_to_the_suppressed_and_never_past_the_cap(desk, mailbox, ask, now, steps):
    with transaction.atomic():
        world = World(desk, mailbox, ask, now)
        world.live(steps)
        transaction.set_rollback(True)
    assert world.wrong == []
    assert max(Counter(world.left.values()).values(), default=0) <= AUTOMATIC_PER_DAY


class World:
    """What somebody outside would note down of all that left."""

    def __init__(self, desk: Desk, mailbox: Mailbox, ask, now: datetime) -> None:
        self.desk, self.mailbox, self.ask, self.now = desk, mailbox, ask, now
        self.live_now = True
        self.against: dict[str, set[bool]] = {name: set() for name in "abc"}
        self.asked: list[tuple[str, bool]] = []
        self.left: dict[int, tuple[str, str]] = {}
        self.wrong: list[tuple[str, str]] = []
        """Whom the gate said what of, against what they had a right to."""

    def live(self, steps) -> None:
        for what, who, flag in steps:
            getattr(self, what)(who, flag)

    def send(self, who: str, automatic: bool) -> None:
        self.asked.append((who, automatic))
        self.pass_gate(len(self.asked) - 1)

    def again(self, number: int, _flag: bool) -> None:
        if number < len(self.asked):
            self.pass_gate(number)

    def pass_gate(self, number: int) -> None:
        who, automatic = self.asked[number]
        verdict = self.ask(
            str(number), address_value=f"{who}@example.org", automatic=automatic, now=self.now
        ).verdict
        refused = self.against[who] and (automatic or False in self.against[who])
        if (refused and verdict != "never") or (not refused and not self.live_now and verdict != "wait"):
            self.wrong.append((who, verdict))
        if verdict == "go" and automatic:
            self.left[number] = (who, str(self.desk.local_date(self.now)))

    def suppress(self, who: str, automatic_only: bool) -> None:
        suppress(
            self.desk,
            "email",
            f"{who.upper()}@example.org",
            reason="objection",
            by=None,
            now=self.now,
            automatic_only=automatic_only,
        )
        self.against[who].add(automatic_only)

    def lift(self, who: str, _flag: bool) -> None:
        lift(self.desk, "email", f"{who}@example.org", by=None, now=self.now)
        self.against[who].clear()

    def wait(self, hours: int, _flag: bool) -> None:
        self.now += timedelta(hours=hours)

    def switch(self, _who: str, live: bool) -> None:
        self.live_now = live
        MailboxSwitch.objects.create(mailbox=self.mailbox, live=live, at=self.now)
