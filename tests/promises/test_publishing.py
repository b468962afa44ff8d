"""What has earned its answer is promised to the public: dated like its people, kept by the answer."""

from datetime import timedelta

import pytest

from saule.matters.answering import draft_for, save_text, send
from saule.matters.earning import earn_due
from saule.matters.models import Matter, Signature, SignatureEvidence
from saule.promises.models import Promise
from saule.promises.promising import give_due
from saule.promises.publishing import sweep_public


@pytest.fixture
def earned(desk, town, now):
    """A matter that has passed its threshold; somebody waits in it."""
    matter = town.matter(threshold=3, confirmed=3, waiting=1, people=3)
    conversation = town.write(matter)
    signature = Signature.objects.create(matter=matter, person=conversation.person, since=now)
    message = conversation.messages.get()
    SignatureEvidence.objects.create(signature=signature, message=message, person=conversation.person, at=now)
    earn_due(desk, now=now)
    give_due(desk, now=now)
    return Matter.objects.get(pk=matter.pk), conversation


def public() -> Promise:
    return Promise.objects.filter(matter__isnull=False).latest("pk")


def test_the_public_hears_the_date_that_its_people_have(desk, earned, now):
    matter, conversation = earned
    assert sweep_public(desk, now=now) == 1
    assert sweep_public(desk, now=now) == 0
    assert (public().matter, public().person, public().state) == (matter, None, "given")
    assert public().day == Promise.objects.get(conversation=conversation).day


def test_nothing_is_promised_to_the_public_below_the_threshold(desk, town, now):
    town.write(town.matter(threshold=3, confirmed=2, waiting=1))
    give_due(desk, now=now)
    assert sweep_public(desk, now=now) == 0


def test_it_is_kept_by_the_official_answer(desk, town, earned, alice, now):
    matter, _conversation = earned
    sweep_public(desk, now=now)
    draft = draft_for(matter, by=alice.user, now=now)
    save_text(draft, "fr", "Bonjour {name}, oui.", by=alice.user, now=now)
    send(draft, by=alice, now=now + timedelta(days=1))
    assert sweep_public(desk, now=now + timedelta(days=1)) == 1
    assert public().state == "kept"


def test_it_is_late_when_the_day_is_over_and_kept_late_by_a_late_answer(desk, earned, alice, now):
    matter, _conversation = earned
    sweep_public(desk, now=now)
    later = now + timedelta(days=60)
    sweep_public(desk, now=later)
    assert public().state == "late"
    draft = draft_for(matter, by=alice.user, now=later)
    save_text(draft, "fr", "Bonjour {name}, oui.", by=alice.user, now=later)
    send(draft, by=alice, now=later)
    sweep_public(desk, now=later)
    assert public().state == "kept_late"
