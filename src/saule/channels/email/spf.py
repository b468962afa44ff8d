"""Who may send for a domain (SPF, RFC 7208): whether there is one rule, whether it holds, whom it permits."""

import ipaddress
from dataclasses import dataclass, field
from typing import Final

from saule.channels.email.lookups import Lookup

MOST_LOOKUPS: Final = 10
DEEPEST: Final = 10
ASKING: Final = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})
KNOWN: Final = ASKING | {"all", "ip4", "ip6", "exp"}
VERDICTS: Final = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


@dataclass
class Spf:
    """What the rule says. ``trouble`` is empty, or a code; ``last`` is the verdict on everybody else.

    ``verdict``: on the addresses that were asked about ("pass" only if all of them pass); empty without any.
    """

    record: str = ""
    trouble: str = ""
    word: str = ""
    lookups: int = 0
    last: str = "neutral"
    verdict: str = ""


class Broken(Exception):
    """The rule cannot be applied: ``code`` says why, and ``word`` where."""

    def __init__(self, code: str, word: str = "") -> None:
        super().__init__(code)
        self.code, self.word = code, word


@dataclass
class Walk:
    """One evaluation: who asks the DNS, and how many questions the rule has cost."""

    look: Lookup
    lookups: int = 0
    last: dict[str, str] = field(default_factory=dict)

    def count(self, word: str) -> None:
        """One more question (§4.6.4)."""
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise Broken("too-many-lookups", word)


def evaluate(domain: str, addresses: list[str], look: Lookup) -> Spf:
    """What the domain's rule says of these addresses. Raises NotLookedUp."""
    walk = Walk(look)
    try:
        record = record_of(domain, look)
        found = Spf(record=record, last=last_of(record))
        verdicts = [judge(domain, address, walk, found) for address in addresses]
        # Without an address the whole rule is walked through all the same: its questions are counted.
        judge(domain, "", walk, found)
    except Broken as broken:
        return Spf(trouble=broken.code, word=broken.word, lookups=walk.lookups)
    if verdicts:
        found.verdict = next((one for one in verdicts if one != "pass"), "pass")
    return found


def judge(domain: str, address: str, walk: Walk, found: Spf) -> str:
    """The verdict on one address; each has its own count of questions."""
    walk.lookups = 0
    try:
        return check(domain, address, walk, 0)
    finally:
        found.lookups = max(found.lookups, walk.lookups)


def record_of(domain: str, look: Lookup) -> str:
    """The one rule of a domain (§4.5)."""
    found = [text for text in look.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if len(found) != 1:
        raise Broken("several" if found else "missing", domain)
    return found[0]


def terms_of(record: str) -> list[tuple[str, str, str]]:
    """Each term: its verdict sign, its name, and what stands behind. Raises Broken for one nobody knows."""
    return [term(word) for word in record.split()[1:]]


def term(word: str) -> tuple[str, str, str]:
    """One term."""
    sign, rest = (word[0], word[1:]) if word[0] in VERDICTS else ("+", word)
    at = min((rest.find(mark) for mark in ":=/" if mark in rest), default=len(rest))
    name, value = rest[:at].lower(), rest[at + (rest[at : at + 1] != "/") :]
    is_modifier = rest[at : at + 1] == "="
    if name not in KNOWN and not is_modifier:
        raise Broken("syntax", word)
    if name in ("include", "redirect", "exists", "ip4", "ip6") and not value:
        raise Broken("syntax", word)
    return sign, name, value


def last_of(record: str) -> str:
    """The verdict on whoever is not named."""
    ends = [VERDICTS[sign] for sign, name, _value in terms_of(record) if name == "all"]
    return ends[0] if ends else "neutral"


def check(domain: str, address: str, walk: Walk, depth: int) -> str:
    """The verdict of one domain's rule; an empty address matches nothing but is led through every term."""
    if depth > DEEPEST:
        raise Broken("too-many-lookups", domain)
    terms = terms_of(record_of(domain, walk.look))
    for sign, name, value in terms:
        if name in ASKING and name != "redirect":
            walk.count(f"{name}:{value}" if value else name)
        if matches(domain, address, name, value, walk, depth):
            return VERDICTS[sign]
    further = next((value for _sign, name, value in terms if name == "redirect"), "")
    if further and not any(name == "all" for _sign, name, _value in terms):
        walk.count(f"redirect={further}")
        return check(further, address, walk, depth + 1)
    return "neutral"


def matches(domain: str, address: str, name: str, value: str, walk: Walk, depth: int) -> bool:
    """Whether a term means this address. Macros, which depend on a sender, match nobody."""
    if name == "all":
        return bool(address)
    if name in ("ip4", "ip6"):
        return bool(address) and within(address, value)
    if "%" in value or name not in ("include", "a", "mx"):
        return False
    if name == "include":
        return check(value, address, walk, depth + 1) == "pass"
    target, _slash, length = value.partition("/")
    hosts = [target or domain] if name == "a" else walk.look.exchangers(target or domain)[:MOST_LOOKUPS]
    return bool(address) and any(near(address, one, length) for host in hosts for one in known(host, walk))


def known(host: str, walk: Walk) -> list[str]:
    """The addresses of a host."""
    return walk.look.addresses(host)


def near(address: str, other: str, length: str) -> bool:
    """Whether two addresses are the same, or within one network of this length (``24`` or ``24//64``)."""
    four, _slashes, six = f"/{length}".partition("//")
    bits = (six if ":" in other else four).strip("/")
    return within(address, f"{other}/{bits}" if bits else other)


def within(address: str, network: str) -> bool:
    """Whether an address is in a network. Raises Broken for none."""
    try:
        whole = ipaddress.ip_network(network, strict=False)
    except ValueError:
        raise Broken("syntax", network) from None
    one = ipaddress.ip_address(address)
    return one.version == whole.version and one in whole
