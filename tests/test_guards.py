"""What only grows is guarded by the store, and the doctor finds each harm done behind its back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.living import TEXTS, Town, unwell

from saule.desk.models import Threshold, log
from saule.matters.earning import write
from saule.matters.grouping import group_waiting
from saule.matters.models import (
    Assignment,
    Conversation,
    Correction,
    Decision,
    Delivery,
    Filing,
    Flood,
    Matter,
    Return,
    Signature,
    Suggestion,
    SupportMove,
)
from saule.matters.publishing import Wording, publish, withdraw
from saule.matters.receiving import receive_many
from saule.matters.setting_aside import put_back, set_aside
from saule.people.addresses import address_digest
from saule.people.gate import AUTOMATIC_PER_DAY
from saule.people.models import Absence, AttentionEntry, Pause, PersonJoin
from saule.people.suppressing import suppress
from saule.promises.models import Promise
from saule.promises.thresholds import announce, cancel, set_limits
from saule.worker import proving

PUBLIC = Wording(title_fr="La ligne 12", summary_fr="Elle s’arrête.")
LIMITS = {"automatic": False, "lowest": 1, "highest": 50, "notice_days": 7, "lapse_days": 90}


def test_a_threshold_raised_later_is_not_the_matters(desk, mail, now):
    receive_many(desk, [mail(TEXTS[0])], now=now)
    group_waiting(desk, now=now)
    later = now + timedelta(days=1)
    Threshold.objects.create(desk=desk, value=25_000, since=later, announced_at=later, why="swamped")
    receive_many(desk, [mail(TEXTS[0] + " !")], now=later)
    group_waiting(desk, now=later)

    assert Matter.objects.get().threshold == 1
    assert Matter.objects.due().count() == 1
    assert unwell(later) == []


@pytest.fixture
def lived(desk, mail, alice, now) -> Town:
    """A desk with a row of every sort."""
    town = Town(desk, mail, alice, now)
    acts = "write write group work answer work move undo confirm withdraw suppress night write work doubt"
    town.live([(act, place % 4, place % 2) for place, act in enumerate(acts.split())])
    asking = [("write", 3, 2), ("group", 0, 0), ("ask", 0, 1), ("say", 0, 0)]
    town.live([*asking, ("attach", 0, 1), ("merge", 0, 1)])
    log(desk, "test", desk, by=alice.user, now=now)
    Assignment.objects.create(conversation=Conversation.objects.earliest("pk"), at=now, by=alice.user)
    come_back(town, alice)
    earn_and_lose(town, alice)
    show_and_hide(town, alice)
    people = list(desk.persons.order_by("pk"))
    PersonJoin.objects.create(person=people[0], into=people[1], at=now, why="the same")
    return town


def earn_and_lose(town: Town, alice) -> None:
    """A threshold within limits, an answer earned, and a decision about fraud that was taken back."""
    by = {"by": alice.user, "now": town.now}
    set_limits(town.desk, LIMITS, **by)
    cancel(announce(town.desk, 5, why="swamped", **by), **by)
    signature = Signature.objects.filter(state__in=Signature.COUNTED).earliest("pk")
    put_back(set_aside(signature.matter, [signature.pk], why="a machine", **by), **by)
    write(signature.matter, True, "passed", now=town.now)


def show_and_hide(town: Town, alice) -> None:
    """A matter that was public for a while."""
    matter = Matter.objects.filter(merged_into=None).earliest("pk")
    matter.nature = "shared"
    publication = publish(matter, PUBLIC, by=alice.user, now=town.now)
    withdraw(publication, by=alice.user, now=town.now, why="a mistake")


def come_back(town: Town, alice) -> None:
    """A mail that came back, somebody away, and a flood that was let in."""
    desk, now = town.desk, town.now
    delivery = Delivery.objects.filter(desk=desk).earliest("pk")
    Return.objects.create(delivery=delivery, permanent=False, final=False, at=now)
    digest = address_digest(desk, "email", delivery.address.value)
    Pause.objects.create(desk=desk, digest=digest, until=now, reason="returned", at=now)
    Absence.objects.create(address=delivery.address, back_on=now.date(), at=now)
    flood = Flood.objects.create(desk=desk, address=delivery.address, since=now, last_at=now)
    flood.move_to(Flood.State.LET_IN, by=alice.user, now=now)


def unguarded(table: str) -> list[str]:
    """What the store lets be done to the rows of a table that only grows; also a table without a row."""
    frozen = {
        "promises_promise": "day",
        "matters_decision": "outcome",
        "desk_mailboxswitch": "live",
        "desk_threshold": "value",
        "matters_setaside": "was",
        "providers_statementitem": "cents",
        "providers_holdbackrelease": "cents",
    }
    column = frozen.get(table, "at")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        if cursor.fetchone()[0] == 0:
            return [f"{table} has no row to try it on"]
        done = []
        for harm in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            try:
                with transaction.atomic():
                    cursor.execute(harm)
            except DatabaseError:
                continue
            done.append(harm)
    return done


def test_what_only_grows_is_guarded_by_the_store(lived):
    # One town for all tables: it takes seconds to live. What providers leave has a test beside theirs.
    tables = [table for table in proving.ONLY_GROW if not table.startswith("providers_")]
    assert [harm for table in tables for harm in unguarded(table)] == []


def test_a_guard_that_is_gone_is_found(lived):
    on = " ON desk_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER desk_event_no_delete{on}")
    assert [one.split(":")[0] for one in unwell(lived.now)] == ["growing"]


def raise_a_threshold(_town):
    Matter.objects.update(threshold=5)


def forget_what_was_earned(_town):
    Matter.objects.filter(earned_at__isnull=False).update(earned_at=None)


def try_again(town):
    delivery = Delivery.objects.first()
    delivery.transitions.create(from_state="uncertain", to_state="waiting", at=town.now)
    Delivery.objects.filter(pk=delivery.pk).update(state="waiting")


def write_to_the_suppressed(town):
    suppress(town.desk, "email", "x@example.org", reason="objection", by=None, now=town.now)
    entry(town, "x@example.org", "d" * 16)


def pass_the_cap(town):
    for number in range(AUTOMATIC_PER_DAY + 1):
        entry(town, "y@example.org", f"d{number}")


def entry(town, value, delivery):
    AttentionEntry.objects.create(
        desk=town.desk,
        digest=address_digest(town.desk, "email", value),
        purpose="notice",
        automatic=True,
        delivery=delivery,
        at=town.now + timedelta(minutes=1),
    )


def write_to_a_machine(_town):
    sent = Delivery.objects.filter(purpose="acknowledgement", state="sent").first()
    sent.conversation.messages.filter(outgoing=False).update(mail_class="bounce", awaits_answer=False)


def keep_a_state_without_its_row(_town):
    Promise.objects.filter(pk=Promise.objects.first().pk).update(state="withdrawn")


def file_by_nothing(town):
    filing = Filing.objects.first()
    other = Decision.objects.exclude(message=filing.message).first()
    Filing.objects.filter(pk=filing.pk).update(decision=other)


def tie_two_desks(town):
    elsewhere = type(town.desk).objects.create(name="Elsewhere", created_at=town.now)
    Matter.objects.filter(pk=Filing.objects.first().matter_id).update(desk=elsewhere)


def put_a_message_into_what_was_merged(town):
    empty = Matter.objects.filter(filings=None).first() or Matter.objects.create(
        desk=town.desk, title="Gone", opened_at=town.now, last_at=town.now
    )
    into = Matter.objects.exclude(pk=empty.pk).first()
    filing = into.filings.first() or Filing.objects.first()
    Matter.objects.filter(pk=filing.matter_id).update(state="merged", merged_into=empty)


def silence_an_undoing(town):
    correction = Correction.objects.first()
    Correction.objects.create(
        desk=town.desk, verb="undo", matter=correction.matter, undoes=correction, at=town.now
    )


def tell_whoever_was_spared(_town):
    SupportMove.objects.update(spared="alone", told_at="2026-01-01T00:00Z")


def answer_without_an_act(town):
    Suggestion.objects.update(state="accepted", correction=None)


def keep_a_card(_town):
    Conversation.objects.update(subject="4111 1111 1111 1111")


def miscount_own_words(_town):
    Matter.objects.update(own_words=99)


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        (raise_a_threshold, "earned"),
        (forget_what_was_earned, "earned"),
        (try_again, "twice"),
        (write_to_the_suppressed, "unwanted"),
        (pass_the_cap, "unwanted"),
        (write_to_a_machine, "unwanted"),
        (keep_a_state_without_its_row, "states"),
        (file_by_nothing, "filings"),
        (tie_two_desks, "desks"),
        (keep_a_card, "cards"),
        (miscount_own_words, "counts"),
        (put_a_message_into_what_was_merged, "merged"),
        (silence_an_undoing, "undone"),
        (tell_whoever_was_spared, "support"),
        (answer_without_an_act, "questions"),
    ],
)
def test_the_doctor_finds_each_harm(harm, check, lived):
    assert unwell(lived.now) == []
    harm(lived)
    assert check in {one.split(":")[0] for one in unwell(lived.now)}
