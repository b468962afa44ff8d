"""Copies: what is the same for everybody is made by one reader in a while, and shown to all the others."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep
from typing import Generic, TypeVar

from django.core.cache import caches

NEW = timedelta(seconds=10)
"""For how long a copy is shown before somebody makes a newer one."""
KEPT = 120
"""For how many seconds it is kept at all: an older one is shown to nobody, even while a newer one is made."""
AT_WORK = 20
"""After so many seconds whoever makes a copy is thought to have failed, and another one makes it."""
PATIENCE, PAUSE = 100, 0.03
"""How often, and after how many seconds, whoever finds no copy at all looks again while it is being made."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Copy(Generic[T]):
    """Something that was made, and when."""

    value: T
    at: datetime


def copy_of(key: str, make: Callable[[], T], *, now: datetime, new: timedelta = NEW) -> T:
    """What ``make`` made not longer than ``new`` ago.

    When it is older, the first who asks makes a newer one and the others get the older one meanwhile, so that
    many readers ask as little of the store as one. What ``make`` raises is raised, and nothing is kept.
    """
    copies = caches["copies"]
    known: Copy[T] | None = copies.get(key)
    if known is not None and now - known.at < new:
        return known.value
    if copies.add(f"{key}:at-work", 1, AT_WORK):
        return made(key, make, now)
    return known.value if known is not None else waited_for(key, make, now)


def made(key: str, make: Callable[[], T], now: datetime) -> T:
    """Makes it and keeps it; what cannot be made any more is not shown any more either."""
    copies = caches["copies"]
    try:
        value = make()
    except BaseException:
        copies.delete(key)
        raise
    else:
        copies.set(key, Copy(value, now), KEPT)
        return value
    finally:
        copies.delete(f"{key}:at-work")


def waited_for(key: str, make: Callable[[], T], now: datetime) -> T:
    """What another reader is making; made once more only where they do not come to an end."""
    copies = caches["copies"]
    for _ in range(PATIENCE):
        sleep(PAUSE)
        known: Copy[T] | None = copies.get(key)
        if known is not None:
            return known.value
        if copies.get(f"{key}:at-work") is None:
            break
    return made(key, make, now)
