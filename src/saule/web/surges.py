"""What the pages of a matter say of growth that nothing explains, and of signatures that are held."""

from dataclasses import dataclass
from typing import Any

from saule.desk.policies import may
from saule.matters.models import Matter, Surge
from saule.matters.vetting import held
from saule.promises.surging import in_words, surge_of
from saule.web.requests import DeskRequest


@dataclass(frozen=True, slots=True)
class Shown:
    """A surge, and its figures in words."""

    row: Surge
    words: str


def context(request: DeskRequest, matter: Matter) -> dict[str, Any]:
    """``surge``, and for those who may decide on them ``held_count``."""
    row = surge_of(matter)
    waits = held(matter).count() if may(request.membership, "decide fraud") else 0
    return {"surge": Shown(row, in_words(row)) if row else None, "held_count": waits}
