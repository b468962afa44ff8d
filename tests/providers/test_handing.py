"""Work goes to a provider while the desk runs hot, and comes back; every step is a row."""

from datetime import timedelta

import pytest

from saule.desk.changing import NotPossible
from saule.desk.errors import NotAllowed
from saule.desk.models import Membership, Role, User
from saule.matters.assigning import assign
from saule.promises.models import Promise
from saule.promises.overflowing import handed, overflow_now
from saule.promises.promising import give_due
from saule.providers import handing, ranking
from saule.providers.errors import CannotHand
from saule.providers.models import Handover
from saule.providers.questions import QUESTIONS
from saule.providers.securing import answer_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def automatic(desk, alice, now):
    ranking.state_rule(desk, ranking.How(mode="automatic", lowest_rank=0), by=alice.user, now=now)


def test_while_the_desk_is_cool_nothing_is_handed_on(desk, provider, ask, automatic, now):
    ask()

    assert overflow_now(desk, now=now) == 0
    assert not Handover.objects.exists()


def test_a_leader_confirms_what_is_proposed(desk, provider, ask, hot, alice, now):
    talk = ask()
    overflow_now(desk, now=now)

    proposed = Handover.objects.get()
    assert (proposed.state, proposed.why["arriving"]) == ("proposed", 80.0)
    talk.refresh_from_db()
    assert talk.assigned_team is None

    handing.hand(proposed, by=alice.user, now=now)
    talk.refresh_from_db()
    assert talk.assigned_team == provider.team
    row = talk.assignments.get()
    assert (row.by, row.why) == (alice.user, "handed on to a provider: the desk runs hot")
    assert proposed.take_by == now + timedelta(hours=24)


def test_the_promise_stands_and_what_is_not_taken_comes_back(desk, provider, ask, hot, automatic, now):
    talk = ask()
    give_due(desk, now=now)
    promised = Promise.objects.get(conversation=talk)
    overflow_now(desk, now=now)
    overflow_now(desk, now=now + timedelta(hours=25))

    talk.refresh_from_db()
    promised.refresh_from_db()
    assert (Handover.objects.get().state, talk.assigned_team, promised.state) == ("untaken", None, "given")
    assert [row.to_team for row in talk.assignments.all()] == [provider.team, None]


def test_only_what_is_contracted_goes(desk, provider, ask, hot, automatic, now):
    fits = ask(1)
    ask(2, grave=True)
    ask(3, said="Hello, at what time does the bus of line 3 stop in front of the town hall, please?")
    other = ask(4)
    other.messages.get().filings.get().matter.__class__.objects.filter(
        filings__message__conversation=other
    ).update(kind=desk.kinds.get(code="civil"))
    masked = ask(5)
    masked.messages.update(cards_masked=1)
    mine = ask(6)
    mine.assigned_to = desk.memberships.first().user
    mine.save()
    overflow_now(desk, now=now)

    assert [one.conversation for one in Handover.objects.all()] == [fits]


def test_no_more_goes_in_a_week_than_is_contracted(desk, provider, ask, hot, automatic, alice, now):
    from saule.desk.timetabling import state_contract

    state_contract(desk, "Relais", 2, by=alice.user, now=now)
    for number in range(4):
        ask(number + 1)
    overflow_now(desk, now=now)
    overflow_now(desk, now=now + timedelta(minutes=10))

    assert Handover.objects.count() == 2
    assert handing.room(provider, now=now) == 0
    assert handing.room(provider, now=now + timedelta(days=8)) == 2


def test_outside_their_hours_nothing_goes(desk, provider, ask, hot, automatic, now):
    provider.terms.update(weekdays="12345")  # now is a Saturday
    ask()

    assert overflow_now(desk, now=now) == 0


def test_a_stop_is_a_row_and_holds_until_it_is_lifted(desk, provider, ask, hot, alice, now):
    ask()
    assert ranking.rank(provider, now=now).value == 100
    for question in QUESTIONS:
        answer_question(provider, question.code, "", by=alice.user, now=now)
    assert ranking.rank(provider, now=now).value == 0
    overflow_now(desk, now=now)

    stop = provider.stops.get()
    assert (stop.by, stop.rank, stop.why) == (None, 0, "the rank is below the limit of the desk")
    assert not Handover.objects.exists()
    with pytest.raises(NotPossible):
        ranking.lift(provider, by=alice.user, now=now, why=" ")
    ranking.lift(provider, by=alice.user, now=now, why="their answers are on the way")
    overflow_now(desk, now=now + timedelta(minutes=6))
    assert provider.stops.filter(lifted_at=None).count() == 0
    assert Handover.objects.get().state == "proposed"


