"""The threshold, the load and the signatures in the browser: shown with reasons, decided in two steps."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from saule.desk.models import Capacity, Threshold
from saule.matters.models import Matter, SettingAside
from saule.promises.thresholds import announce

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture(autouse=True)
def _english(alice):
    alice.user.language = "en"
    alice.user.save()


def sure(html: str) -> str:
    found = re.search(r'name="sure" value="([^"]+)"', html)
    assert found
    return found[1]


def test_the_page_says_what_is_in_force_what_is_recommended_and_why(world, owner):
    html = text_of(owner.get(reverse("threshold")))
    assert "none: everything is due" in html
    assert "What Saule recommends" in html
    assert "Too few shared matters came in to judge by" in html or "can be answered" in html
    assert "No threshold was ever decided" in html


def test_deciding_shows_what_follows_first_and_then_stands_in_the_history(world, owner, desk):
    values = {"value": "25", "since": "", "why": "Twice the mail since October"}
    preview = text_of(owner.post(reverse("threshold-announcement"), values))
    assert not Threshold.objects.exists()
    assert "Nothing earned is lost" in preview
    done = owner.post(reverse("threshold-announcement"), {**values, "sure": sure(preview)}, follow=True)
    assert "25 confirmed signatures" in text_of(done)
    assert "Twice the mail since October" in text_of(done)
    row = desk.thresholds.get()
    assert row.applied_at is None
    cancelled = owner.post(reverse("threshold-cancellation", args=[row.pk]), follow=True)
    assert "cancelled" in text_of(cancelled)
    assert "Cancel it" not in text_of(cancelled)


def test_what_cannot_be_decided_is_said_at_its_field(world, owner, desk):
    values = {"value": "25", "since": "2020-01-01", "why": "x"}
    preview = text_of(owner.post(reverse("threshold-announcement"), values))
    refused = text_of(owner.post(reverse("threshold-announcement"), {**values, "sure": sure(preview)}))
    assert "tomorrow at the earliest" in refused
    assert not desk.thresholds.exists()


def test_the_limits_are_changed_in_two_steps(world, owner, desk):
    values = {"automatic": "on", "lowest": "1", "highest": "50", "notice_days": "10", "lapse_days": "60"}
    preview = text_of(owner.post(reverse("threshold-limits"), values))
    assert "once a day" in preview
    page = owner.post(reverse("threshold-limits"), {**values, "sure": sure(preview)}, follow=True)
    assert "between 1 and 50" in text_of(page)
    assert desk.threshold_limits.get().notice_days == 10


def test_a_decision_of_saule_is_told_with_its_figures_in_the_readers_language(world, owner, desk, alice, now):
    facts = {"reason": "overload", "share": 0.4, "arrivals": 12.5, "capacity": 5.0, "backlog": 30.0}
    facts |= {"in_flight": 2.0, "wanted": 9, "limited": False, "matters": 80, "recommended": 8}
    announce(desk, 8, by=None, now=now, why="overload", facts=facts)
    assert "12.5 shared matters come in a week" in text_of(owner.get(reverse("threshold")))
    alice.user.language = "fr"
    alice.user.save()
    assert "12,5 sujets partagés par semaine" in text_of(owner.get(reverse("threshold")))


def test_no_figure_is_told_of_what_there_is_none_of_and_a_whole_one_stays_whole(world, owner, desk, now):
    facts = {"reason": "overload", "share": 0.4, "arrivals": 2.04, "capacity": 5.5, "backlog": 30.0}
    facts |= {"in_flight": 0.3, "wanted": 9, "limited": False, "matters": 80, "recommended": 8}
    announce(desk, 8, by=None, now=now, why="overload", facts=facts)
    page = text_of(owner.get(reverse("threshold")))
    assert (
        "2 shared matters come in a week and 5.5 can be answered, while 30 answers are due already." in page
    )
    assert "Of the new ones, 40% can be answered in time" in page
    assert "more will be" not in page


def test_the_gauge_leads_to_the_load_with_what_would_help(world, owner, desk, now):
    Capacity.objects.filter(desk=desk).update(answers_per_week=1)
    html = text_of(owner.get(reverse("overview")))
    assert f'href="{reverse("load")}"' in html
    page = text_of(owner.get(reverse("load")))
    assert "answers are needed a week, and 1 can be given" in page
    assert "What would help" in page
    assert "<table>" in page


def test_without_a_capacity_the_load_says_what_to_do(world, owner):
    Capacity.objects.all().delete()
    assert "The load is not known yet" in text_of(owner.get(reverse("load")))


def test_signatures_are_set_aside_after_a_preview_and_put_back(world, owner):
    matter = world.matter
    page = reverse("signatures", args=[matter.public_id])
    chosen = [str(matter.signatures.earliest("pk").pk)]
    preview = text_of(owner.post(page, {"chosen": chosen, "why": "a machine wrote it"}))
    assert "This would happen" in preview
    assert not SettingAside.objects.exists()
    people = Matter.objects.get(pk=matter.pk).people
    owner.post(page, {"chosen": chosen, "why": "a machine wrote it", "sure": sure(preview)})
    assert Matter.objects.get(pk=matter.pk).people == people - 1
    decision = SettingAside.objects.get()
    assert "a machine wrote it" in text_of(owner.get(page))
    owner.post(reverse("setting-aside-reversal", args=[decision.public_id]))
    assert Matter.objects.get(pk=matter.pk).people == people


def test_the_matter_says_when_its_answer_was_earned(world, owner, now):
    Matter.objects.filter(pk=world.matter.pk).update(
        nature="shared", threshold=2, earned_at=now, lapses_on=None
    )
    html = text_of(owner.get(reverse("matter", args=[world.matter.public_id])))
    assert "an answer is owed" in html
    Matter.objects.filter(pk=world.matter.pk).update(
        earned_at=None, lapses_on=(now + timedelta(days=30)).date()
    )
    assert "lapses on" in text_of(owner.get(reverse("matter", args=[world.matter.public_id])))
