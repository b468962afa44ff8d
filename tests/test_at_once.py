"""Many at once, on the server: each invariant holds, and whoever comes second is told."""

import os
import subprocess
import sys
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection
from tests import stores
from tests.living import TEXTS

from saule.desk.errors import SauleError
from saule.desk.models import User
from saule.matters import delivering
from saule.matters.asking import ask_writer
from saule.matters.counting import recount
from saule.matters.filing import move, undo
from saule.matters.grouping import group_waiting
from saule.matters.leasing import InOtherHands, take
from saule.matters.merging import merge
from saule.matters.models import Conversation, Delivery, Lease, Matter, Message, Signature, Source
from saule.matters.receiving import receive_many
from saule.matters.signing import withdraw
from saule.people.gate import AUTOMATIC_PER_DAY
from saule.promises.closing import settle, take_back
from saule.promises.models import Promise
from saule.promises.promising import give_due


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
        ask_writer(
            message,
            key=f"n:{message.pk}",
            purpose="notice",
            mailbox=mailbox,
            language="fr",
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
    recount({pk for pk, _people, _waiting in kept}, now=now)
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
def test_several_who_take_a_settlement_back_at_once_take_it_back_once(desk, mail, alice, now):
    receive_many(desk, [mail()], now=now)
    group_waiting(desk, now=now)
    give_due(desk, now=now)
    settle(Conversation.objects.get(), by=alice.user, now=now, why="known")
    results = at_once(4, lambda _number: take_back(Conversation.objects.get(), by=alice.user, now=now))
    assert sorted(isinstance(one, SauleError) for one in results) == [False, True, True, True]
    assert sorted(Promise.objects.values_list("state", flat=True)) == ["given", "withdrawn"]


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


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_merge_one_matter_at_once_merge_it_once(desk, mail, alice, now):
    receive_many(desk, [mail(TEXTS[0]), mail(TEXTS[1])], now=now)
    group_waiting(desk, now=now)
    first, second = Matter.objects.order_by("pk")
    results = at_once(2, lambda _number: merge(first, second, by=alice.user, now=now))
    assert sorted(isinstance(one, SauleError) for one in results) == [False, True]
    assert Matter.objects.get(pk=second.pk).messages_count == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_those_who_take_one_item_at_once_one_has_it_and_all_others_are_told(desk, mail, now):
    receive_many(desk, [mail()], now=now)
    users = [User.objects.create_user(f"a{number}@mairie.example", f"A{number}") for number in range(6)]
    item = Conversation.objects.get()

    results = at_once(6, lambda number: take(item, by=users[number], now=now))

    assert [isinstance(one, InOtherHands) for one in results].count(True) == 5
    assert Lease.objects.filter(ended_at=None).count() == 1


def test_in_the_embedded_store_too_one_has_it_and_all_others_are_told(tmp_path):
    stores.furnish(tmp_path)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAULE_", "DJANGO_"))}
    environ = {**kept, "SAULE_HOME": str(tmp_path), "PYTHONPATH": "src"}
    environ["DJANGO_SETTINGS_MODULE"] = "saule.config.settings"
    command = [sys.executable, "-m", "tests.take_at_once"]
    said = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120)

    assert (said.stdout.split(), said.stderr) == (["1", "5", "1"], "")
