"""Asking the DNS, within a few seconds in all: an answer, nothing, or that it could not be looked up."""

import ipaddress
import time
from collections.abc import Callable
from typing import Protocol

import dns.exception
import dns.name
import dns.resolver
import dns.reversename
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError

ALLOWED_SECONDS = 6.0
ONE_ANSWER_SECONDS = 2.5
# RFC 2606, RFC 6761: names for examples and for machines at home, of which the DNS knows nothing.
RESERVED = frozenset({"example", "test", "invalid", "localhost", "local", "internal"})


class NotLookedUp(SauleError):
    """The DNS gave no answer: no network, no time left, or a name that is for examples."""

    code = "not-looked-up"

    def __init__(self) -> None:
        super().__init__(_("The DNS could not be asked."))


class Lookup(Protocol):
    """What there is to ask. Each returns nothing where the DNS knows nothing, and raises NotLookedUp."""

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name."""

    def addresses(self, name: str) -> list[str]:
        """The IPv4 and IPv6 addresses of a name."""

    def exchangers(self, name: str) -> list[str]:
        """The servers that take in mail for a name."""

    def names(self, address: str) -> list[str]:
        """The names of an address (reverse DNS)."""


class Dns:
    """Asks the resolver of this machine; all questions together take at most ``seconds``."""

    def __init__(self, seconds: float = ALLOWED_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock, self.until = clock, clock() + seconds
        self.known: dict[tuple[str, str], list[str]] = {}

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, each in one piece."""
        return self.ask(name, "TXT")

    def addresses(self, name: str) -> list[str]:
        """The addresses of a name; an address is its own."""
        try:
            return [str(ipaddress.ip_address(name))]
        except ValueError:
            return [*self.ask(name, "A"), *self.ask(name, "AAAA")]

    def exchangers(self, name: str) -> list[str]:
        """The names of the servers that take in mail."""
        return self.ask(name, "MX")

    def names(self, address: str) -> list[str]:
        """The names of an address."""
        return self.ask(dns.reversename.from_address(address).to_text(), "PTR")

    def ask(self, name: str, kind: str) -> list[str]:
        """One question, asked once."""
        if name.rstrip(".").rpartition(".")[2].lower() in RESERVED:
            raise NotLookedUp
        if (name, kind) not in self.known:
            self.known[name, kind] = self.answer(name, kind)
        return self.known[name, kind]

    def answer(self, name: str, kind: str) -> list[str]:
        """What the DNS says."""
        left = min(ONE_ANSWER_SECONDS, self.until - self.clock())
        if left <= 0:
            raise NotLookedUp
        try:
            found = dns.resolver.resolve(
                name.rstrip(".") + ".", kind, lifetime=left, raise_on_no_answer=False
            )
        except (dns.resolver.NXDOMAIN, dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong):
            return []
        except (dns.exception.DNSException, OSError):
            raise NotLookedUp from None
        return [written(row) for row in found.rrset or ()]


def written(row: object) -> str:
    """A record as text."""
    strings = getattr(row, "strings", None)
    if strings is not None:
        return b"".join(strings).decode("utf-8", "replace")
    named = getattr(row, "exchange", None) or getattr(row, "target", None)
    return (named.to_text() if named is not None else str(row)).rstrip(".").lower()


def ask_dns() -> Lookup:
    """Whom pages and the doctor ask."""
    return Dns()
