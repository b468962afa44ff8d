"""Running commands as a person or a script would, in the test's own store."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import translation
from tests.town import town

from saule.cli.main import run

__all__ = ["saule", "town"]


@dataclass
class Outcome:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def saule(db, capsys, monkeypatch) -> Callable[..., Outcome]:
    """Runs one command with these words; English, whatever the machine speaks."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def command(*argv: object) -> Outcome:
        capsys.readouterr()
        with translation.override("en"):
            status = run([str(word) for word in argv])
        said = capsys.readouterr()
        return Outcome(status, said.out, said.err)

    return command
