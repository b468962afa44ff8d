"""Long lists say “more than” and can still be read to their end."""

import pytest
from django.utils.translation import override

from saule.matters.models import Conversation
from saule.web import many
from saule.web.many import Pages, count_up_to
from saule.web.templatetags.saule import brief, number

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(desk, now, monkeypatch):
    """Seven conversations, where five are many."""
    monkeypatch.setattr(many, "MOST", 5)
    Conversation.objects.bulk_create(Conversation(desk=desk, opened_at=now, last_at=now) for _ in range(7))
    return desk.conversations.order_by("pk")


def test_few_are_counted_exactly_and_many_are_said_to_be_more(rows):
    few, lots = count_up_to(rows, 7), count_up_to(rows, 5)

    assert (few, few.more) == (7, False)
    assert (lots, lots.more) == (5, True)
    with override("en"):
        assert (number(few), number(lots), brief(lots)) == ("7", "more than 5", "5+")
    with override("fr"):
        assert number(lots) == "plus de 5"


def test_every_page_can_be_reached_one_after_the_other(rows):
    seen, page = [], Pages(rows, 2).get_page(None)
    while True:
        seen += list(page.object_list)
        if not page.has_next():
            break
        page = Pages(rows, 2).get_page(page.next_page_number())

    assert seen == list(rows)
    assert page.number == 4


@pytest.mark.parametrize(("asked", "found"), [("1", 1), ("4", 4), ("99", 3), ("-2", 3), ("x", 1), (None, 1)])
def test_a_page_that_is_not_there_leads_to_one_that_is(rows, asked, found):
    page = Pages(rows, 2).get_page(asked)

    assert page.number == found
    assert list(page.object_list)
