"""Above the limit nobody approves what they have written: not by sending, correcting, or in small parts."""

import pytest
from django.db import IntegrityError, transaction

from saule.desk.changing import ChangedMeanwhile
from saule.desk.models import Membership, Role, User
from saule.matters.amending import correct
from saule.matters.answering import approve, draft_for, propose, save_text, send
from saule.matters.apart import set_apart
from saule.matters.approving import Need, digest, need
from saule.matters.enclosing import enclose, remove
from saule.matters.errors import NeedsApproval
from saule.matters.grouping import group_waiting
from saule.matters.models import Answer, Approval, Matter
from saule.matters.receiving import receive_many

pytestmark = pytest.mark.django_db

BUS = "Je suis contre la suppression de la ligne de bus douze qui me conduit chaque jour au travail"


@pytest.fixture
def bus(desk, mail, now) -> Matter:
    """Three people about one bus line, at a desk where more than two are many."""
    desk.large_audience = 2
    desk.save()
    receive_many(desk, [mail(BUS + end) for end in (".", " !", " !!")], now=now)
    group_waiting(desk, now=now)
    return Matter.objects.get()


@pytest.fixture
def carol(desk, now) -> Membership:
    """Carol supervises."""
    user = User.objects.create_user("carol@mairie.example", "Carol", "correct horse battery")
    return Membership.objects.create(desk=desk, user=user, role=Role.SUPERVISOR, since=now)


def written(matter, by, now, body="Bonjour, la ligne reste.") -> Answer:
    """An answer in the making."""
    answer = draft_for(matter, by=by.user, now=now)
    save_text(answer, "fr", body, by=by.user, now=now)
    return answer


def test_not_even_the_owner_sends_what_they_wrote_to_many(bus, alice, carol, now):
    answer = written(bus, alice, now)

    with pytest.raises(NeedsApproval):
        send(answer, by=alice, now=now)
    with pytest.raises(NeedsApproval):
        approve(answer, by=alice.user, now=now)
    assert not answer.deliveries.exists()
    assert not Approval.objects.exists()

    approve(answer, by=carol.user, now=now)
    assert send(answer, by=alice, now=now) == 3


def test_a_colleague_who_changed_a_word_does_not_make_the_writer_a_second_person(bus, alice, bob, carol, now):
    answer = written(bus, alice, now)
    save_text(answer, "fr", "Bonjour, la ligne douze reste.", by=bob.user, now=now)

    with pytest.raises(NeedsApproval):
        send(answer, by=alice, now=now)
    save_text(answer, "fr", "Bonjour, la ligne 12 reste.", by=carol.user, now=now)
    assert need(answer, bob) == Need.SOMEBODY_ELSE


def test_who_asked_and_who_approved_is_a_row(bus, alice, bob, now):
    answer = written(bus, bob, now)
    propose(answer, by=bob.user, now=now)
    approve(answer, by=alice.user, now=now)
    approve(answer, by=alice.user, now=now)

    row = Approval.objects.get()
    assert (row.asked_by, row.by, row.people, row.sort) == (bob.user, alice.user, 3, "second")
    assert send(answer, by=bob, now=now) == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.update(by=bob.user)


def test_the_database_knows_no_second_person_who_is_the_author(bus, alice, now):
    answer = written(bus, alice, now)
    facts = {"author": alice.user, "by": alice.user, "at": now, "people": 3, "digest": "x"}

    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(answer=answer, sort="second", **facts)


def test_an_approved_text_that_changes_is_approved_no_more(bus, alice, bob, now):
    answer = written(bus, bob, now)
    approve(answer, by=alice.user, now=now)
    save_text(answer, "fr", "Bonjour, la ligne est supprimée.", by=bob.user, now=now)

    with pytest.raises(NeedsApproval):
        send(answer, by=bob, now=now)


def test_where_nobody_else_may_the_number_is_typed(bus, alice, bob, now):
    answer = written(bus, alice, now)

    assert need(answer, alice) == Need.NUMBER
    for wrong in (None, 2, 30):
        with pytest.raises(NeedsApproval, match="3"):
            send(answer, by=alice, now=now, people=wrong)
    assert send(answer, by=alice, now=now, people=3) == 3
    assert Approval.objects.get().sort == "alone"


def test_small_parts_are_counted_together(bus, desk, mail, alice, bob, carol, now):
    desk.large_audience = 3
    desk.save()
    answer = written(bus, bob, now)
    assert send(answer, by=bob, now=now) == 3
    assert Approval.objects.get().sort == "few"

    receive_many(desk, [mail(BUS + " Encore."), mail(BUS + " Et moi.")], now=now)
    group_waiting(desk, now=now)
    with pytest.raises(NeedsApproval):
        send(answer, by=bob, now=now)
    assert send(answer, by=carol, now=now) == 2


def test_a_correction_to_many_needs_a_second_person_too(bus, alice, bob, carol, now):
    answer = written(bus, bob, now)
    approve(answer, by=alice.user, now=now)
    send(answer, by=bob, now=now)
    correction = correct(answer, by=alice.user, now=now)
    save_text(correction, "fr", "Pardon : la ligne reste jusqu’en juin.", by=alice.user, now=now)

    with pytest.raises(NeedsApproval):
        send(correction, by=alice, now=now)
    assert send(correction, by=carol, now=now) == 3


def test_who_changed_the_files_has_written_at_it(bus, alice, bob, carol, now):
    answer = written(bus, bob, now)
    enclosed = enclose(answer, "plan.txt", "text/plain", b"Ligne 12", by=alice.user, now=now)
    with pytest.raises(NeedsApproval):
        approve(answer, by=alice.user, now=now)

    remove(enclosed, by=carol.user, now=now)
    with pytest.raises(NeedsApproval):
        approve(answer, by=carol.user, now=now)


def test_nobody_approves_or_sends_what_they_have_not_read(bus, alice, bob, now):
    answer = written(bus, bob, now)
    seen = digest(answer)
    save_text(answer, "fr", "Bonjour, la ligne est supprimée.", by=bob.user, now=now)

    with pytest.raises(ChangedMeanwhile):
        approve(answer, by=alice.user, now=now, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        send(answer, by=alice, now=now, seen=seen)
    assert not Approval.objects.exists()
    assert send(answer, by=alice, now=now, seen=digest(answer)) == 3


def test_who_was_left_out_and_is_answered_after_the_others_counts_with_them(bus, alice, bob, carol, now):
    first = written(bus, bob, now)
    left_out = bus.signatures.first().person
    set_apart(first, [left_out], by=bob.user, now=now)
    assert send(first, by=bob, now=now) == 2

    second = written(bus, bob, now)
    assert need(second, bob) == Need.SOMEBODY_ELSE
    with pytest.raises(NeedsApproval):
        send(second, by=bob, now=now)
    approve(second, by=carol.user, now=now)
    assert send(second, by=bob, now=now) == 1
