"""Joining persons: one canonical person behind all, parted the newest first."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from saule.desk.models import Desk
from saule.people.joining import CannotJoin, CannotPart, join, members, undo_join
from saule.people.models import Person, PersonJoin

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(desk, now):
    return [Person.objects.create(desk=desk, name=name, created_at=now) for name in "ABCD"]


@pytest.fixture(autouse=True)
def _in_english():
    """What is refused is read in English."""
    with override("en"):
        yield


def canonical(people) -> list[str]:
    return [Person.objects.get(pk=person.pk).canonical.name for person in people]


def test_chains_are_flattened_so_that_everybody_points_at_the_canonical_person(four, alice, now):
    a, b, c, d = four
    join(a, b, by=alice.user, now=now)
    join(d, a, by=alice.user, now=now)
    last = join(b, c, by=alice.user, now=now)

    assert canonical(four) == ["C", "C", "C", "C"]
    assert set(Person.objects.exclude(joined_into=None).values_list("joined_into__name", flat=True)) == {"C"}

    undo_join(last, by=alice.user, now=now)

    assert canonical(four) == ["B", "B", "C", "B"]
    assert set(members(Person.objects.get(pk=b.pk))) == {a.pk, b.pk, d.pk}


def test_the_two_ends_of_a_chain_cannot_be_joined_again(four, alice, now):
    a, b, c, _d = four
    join(a, b, by=alice.user, now=now)
    join(b, c, by=alice.user, now=now)

    for one, other in ((c, a), (a, c), (a, b), (a, a)):
        with pytest.raises(CannotJoin, match="one person already"):
            join(one, other, by=alice.user, now=now)


def test_persons_of_two_desks_are_never_one(four, alice, now):
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    stranger = Person.objects.create(desk=elsewhere, created_at=now)

    with pytest.raises(CannotJoin):
        join(four[0], stranger, by=alice.user, now=now)


def test_who_was_erased_is_joined_to_nobody(four, alice, now):
    Person.objects.filter(pk=four[0].pk).update(erased_at=now)

    with pytest.raises(CannotJoin, match="erased"):
        join(four[0], four[1], by=alice.user, now=now)


def test_joins_to_one_person_are_undone_the_newest_first_and_once(four, alice, now):
    a, b, c, d = four
    first = join(a, c, by=alice.user, now=now)
    second = join(b, c, by=alice.user, now=now)
    elsewhere = join(d, Person.objects.create(desk=c.desk, created_at=now), by=alice.user, now=now)

    with pytest.raises(CannotPart, match="since"):
        undo_join(first, by=alice.user, now=now)
    undo_join(elsewhere, by=alice.user, now=now)
    undone = undo_join(second, by=alice.user, now=now, why="two sisters")
    with pytest.raises(CannotPart, match="already"):
        undo_join(second, by=alice.user, now=now)
    with pytest.raises(CannotPart):
        undo_join(undone, by=alice.user, now=now)
    undo_join(first, by=alice.user, now=now)

    assert canonical(four) == ["A", "B", "C", "D"]


def test_who_joined_whom_and_why_is_never_edited(four, alice, now):
    row = join(four[0], four[1], by=alice.user, now=now, why="same signature")

    assert (row.by, row.why) == (alice.user, "same signature")
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonJoin.objects.filter(pk=row.pk).update(why="other")
