"""Finding the matter that another one is merged with."""

import re

import pytest
from tests.town import town

from saule.matters.indexing import index_matters

pytestmark = pytest.mark.django_db
__all__ = ["town"]


@pytest.fixture
def three(town):
    """A crisis, the same called otherwise, and something larger that has nothing to do with it."""
    titles = ("Ligne 12 et transport des élèves", "Collecte des bacs jaunes", "Transport : ligne 12 le soir")
    rows = [town.matter(title=title, people=people) for title, people in zip(titles, (9, 50, 2), strict=True)]
    index_matters([row.pk for row in rows])
    return rows


def offered(client, matter) -> list[tuple[str, str]]:
    """What is offered, in order: which matter would go into which."""
    page = client.get(f"/matters/{matter.public_id}/merging").content.decode()
    return re.findall(r"/matters/(\w+)/merging\?into=(\w+)", page)


def test_the_likest_are_offered_before_the_strongest(owner, three):
    crisis, bins, evening = three
    assert offered(owner, crisis) == [
        (evening.public_id, crisis.public_id),  # the smaller goes into the larger
        (crisis.public_id, bins.public_id),
    ]


def test_what_is_like_nothing_is_offered_the_strongest(owner, three):
    crisis, bins, evening = three
    assert [going for going, _into in offered(owner, bins)] == [crisis.public_id, evening.public_id]
