"""A statement pays what was resolved, takes back what came back, and is never changed."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.test_guards import unguarded

from saule.matters.following import follow, set_aside
from saule.matters.models import Comeback
from saule.matters.receiving import receive_many
from saule.matters.replying import mark, take_back
from saule.providers import answering, handing
from saule.providers.contracting import Paid, add_provider, state_prices
from saule.providers.errors import CannotIssue
from saule.providers.issuing import correct, is_whole, issue, months_to_state, standing
from saule.providers.models import Handover, Statement
from saule.providers.questions import QUESTIONS
from saule.providers.ranking import How, state_rule
from saule.providers.securing import answer_question, state_weights
from saule.worker import proving

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def answered(provider, ask, mail, desk, now):
    """An answer of theirs in October or September, and whether the person came back after it."""

    def make(number: int, *, days_ago: int = 40, back_after: int = 0) -> Handover:
        talk = ask(number, days_ago=days_ago + 2)
        at = now - timedelta(days=days_ago)
        if back_after:
            first = talk.messages.get()
            again = mail(
                "Cela ne répond pas à ma question, où est l’arrêt ?",
                sender=f"lea{number}@example.org",
                in_reply_to=(first.message_id,),
                sent_at=at + timedelta(days=back_after),
            )
            receive_many(desk, [again], now=at + timedelta(days=back_after))
        return Handover.objects.create(
            provider=provider, conversation=talk, state="answered", at=at, handed_at=at, answered_at=at
        )

    return make


def lines(statement: Statement) -> dict[str, int]:
    return {line["code"]: line["cents"] for line in statement.lines}


def test_those_who_came_back_are_not_paid_for(provider, answered, alice, now):
    for number in range(5):
        answered(number + 1, back_after=3 if number < 2 else 0)
    made = issue(provider, OCTOBER, by=alice.user, now=now)

    assert lines(made) == {"resolved": 900, "repeats": -300, "held": -120}
    assert (made.total, made.held) == (480, 120)
    assert (made.figures["answered"], made.figures["resolved"], made.figures["repeats"]) == (5, 3, 2)
    assert made.items.count() == 5
    assert is_whole(made)


def test_who_comes_back_later_is_counted_back_and_what_was_held_is_paid(provider, answered, alice, now):
    for number in range(4):
        answered(number + 1, days_ago=60, back_after=13 if number == 0 else 0)
    # At the end of September the fourteen days were not over, and nobody had come back.
    september = issue(provider, SEPTEMBER, by=alice.user, now=now - timedelta(days=48))
    assert lines(september) == {"resolved": 1200, "held": -240}
    october = issue(provider, OCTOBER, by=alice.user, now=now)

    assert lines(october) == {"resolved": 0, "counted-back": -450, "released": 240}
    assert october.figures["counted_back"] == 1
    assert october.before == september.hash


def test_a_statement_can_only_be_corrected_by_another_one(provider, answered, alice, now):
    late = answered(1, back_after=13)
    first = issue(provider, OCTOBER, by=alice.user, now=late.answered_at + timedelta(days=25))
    answered(2)
    second = correct(first, by=alice.user, now=now, why="one answer had been forgotten")

    assert lines(first) == {"resolved": 0, "repeats": -150}
    assert lines(second)["stated-before"] == 150
    assert first.total + second.total == sum(
        c for code, c in lines(second).items() if code != "stated-before"
    )
    assert standing(provider) == [second]
    for change in (Statement.objects.filter(pk=first.pk).update, lambda **_: first.items.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(total=1)
    with pytest.raises(CannotIssue):
        correct(first, by=alice.user, now=now, why="again")
    with pytest.raises(CannotIssue):
        correct(second, by=alice.user, now=now, why=" ")


def test_a_month_that_is_not_over_or_was_stated_cannot_be(provider, answered, alice, now):
    with pytest.raises(CannotIssue, match="pas terminé"):
        issue(provider, date(2026, 11, 1), by=alice.user, now=now)
    assert months_to_state(provider, now=now) == [OCTOBER, SEPTEMBER]
    issue(provider, OCTOBER, by=alice.user, now=now)
    with pytest.raises(CannotIssue, match="déjà"):
        issue(provider, OCTOBER, by=alice.user, now=now)
    with pytest.raises(CannotIssue, match="plus récent"):
        issue(provider, SEPTEMBER, by=alice.user, now=now)


def test_a_provider_who_answered_nobody_has_a_statement_of_nothing(provider, alice, now):
    made = issue(provider, OCTOBER, by=alice.user, now=now)

    assert (lines(made), made.total, made.figures["answered"]) == ({"resolved": 0}, 0, 0)


def test_without_prices_nothing_is_stated(desk, alice, now):
    bare = add_provider(desk, "Bare", 5, by=alice.user, now=now - timedelta(days=90))

    with pytest.raises(CannotIssue):
        issue(bare, OCTOBER, by=alice.user, now=now)


def test_each_answer_is_paid_by_the_prices_of_its_day(provider, answered, alice, now):
    state_prices(provider, Paid(per_resolved=500), starts=date(2026, 10, 16), by=alice.user, now=now)
    answered(1, days_ago=45)  # 7 October
    answered(2, days_ago=30)  # 22 October
    made = issue(provider, OCTOBER, by=alice.user, now=now)

    assert sorted(line["cents"] for line in made.lines) == [300, 500]
    assert [rules["per_resolved"] for rules in made.rules] == [300, 500]
    assert made.held == 0


def test_what_a_colleague_found_to_be_about_something_else_is_no_repeat(provider, answered, alice, now):
    one = answered(1, back_after=3)
    reply = one.conversation.messages.earliest("pk")
    reply.pk, reply.public_id, reply.source, reply.message_id = None, "ourreply00000001", None, "our@x"
    reply.outgoing, reply.awaits_answer, reply.received_at = True, False, one.answered_at
    reply.save(force_insert=True)
    while follow(now=now):
        pass
    first = issue(provider, OCTOBER, by=alice.user, now=now)
    set_aside(Comeback.objects.get(), by=alice.user, now=now, why="another bus")
    second = correct(first, by=alice.user, now=now, why="it was about another bus")

    assert (first.figures["repeats"], second.figures["repeats"]) == (1, 0)


def test_a_reply_that_was_taken_back_before_it_left_is_no_answer(provider, rita, ask, desk, alice, now):
    (one,) = handing.propose(provider, [ask()], now=now - timedelta(days=40), why={})
    then = now - timedelta(days=39)
    handing.hand(one, by=alice.user, now=then)
    answering.save(one, "Bonjour.", by=rita, now=then)
    made = answering.answer(one, by=rita, now=then, seen=mark(one.conversation))
    take_back(made, by=alice, now=then)

    assert issue(provider, OCTOBER, by=alice.user, now=now).figures["answered"] == 0


def test_what_only_grows_is_guarded_by_the_store(provider, answered, alice, now):
    by = {"by": alice.user, "now": now}
    for number in range(4):
        answered(number + 1, days_ago=60)
    issue(provider, SEPTEMBER, by=alice.user, now=now - timedelta(days=48))
    issue(provider, OCTOBER, **by)
    state_rule(provider.desk, How(mode="off"), **by)
    state_weights(provider.desk, {QUESTIONS[0].code: 5}, **by)
    answer_question(provider, QUESTIONS[0].code, QUESTIONS[0].choices[0].code, **by)
    Handover.objects.first().transitions.create(from_state="taken", to_state="answered", at=now)
    tables = [table for table in proving.ONLY_GROW if table.startswith("providers_")]
    assert [harm for table in tables for harm in unguarded(table)] == []
