"""A report: its parts add up to the whole, in the order of names; promises count once their day is over."""

from datetime import date, timedelta

import pytest
from tests.matters.colleagues import colleague, team
from tests.town import town

from saule.desk.models import Nature
from saule.matters.following import follow
from saule.matters.models import Answer, Sequel
from saule.matters.relevance import together
from saule.promises.promising import give_due, sweep_dates
from saule.promises.reporting import BANDS, Line, Span, bands, report

__all__ = ["town"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def span(desk, now) -> Span:
    """October and November."""
    return Span(date(2026, 10, 1), date(2026, 11, 30), desk.local_date(now))


@pytest.fixture
def staff(desk, now):
    """Nadia of the roads, whose heading is transport; and Omar of no team."""
    roads = team(desk)
    desk.kinds.filter(code="transports").update(team=roads)
    return colleague(desk, "Nadia", now, roads), colleague(desk, "Omar", now)


@pytest.fixture
def work(desk, town, staff, now):
    """Nadia answered three about the bus, one of whom came back; Omar one, and settled one; one waits."""
    bus, card = town.matter(), town.matter(Nature.PERSONAL, title="Carte")
    for days in (30, 31, 32):
        town.answer(town.write(bus, days_ago=days + 4), at=now - days * DAY)
    asked = town.write(card, days_ago=28)
    town.answer(asked, at=now - 20 * DAY)
    follow(now=now)
    rows = list(Sequel.objects.order_by("at"))
    Sequel.objects.filter(matter=bus).update(by=staff[0].user, team=staff[0].teams.get())
    Sequel.objects.filter(matter=card).update(by=staff[1].user)
    settled = town.write(card, days_ago=25)
    settled.settlements.create(at=now - 24 * DAY, by=staff[1].user, why="x")
    town.write(conversation=rows[0].conversation, days_ago=29)
    town.write(card, days_ago=2)
    Sequel.objects.update(look_on=now)
    while follow(now=now):
        pass


def test_parts_add_up_to_the_whole(desk, work, span, staff, now):
    found = report(desk, span, now=now)
    assert (found.all.answers.over, found.all.answers.ended, found.all.settled.over) == (4, 3, 1)
    for parts in (found.months, found.members, found.teams, found.kinds):
        assert together(line.answers for line in parts) == found.all.answers
        assert together(line.closings for line in parts) == found.all.closings
        assert sum(sum(line.waits.values()) for line in parts) == sum(found.all.waits.values()) == 4
    for parts in (found.teams, found.kinds):
        assert sum(line.arrived for line in parts) == found.all.arrived == 7
    assert [line.key for line in found.members] == [member.user_id for member in staff]
    assert [line.key for line in found.months] == [date(2026, 10, 1), date(2026, 11, 1)]
    assert found.early == 1


def test_the_middle_of_the_waits_is_the_public_s(desk, work, span, staff, now):
    found = report(desk, span, now=now)
    nadia, omar = found.members
    assert (nadia.wait.value, omar.wait.value) == (4, 8)
    assert Line().wait is None


def test_a_promise_counts_once_its_day_is_over(desk, town, now):
    kept, late = (town.write(town.matter(Nature.PERSONAL)) for _ in range(2))
    give_due(desk, now=now)
    day = kept.promises.get().day
    town.answer(kept, at=now + DAY)
    sweep_dates(desk, now=now + DAY)
    months = Span(date(2026, 11, 1), date(2026, 12, 31), desk.local_date(now + DAY))
    assert report(desk, months, now=now + DAY).all.promised == 0

    after = now + (day - desk.local_date(now) + DAY)
    sweep_dates(desk, now=after)
    follow(now=after)
    found = report(desk, Span(months.first, months.last, day + DAY), now=after)
    assert (found.all.kept, found.all.promised) == (1, 2)
    assert late.promises.get().state == "late"
    assert [(line.kept, line.promised) for line in found.kinds if line.promised] == [(1, 2)]


def test_other_months_are_other_figures(desk, work, now):
    found = report(desk, Span(date(2026, 9, 1), date(2026, 9, 30), desk.local_date(now)), now=now)
    assert (found.all.answers.closed, found.all.arrived, found.months) == (0, 0, [])


def test_an_answer_to_many_has_a_line(desk, work, span, alice, now):
    bus = Sequel.objects.filter(kind__code="transports").first().matter
    answer = Answer.objects.create(desk=desk, matter=bus, author=alice.user, state="sent", created_at=now)
    Sequel.objects.filter(matter=bus).update(answer=answer)
    [line] = report(desk, span, now=now).answers
    assert (line.key, line.answers.over, line.answers.ended) == (answer.pk, 3, 2)


def test_every_wait_is_in_one_band():
    waits = dict.fromkeys(range(100), 1)
    found = bands(waits)
    assert sum(count for *_band, count in found) == 100
    assert found[0] == (0, 0, 1)
    assert found[-1] == (BANDS[-1] + 1, None, 59)
