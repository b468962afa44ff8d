"""Tags compare without case, are put on once, and are archived rather than deleted."""

import pytest

from saule.desk.models import Desk
from saule.matters.models import Tag, Tagging
from saule.matters.tagging import BadTag, archive, find_or_make, put, take_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(desk, alice, now):
    return lambda words: find_or_make(desk, words, by=alice.user, now=now)


def test_a_tag_is_found_however_it_is_written(make, desk):
    first = make("  Éclairage   public ")

    assert first.name == "Éclairage public"
    assert [make("#éclairage PUBLIC"), make("E\u0301clairage public")] == [first, first]
    assert desk.tags.count() == 1


@pytest.mark.parametrize("words", ["", "  ", "#", "\x00", "x" * 41, "x" * 1000, "x" * 1_000_000])
def test_a_tag_has_a_name_and_a_short_one(words, make):
    with pytest.raises(BadTag):
        make(words)
    assert not Tag.objects.exists()


def test_a_tag_is_put_on_once_and_taken_off_with_a_trace(make, alice, bob, town, now):
    conversation, tag = town.write(), make("urgent")

    assert put(conversation, tag, by=alice.user, now=now)
    assert put(conversation, tag, by=bob.user, now=now) is None
    assert take_off(conversation, tag, by=bob.user, now=now)
    assert not take_off(conversation, tag, by=bob.user, now=now)
    assert put(conversation, tag, by=bob.user, now=now)

    assert Tagging.objects.filter(ended_at=None).count() == 1
    assert Tagging.objects.count() == 2


def test_an_archived_tag_comes_back_when_somebody_needs_it(make, alice, now):
    tag = archive(make("noël"), by=alice.user, now=now)
    assert tag.archived_at == now

    again = make("NOËL")

    assert (again.pk, again.archived_at) == (tag.pk, None)


def test_another_desks_tag_stays_there(make, alice, town, now):
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    with pytest.raises(BadTag):
        put(town.write(), Tag.objects.create(desk=elsewhere, name="x"), by=alice.user, now=now)


def test_no_card_number_becomes_a_tag(make):
    assert "4111" not in make("4111 1111 1111 1111").name
