"""Doubting: what is suspicious about a wish from outside, so that it is held until a person has looked.

Whoever asks is told nothing of it: an attacker would learn how to ask next time. Only somebody from whose
part of the net hundreds of wishes came within minutes is asked to come back later.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from django.db.models import QuerySet

from saule.desk.ids import keyed_digest
from saule.desk.models import Desk
from saule.engines.doubting import (
    DISPOSABLE,
    LIMITS,
    LOOK_ALIKE,
    Trace,
    Usual,
    doubts_of,
    is_written_alike,
    pattern_of,
)
from saule.matters.models import Confirmation, Matter
from saule.people.addresses import mailbox_digest, mailbox_of

SEEN = 1000
"""So many wishes before it are compared at most: enough to see what is unusual in any crowd."""
PAST = timedelta(days=28)
SIZE = 16


@dataclass(frozen=True, slots=True)
class Signs:
    """What is kept of an address to compare it with others, and what is suspicious about it.

    ``had_enough``: its mailbox got as many links today as anybody would want.
    """

    alike: bytes
    domain: bytes
    pattern: bytes
    doubts: list[str]
    had_enough: bool


def comes_too_often(network: bytes, *, now: datetime) -> bool:
    """Whether more wishes came from this part of the net within minutes than one place can have."""
    if not network:
        return False
    soon = Confirmation.objects.filter(network=network, asked_at__gt=now - LIMITS.soon)
    return soon[: LIMITS.network_most].count() >= LIMITS.network_most


def look_at(desk: Desk, value: str, matter: Matter | None, *, network: bytes, now: datetime) -> Signs:
    """What the address of a wish shares with others, and its doubts."""
    local, _at, domain = mailbox_of(value).rpartition("@")
    pattern = pattern_of(local)
    domain_key = keyed_digest("domain", desk.public_id, domain, size=SIZE)
    pattern_key = keyed_digest("pattern", desk.public_id, pattern, domain, size=SIZE) if pattern else b""
    alike = mailbox_digest(desk, value)
    today = Confirmation.objects.filter(alike=alike, asked_at__gt=now - LIMITS.day)
    found = doubts_of(
        Trace(now, domain_key, pattern_key),
        recent(desk, matter, now=now),
        nearby(network, now=now),
        lambda: usual(desk, matter, domain_key, now=now),
        large=domain in domains("large"),
        limits=LIMITS,
    )
    return Signs(
        alike=alike,
        domain=domain_key,
        pattern=pattern_key,
        doubts=[*of_domain(domain), *found],
        had_enough=today[: LIMITS.mailbox_day].count() >= LIMITS.mailbox_day,
    )


def of_domain(domain: str) -> list[str]:
    """What is suspicious about a mail domain by itself."""
    found = []
    parts = domain.split(".")
    if any(".".join(parts[start:]) in domains("disposable") for start in range(len(parts) - 1)):
        found.append(DISPOSABLE)
    if is_written_alike(domain, domains("large")):
        found.append(LOOK_ALIKE)
    return found


@cache
def domains(name: str) -> Collection[str]:
    """The mail domains of one of our lists."""
    listed = files("saule.matters") / "data" / f"{name}_domains.txt"
    return frozenset(listed.read_text(encoding="ascii").split())


def recent(desk: Desk, matter: Matter | None, *, now: datetime) -> list[Trace]:
    """What came within the hour for the same matter (or, without one, for the desk)."""
    rows = asked_of(desk, matter).filter(asked_at__gt=now - LIMITS.hour).order_by("-asked_at")[:SEEN]
    found = rows.values_list("asked_at", "domain", "pattern")
    return [Trace(at, bytes(domain), bytes(pattern)) for at, domain, pattern in found]


def nearby(network: bytes, *, now: datetime) -> list[datetime]:
    """When wishes came from the same part of the net within the day, as many as matter."""
    if not network:
        return []
    rows = Confirmation.objects.filter(network=network, asked_at__gt=now - LIMITS.day).order_by("-asked_at")
    return list(rows.values_list("asked_at", flat=True)[: LIMITS.network_day])


def usual(desk: Desk, matter: Matter | None, domain: bytes, *, now: datetime) -> Usual:
    """How many came from a domain before this hour: for the matter, or where it has no past, for the desk."""
    keys: list[bytes] = []
    for rows in (asked_of(desk, matter), desk.confirmations.all()):
        past = rows.filter(asked_at__lte=now - LIMITS.hour, asked_at__gt=now - PAST).exclude(state="refused")
        keys = [bytes(key) for key in past.order_by("-asked_at").values_list("domain", flat=True)[:SEEN]]
        if len(keys) >= 2 * LIMITS.domain:
            break
    return Usual(sum(key == domain for key in keys), len(keys))


def asked_of(desk: Desk, matter: Matter | None) -> QuerySet[Confirmation]:
    """The wishes for a matter, or all of a desk."""
    return matter.confirmations.all() if matter is not None else desk.confirmations.all()
