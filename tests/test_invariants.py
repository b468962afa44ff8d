"""The ten invariants: whatever people, workers and machines do, the doctor finds every one of them kept.

The other halves are where they belong: masking in ``engines/test_masking``, policies on every page in
``web/test_policies``, promises in ``promises/test_promising``, kills in ``worker/test_kills``.
"""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Literal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saule.desk.errors import SauleError
from saule.desk.models import Threshold, log
from saule.matters import delivering
from saule.matters.answering import draft_for, save_text, send
from saule.matters.counting import recount
from saule.matters.filing import move, undo
from saule.matters.grouping import group_waiting
from saule.matters.incoming import Incoming
from saule.matters.models import (
    Conversation,
    Decision,
    Delivery,
    Filing,
    Matter,
    Message,
    Signature,
    SignatureEvidence,
    Source,
)
from saule.matters.objecting import object_to
from saule.matters.receiving import receive_many
from saule.matters.settling import settle
from saule.matters.signing import confirm, withdraw
from saule.people.addresses import address_digest
from saule.people.gate import AUTOMATIC_PER_DAY
from saule.people.models import AttentionEntry, PersonJoin
from saule.people.suppressing import lift, standing, suppress
from saule.promises.acknowledging import acknowledge_due
from saule.promises.models import Promise
from saule.promises.promising import give_due, sweep_dates
from saule.worker import proving
from saule.worker.checking import examine

TEXTS = (
    "Je suis contre la suppression de la ligne de bus douze qui me conduit chaque jour au travail",
    "Quand la piscine municipale de la rue des Lilas va-t-elle rouvrir au public le dimanche matin ?",
    "Ma carte 4111 1111 1111 1111 a été débitée deux fois pour la cantine de mon fils en octobre",
    "Merci beaucoup !",
)
NAMES = ("anne", "bea", "carl", "dora")
ACTS = (
    *(
        "write",
        "again",
        "machine",
        "resend",
        "outside",
        "group",
        "move",
        "undo",
        "answer",
        "settle",
        "object",
    ),
    *("confirm", "withdraw", "work", "doubt", "fail", "suppress", "lift", "night"),
    *("work", "work", "work", "answer", "answer", "suppress"),
)
MORNING = [("write", 0, 0), ("write", 1, 0), ("write", 2, 1), ("group", 0, 0)]
NOT_OF_THE_ROWS = {"room", "store", "mailboxes", "leases", "deliveries", "promised"}
ONE_AT_A_TIME = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


VERDICTS: tuple[Literal["resend", "sent", "drop"], ...] = ("resend", "sent", "drop")


