"""A whole installation of its own: a home, a store, and real processes that can be killed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import psycopg
from tests.stores import furnish, new_database

ROOT = Path(__file__).parents[2]
SCENE = Path(__file__).with_name("scene.py")
PATIENCE = 900.0


class House:
    """Runs commands and workers on its own store, on whatever kind of store these tests run on."""

    def __init__(self, home: Path, store: str, **settings: str) -> None:
        self.home = home
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "saule.config.settings",
            "SAULE_HOME": str(home),
            "SAULE_DATABASE_URL": store,
            "SAULE_ENCODER": "lexical",
            "LC_ALL": "C.UTF-8",
            **settings,
        }
        self.running: list[subprocess.Popen[bytes]] = []

    def scene(self, *words: str) -> Any:
        """Sets a scene, or tells what there is."""
        done = self.run(sys.executable, str(SCENE), *words)
        return json.loads(done.stdout)

    def saule(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """Runs a command of Saule to its end."""
        return self.run(sys.executable, "-m", "saule", *words)

    def run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """Runs a process to its end, which must be a good one."""
        done = subprocess.run(words, env=self.environment, capture_output=True, timeout=PATIENCE, check=False)
        assert done.returncode == 0, done.stderr.decode()[-4000:] + done.stdout.decode()[-2000:]
        return done

    def count(self, table: str, where: str = "1 = 1") -> int:
        """How many rows are at rest in a table, seen from outside."""
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the store answers, asked from outside."""
        if store := self.environment["SAULE_DATABASE_URL"]:
            with psycopg.connect(store) as connection:
                return connection.execute(query.encode()).fetchall()
        with closing(sqlite3.connect(self.home / "saule.sqlite3", timeout=30)) as embedded:
            return embedded.execute(query).fetchall()

    def ill(self) -> set[str]:
        """What the doctor finds wrong."""
        words = [sys.executable, "-m", "saule", "doctor", "--json"]
        done = subprocess.run(words, env=self.environment, capture_output=True, timeout=PATIENCE, check=False)
        return {found["check"] for found in json.loads(done.stdout)["checks"] if not found["well"]}

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Starts a command of Saule."""
        log = (self.home / "log").open("ab")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", "saule", *words],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def kill(self, *, with_children: bool = False) -> int:
        """Kills −9 all that runs, maybe with all that it started; returns how many were still running."""
        alive = [process for process in self.running if process.poll() is None]
        for process in alive:
            (os.killpg if with_children else os.kill)(process.pid, signal.SIGKILL)
        for process in self.running:
            process.wait()
        self.running.clear()
        return len(alive)

    def wait_for(self, what: Callable[[], bool]) -> None:
        """Waits until something is so, or nothing runs that could make it so."""
        self.wait_until(lambda: what() or all(process.poll() is not None for process in self.running))

    def wait_until(self, what: Callable[[], bool]) -> None:
        """Waits until something is so."""
        end = time.monotonic() + PATIENCE
        while not what():
            assert time.monotonic() < end, (self.home / "log").read_text()[-4000:]
            time.sleep(0.005)


@contextmanager
def a_house(home: Path, **settings: str) -> Iterator[House]:
    """A house on a new store, which is gone afterwards."""
    given = os.environ.get("SAULE_DATABASE_URL", "")
    if not given:
        furnish(home)
    with new_database(given) if given else nullcontext("") as store:
        house = House(home, store, **settings)
        try:
            yield house
        finally:
            house.kill()
