"""Form letters are shown as such: how many people sent one, and how many wrote in words of their own."""

import pytest
from django.urls import reverse

from saule.matters.grouping import group_waiting
from saule.matters.merging import merge
from saule.matters.models import Matter
from saule.matters.receiving import receive_many

pytestmark = pytest.mark.django_db
LETTERS = (
    "Madame la Maire, je m'oppose à la suppression de la ligne douze, qui relie nos hameaux à la gare.",
    "Nous, les aînés de la commune, demandons que la ligne douze soit maintenue pour aller au marché.",
)
OWN = "La ligne douze me conduit chaque matin à mes soins, et je ne conduis plus depuis un an."


@pytest.fixture
def matter(desk, mail, now) -> Matter:
    """Three people sent the first letter (one of them twice), two the second; one wrote alone."""
    texts = [LETTERS[0]] * 3 + [LETTERS[1]] * 2 + [OWN]
    mails = [mail(text, subject="Ligne 12", sender=f"p{n}@example.org") for n, text in enumerate(texts)]
    receive_many(desk, [*mails, mail(LETTERS[0], subject="Ligne 12", sender="p0@example.org")], now=now)
    group_waiting(desk, now=now)
    first, *others = Matter.objects.order_by("pk")
    for other in others:
        merge(other, first, by=desk.memberships.get(role="owner").user, now=now)
    return Matter.objects.get(pk=first.pk)


def test_copies_are_told_from_own_words_and_each_person_counts_once(alice, owner, matter):
    assert (matter.people, matter.own_words, matter.by_letter) == (6, 1, 5)
    page = owner.get(reverse("matter", args=[matter.public_id])).content.decode()
    assert "5 copies of 2 letters, 1 in own words" in page
    listed = owner.get(reverse("matters"), {"state": "open"}).content.decode()
    assert "5 by form letter, 1 in own words" in listed
    letters = owner.get(reverse("matter", args=[matter.public_id]), {"show": "letters"}).content.decode()
    assert "form letter, 4 copies" in letters
