"""Weeks of one desk, as its worker lives them: who waits hears at the beat, in time, and beforehand."""

from datetime import date, datetime, timedelta

import pytest
from tests.town import Town

from saule.channels.registry import Channels
from saule.desk.models import Capacity
from saule.matters.models import Delivery
from saule.promises.models import Promise
from saule.promises.promising import move
from saule.worker.sweeps import sweep_once

pytestmark = pytest.mark.django_db


class Weeks:
    """A town whose worker goes on, two rounds a day, until a moment."""

    def __init__(self, desk, now) -> None:
        self.desk, self.now, self.town = desk, now, Town(desk, now)
        self.channels = Channels()

    def until(self, day: int, hour: int = 10) -> None:
        """The worker goes on until that day of November."""
        end = datetime(2026, 11, 1, hour, tzinfo=self.desk.zone) + timedelta(days=day - 1)
        while self.now < end:
            self.now += timedelta(hours=12)
            swept = sweep_once(now_fn=lambda: self.now, worker="here:1:1", channels=self.channels)
            assert swept.failed == []

    def mails(self, conversation) -> list[tuple[str, datetime]]:
        """What was asked to be sent in a conversation, and the moment."""
        rows = Delivery.objects.filter(conversation=conversation).order_by("pk")
        return [(row.purpose, row.created_at.astimezone(self.desk.zone)) for row in rows]


@pytest.fixture
def weeks(desk, now, settings, tmp_path) -> Weeks:
    """Saturday 21 November; nothing leaves but into a folder."""
    settings.HOME = tmp_path
    settings.DEMO = True
    return Weeks(desk, now)


def test_a_moved_date_is_told_at_the_beat_and_before_the_date(weeks, alice):
    conversation = weeks.town.write(person=weeks.town.person("en"))
    weeks.until(22)
    assert [purpose for purpose, _at in weeks.mails(conversation)] == ["acknowledgement"]
    promise = Promise.objects.get(conversation=conversation, state="given")

    move(promise, day=promise.day + timedelta(days=14), by=alice.user, now=weeks.now, why="holidays")
    weeks.until(28)

    (_ack, (purpose, at)) = weeks.mails(conversation)
    assert (purpose, at.strftime("%A")) == ("news", "Tuesday")
    assert at.date() < promise.day
    assert "This date has changed" in Delivery.objects.latest("pk").body


def test_who_waits_for_two_answers_hears_of_both_in_one_mail(weeks):
    Capacity.objects.all().delete()
    person = weeks.town.person("en")
    first, second = (weeks.town.write(person=person) for _ in range(2))
    weeks.until(22)
    Capacity.objects.create(
        desk=weeks.desk, answers_per_week=20, since=weeks.desk.local_date(weeks.now), at=weeks.now
    )
    weeks.until(27, hour=8)

    told = [one for one in weeks.mails(first) + weeks.mails(second) if one[0] == "news"]
    assert [at.strftime("%A") for _purpose, at in told] == ["Tuesday"]
    assert Delivery.objects.get(purpose="news").body.count("Now there is one") == 2


def test_the_end_is_said_beforehand_and_comes_on_its_day(weeks):
    matter = weeks.town.matter(threshold=10, confirmed=1, waiting=1)
    conversation = weeks.town.write(matter, person=weeks.town.person("en"))
    weeks.until(22)
    matter.refresh_from_db()
    (ack,) = Delivery.objects.all()
    assert "once 10 people have asked" in ack.body
    assert f"{matter.lapses_on.day} {matter.lapses_on:%B}" in ack.body

    end = matter.lapses_on
    weeks.now = datetime.combine(end - timedelta(days=1), weeks.now.timetz())
    weeks.until((end - date(2026, 11, 1)).days + 1, hour=12)

    matter.refresh_from_db()
    assert matter.state == "lapsed"
    _purpose, at = weeks.mails(conversation)[-1]
    assert at.date() == end
    assert "one person has confirmed it, and 10 were needed" in Delivery.objects.latest("pk").body
