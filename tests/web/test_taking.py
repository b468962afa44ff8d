"""Taking the next: what is owed comes first; hours left go to the strongest below the threshold."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.town import Town

from saule.matters.models import Matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(desk, now) -> Town:
    """People who wait and to whom no date was given."""
    return Town(desk, now)


def below(town, title, strength, kind=True) -> Matter:
    """A matter below its threshold in which somebody waits."""
    matter = town.matter(title=title, threshold=50, waiting=1, strength=strength)
    if not kind:
        Matter.objects.filter(pk=matter.pk).update(kind=None)
    town.write(matter, days_ago=20)
    return matter


def path(name, row) -> str:
    return reverse(name, args=[row.public_id])


def test_the_strongest_below_the_threshold_comes_when_nothing_is_owed(owner, town):
    below(town, "Benches", strength=1)
    strongest = below(town, "Trees", strength=5, kind=False)

    assert owner.get(reverse("next")).url == path("matter", strongest)


def test_what_is_owed_comes_before_it_however_weak_and_late(owner, town):
    strong = below(town, "Trees", strength=50)
    alone = town.write(days_ago=1)
    due = town.matter(title="Bus", threshold=1, waiting=1, strength=1)
    asked = town.write(due, days_ago=2)

    assert owner.get(reverse("next")).url == path("matter", due)
    town.answer(asked)
    Matter.objects.filter(pk=due.pk).update(waiting=0)
    assert owner.get(reverse("next")).url == path("conversation", alone)
    town.answer(alone)
    assert owner.get(reverse("next")).url == path("matter", strong)


def test_what_has_earned_its_answer_is_owed(owner, town, now):
    below(town, "Trees", strength=50)
    earned = below(town, "Bus", strength=1)
    Matter.objects.filter(pk=earned.pk).update(earned_at=now - timedelta(days=1))

    assert owner.get(reverse("next")).url == path("matter", earned)


def test_good_news_comes_only_when_nobody_waits_anywhere(owner, town):
    waits = below(town, "Trees", strength=1)
    assert owner.get(reverse("next")).status_code == 302
    Matter.objects.filter(pk=waits.pk).update(waiting=0)
    town.answer(waits.filings.get().message.conversation)

    assert owner.get(reverse("next")).status_code == 200
