"""What past answers teach is learned once a day, from what was known then, and kept as plain figures."""

from datetime import date, timedelta

import pytest

from saule.desk.models import Capacity, Nature
from saule.engines.outlook import NEVER
from saule.matters.models import Conversation
from saule.promises.learning import Subject, Wait, learned, plans_of_then, work_of
from saule.promises.models import Learned, Promise
from saule.promises.promising import give_due


def test_it_is_learned_once_a_day(desk, town, now):
    town.history()
    first = learned(desk, now=now)
    at = Learned.objects.get().at
    again = learned(desk, now=now + timedelta(hours=3))
    assert Learned.objects.get().at == at == now
    assert first.outlook.predict("").days == again.outlook.predict("").days == 5
    learned(desk, now=now + timedelta(days=1))
    assert Learned.objects.get().at == now + timedelta(days=1)


def test_a_history_that_comes_in_later_is_learned_at_once(desk, town, now):
    town.history(answers=20)
    assert not learned(desk, now=now).enough
    town.history(answers=40)
    assert learned(desk, now=now).enough


def test_an_empty_history_teaches_nothing(desk, now):
    known = learned(desk, now=now)
    assert (known.answered, known.enough, known.outlook) == (0, False, None)


def test_clocks_that_were_wrong_teach_nothing(desk, town, now):
    town.history()
    before = learned(desk, now=now).answered
    strange = town.write(days_ago=3)
    Conversation.objects.filter(pk=strange.pk).update(answered_at=now - timedelta(days=9), waiting_since=None)
    ahead = town.write(days_ago=-400)
    assert learned(desk, now=now).answered == before
    assert ahead.waiting_since > now


def test_what_was_settled_without_an_answer_teaches_nothing(desk, town, now, alice):
    from saule.promises.closing import settle

    town.history()
    settle(town.write(days_ago=10), by=alice.user, now=now - timedelta(days=8), why="spoken to")
    assert learned(desk, now=now).answered == 40


def test_people_of_one_matter_add_one_piece_of_work_while_it_is_open():
    waits = [Wait(1, 10, 20), Wait(2, 12, 20), Wait(3, 15, 16), Wait(4, 25, NEVER), Wait(5, 26, NEVER)]
    about = {key: Subject("", 7) for key in (1, 2, 4, 5)}
    assert work_of(waits, about) == [1.0, 0.0, 1.0, 1.0, 0.0]


def test_the_plan_of_a_past_day_is_what_was_stated_by_then(desk, now):
    Capacity.objects.all().delete()
    today = desk.local_date(now)
    Capacity.objects.create(desk=desk, answers_per_week=50, since=today - timedelta(200), at=now)
    Capacity.objects.create(desk=desk, answers_per_week=500, since=today - timedelta(2), at=now)
    planned = plans_of_then(desk, today)
    assert planned(today.toordinal() - 290) is None
    assert set(planned(today.toordinal() - 100).tolist()) == {0.0, 10.0}


@pytest.fixture
def in_order(desk, town, now):
    """Three months in which everybody was answered in the order of coming, ten a week, through a crisis."""
    Capacity.objects.all().delete()
    Capacity.objects.create(desk=desk, answers_per_week=10, since=date(2026, 1, 1), at=now)
    today = desk.local_date(now)
    waiting = []
    for ago in range(110, 0, -1):
        day = today - timedelta(ago)
        for _ in range(25 if ago in (105, 75, 40) else 1):
            waiting.append(town.write(days_ago=ago))
        for _ in range(2 if day.weekday() < 5 and waiting else 0):
            if waiting:
                town.answer(waiting.pop(0), at=now - timedelta(days=ago - 0.1))
    return waiting


def test_where_the_order_was_kept_the_plan_gives_the_date_and_says_why(desk, town, now, in_order):
    for _ in range(30):
        town.write()
    last = town.write()
    give_due(desk, now=now)
    promise = Promise.objects.get(conversation=last)
    assert promise.basis == Promise.Basis.PLAN
    assert promise.engine == "calendar-projection/1"
    assert promise.inputs["said"]["plan"] is not None
    losses = promise.inputs["choice"]["losses"]
    assert losses["plan"] < losses["history"]
    ahead = promise.inputs["ahead"]
    assert ahead >= 30
    assert abs((promise.day - desk.local_date(now)).days - ahead * 7 / 10) <= 8


def test_a_queue_that_never_answers_is_an_honest_no_date(desk, town, now):
    town.history(answers=35, after_days=2, begins=300)
    for number in range(200):
        town.write(town.matter(Nature.PERSONAL), days_ago=120 - number / 2)
    last = town.write(town.matter(Nature.PERSONAL))
    give_due(desk, now=now)
    promise = Promise.objects.get(conversation=last)
    assert (promise.day, promise.basis) == (None, Promise.Basis.RARELY_ANSWERED)


def test_on_the_first_day_the_charter_says_what_one_is_entitled_to(desk, town, now):
    Capacity.objects.all().delete()
    desk.kinds.filter(code="civil").update(entitled_days=30)
    conversation = town.write(town.matter(Nature.PERSONAL))
    give_due(desk, now=now)
    promise = Promise.objects.get(conversation=conversation)
    assert (promise.basis, promise.engine) == (Promise.Basis.CHARTER, "charter/1")
    assert promise.day >= desk.local_date(now) + timedelta(30)
