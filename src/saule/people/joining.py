"""Joining: two persons who are one. The joined one points at the canonical one, and can be parted again.

``joined_into`` always names the canonical person itself, so that nobody has to follow a chain; the rows of
``PersonJoin`` say how it came to that, and parting reads them.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Desk, User
from saule.people.models import Person, PersonJoin


class CannotJoin(SauleError):
    """These two are one person already, or belong to different desks."""

    code = "cannot-join"


class CannotPart(SauleError):
    """The join was undone already, or others were joined to the same person since."""

    code = "cannot-part"


def join(person: Person, into: Person, *, by: User | None, now: datetime, why: str = "") -> PersonJoin:
    """From now on ``person``, and whoever was joined to them, is ``into``; each stands for its canonical one.

    Raises CannotJoin for one and the same person, for persons of different desks, and for erased ones.
    """
    with transaction.atomic():
        hold(person.desk_id)
        person, into = fresh(person).canonical, fresh(into).canonical
        check_joinable(person, into)
        row = PersonJoin.objects.create(person=person, into=into, at=now, by=by, why=why.strip()[:300])
        Person.objects.filter(Q(pk=person.pk) | Q(joined_into=person)).update(joined_into=into)
    return row


def undo_join(joined: PersonJoin, *, by: User | None, now: datetime, why: str = "") -> PersonJoin:
    """The two are two again, each with those who had been joined to them before.

    Joins to one person are undone the newest first. Raises CannotPart when that is not this one's turn.
    """
    with transaction.atomic():
        hold(joined.person.desk_id)
        check_partable(joined)
        row = PersonJoin.objects.create(
            person=joined.person, into=joined.into, at=now, by=by, why=why.strip()[:300], undoes=joined
        )
        Person.objects.filter(pk=joined.person_id).update(joined_into=None)
        Person.objects.filter(pk__in=joined_below(joined.person_id)).update(joined_into=joined.person)
    return row


def hold(desk: int) -> None:
    """Makes others who join or part at this desk wait until the transaction ends."""
    Desk.objects.select_for_update(no_key=True).only("pk").get(pk=desk)


def fresh(person: Person) -> Person:
    """The person as they are now."""
    return Person.objects.select_related("joined_into").get(pk=person.pk)


def check_joinable(person: Person, into: Person) -> None:
    """Raises CannotJoin, with the reason."""
    if person.desk_id != into.desk_id:
        raise CannotJoin(_("This person does not exist here."))
    if person.pk == into.pk:
        raise CannotJoin(_("These two are one person already."))
    if person.erased_at or into.erased_at:
        raise CannotJoin(_("What was known of this person was erased."))


def check_partable(joined: PersonJoin) -> None:
    """Raises CannotPart unless this is the newest join to its person that stands."""
    if joined.undoes_id is not None or PersonJoin.objects.filter(undoes=joined).exists():
        raise CannotPart(_("This join was undone already."))
    root = fresh(joined.person).canonical
    last = standing().filter(person__in=members(root)).order_by("-pk").first()
    if last is not None and last.pk != joined.pk:
        raise CannotPart(_("Somebody else was joined to this person since. Undo that first."))


def standing() -> QuerySet[PersonJoin]:
    """The joins that nobody has undone."""
    return PersonJoin.objects.filter(undoes=None, undone_by=None)


def members(person: Person) -> list[int]:
    """The keys of this canonical person and of all who were joined to them."""
    return [person.pk, *Person.objects.filter(joined_into=person).values_list("pk", flat=True)]


def everybody_who_is(person: Person) -> list[int]:
    """The keys of all who are this person as it stands now, the canonical one first."""
    return members(fresh(person).canonical)


def joined_below(person: int) -> set[int]:
    """The keys of those who were joined to this person, directly or by way of others."""
    found: set[int] = set()
    above: Collection[int] = {person}
    while above:
        above = set(standing().filter(into__in=above).values_list("person", flat=True)) - found
        found |= above
    return found
