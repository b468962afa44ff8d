"""At night the figures are counted again; what was wrong is corrected and stands in the trail."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from saule.desk.models import Event
from saule.matters.models import Matter
from saule.matters.reconciling import reconcile, reconcile_due
from saule.worker.checking import counts


@pytest.fixture(autouse=True)
def _forgotten():
    cache.clear()


def test_figures_that_are_right_stay_and_leave_no_row(desk, outside, now):
    for number in range(3):
        outside.sign(f"anne@d{number}.example")
    assert reconcile(desk, now=now) == 0
    assert not Event.objects.filter(verb="reconcile").exists()


def test_a_wrong_figure_is_found_corrected_and_written_down(desk, outside, now):
    outside.sign("anne@example.org")
    Matter.objects.filter(pk=outside.matter.pk).update(people=7, confirmed=6)
    assert not counts(now).well
    assert reconcile(desk, now=now) == 1
    assert counts(now).well
    row = Event.objects.get(verb="reconcile")
    assert (row.facts, row.record_id) == ({"people": [7, 1], "confirmed": [6, 1]}, outside.matter.public_id)


def test_it_is_done_once_a_night(desk, outside, now):
    outside.sign("anne@example.org")

    def wrong_then(at) -> int:
        Matter.objects.filter(pk=outside.matter.pk).update(people=7)
        return reconcile_due(desk, now=at)

    night = now.replace(hour=3)
    assert wrong_then(night - timedelta(hours=1)) == 0
    assert [wrong_then(night), wrong_then(now), wrong_then(night + timedelta(days=1))] == [1, 0, 1]
