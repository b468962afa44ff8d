"""Filing and signing: one signature per person, decisions that can be undone, support never lost."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saule.desk.models import Desk
from saule.matters.counting import recount
from saule.matters.filing import NotThere, NotUndoable, move, undo
from saule.matters.grouping import group_waiting
from saule.matters.models import Decision, Filing, Matter, Message, Signature, SignatureEvidence
from saule.matters.receiving import receive_many
from saule.matters.signing import MovedAway, confirm, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_matters(desk, mail, now):
    """Three people about the pool, one about smoke."""
    pool = "Bonjour, je voudrais savoir quand la piscine municipale de la rue des Lilas va rouvrir au public"
    tree = "My neighbour keeps burning plastic at night, which smells awful. Who should we call about this?"
    mails = [mail(pool + end) for end in (".", " !", ", merci.")]
    receive_many(desk, [*mails, mail(tree, subject="Smoke")], now=now)
    group_waiting(desk, now=now)
    pool_matter, smoke_matter = Matter.objects.order_by("-people")
    return pool_matter, smoke_matter


def snapshot() -> tuple[object, ...]:
    """Where every message is, and which signatures count with what evidence."""
    return (
        sorted(Filing.objects.values_list("message", "matter")),
        sorted(
            Signature.objects.filter(state__in=Signature.COUNTED).values_list("matter", "person", "state")
        ),
        sorted(SignatureEvidence.objects.values_list("signature", "message")),
        sorted(Matter.objects.values_list("pk", "people", "messages_count", "waiting")),
    )


def test_grouping_counts_people_not_messages(two_matters):
    pool, tree = two_matters
    assert (pool.people, tree.people) == (3, 1)
    assert pool.messages_count == 3


def test_moving_takes_the_support_along_and_undoing_restores_everything(two_matters, alice, now):
    pool, tree = two_matters
    before = snapshot()
    message = tree.filings.get().message
    decision = move(message, pool, by=alice.user, now=now, why="same park", before=tree)
    pool.refresh_from_db()
    tree.refresh_from_db()
    assert (pool.people, tree.people) == (4, 0)

    undo(decision, by=alice.user, now=now)
    assert snapshot()[0::3] == before[0::3]
    assert snapshot()[1] == before[1]


def test_a_decision_can_be_undone_once(two_matters, alice, now):
    pool, tree = two_matters
    decision = move(tree.filings.get().message, pool, by=alice.user, now=now, before=tree)
    undo(decision, by=alice.user, now=now)
    with pytest.raises(NotUndoable):
        undo(decision, by=alice.user, now=now)


def test_undoing_what_saule_joined_gives_the_message_a_matter_of_its_own(two_matters, alice, now):
    pool, _tree = two_matters
    joined = Decision.objects.filter(outcome="joined").last()
    undo(joined, by=alice.user, now=now, why="not the pool")
    pool.refresh_from_db()
    assert pool.people == 2
    assert joined.message.filings.get().matter.people == 1


def test_what_a_person_separated_stays_apart_when_the_memory_is_rebuilt(two_matters, desk, mail, alice, now):
    pool, _tree = two_matters
    joined = Decision.objects.filter(outcome="joined").last()
    undo(joined, by=alice.user, now=now)
    receive_many(
        desk, [mail("Une question sur les horaires de la bibliothèque du centre", subject="Livres")], now=now
    )
    group_waiting(desk, now=now)
    assert joined.message.filings.get().matter != pool


def test_a_person_who_withdrew_does_not_come_back_with_a_message(two_matters, desk, mail, now):
    pool, _tree = two_matters
    signature = pool.signatures.first()
    withdraw(signature, by=None, now=now)
    address = signature.person.addresses.get().value
    again = mail("Je relance au sujet de la piscine", sender=address, in_reply_to=(first_id(signature),))
    receive_many(desk, [again], now=now)
    group_waiting(desk, now=now)
    signature.refresh_from_db()
    assert signature.state == Signature.State.WITHDRAWN
    pool.refresh_from_db()
    assert pool.people == 2


def test_a_withdrawal_holds_wherever_saule_puts_the_message(two_matters, alice, now):
    pool, tree = two_matters
    signature = pool.signatures.first()
    message = signature.evidence.get().message
    withdraw(signature, by=None, now=now)
    decision = move(message, tree, by=alice.user, now=now, before=pool)
    tree.refresh_from_db()
    assert tree.people == 1
    undo(decision, by=alice.user, now=now)
    pool.refresh_from_db()
    assert pool.people == 2
    move(message, tree, by=alice.user, now=now, before=pool)
    tree.refresh_from_db()
    assert tree.people == 1


def test_who_withdraws_while_their_message_is_elsewhere_does_not_come_back_with_it(two_matters, alice, now):
    pool, tree = two_matters
    signature = pool.signatures.first()
    decision = move(signature.evidence.get().message, tree, by=alice.user, now=now, before=pool)
    signature.refresh_from_db()
    withdraw(signature, by=None, now=now, why="I did not mean it")
    undo(decision, by=alice.user, now=now)
    pool.refresh_from_db()
    assert pool.people == 2


@pytest.mark.parametrize("first", ["withdraws", "moves"])
def test_who_withdrew_confirms_only_where_their_message_is(first, two_matters, alice, now):
    pool, tree = two_matters
    signature = pool.signatures.first()
    message = signature.evidence.get().message
    if first == "withdraws":
        withdraw(signature, by=None, now=now)
    decision = move(message, tree, by=alice.user, now=now, before=pool)
    signature.refresh_from_db()
    withdraw(signature, by=None, now=now)
    with pytest.raises(MovedAway):
        confirm(signature, by=None, now=now)
    pool.refresh_from_db()
    assert (pool.people, pool.confirmed) == (2, 0)
    undo(decision, by=alice.user, now=now)
    confirm(signature, by=None, now=now)
    pool.refresh_from_db()
    assert (pool.people, pool.confirmed) == (3, 1)


def test_a_message_never_goes_to_another_desk_nor_into_a_merged_matter(two_matters, alice, now):
    pool, tree = two_matters
    message = tree.filings.get().message
    other = Desk.objects.create(name="Elsewhere", created_at=now)
    theirs = Matter.objects.create(desk=other, title="Theirs", opened_at=now, last_at=now)
    with pytest.raises(NotThere):
        move(message, theirs, by=alice.user, now=now, before=tree)
    pool.move_to("merged", by=None, now=now, merged_into=tree)
    with pytest.raises(NotThere):
        move(message, pool, by=alice.user, now=now, before=tree)
    assert message.filings.get().matter == tree


def first_id(signature: Signature) -> str:
    """The Message-ID of the signature's first evidence."""
    return str(Message.objects.filter(evidence__signature=signature).earliest("pk").message_id)


