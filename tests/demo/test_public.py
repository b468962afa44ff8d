"""What the demo makes public besides the bus line: what most letters under a heading speak of."""

import pytest
from tests.town import town

from saule.demo.public import FEWEST, open_matters
from saule.desk.models import Kind, Membership
from saule.desk.opening import matters_board
from saule.matters.publishing import published

__all__ = ["town"]


@pytest.fixture
def school(desk, town):
    """A matter under the heading of schools in which so many letters speak of the canteen."""
    kind = Kind.objects.create(desk=desk, code="school", name_fr="École", name_en="School", position=2)

    def make(letters, title="x"):
        matter = town.matter(title=title)
        matter.kind = kind
        matter.save()
        for _ in range(letters):
            town.write(matter, said="La page de la cantine ne s’ouvre pas.")
        return matter

    return make


def test_the_matter_of_which_most_letters_speak_is_public_under_words_of_its_own(
    desk, town, school, alice: Membership, now
):
    bus, few, most = town.matter(), school(FEWEST), school(FEWEST + 2, "La cantine de Mme Secret")
    open_matters(desk, bus, now=now)
    assert matters_board(desk).is_open
    titles = {one.matter: one.title_in("fr") for one in published(desk)}
    assert titles == {
        bus: "Suppression de la ligne de bus 12",
        most: "La page d’inscription à la cantine ne s’ouvre pas",
    }
    assert few not in titles


def test_what_hardly_anybody_speaks_of_stays_inside(desk, town, school, alice: Membership, now):
    bus = town.matter()
    school(FEWEST - 1)
    open_matters(desk, bus, now=now)
    assert [one.matter for one in published(desk)] == [bus]
