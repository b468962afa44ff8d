"""Whether one matter is two is asked on the same page, side by side, and answered with the same keys."""

import pytest
from django.urls import reverse
from tests.town import town

from saule.matters.models import Correction, Matter, Message, Suggestion

pytestmark = pytest.mark.django_db
__all__ = ["town"]
POOL, SLIDE = "Quand rouvre la piscine ?", "Le toboggan est cassé depuis lundi"


@pytest.fixture
def asked(town, desk) -> Suggestion:
    """A matter of eight people, three of whom write about something else."""
    pool = town.matter(title="Piscine", touched_by_person=True)
    for number in range(5):
        town.write(pool, said=f"{POOL} ({number})", subject="Piscine")
    part = [
        town.write(pool, said=f"{SLIDE}, personne {number}.", subject="Toboggan").messages.get()
        for number in range(3)
    ]
    facts = {"messages": [message.pk for message in part], "shared": ["toboggan"]}
    return Suggestion.objects.create(
        desk=desk, matter=pool, message=part[0], like=part[1], score=0.7, facts=facts, at=town.now
    )


@pytest.fixture
def page(owner):
    """What the owner reads after an answer, or before any."""

    def page(verdict: str = "") -> str:
        if not verdict:
            return owner.get(reverse("suggestions")).content.decode()
        one = reverse("suggestion", args=[Suggestion.objects.get().public_id])
        return owner.post(one, {"verdict": verdict}, follow=True).content.decode()

    return page


def test_the_part_is_read_beside_the_rest(asked, page):
    shown = page()
    assert "a part of this matter seems to be about something else" in shown
    rest, part = shown.split('<section class="card stack"')[1:3]
    assert POOL in rest
    assert SLIDE not in rest
    assert "3 messages of it" in part
    assert "<mark>toboggan</mark>" in part
    assert part.count("est cassé depuis lundi") == 3
    assert 'data-key="y"' in shown
    assert 'data-key="n"' in shown


def test_apart_splits_it_off_and_together_keeps_it(asked, page, owner):
    assert "They are two matters now." in page("apart")
    new = Correction.objects.get(verb="split").other
    assert set(Message.objects.filter(filings__matter=new)) == set(
        Message.objects.filter(said__startswith=SLIDE)
    )
    owner.post(reverse("undoing", args=[Correction.objects.get(verb="split").public_id]))
    assert "It stays one matter." in page("together")
    assert Message.objects.filter(filings__matter=asked.matter).count() == 8
    assert Matter.objects.current().count() == 1


def test_what_was_undone_is_asked_again_at_once_and_what_was_skipped_is_not(asked, town, desk, page, owner):
    one, other = town.matter(title="Bus"), town.matter(title="Autocar")
    Suggestion.objects.create(desk=desk, matter=one, other=other, score=0.4, at=town.now)
    answer = reverse("suggestion", args=[asked.public_id])
    assert "Autocar" in owner.post(answer, {"verdict": "apart"}, follow=True).content.decode()
    back = f"{reverse('suggestions')}?answered={asked.public_id}"
    undoing = reverse("undoing", args=[Correction.objects.get().public_id])
    assert "3 messages of it" in owner.post(undoing, {"then": back}, follow=True).content.decode()
    skipped = owner.get(reverse("suggestions"), {"after": asked.public_id}).content.decode()
    assert "Autocar" in skipped


def test_the_matter_itself_says_so_and_leads_there(asked, owner):
    shown = owner.get(reverse("matter", args=[asked.matter.public_id])).content.decode()
    assert "seems to be about something else, with others" in shown
    assert f"?at={asked.public_id}" in shown
    page = reverse("history", args=[asked.matter.public_id])
    owner.post(reverse("suggestion", args=[asked.public_id]), {"verdict": "together"})
    assert "said to be one matter, all of it" in owner.get(page).content.decode()
