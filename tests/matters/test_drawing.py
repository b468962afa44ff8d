"""Drawing: so many as the rules ask for, the same from the same seed, never one's own."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.matters.colleagues import colleague, team

from saule.desk.models import Role
from saule.desk.quality import Rules
from saule.matters.drawing import READERS, answers_of, draw, draw_due, how_many
from saule.matters.following import follow, listen
from saule.matters.models import Answer, Draw, Rereading, Sequel

WEEK = date(2026, 11, 9)
"""The Monday before last week's end: ``now`` is Saturday the 21st."""


@given(st.integers(0, 100), st.integers(0, 50), st.integers(0, 5000))
def test_a_share_a_least_number_and_never_more_than_all(per_cent, least, answers):
    count = how_many(Rules(14, per_cent, least), answers)
    assert min(least, answers) <= count <= answers
    assert count >= min(answers, answers * per_cent / 100)


@pytest.fixture
def staff(desk, now):
    """Three who answer, and one who only looks."""
    colleague(desk, "Ada", now, role=Role.AUDITOR)
    return [colleague(desk, name, now, role=Role.SUPERVISOR) for name in ("Nadia", "Omar", "Paul")]


@pytest.fixture
def answers(town, staff, now):
    """Thirty answers of the week, ten of each."""
    matter = town.matter()
    for place in range(30):
        conversation = town.write(matter, days_ago=14)
        town.answer(conversation, at=now - timedelta(days=10, minutes=place))
    follow(now=now)
    for place, row in enumerate(Sequel.objects.order_by("pk")):
        Sequel.objects.filter(pk=row.pk).update(by=staff[place % 3].user)
    return matter


pytestmark = pytest.mark.django_db


def test_each_week_once_and_two_read_each(desk, answers, now):
    assert draw_due(desk, now=now) == 3 * READERS
    assert draw_due(desk, now=now) == 0
    row = Draw.objects.get()
    assert (row.week, row.answers, row.wanted) == (WEEK, 30, 3)
    assert Rereading.objects.values("sequel").distinct().count() == 3


def test_nobody_reads_their_own(desk, answers, alice, now):
    listen(desk, Rules(per_cent=100), by=alice.user, now=now)
    draw(desk, WEEK, seed="s", now=now)
    rows = Rereading.objects.select_related("sequel")
    assert rows.count() == 60
    assert not [row for row in rows if row.sequel.by_id == row.reader_id]
    assert "Ada" not in {row.reader.name for row in rows}
    shares = [rows.filter(reader=reader).count() for reader in {row.reader for row in rows}]
    assert max(shares) - min(shares) <= 10


def test_the_same_seed_draws_the_same(desk, answers, now):
    def drawn(seed: str) -> list[tuple[int, int]]:
        Rereading.objects.all().delete()
        Draw.objects.all().delete()
        draw(desk, WEEK, seed=seed, now=now)
        return list(Rereading.objects.values_list("sequel", "reader"))

    assert drawn("willow") == drawn("willow")
    assert len({tuple(drawn(seed)) for seed in "abcdef"}) > 1


def test_an_answer_to_many_is_one(desk, answers, staff, now):
    answer = Answer.objects.create(
        desk=desk, matter=answers, author=staff[0].user, state="sent", created_at=now
    )
    Sequel.objects.filter(pk__in=Sequel.objects.values("pk")[:20]).update(answer=answer)
    assert len(answers_of(desk, WEEK)) == 11


def test_nobody_reads_what_they_may_not_see(desk, answers, now):
    roads = team(desk)
    answers.kind.team = roads
    answers.kind.save()
    desk.memberships.filter(role=Role.SUPERVISOR).exclude(user__name="Nadia").update(role=Role.AGENT)
    draw(desk, WEEK, seed="s", now=now)
    assert {row.reader.name for row in Rereading.objects.all()} == {"Nadia"}


def test_a_desk_of_one_draws_nothing_to_read(desk, town, alice, now):
    town.answer(town.write(days_ago=14), at=now - timedelta(days=10))
    follow(now=now)
    Sequel.objects.update(by=alice.user)
    assert draw_due(desk, now=now) == 0
    assert Draw.objects.get().answers == 1


def test_what_was_written_before_saule_is_not_drawn(desk, town, staff, now):
    town.answer(town.write(days_ago=14), at=now - timedelta(days=10))
    follow(now=now)
    assert draw_due(desk, now=now) == 0