class Town:
    """People who write, staff who answer, a worker, and a wire that is noted down from outside."""

    def __init__(self, desk, mail, alice, now) -> None:
        self.desk, self.mail, self.alice, self.now = desk, mail, alice, now
        self.known: list[Incoming] = []
        self.taken: list[str] = []
        self.decided: set[str] = set()

    def live(self, acts) -> None:
        for act, who, what in acts:
            self.now += timedelta(minutes=7)
            try:
                with transaction.atomic():
                    getattr(self, act)(NAMES[who], what)
            except SauleError:
                pass  # refused in words: nothing was done

    def one(self, rows, what):
        found = list(rows.order_by("pk"))
        return found[what % len(found)] if found else None

    def receive(self, *incoming) -> None:
        self.known += incoming
        receive_many(self.desk, incoming, now=self.now)

    def write(self, who, what) -> None:
        self.receive(self.mail(TEXTS[what % 4], sender=f"{who}@example.org", sent_at=self.now))

    def again(self, who, what) -> None:
        said = self.one(Message.objects.filter(address__value=f"{who}@example.org"), what)
        quoted = (said.message_id,) if said else ()
        self.receive(self.mail("Et alors, toujours rien ?", sender=f"{who}@example.org", in_reply_to=quoted))

    def machine(self, who, what) -> None:
        said = self.one(Message.objects.filter(outgoing=True), what)
        mail_class = ("bounce", "out_of_office", "auto_reply")[what % 3]
        quoted = (said.message_id,) if said else ()
        self.receive(
            self.mail("Away.", sender=f"{who}@example.org", mail_class=mail_class, in_reply_to=quoted)
        )

    def resend(self, _who, _what) -> None:
        receive_many(self.desk, self.known, now=self.now)

    def outside(self, who, what) -> None:
        """An answer that somebody gave without Saule comes in with the Sent folder."""
        said = self.one(Message.objects.filter(outgoing=False, address__value=f"{who}@example.org"), what)
        if said:
            answer = self.mail(
                "Oui.",
                sender="contact@mairie.example",
                recipients=(f"{who}@example.org",),
                in_reply_to=(said.message_id,),
                sent_at=self.now,
            )
            self.receive(answer)

    def group(self, _who, _what) -> None:
        group_waiting(self.desk, now=self.now)

    def move(self, _who, what) -> None:
        filing, matter = self.one(Filing.objects, what), self.one(Matter.objects, what // 3)
        if filing and matter and filing.matter != matter:
            move(filing.message, matter, by=self.alice.user, now=self.now, before=filing.matter)

    def undo(self, _who, what) -> None:
        if decision := self.one(Decision.objects, -1 - what):
            undo(decision, by=self.alice.user, now=self.now)

    def answer(self, _who, what) -> None:
        if matter := self.one(Matter.objects, what):
            draft = draft_for(matter, by=self.alice.user, now=self.now)
            save_text(
                draft, "fr", "Bonjour {name}, la carte 4111111111111111.", by=self.alice.user, now=self.now
            )
            send(draft, by=self.alice, now=self.now)

    def settle(self, _who, what) -> None:
        if conversation := self.one(Conversation.objects.waiting(), what):
            settle(conversation, by=self.alice.user, now=self.now, why="known")

    def object(self, _who, what) -> None:
        if conversation := self.one(Conversation.objects.filter(answered_at__isnull=False), what):
            object_to(conversation, answer=None, words="Non : 4111 1111 1111 1111.", now=self.now)

    def confirm(self, _who, what) -> None:
        if signature := self.one(Signature.objects, what):
            confirm(signature, by=None, now=self.now)

    def withdraw(self, _who, what) -> None:
        if signature := self.one(Signature.objects, what):
            withdraw(signature, by=None, now=self.now)

    def work(self, _who, _what) -> None:
        group_waiting(self.desk, now=self.now)
        give_due(self.desk, now=self.now)
        sweep_dates(self.desk, now=self.now)
        acknowledge_due(self.desk, now=self.now)
        for delivery in self.attempts():
            self.taken.append(delivery.public_id)
            delivering.sent(delivery, now=self.now)

    def attempts(self):
        for pk in delivering.due(now=self.now, limit=20):
            if delivery := delivering.attempt(pk, worker="here:1:1", now=self.now):
                value = delivery.address.value
                rows = standing(self.desk, address_digest(self.desk, "email", value))
                assert not [row for row in rows if delivery.automatic or not row.automatic_only]
                yield delivery

    def doubt(self, _who, what) -> None:
        """The worker dies when the mail may have left; a person may decide later."""
        for delivery in self.attempts():
            self.taken.append(delivery.public_id)
            delivering.recover(now=self.now, alive=lambda _worker: False)
            if what % 2:
                self.decided.add(delivery.public_id)
                verb = VERDICTS[what % 3]
                delivering.decide(delivery, outcome=verb, by=self.alice.user, now=self.now, why="log")

    def fail(self, _who, what) -> None:
        for delivery in self.attempts():
            if what % 2:
                delivering.put_off(delivery, error="451", code="smtp-451", now=self.now)
            else:
                delivering.refused(delivery, error="550", code="smtp-550", now=self.now, address_gone=True)

    def suppress(self, who, what) -> None:
        suppress(
            self.desk,
            "email",
            f"{who}@example.org",
            reason="objection",
            by=None,
            now=self.now,
            automatic_only=bool(what % 2),
        )

    def lift(self, who, _what) -> None:
        lift(self.desk, "email", f"{who}@example.org", by=self.alice.user, now=self.now)

    def night(self, _who, _what) -> None:
        self.now += timedelta(days=3)


def unwell(now) -> list[str]:
    """What the doctor finds wrong with the rows."""
    found = [one for one in examine(now=now) if not one.well and one.name not in NOT_OF_THE_ROWS]
    return [f"{one.name}: {one.sentence}" for one in found]


@ONE_AT_A_TIME
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 20)), min_size=8, max_size=40
    )
)
def test_whatever_happens_the_doctor_finds_every_invariant_kept(desk, mail, alice, now, acts):
    with transaction.atomic():
        town = Town(desk, mail, alice, now)
        town.live([*MORNING, *acts])
        assert unwell(town.now) == []
        # 1: each position once, whatever was handed over how often.
        assert Source.objects.count() == Message.objects.exclude(source=None).count() == len(town.known)
        # 4: nothing was on the wire twice, unless a person decided so.
        again = {one for one in town.taken if town.taken.count(one) > 1}
        assert again <= town.decided
        # Nobody is acknowledged twice for one conversation.
        acks = Delivery.objects.filter(purpose="acknowledgement").values_list("conversation", flat=True)
        assert len(acks) == len(set(acks))
        transaction.set_rollback(True)


@ONE_AT_A_TIME
@given(steps=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=8))
def test_undoing_everything_restores_what_was_there(desk, mail, alice, now, steps):
    with transaction.atomic():
        receive_many(desk, [mail(text) for text in (*TEXTS[:3], *TEXTS[:2])], now=now)
        group_waiting(desk, now=now)
        before, done = picture(), []
        for message, matter in steps:
            filing = Filing.objects.order_by("message")[message % 5]
            to = Matter.objects.order_by("pk")[matter % Matter.objects.count()]
            if to != filing.matter:
                now += timedelta(minutes=1)
                done.append(move(filing.message, to, by=alice.user, now=now, before=filing.matter))
        for decision in reversed(done):
            now += timedelta(minutes=1)
            undo(decision, by=alice.user, now=now)
        assert picture() == before
        transaction.set_rollback(True)


