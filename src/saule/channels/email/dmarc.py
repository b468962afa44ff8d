"""What a domain asks of those who get mail in its name (DMARC, RFC 7489 §6): read from its record."""

import re
from dataclasses import dataclass

from saule.channels.email.lookups import Lookup

POLICIES = ("none", "quarantine", "reject")
_TAG = re.compile(r"\s*([a-z]+)\s*=\s*([!-:<-~]+(?:\s+[!-:<-~]+)*)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dmarc:
    """The policy and where it was found; ``trouble`` is empty, or a code."""

    domain: str
    policy: str = ""
    reports: bool = False
    trouble: str = ""


def read(domain: str, look: Lookup) -> Dmarc:
    """The record of the domain, or of one above it: a mail of a subdomain is judged by either."""
    labels = domain.split(".")
    for at in range(max(len(labels) - 1, 1)):
        above = ".".join(labels[at:])
        found = [text for text in look.texts(f"_dmarc.{above}") if is_dmarc(text)]
        if len(found) > 1:
            return Dmarc(above, trouble="several")
        if found:
            return of(above, found[0], inherited=at > 0)
    return Dmarc(domain, trouble="missing")


def is_dmarc(text: str) -> bool:
    """Whether a record means to be one."""
    return re.match(r"\s*v\s*=\s*DMARC1\s*(;|\Z)", text) is not None


def of(domain: str, text: str, *, inherited: bool = False) -> Dmarc:
    """What one record says."""
    tags: dict[str, str] = {}
    for part in text.rstrip("; \t").split(";"):
        found = _TAG.fullmatch(part)
        if found is None:
            return Dmarc(domain, trouble="syntax")
        tags.setdefault(found[1].lower(), found[2])
    policy = (tags.get("sp") if inherited else None) or tags.get("p", "")
    if policy.lower() not in POLICIES:
        return Dmarc(domain, trouble="syntax")
    return Dmarc(domain, policy.lower(), "rua" in tags)
