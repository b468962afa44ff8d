"""Sharing: what suspicious signatures have in common, so that many are looked at and decided on together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from saule.engines.doubting import CODES
from saule.matters.models import Confirmation, Matter, Signature
from saule.matters.vetting import held, of

NETWORK, DOMAIN, PATTERN, MINUTE, DOUBT, ALL = "network", "domain", "pattern", "minute", "doubt", "all"
TRAITS = (NETWORK, DOMAIN, PATTERN, MINUTE, DOUBT)
DIGESTS = (NETWORK, DOMAIN, PATTERN)
FEWEST = 2
MOST = 12
"""So many groups of each trait are shown, the largest."""


@dataclass(frozen=True, slots=True, order=True)
class Trait:
    """One thing that signatures share: which, and a key of it (a digest in hex, a minute, a code)."""

    name: str = ALL
    key: str = ""

    def narrows(self) -> Q:
        """The rows that share it."""
        if self.name in DIGESTS:
            return Q(**{self.name: bytes.fromhex(self.key)})
        if self.name == MINUTE:
            begins = datetime.fromtimestamp(60 * int(self.key), tz=UTC)
            return Q(asked_at__gte=begins, asked_at__lt=begins + timedelta(minutes=1))
        return Q(doubts__icontains=f'"{self.key}"') if self.name == DOUBT else Q()


@dataclass(frozen=True, slots=True)
class Group:
    """How many share a trait."""

    trait: Trait
    count: int


def trait_of(name: str, key: str) -> Trait:
    """The trait that somebody named; everything, where it is none."""
    if name not in TRAITS or (name == DOUBT and key not in CODES):
        return Trait()
    known = Trait(name, key)
    try:
        known.narrows()
    except (ValueError, OverflowError, OSError):
        return Trait()
    return known


def groups(matter: Matter) -> list[Group]:
    """What those that are held share, the largest groups of each trait first."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in TRAITS}
    for network, domain, pattern, at, doubts in held(matter).values_list(*DIGESTS, "asked_at", "doubts"):
        for name, digest in zip(DIGESTS, (network, domain, pattern), strict=True):
            if digest:
                counts[name][bytes(digest).hex()] += 1
        counts[MINUTE][str(int(at.timestamp() // 60))] += 1
        counts[DOUBT].update(set(doubts))
    return [group for name in TRAITS for group in largest(name, counts[name].most_common(MOST))]


def largest(name: str, counted: Iterable[tuple[str, int]]) -> list[Group]:
    """The groups of one trait, of two rows at least."""
    return [Group(Trait(name, key), count) for key, count in counted if count >= FEWEST]


def counted_alike(matter: Matter, trait: Trait) -> QuerySet[Signature]:
    """The signatures that count already and share a trait, as far as their confirmations are still kept."""
    if trait.name == ALL:
        return Signature.objects.none()
    rows = of(matter).filter(trait.narrows(), state=Confirmation.State.CONFIRMED).exclude(person=None)
    return Signature.objects.filter(
        matter=matter, state__in=Signature.COUNTED, evidence__person__in=rows.values("person")
    ).distinct()
