"""Finding the person behind an address, or making one."""

from collections.abc import Mapping
from datetime import datetime

from saule.desk.models import Desk
from saule.desk.writing import create_rows
from saule.people.addresses import EMAIL, canonical, mailbox_digest
from saule.people.models import Address, Person


def find_or_make(desk: Desk, channel: str, names: Mapping[str, str], *, now: datetime) -> dict[str, Address]:
    """The Address row of each address in ``names`` (address → name as written), making what is missing.

    Returns them by the address as given, with their persons loaded. Addresses that are empty are left out.
    """
    values = {address: canonical(channel, address) for address in names if address}
    rows = Address.objects.filter(desk=desk, channel=channel, value__in=set(values.values()))
    known = {row.value: row for row in rows.select_related("person", "person__joined_into")}
    wanted: dict[str, str] = {}
    for address, value in values.items():
        if value not in known and not wanted.get(value):
            wanted[value] = names[address]
    known |= make(desk, channel, wanted, now=now)
    return {address: known[value] for address, value in values.items()}


def make(desk: Desk, channel: str, names: Mapping[str, str], *, now: datetime) -> dict[str, Address]:
    """A new person for each canonical address. Two workers may both try: the first row wins."""
    if not names:
        return {}
    persons = [Person(desk=desk, name=called(name), created_at=now) for name in names.values()]
    create_rows(persons)
    Address.objects.bulk_create(
        (
            Address(
                desk=desk,
                person=person,
                channel=channel,
                value=value,
                alike=mailbox_digest(desk, value) if channel == EMAIL else None,
                created_at=now,
            )
            for value, person in zip(names, persons, strict=True)
        ),
        ignore_conflicts=True,
    )
    rows = Address.objects.filter(desk=desk, channel=channel, value__in=names).select_related("person")
    made = {row.value: row for row in rows}
    taken = {row.person_id for row in made.values()}
    Person.objects.filter(pk__in=[person.pk for person in persons if person.pk not in taken]).delete()
    return made


def called(name: str) -> str:
    """A name as it is kept: an address that a mail program wrote in its place is none."""
    return "" if "@" in name and len(name.split()) == 1 else name[:200]
