"""The lock files: every part pinned and hashed, nothing that ties them to one registry."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(lock: str) -> dict[str, str]:
    """The version of each part in a lock."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE))


def name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement)[0]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_part_has_its_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text()

    assert "://" not in text
    for part in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[\w.-]+==\S+", part), part
        assert "--hash=sha256:" in part, part


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_what_the_project_asks_for_is_locked(lock, wanted):
    assert {name(requirement) for requirement in wanted} <= set(pins(lock))


def test_developers_run_the_very_parts_that_users_run():
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()
