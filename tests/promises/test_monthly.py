"""Monthly figures: what is kept says the same as what is counted, and is renewed in time."""

from datetime import date, timedelta

import pytest
from tests.town import town

from saule.desk.models import QualityRule
from saule.matters.following import follow
from saule.matters.models import Sequel
from saule.promises.models import MonthFigures
from saule.promises.monthly import FRESH, SETTLED, count, keep_due
from saule.promises.reporting import Span, months_in, report

__all__ = ["town"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOVEMBER, OCTOBER, SEPTEMBER = date(2026, 11, 1), date(2026, 10, 1), date(2026, 9, 1)


@pytest.fixture
def answered(desk, town, now):
    """Somebody was answered in each of three months."""
    matter = town.matter()
    for ago in (20, 45, 75):
        town.answer(town.write(matter, days_ago=ago + 5), at=now - ago * DAY)
    while follow(now=now):
        pass


def kept(desk, now) -> list[date]:
    """Counts what is due; the months that were counted, in their order."""
    counted = []
    while keep_due(desk, now=now):
        counted.append(MonthFigures.objects.order_by("-pk", "-at").filter(at=now).latest("pk").month)
    return counted


def test_every_month_is_counted_once_the_newest_first(desk, answered, now):
    assert kept(desk, now) == [NOVEMBER, OCTOBER, SEPTEMBER]
    assert kept(desk, now) == []


def test_what_is_kept_is_what_would_be_counted(desk, answered, now):
    span = Span(SEPTEMBER, date(2026, 11, 30), desk.local_date(now))
    before = report(desk, span, now=now)
    kept(desk, now)
    assert report(desk, span, now=now) == before
    assert before.all.answers.over == 3


def test_young_months_are_renewed_sooner(desk, answered, now):
    kept(desk, now)
    MonthFigures.objects.update(figures={})
    while keep_due(desk, now=now + FRESH):
        pass
    assert set(MonthFigures.objects.exclude(figures={}).values_list("month", flat=True)) == {
        NOVEMBER,
        OCTOBER,
    }
    while keep_due(desk, now=now + SETTLED):
        pass
    assert MonthFigures.objects.get(month=SEPTEMBER).figures == count(desk, SEPTEMBER, now=now + SETTLED)


def test_with_other_days_the_old_figures_say_nothing(desk, answered, now):
    kept(desk, now)
    QualityRule.objects.create(desk=desk, days=30, per_cent=2, least=3, at=now)
    span = Span(SEPTEMBER, date(2026, 11, 30), desk.local_date(now))
    assert report(desk, span, now=now).all.answers.over == 2
    assert keep_due(desk, now=now) == 1


def test_a_desk_that_answered_nobody_has_no_months(desk, now):
    assert keep_due(desk, now=now) == 0
    assert not Sequel.objects.exists()


def test_the_months_of_a_span(now):
    assert months_in(Span(date(2025, 12, 1), date(2026, 2, 28), now.date())) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
