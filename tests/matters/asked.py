"""Wishes from outside, for tests: asked and confirmed through the verbs."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from saule.desk.ids import keyed_digest
from saule.matters.confirming import Wish, ask, confirm
from saule.matters.models import Confirmation, Matter


class Outside:
    """People, and machines, who sign a matter."""

    def __init__(self, desk, matter: Matter, now: datetime) -> None:
        self.desk, self.matter, self.now = desk, matter, now

    def ask(self, value: str, *, seconds: float = 0, network: str = "", **more) -> Confirmation:
        """Somebody asks for a link, so many seconds after now."""
        digest = keyed_digest("network", network, size=16) if network else b""
        fields: dict[str, Any] = {
            "purpose": "sign",
            "value": value,
            "language": "fr",
            "matter": self.matter,
            "network": digest,
        }
        return ask(self.desk, Wish(**fields | more), title="Ligne 12", now=self.at(seconds))

    def sign(self, value: str, *, seconds: float = 0, **more) -> Confirmation:
        """Somebody asks, and follows the link at once."""
        return confirm(self.ask(value, seconds=seconds, **more), now=self.at(seconds))

    def series(self, count: int, *, seconds: float = 0, step: float = 1, **more) -> list[Confirmation]:
        """One machine with many addresses of one make."""
        name = f"marie.k{{}}@{more.pop('domain', 'bots.example')}"
        return [self.sign(name.format(n), seconds=seconds + step * n, **more) for n in range(count)]

    def at(self, seconds: float) -> datetime:
        """So many seconds after now."""
        return self.now + timedelta(seconds=seconds)


@pytest.fixture
def outside(desk, town, now) -> Outside:
    """People who can sign one matter of the town."""
    return Outside(desk, town.matter(threshold=20), now)
