"""What a check of live data says, and how the checks are kept together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. ``well`` is false when somebody must do something; ``sentence`` says what.

    ``open``: worth a look, or not to be found out; nothing that a script should stop for.
    """

    name: str
    well: bool
    sentence: str
    open: bool = False


Check = Callable[[datetime], Finding]


def finding(name: str, wrong: int, well: str, ill: str) -> Finding:
    """The finding of a check that counts what is wrong."""
    return Finding(name, not wrong, ill if wrong else well)