def test_confirming_is_counted_and_idempotent(two_matters, now):
    pool, _tree = two_matters
    signature = pool.signatures.first()
    confirm(signature, by=None, now=now)
    confirm(signature, by=None, now=now)
    pool.refresh_from_db()
    assert pool.confirmed == 1
    assert signature.transitions.count() == 1


def test_a_proven_sender_is_confirmed(desk, mail, now):
    receive_many(desk, [mail(authenticated=True)], now=now)
    group_waiting(desk, now=now)
    assert Matter.objects.get().confirmed == 1


def test_transitions_cannot_be_edited_or_deleted(two_matters, now):
    pool, _tree = two_matters
    signature = confirm(pool.signatures.first(), by=None, now=now)
    for change in (
        lambda: signature.transitions.update(why="never happened"),
        lambda: signature.transitions.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=6))
def test_one_signature_per_person_whatever_is_moved_and_undone(steps, desk, mail, alice, now):
    with transaction.atomic():
        before, after, miscounted = play(steps, desk, mail, alice, now)
        transaction.set_rollback(True)
    assert miscounted == []
    assert after == before


def play(steps, desk: Desk, mail, alice, now):
    """Two people with two messages each; moves and undoes. How it was, how it is, and what was miscounted."""
    mails = [mail(f"Sujet {n} " * 8, sender=f"{'ab'[n % 2]}@x", subject=f"Sujet {n}") for n in range(4)]
    receive_many(desk, mails, now=now)
    group_waiting(desk, now=now)
    messages, home = list(Message.objects.order_by("pk")), Matter.objects.earliest("pk")
    before = snapshot()
    done: list[Decision] = []
    miscounted = []
    for index, undoing in steps:
        if undoing and done:
            undo(done.pop(), by=alice.user, now=now)
        elif not undoing and messages[index].filings.get().matter != home:
            done.append(
                move(
                    messages[index], home, by=alice.user, now=now, before=messages[index].filings.get().matter
                )
            )
        if not well_counted(now):
            miscounted.append((index, undoing))
    while done:
        undo(done.pop(), by=alice.user, now=now)
    return before[:2], snapshot()[:2], miscounted


def well_counted(now: datetime) -> bool:
    """Whether stored counts equal the rows, and counting again changes nothing."""
    alike = all(
        matter.people == Message.objects.filter(filings__matter=matter).values("person").distinct().count()
        for matter in Matter.objects.all()
    )
    counts = Matter.objects.order_by("pk").values_list("people", "own_words", "waiting", "messages_count")
    before = list(counts)
    recount(Matter.objects.values_list("pk", flat=True), now=now)
    return alike and list(counts.all()) == before
