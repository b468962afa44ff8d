"""Who is about to write is shown the public matters about the same, and never one that is not public."""

import pytest
from tests.public import made_public

from saule.matters.grouping import group_waiting
from saule.matters.models import Matter
from saule.matters.nearing import known_of, near
from saule.matters.publishing import Wording, withdraw
from saule.matters.receiving import receive_many

pytestmark = pytest.mark.django_db
BUS = "La ligne 12 est supprimée. Comment irons-nous à l’hôpital maintenant, et les enfants à l’école ?"
POOL = "Pourquoi la piscine municipale est-elle fermée le mercredi ?"
ABOUT_POOL = Wording(
    title_fr="Fermeture de la piscine le mercredi", summary_fr="La piscine ferme faute de personnel."
)


@pytest.fixture
def town(desk, mail, alice, now) -> dict[str, Matter]:
    found = {}
    for name, text in (("bus", BUS), ("pool", POOL)):
        receive_many(desk, [mail(text, sender=f"{name}@example.org")], now=now)
        group_waiting(desk, now=now)
        found[name] = Matter.objects.latest("pk")
    Matter.objects.update(nature="shared")
    for matter in found.values():
        matter.refresh_from_db()
    made_public(found["bus"], alice, now)
    made_public(found["pool"], alice, now, ABOUT_POOL)
    return found


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Pourquoi la ligne 12 ne passe plus ?", "bus"),
        ("Why does the bus line 12 stop?", "bus"),
        ("Quels sont les horaires de la piscine ?", "pool"),
    ],
)
def test_the_nearest_comes_first(desk, town, words, name):
    assert near(desk, known_of(desk), "", words)[0].matter == town[name]


@pytest.mark.parametrize("words", ["", "  ", "Je cherche une place en crèche pour ma fille.", "👍"])
def test_what_is_about_something_else_is_near_nothing(desk, town, words):
    assert near(desk, known_of(desk), "", words) == []


def test_what_is_not_public_is_never_shown(desk, town, alice, now):
    before = known_of(desk)
    withdraw(town["bus"].publication, by=alice.user, now=now, why="over")
    assert town["bus"] not in [one.matter for one in near(desk, before, "La ligne 12", BUS)]
    found = [one.matter for one in near(desk, known_of(desk), "La ligne 12", BUS)]
    assert town["bus"] not in found
