"""Owning: what somebody decides about themselves, once a link in a mail has proven who they are.

Every verb takes the person whose address that is, and touches nothing that is not theirs.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Language, log
from saule.people.addresses import EMAIL, can_be_written_to, canonical
from saule.people.joining import everybody_who_is, join
from saule.people.models import Address, AddressClaim, NewsWish, Person

Rhythm = NewsWish.Rhythm
LONGEST_NAME = 200
PROVABLE = timedelta(hours=24)
MOST_CLAIMS = 5


class NotTheirs(SauleError):
    """What somebody wants to change is not theirs."""

    code = "not-theirs"


class NoAddress(SauleError):
    """What was typed is no address that can be written to."""

    code = "no-address"


class TooManyClaims(SauleError):
    """Enough links were sent for this person today."""

    code = "too-many-claims"


def handle_of(row: Address | AddressClaim) -> str:
    """How a link names an address, or the claim of one. The link itself is signed."""
    return f"{'a' if isinstance(row, Address) else 'c'}{row.pk}"


def owner_of(handle: str) -> Address | None:
    """The address of a handle; None where there is none, or where its person was erased."""
    rows = Address.objects.select_related("desk", "person__joined_into")
    found = rows.filter(pk=key_in(handle, "a")).first()
    return None if found is None or found.person.canonical.erased_at else found


def claim_of(handle: str) -> AddressClaim | None:
    """The claim of a handle; None where there is none, or where its person was erased."""
    rows = AddressClaim.objects.select_related("person__desk", "person__joined_into")
    found = rows.filter(pk=key_in(handle, "c")).first()
    return None if found is None or found.person.canonical.erased_at else found


def key_in(handle: str, sort: str) -> int:
    """The key in a handle of this sort; one that no row has otherwise."""
    key = handle[1:]
    return int(key) if handle[:1] == sort and key.isascii() and key.isdigit() else 0


def correct_name(person: Person, name: str, *, now: datetime) -> None:
    """They sign with this name; empty: with none."""
    kept = " ".join("".join(sign for sign in name if sign.isprintable()).split())[:LONGEST_NAME]
    with transaction.atomic():
        Person.objects.filter(pk__in=everybody_who_is(person)).update(name=kept)
        log(person.desk, "correct name", person, by=None, now=now)


def choose_language(person: Person, language: str, *, now: datetime) -> None:
    """They are written to in this language from now on."""
    wanted = Language(language).value
    with transaction.atomic():
        Person.objects.filter(pk__in=everybody_who_is(person)).update(language=wanted)
        log(person.desk, "choose language", person, by=None, now=now)


def choose_rhythm(person: Person, rhythm: str, *, now: datetime) -> NewsWish:
    """They hear of where things stand so often from now on."""
    return NewsWish.objects.create(person=person.canonical, rhythm=Rhythm(rhythm), at=now)


def rhythm_of(people: Collection[int]) -> str:
    """How often these persons, who are one, want news; on each day of news until they say otherwise."""
    newest = NewsWish.objects.filter(person__in=people).values_list("rhythm", flat=True).first()
    return newest or Rhythm.EACH


def choose_address(person: Person, key: int, *, now: datetime) -> None:
    """What Saule writes goes to this address of theirs from now on. Raises NotTheirs."""
    with transaction.atomic():
        mine = Address.objects.filter(person__in=everybody_who_is(person), pk=key)
        if not mine.update(preferred_at=now):
            raise NotTheirs(_("This address is not one of yours."))
        log(person.desk, "choose address", person, by=None, now=now)


def preferred(people: Collection[int]) -> dict[int, Address]:
    """Where each of these persons wants to be written to, for those who said so."""
    who = Coalesce("person__joined_into", "person")
    circle = dict(Person.objects.filter(pk__in=people).values_list("pk", Coalesce("joined_into", "pk")))
    rows = Address.objects.annotate(who=who).filter(who__in=set(circle.values()), preferred_at__isnull=False)
    chosen = {row.who: row for row in rows.select_related("person").order_by("preferred_at", "pk")}
    return {key: chosen[canonical_key] for key, canonical_key in circle.items() if canonical_key in chosen}


def claim(person: Person, value: str, *, now: datetime) -> AddressClaim:
    """They say that another address is theirs too. Raises NoAddress or TooManyClaims."""
    kept = canonical(EMAIL, value)
    if not can_be_written_to(EMAIL, kept):
        raise NoAddress(_("This is no address that can be written to."))
    mine = AddressClaim.objects.filter(person__in=everybody_who_is(person), at__gt=now - PROVABLE)
    known = mine.filter(value=kept, proven_at=None).first()
    if known is None and mine.count() >= MOST_CLAIMS:
        raise TooManyClaims(_("Several links are under way already. Try again tomorrow."))
    return known or AddressClaim.objects.create(person=person.canonical, value=kept, at=now)


def prove(claimed: AddressClaim, *, now: datetime) -> Address:
    """The link was followed: the address is theirs. Whoever had it is them; the two are one from now on."""
    with transaction.atomic():
        person = claimed.person.canonical
        address, _made = Address.objects.get_or_create(
            desk=person.desk,
            channel=EMAIL,
            value=claimed.value,
            defaults={"person": person, "created_at": now},
        )
        if address.person.canonical.pk != person.pk:
            join(address.person, person, by=None, now=now, why="both addresses are proven to be theirs")
        Address.objects.filter(pk=address.pk).update(verified_at=now)
        AddressClaim.objects.filter(pk=claimed.pk).update(proven_at=now)
        log(person.desk, "prove address", person, by=None, now=now)
    address.refresh_from_db()
    return address
