"""How quickly each page of the desk answers, on a desk that it makes for itself.

Every address of the desk that can be read is asked for, as an owner, as an agent of two teams out of four,
or as a visitor; through the WSGI application with the product's own settings, so that middleware,
connections, templates and the store's queries are all in it. A few are also asked for over HTTP from
``saule serve``.

``median_ms`` and ``p95_ms`` are of pages asked for again while nothing changed; ``changed_ms`` is the median
right after a change, when every figure on the page is counted again. ``cpu_ms`` goes with ``median_ms``: on a
machine with other work it is the figure to trust.
"""

import http.client
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from benchmarks.addresses import HOST, Asked, everything, fetch
from benchmarks.measuring import common, one_thread, options, present, quantile, tell, temporary_home

RUNS, WARM, CHANGED_RUNS = 15, 2, 5
SLOW_SECONDS = 5.0
OVER_HTTP = ("overview", "matters", "matter", "conversations", "conversation", "promises")


def main(arguments: list[str] | None = None) -> int:
    """Makes the desk, measures, prints."""
    parser = options("pages", __doc__ or "", files=False)
    parser.add_argument("--conversations", type=int, default=10_000, help="how large the desk is")
    parser.add_argument(
        "--home", default="", help="keep the desk in this folder, or use the one that is there"
    )
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="PAGE", help="only these pages, as the table calls them"
    )
    chosen = parser.parse_args(arguments)
    one_thread()
    with temporary_home(chosen.home) as home, store_of_its_own():
        open_desk(chosen.conversations, chosen.seed, home)
        result = measured(chosen.limit, chosen.only)
        settings = {
            "conversations": chosen.conversations,
            "seed": chosen.seed,
            "store": vendor(),
            "runs": RUNS,
        }
        present({**result, **common(settings)}, as_json=chosen.json)
    return 0


@contextmanager
def store_of_its_own() -> Iterator[None]:
    """On a server: a new database beside the one that is named, dropped at the end."""
    url = os.environ.get("SAULE_DATABASE_URL", "")
    if not url:
        yield
        return
    import psycopg
    from psycopg import sql

    name = f"saule_pages_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        os.environ["SAULE_DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        try:
            yield
        finally:
            os.environ["SAULE_DATABASE_URL"] = url
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def open_desk(count: int, seed: int, home: Path) -> None:
    """Opens the store, and fills it unless a desk is there already."""
    from saule.cli.store import open_store

    os.environ.setdefault("SAULE_HOSTS", f"{HOST},127.0.0.1")
    open_store()
    logging.getLogger("django.request").setLevel(logging.ERROR)  # it asks for what is refused, on purpose
    from benchmarks.filling import Filler
    from saule.desk.models import Desk

    if Desk.objects.exists():
        return
    wall, cpu = time.monotonic(), time.process_time()
    Filler(count, seed, datetime.now(UTC)).fill()  # noqa: TID251 - an edge
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    tell(f"{count} conversations made in {wall:.0f} s ({cpu:.0f} s of CPU), in {home}")


def vendor() -> str:
    """Which store it is."""
    from django.db import connection

    return connection.vendor


def measured(limit: int, only: Collection[str]) -> dict[str, Any]:
    """Every page (or only some, by name), first inside this process, then a few over HTTP."""
    from saule.matters.models import Conversation

    cookies = {who: session(who) for who in ("owner", "agent")}
    asked = [one for one in everything(cookies) if not only or one.name in only][: limit or None]
    pages = [line(one, cookies.get(one.who, "")) for one in asked]
    over_http = [one for one in asked if one.who == "owner" and one.name in OVER_HTTP and "?" not in one.path]
    return {
        "conversations": Conversation.objects.count(),
        "pages": pages,
        "over_http": http_lines(over_http, cookies["owner"]) if over_http else [],
    }


def session(who: str) -> str:
    """The cookie of somebody who is signed in."""
    from django.conf import settings
    from django.test import Client

    from saule.desk.models import Membership

    client = Client(SERVER_NAME=HOST)
    member = Membership.objects.select_related("user").get(role=who)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def line(asked: Asked, cookie: str) -> dict[str, Any]:
    """The figures of one page."""
    from django.core.cache import cache

    queries = count_queries(asked, cookie)
    for _ in range(WARM - 1):
        fetch(asked.path, cookie)
    walls, spent = repeated(asked, cookie, RUNS, lambda: None)
    _walls, changed = repeated(asked, cookie, CHANGED_RUNS, cache.clear)
    return {
        "name": asked.label,
        "median_ms": round(quantile(walls, 0.5), 1),
        "p95_ms": round(quantile(walls, 0.95), 1),
        "cpu_ms": round(quantile(spent, 0.5), 1),
        "changed_ms": round(quantile(changed, 0.5), 1),
        "queries": queries,
    }


def repeated(
    asked: Asked, cookie: str, runs: int, before: Callable[[], None]
) -> tuple[list[float], list[float]]:
    """Milliseconds on the clock and of CPU, of each run; a very slow page is asked for three times only."""
    walls: list[float] = []
    spent: list[float] = []
    began = time.monotonic()
    while len(walls) < runs and (len(walls) < 3 or time.monotonic() - began < SLOW_SECONDS):
        before()
        cpu, wall = time.process_time(), time.perf_counter()
        status, _body = fetch(asked.path, cookie)
        walls.append(1000 * (time.perf_counter() - wall))
        spent.append(1000 * (time.process_time() - cpu))
        if status >= 400:
            raise SystemExit(f"{asked.label} answered {status}")
    return walls, spent


def count_queries(asked: Asked, cookie: str) -> int:
    """How many queries the page makes when nothing is known of it yet."""
    from django.core.cache import cache
    from django.db import connection

    seen = 0
    cache.clear()

    def watch(execute: Any, *arguments: Any) -> Any:
        nonlocal seen
        seen += 1
        return execute(*arguments)

    with connection.execute_wrapper(watch):
        fetch(asked.path, cookie)
    return seen


def http_lines(asked: list[Asked], cookie: str) -> list[dict[str, Any]]:
    """The same pages over HTTP, from the product's server in a process of its own."""
    with served() as port:
        return [http_line(one, cookie, port) for one in asked]


@contextmanager
def served() -> Iterator[int]:
    """``saule serve`` on a free port, until this ends."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-P", "-m", "saule", "serve", "--no-worker", "--port", str(port)]
    source = str(Path(__file__).resolve().parent.parent / "src")
    server = subprocess.Popen(  # noqa: S603 - our own command
        command, env={**os.environ, "PYTHONPATH": source}, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int) -> None:
    """Returns once the server answers; gives up after half a minute."""
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def http_line(asked: Asked, cookie: str, port: int) -> dict[str, Any]:
    """The figures of one page over one connection that is kept."""
    walls = []
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        for _ in range(WARM + RUNS):
            began = time.perf_counter()
            connection.request("GET", asked.path, headers={"Cookie": cookie})
            response = connection.getresponse()
            response.read()
            walls.append(1000 * (time.perf_counter() - began))
            if response.status >= 400:
                raise SystemExit(f"{asked.label} over HTTP answered {response.status}")
    walls = walls[WARM:]
    return {
        "name": asked.label,
        "median_ms": round(quantile(walls, 0.5), 1),
        "p95_ms": round(quantile(walls, 0.95), 1),
    }


if __name__ == "__main__":
    sys.exit(main())
