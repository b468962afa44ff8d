"""Serving: what is started ends with what started it, so that one can always start again."""

import os
import urllib.request
from contextlib import suppress
from glob import glob

import pytest
from tests.dovecot import free_port
from tests.worker.house import House, a_house

pytestmark = pytest.mark.slow


def answers(port: int) -> bool:
    """Whether the desk answers there."""
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
        return answer.status == 200
    return False


def served(house: House, port: int, *more: str) -> int:
    """Serves, with a worker; returns the number of the process once it answers."""
    process = house.start("serve", "--port", str(port), *more)
    house.wait_for(lambda: answers(port))
    assert process.poll() is None, (house.home / "log").read_text()
    return process.pid


def alive(pids: list[int]) -> list[int]:
    """Those that still run."""
    found = []
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, 0)
            found.append(pid)
    return found


def children(pid: int) -> list[int]:
    """Whom the process has started."""
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(word) for word in file.read().split()]


def files_of(pid: int) -> list[str]:
    """Which files a process holds open."""
    return [os.path.realpath(entry) for entry in glob(f"/proc/{pid}/fd/*")]


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs /proc")
def test_no_open_store_is_carried_into_the_process_that_serves(tmp_path):
    """A fork of an open SQLite store believes that it holds its locks, and loses what it writes."""
    port = free_port()
    with a_house(tmp_path) as house:
        house.scene("desk", "rehearsing")
        parent = served(house, port, "--no-worker")
        held = files_of(parent)
        house.kill()
    assert held
    assert not [name for name in held if "saule.sqlite3" in name]


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs /proc")
def test_a_killed_desk_leaves_nobody_behind_and_its_port_free(tmp_path):
    port = free_port()
    with a_house(tmp_path) as house:
        house.scene("desk", "rehearsing")
        beside = children(served(house, port))
        assert len(beside) == 2
        house.kill()
        assert children(served(house, port)) != beside
        house.wait_until(lambda: not alive(beside))
