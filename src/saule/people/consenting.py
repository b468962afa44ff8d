"""Consenting: somebody agrees to more than being answered, has a receipt, and takes it back as easily."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from saule.people.models import Consent, Person
from saule.people.wordings import Purpose, present, versions_that_hold, wording


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody agreed to: in which words, when, and until when it stood."""

    key: int
    purpose: Purpose
    version: str
    words: str
    given_at: datetime
    withdrawn_at: datetime | None


def consent(person: Person, purpose: Purpose, *, language: str, now: datetime) -> Consent:
    """The person agrees, in the words that are shown now in ``language``. Agreeing twice is agreeing once."""
    person = person.canonical
    stated = {"purpose": purpose, "wording_version": present(purpose).version, "language": language}
    with transaction.atomic():
        Person.objects.select_for_update().only("pk").get(pk=person.pk)
        known = standing([person.pk], purpose).filter(wording_version=stated["wording_version"]).first()
        return known or Consent.objects.create(person=person, given_at=now, **stated)


def withdraw(members: Collection[int], purpose: Purpose, *, now: datetime) -> int:
    """Takes back what these persons, who are one, agreed to; returns how many consents that ended."""
    return standing(members, purpose).update(withdrawn_at=now)


def standing(members: Collection[int], purpose: Purpose) -> QuerySet[Consent]:
    """The consents that nobody took back."""
    return Consent.objects.filter(person__in=members, purpose=purpose, withdrawn_at=None)


def agreed(members: Collection[int], purpose: Purpose) -> bool:
    """Whether these persons agree to this as it is asked now."""
    return standing(members, purpose).filter(wording_version__in=versions_that_hold(purpose)).exists()


def receipts(members: Collection[int]) -> list[Receipt]:
    """All that these persons ever agreed to, the newest first, in the words that they read."""
    rows = Consent.objects.filter(person__in=members).order_by("-given_at", "-pk")
    return [receipt(row) for row in rows]


def receipt(row: Consent) -> Receipt:
    """One consent in its words."""
    purpose = Purpose(row.purpose)
    words = wording(purpose, row.wording_version).in_language(row.language)
    return Receipt(row.pk, purpose, row.wording_version, words, row.given_at, row.withdrawn_at)
