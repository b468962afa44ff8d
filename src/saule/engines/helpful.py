"""Helpful: in which order people's answers to others are shown, and how far their help is recognised.

Neither can be earned by volume. The order asks how sure it is that an answer helps those it could help; a
rank asks for different people, in different matters, with answers that somebody else found correct.
"""

from collections.abc import Collection
from typing import NamedTuple

from saule.engines.shares import wilson

LEVELS = ((50, 4), (15, 2), (3, 1))
"""How many people in how many matters each level asks for, the highest first."""
MOST_IN_ONE = 0.6
"""No matter counts for more than this share of the people that a level asks for, unless it asks for one."""


class Help(NamedTuple):
    """Somebody was helped by an answer: in which matter, and whether that answer was found correct."""

    person: int
    matter: int
    confirmed: bool


def usefulness(helped: int, could: int) -> float:
    """How sure it is that an answer helps: the lower end of Wilson's interval of ``helped`` in ``could``.

    ``could`` are those who found any answer of the same matter useful while this one could be read: an answer
    of yesterday is not behind one of last month only because fewer have read it.
    """
    return wilson(min(helped, could), could)[0] if helped else 0.0


def level(helps: Collection[Help], mutual: Collection[int] = ()) -> int:
    """How far somebody's help goes: 0 (not yet), 1, 2 or 3.

    Counted are different people, whatever they found useful and how often, in matters where an answer was
    confirmed; never who was helped by them and helps them (``mutual``): a few friends lift nobody.
    """
    seen: dict[int, set[int]] = {}
    for one in helps:
        if one.confirmed and one.person not in mutual:
            seen.setdefault(one.matter, set()).add(one.person)
    for number, (people, matters) in zip((3, 2, 1), LEVELS, strict=True):
        if len(seen) >= matters and reached(seen, people, matters):
            return number
    return 0


def reached(seen: dict[int, set[int]], people: int, matters: int) -> bool:
    """Whether enough different people were helped, when no single matter may stand for nearly all of them."""
    everybody = set().union(*seen.values())
    if matters == 1:
        return len(everybody) >= people
    largest = max(seen.values(), key=len)
    elsewhere = everybody - largest
    return len(elsewhere) + min(len(largest), int(MOST_IN_ONE * people)) >= people
