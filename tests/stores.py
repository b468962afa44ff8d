"""Empty stores for tests: all migrations are walked once for each state of theirs, and then only copied.

What was made is kept between runs: the embedded store among the machine's temporary files, the PostgreSQL one
as the database ``saule_template_…`` beside the given one. Both can be deleted at any time.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]


@cache
def state() -> str:
    """What an empty store depends on: our migrations, and those of the parts we use."""
    parts = [ROOT / "requirements.lock", *sorted((ROOT / "src").glob("**/migrations/*.py"))]
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()[:16]


@contextmanager
def alone() -> Iterator[Path]:
    """The folder of what is kept, while no other process makes anything there."""
    folder = Path(tempfile.gettempdir()) / f"saule-tests-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def migrate(home: str, store: str) -> None:
    """Walks all migrations in a process of its own."""
    settings = {"DJANGO_SETTINGS_MODULE": "saule.config.settings", "PYTHONPATH": str(ROOT / "src")}
    environment = {**os.environ, **settings, "SAULE_HOME": home, "SAULE_DATABASE_URL": store}
    subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity=0"], env=environment, check=True)


def embedded() -> Path:
    """An empty embedded store, to be copied."""
    with alone() as folder:
        kept = folder / f"{state()}.sqlite3"
        if not kept.exists():
            with tempfile.TemporaryDirectory() as home:
                migrate(home, "")
                with closing(sqlite3.connect(Path(home) / "saule.sqlite3")) as made:
                    made.execute("PRAGMA journal_mode=DELETE")  # one file, whatever was still beside it
                shutil.move(Path(home) / "saule.sqlite3", kept)
        return kept


def furnish(home: Path) -> None:
    """Puts an empty store where a home of Saule has it."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(embedded(), home / "saule.sqlite3")


def remember(name: str) -> sqlite3.Connection:
    """An empty store in this process's memory, there as long as the connection is open."""
    held = sqlite3.connect(name, uri=True, check_same_thread=False)
    with closing(sqlite3.connect(embedded())) as kept:
        kept.backup(held)
    return held


def postgresql(given: str) -> str:
    """The name of an empty PostgreSQL database beside the given one, to make others from."""
    name = f"saule_template_{state()}"
    with alone(), psycopg.connect(given, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            making = f"{name}_{secrets.token_hex(2)}"
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
            migrate(tempfile.gettempdir(), beside(given, making))
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(making), sql.Identifier(name)))
    return name


def beside(given: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(given)._replace(path=f"/{name}"))


@contextmanager
def new_database(given: str) -> Iterator[str]:
    """An empty PostgreSQL database of its own beside the given one, gone afterwards; its address."""
    name, made_of = f"saule_test_{secrets.token_hex(4)}", postgresql(given)
    with psycopg.connect(given, autocommit=True) as connection:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(made_of)))
        try:
            yield beside(given, name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