def test_what_was_not_confirmed_lapses_when_it_is_over(desk, provider, ask, hot, alice, now):
    handing.propose(provider, [ask(2)], now=now, why={})
    hot.ended_at = now
    hot.save()
    overflow_now(desk, now=now)

    assert Handover.objects.get().state == "lapsed"


def test_nobody_is_handed_what_a_colleague_has_by_now(desk, provider, ask, alice, now):
    talk = ask()
    (proposed,) = handing.propose(provider, [talk], now=now, why={})
    talk.assigned_to = alice.user
    talk.save()

    with pytest.raises(CannotHand):
        handing.hand(proposed, by=alice.user, now=now)


def test_only_their_own_agents_see_and_take_it_and_give_it_back(desk, provider, ask, alice, rita, bob, now):
    (one,) = handing.propose(provider, [ask()], now=now, why={})
    assert not Handover.objects.visible_to(rita).exists()  # a proposal is nothing of theirs yet
    handing.hand(one, by=alice.user, now=now)
    other = Membership.objects.create(
        desk=desk, user=User.objects.create_user("o@x.example", "O"), role=Role.PROVIDER_AGENT, since=now
    )
    for who in (alice, bob, other):
        assert not Handover.objects.visible_to(who).exists()
        with pytest.raises(NotAllowed):
            handing.take(one, by=who, now=now)

    assert list(Handover.objects.visible_to(rita)) == [one]
    handing.take(one, by=rita, now=now)
    with pytest.raises(CannotHand):
        handing.give_back(one, by=rita, now=now, why="")
    handing.give_back(one, by=rita, now=now, why="needs the plan")
    assert [step.why for step in one.transitions.all()] == ["", "", "needs the plan"]
    one.conversation.refresh_from_db()
    assert one.conversation.assigned_team is None
    assert not Handover.objects.visible_to(rita).exists()


def test_what_came_back_is_not_proposed_to_the_same_again(
    desk, provider, ask, hot, alice, rita, automatic, now
):
    ask()
    overflow_now(desk, now=now)
    handing.give_back(Handover.objects.get(), by=rita, now=now, why="not ours")

    assert overflow_now(desk, now=now + timedelta(minutes=6)) == 0


def test_a_provider_has_nothing_any_more_once_nobody_waits(desk, provider, ask, hot, automatic, mail, now):
    talk = ask()
    overflow_now(desk, now=now)
    talk.waiting_since = None
    talk.save()
    overflow_now(desk, now=now + timedelta(minutes=6))

    assert Handover.objects.get().state == "recalled"


def test_what_a_colleague_takes_is_the_providers_no_more_at_once(desk, provider, ask, alice, rita, bob, now):
    (one,) = handing.propose(provider, [ask()], now=now, why={})
    handing.hand(one, by=alice.user, now=now)
    assign(one.conversation, bob.user, by=alice.user, now=now)

    assert not Handover.objects.visible_to(rita).exists()
    with pytest.raises(NotAllowed):
        handing.take(one, by=rita, now=now)
    overflow_now(desk, now=now)
    one.refresh_from_db()
    assert one.state == "recalled"
    one.conversation.refresh_from_db()
    assert one.conversation.assigned_to == bob.user


def test_what_turns_out_to_be_for_the_desk_alone_is_not_handed_on_and_comes_back(
    desk, provider, ask, hot, alice, now
):
    (waiting, gone) = handing.propose(provider, [ask(1), ask(2)], now=now, why={})
    handing.hand(gone, by=alice.user, now=now)
    for one in (waiting, gone):
        one.conversation.messages.update(cards_masked=1)

    with pytest.raises(CannotHand, match=r"desk alone|réservé au guichet"):
        handing.hand(waiting, by=alice.user, now=now)
    overflow_now(desk, now=now)
    gone.refresh_from_db()
    assert gone.state == "recalled"
    assert gone.transitions.last().why == "what came since is for the desk alone"


def test_what_a_leader_decides_at_the_same_moment_stops_nothing_else(desk, provider, ask, alice, now):
    (one,) = handing.propose(provider, [ask()], now=now, why={})
    stale = Handover.objects.select_related("provider__desk", "conversation").get(pk=one.pk)
    handing.decline([one], by=alice.user, now=now, why="ours")

    assert not handed(stale, now=now)
    assert handing.bring_back([stale], "recalled", "", now) == 0
    assert Handover.objects.get().state == "declined"
