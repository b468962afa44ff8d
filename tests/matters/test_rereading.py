"""Rereading: said once, by whom it was drawn for; figures with what they are of."""

from datetime import date, timedelta

import pytest
from tests.matters.colleagues import colleague

from saule.desk.errors import NotAllowed
from saule.desk.models import Event, Role
from saule.matters.following import follow
from saule.matters.models import Draw, Rereading, Sequel
from saule.matters.rereading import Agreement, AnswerMissing, ReadAlready, Said, reread, reread_between

pytestmark = pytest.mark.django_db
YES = {"right": "yes", "fitting": "yes", "humane": "yes"}
WEEK = date(2026, 11, 9)


@pytest.fixture
def readers(desk, now):
    return [colleague(desk, name, now) for name in ("Nadia", "Omar")]


@pytest.fixture
def drawn(desk, town, bob, readers, now):
    """Two answers of Bob's, each drawn for both readers."""
    for _ in range(2):
        town.answer(town.write(town.matter(), days_ago=14), at=now - timedelta(days=10))
    follow(now=now)
    Sequel.objects.update(by=bob.user)
    row = Draw.objects.create(desk=desk, week=WEEK, seed="s", answers=2, wanted=2, at=now)
    return [
        Rereading.objects.create(draw=row, sequel=sequel, reader=reader.user)
        for sequel in Sequel.objects.order_by("pk")
        for reader in readers
    ]


def test_what_is_said_once_stands(drawn, readers, now):
    one = reread(drawn[0], YES, " Un mot plus simple ?  ", by=readers[0], now=now)
    assert (one.right, one.words, one.read_at) == ("yes", "Un mot plus simple ?", now)
    assert reread(drawn[0], YES, "Un mot plus simple ?", by=readers[0], now=now).read_at == now
    with pytest.raises(ReadAlready):
        reread(drawn[0], YES | {"right": "no"}, by=readers[0], now=now)
    assert Event.objects.filter(verb="reread").count() == 1


def test_only_whom_it_was_drawn_for_says_something(drawn, readers, bob, now):
    for other in (readers[1], bob):
        with pytest.raises(NotAllowed):
            reread(drawn[0], YES, by=other, now=now)


@pytest.mark.parametrize("missing", list(YES))
def test_each_question_wants_an_answer(drawn, readers, now, missing):
    with pytest.raises(AnswerMissing) as caught:
        reread(drawn[0], YES | {missing: "perhaps"}, by=readers[0], now=now)
    assert caught.value.field == missing


def test_figures_say_what_they_are_of(desk, drawn, readers, bob, now):
    reread(drawn[0], YES, by=readers[0], now=now)
    reread(drawn[1], YES | {"right": "no", "humane": "unsure"}, by=readers[1], now=now)
    reread(drawn[2], YES | {"fitting": "no"}, by=readers[0], now=now)

    found = reread_between(desk, WEEK, WEEK)
    assert (found.drawn, found.read) == (4, 3)
    assert found.said == {"right": Said(2, 1), "fitting": Said(2, 1), "humane": Said(2, 0, 1)}
    assert found.agreement == {
        "right": Agreement(0, 1),
        "fitting": Agreement(1, 1),
        "humane": Agreement(0, 1),
    }
    assert found.authors == {bob.user_id: found.said}
    assert found.said["humane"].told == 2
    low, high = found.said["humane"].interval
    assert low < 0.5
    assert high == 1.0
    assert reread_between(desk, WEEK + timedelta(days=7), WEEK + timedelta(days=30)).drawn == 0


def test_authors_see_what_was_said_and_leaders_everything(desk, drawn, readers, bob, alice, now):
    def seen(member) -> int:
        return Rereading.objects.visible_to(member).count()

    assert (seen(alice), seen(bob), seen(readers[0])) == (4, 0, 2)
    reread(drawn[0], YES, by=readers[0], now=now)
    assert (seen(bob), Rereading.objects.to_read(readers[0]).count()) == (1, 1)
    eva = colleague(desk, "Eva", now, role=Role.AUDITOR)
    assert seen(eva) == 0
