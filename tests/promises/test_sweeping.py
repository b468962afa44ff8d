"""Those without a date are tried again when a date may have become possible, and not in each round."""

from datetime import date, timedelta

from saule.desk.models import Capacity
from saule.promises.predicting import Forecaster
from saule.promises.promising import give_due, sweep_dates


def test_those_without_a_date_are_tried_again_only_when_something_may_have_changed(
    desk, town, now, monkeypatch
):
    Capacity.objects.all().delete()
    conversation = town.write()
    give_due(desk, now=now)
    tried = []
    at = Forecaster.at
    monkeypatch.setattr(Forecaster, "at", lambda *args, **how: tried.append(1) or at(*args, **how))

    for minute in range(5):
        sweep_dates(desk, now=now + timedelta(minutes=minute))
    assert len(tried) == 1
    sweep_dates(desk, now=now + timedelta(days=1))
    assert len(tried) == 2
    other = town.write()
    assert give_due(desk, now=now + timedelta(days=1)) == 1  # who is new never waits for it
    assert other.promises.get().day is None
    Capacity.objects.create(desk=desk, answers_per_week=20, since=date(2026, 11, 1), at=now)
    assert sweep_dates(desk, now=now + timedelta(days=1)).dated == 2
    assert conversation.promises.latest("pk").day is not None
