"""Doubting: what makes a wish from outside look as if a machine had made it, or one person for many.

Nothing here decides: a doubt only means that a person looks before it counts. So each test is of what is
unusual *here*: of a viral matter many come at once, and of a large provider most of them; neither is a sign.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

BURST, SUSTAINED, DOMAIN, PATTERN = "burst", "sustained", "domain", "pattern"
DISPOSABLE, LOOK_ALIKE = "disposable", "look_alike"
CODES = (BURST, SUSTAINED, DOMAIN, PATTERN, DISPOSABLE, LOOK_ALIKE)


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many on something is unusual; ``rare``: how improbable the usual must make it."""

    soon: timedelta = timedelta(minutes=10)
    hour: timedelta = timedelta(hours=1)
    day: timedelta = timedelta(days=1)
    network_soon: int = 30
    network_day: int = 200
    network_most: int = 300
    domain: int = 20
    pattern: int = 8
    pattern_share: float = 0.04
    mailbox_day: int = 5
    rare: float = 1e-6


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Trace:
    """When a wish came, and digests of what its address shares with others.

    ``pattern`` is empty for an address in which no number stands.
    """

    at: datetime
    domain: bytes = b""
    pattern: bytes = b""


@dataclass(frozen=True, slots=True)
class Usual:
    """How many of ``of`` wishes before this hour came from the same mail domain."""

    same: int = 0
    of: int = 0


def doubts_of(
    one: Trace,
    before: Sequence[Trace],
    nearby: Sequence[datetime],
    usual: Callable[[], Usual],
    *,
    large: bool,
    limits: Limits,
) -> list[str]:
    """The codes of what is unusual about a wish, among those ``before`` it within the hour.

    ``nearby``: when wishes came from the same part of the net within the day. ``usual`` is only asked where
    many came from one domain, of which ``large`` says that people everywhere have their mailbox there.
    """
    found = []
    if sum(at > one.at - limits.soon for at in nearby) >= limits.network_soon:
        found.append(BURST)
    if len(nearby) >= limits.network_day:
        found.append(SUSTAINED)
    same = sum(row.domain == one.domain for row in before)
    if same >= limits.domain and is_crowd(same, len(before), usual(), large=large, limits=limits):
        found.append(DOMAIN)
    if one.pattern:
        alike = sum(row.pattern == one.pattern for row in before)
        if alike >= max(limits.pattern, limits.pattern_share * len(before)):
            found.append(PATTERN)
    return found


def is_crowd(same: int, of: int, usual: Usual, *, large: bool, limits: Limits) -> bool:
    """Whether more came from one mail domain within the hour than its usual share explains.

    Without a past to compare with, a large provider is nothing unusual, whatever its share.
    """
    if large and usual.of < 2 * limits.domain:
        return False
    share = (usual.same + 1) / (usual.of + 20)
    return same > 3 * share * of or improbable(same, of, 1.5 * share, limits.rare)


def improbable(same: int, of: int, share: float, rare: float) -> bool:
    """Whether ``same`` or more of ``of`` would happen less often than ``rare`` where each does so with
    probability ``share``. Chernoff's bound, exp(−n·KL(k/n‖p)): never too strict.
    """
    part = same / of
    if part <= share:
        return False
    divergence = part * log(part / share)
    if part < 1:
        divergence += (1 - part) * log((1 - part) / (1 - share))
    return -of * divergence < log(rare)


def pattern_of(local: str) -> str:
    """What addresses of one series share: ``marie.k017`` and ``marie.k018`` are ``marie.k#``.

    Names that a machine drew by lot share only their make: ``qxvbtr4821`` is ``a6#4``. Empty where no number
    stands in it: then nothing tells a series from names.
    """
    digits = re.findall(r"\d+", local)
    if not digits:
        return ""
    stem = re.sub(r"\d+", "#", local.lower())
    letters = [part for part in stem.split("#") if part]
    drawn = len(letters) == 1 and letters[0].isalpha() and unspeakable(letters[0])
    return f"a{len(letters[0])}#{len(digits[0])}" if drawn else stem


def unspeakable(word: str) -> bool:
    """Whether no name is written so: four consonants or more in a row, or hardly a vowel."""
    plain = unicodedata.normalize("NFD", word.lower())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    vowels = sum(char in "aeiouy" for char in plain)
    return len(plain) >= 5 and (vowels * 6 < len(plain) or re.search(r"[^aeiouy]{5}", plain) is not None)


CYRILLIC = dict(zip("асеһіјԛорѕухԝѵӏԁꞓкмтвн", "acehijqopsyxwvldckmtbh", strict=True))
GREEK = dict(zip("αικνορτυχ", "aiknoptux", strict=True))
ARMENIAN = dict(zip("հոսցօ", "hnugo", strict=True))
TWINS = {**CYRILLIC, **GREEK, **ARMENIAN, "ı": "i", "ɑ": "a", "ɡ": "g", "ⅼ": "l", "ƨ": "s"}
"""Letters of other scripts that look like a Latin one (Unicode TS 39, the ones in use in domains)."""
SHAPES = (("0", "o"), ("1", "l"), ("rn", "m"), ("vv", "w"), ("cl", "d"), ("i", "l"))
"""What looks alike within the Latin script."""


def is_written_alike(domain: str, known: Collection[str]) -> bool:
    """Whether a domain is made to look like another: scripts mixed in one word of it, a word all of whose
    foreign letters have Latin twins, or one that only differs from a ``known`` domain in how it is drawn.
    """
    shown = in_letters(domain)
    if any(disguised(label) for label in shown.split(".")):
        return True
    return shown not in known and skeleton(shown) in {skeleton(one) for one in known}


def in_letters(domain: str) -> str:
    """A domain as it is shown: ``xn--…`` in its own letters (RFC 3492)."""
    labels = []
    for label in domain.lower().split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label[:4] == "xn--" else label)
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)


def disguised(label: str) -> bool:
    """Whether a word of a domain mixes scripts, or seems Latin and is not."""
    found = {script(char) for char in label if char.isalpha()}
    if len(found & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1:
        return True
    return bool(found) and "LATIN" not in found and all(char in TWINS for char in label if char.isalpha())


def script(char: str) -> str:
    """The script of a letter, as its Unicode name begins."""
    return unicodedata.name(char, "?").partition(" ")[0]


def skeleton(domain: str) -> str:
    """How a domain looks: two that cannot be told apart at a glance have the same."""
    plain = "".join(TWINS.get(char, char) for char in in_letters(domain))
    plain = "".join(char for char in unicodedata.normalize("NFD", plain) if not unicodedata.combining(char))
    for drawn, as_if in SHAPES:
        plain = plain.replace(drawn, as_if)
    return plain