def picture() -> tuple[object, ...]:
    """Where every message is, who counts where and why, and the figures."""
    counted = Signature.objects.filter(state__in=Signature.COUNTED)
    evidence = SignatureEvidence.objects.values_list("signature__matter", "signature__person", "message")
    figures = ("pk", "people", "confirmed", "own_words", "waiting", "messages_count")
    return (
        sorted(Filing.objects.values_list("message", "matter")),
        sorted(counted.values_list("matter", "person", "state")),
        sorted(evidence),
        sorted(Matter.objects.values_list(*figures)),
    )


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
    log(desk, "test", desk, by=alice.user, now=now)
    people = list(desk.persons.order_by("pk"))
    PersonJoin.objects.create(person=people[0], into=people[1], at=now, why="the same")
    return town


@pytest.mark.parametrize("table", proving.ONLY_GROW)
def test_what_only_grows_is_guarded_by_the_store(table, lived):
    frozen = {"promises_promise": "day", "matters_decision": "outcome", "desk_mailboxswitch": "live"}
    column = frozen.get(table, "at")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
        for harm in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(harm)


def test_a_guard_that_is_gone_is_found(lived):
    on = " ON desk_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER desk_event_no_delete{on}")
    assert [one.split(":")[0] for one in unwell(lived.now)] == ["growing"]


def raise_a_threshold(_town):
    Matter.objects.update(threshold=5)


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


def keep_a_card(_town):
    Conversation.objects.update(subject="4111 1111 1111 1111")


def miscount_own_words(_town):
    Matter.objects.update(own_words=99)


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        (raise_a_threshold, "earned"),
        (try_again, "twice"),
        (write_to_the_suppressed, "unwanted"),
        (pass_the_cap, "unwanted"),
        (write_to_a_machine, "unwanted"),
        (keep_a_state_without_its_row, "states"),
        (file_by_nothing, "filings"),
        (tie_two_desks, "desks"),
        (keep_a_card, "cards"),
        (miscount_own_words, "counts"),
    ],
)
def test_the_doctor_finds_each_harm(harm, check, lived):
    assert unwell(lived.now) == []
    harm(lived)
    assert check in {one.split(":")[0] for one in unwell(lived.now)}


def at_once(count, act) -> list[object]:
    """Does the same in as many threads at the same moment; returns what each gave, or its error."""
    ready, results = Barrier(count), []

    def one(number: int) -> None:
        try:
            ready.wait()
            results.append(act(number))
        except (DatabaseError, SauleError) as error:
            results.append(error)
        finally:
            connection.close()

    threads = [Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_do_not_pass_the_cap(desk, mailbox, mail, now):
    incoming = [mail(sender="anne@example.org", subject=f"n{number}") for number in range(8)]
    keys = receive_many(desk, incoming, now=now).messages
    wishes = [
        delivering.ask(
            desk,
            key=f"n:{message.pk}",
            purpose="notice",
            conversation=message.conversation,
            person=message.person,
            address=message.address,
            mailbox=mailbox,
            language="fr",
            subject="Piscine",
            body="Lundi.",
            now=now,
        )
        for message in Message.objects.filter(pk__in=keys)
    ]
    at_once(8, lambda number: delivering.attempt(wishes[number].pk, worker=f"w{number}", now=now))
    assert Delivery.objects.filter(state="attempting").count() == AUTOMATIC_PER_DAY


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_those_who_count_at_once_leave_true_figures(desk, mail, alice, now):
    receive_many(desk, [mail(TEXTS[0] + "!" * number) for number in range(8)], now=now)
    group_waiting(desk, now=now)
    conversations = list(Conversation.objects.order_by("pk"))

    def act(number):
        if number % 2:
            return settle(conversations[number], by=alice.user, now=now, why="known")
        return withdraw(Signature.objects.order_by("pk")[number], by=None, now=now)

    results = at_once(8, act)
    assert not [one for one in results if isinstance(one, Exception)]
    kept = list(Matter.objects.values_list("pk", "people", "waiting"))
    recount({pk for pk, _people, _waiting in kept})
    assert list(Matter.objects.values_list("pk", "people", "waiting")) == kept


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_mail_from_two_channels_at_once_is_one_message(desk, mail, now):
    same = [mail(), mail()]
    results = at_once(4, lambda _number: receive_many(desk, same, now=now))
    assert not [one for one in results if isinstance(one, Exception)]
    assert (Source.objects.count(), Message.objects.count()) == (2, 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_undo_at_once_undo_once_and_are_told(desk, mail, alice, now):
    receive_many(desk, [mail(TEXTS[0]), mail(TEXTS[1])], now=now)
    group_waiting(desk, now=now)
    first, second = Matter.objects.order_by("pk")
    decision = move(first.filings.get().message, second, by=alice.user, now=now, before=first)
    results = at_once(2, lambda _number: undo(decision, by=alice.user, now=now))
    assert sorted(isinstance(one, SauleError) for one in results) == [False, True]
    assert not [one for one in results if isinstance(one, DatabaseError)]
