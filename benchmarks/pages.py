"""How quickly each page of the desk answers, on a desk that it makes for itself.

Every address of the desk that can be read is asked for, as an owner, as an agent of two teams out of four,
or as a visitor; through the WSGI application with the product's own settings, so that middleware,
connections, templates and the store's queries are all in it. A few are also asked for over HTTP from
``saule serve``. A new page that is not told about here is an error and stops the benchmark.

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
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from benchmarks.measuring import common, one_thread, options, present, quantile, tell, temporary_home

if TYPE_CHECKING:
    from saule.desk.models import Membership
    from saule.matters.models import Matter, Message
    from saule.web.policies import Row

RUNS, WARM, CHANGED_RUNS = 15, 2, 5
SLOW_SECONDS = 5.0
OVER_HTTP = ("overview", "matters", "matter", "conversations", "conversation", "promises")
HOST = "localhost"
ABOUT = {
    "matters/": "matter",
    "messages/": "message",
    "notes/": "note",
    "conversations/": "conversation",
    "attachments/": "attachment",
    "answers/": "sent",
    "outbox/": "delivery",
    "people/": "person",
    "settings/mailboxes/": "mailbox",
    "settings/headings/": "kind",
    "settings/staff/": "member",
    "settings/teams/": "team",
    "settings/saved-replies/": "saved",
    "enclosures/": "enclosure",
    "status/": "token",
    "unsubscribe/": "stop",
}
"""What the addresses that begin so are about: a key of ``things``."""

SPECIAL = {"sending": "draft", "likeness": "pair"}
"""Pages about something else than other addresses that begin like theirs."""

LEFT_OUT = {
    "invitation": "a link that works once, for somebody who does not work here yet",
    "dead-letters": "only of a mailbox that is fetched from a server",
}
"""Pages that are not measured, and why."""

VARIANTS = {
    "overview": ("days=90",),
    "matters": ("state=all", "state=answered", "state=all&page=30", "kind=-", "q=tramway"),
    "matter": ("show=letters", "show=all", "show=all&page=40"),
    "conversations": (
        "state=objected",
        "state=answered",
        "state=all",
        "state=machines",
        "state=snoozed",
        "who=me",
        "who=nobody&kind=-",
        "page=30",
        "q=tramway",
    ),
    "promises": ("state=late", "state=due", "state=undated", "state=kept", "state=kept&page=30"),
    "outbox": ("state=waiting", "state=refused", "page=30"),
    "outcomes": ("state=sent",),
    "search": ("q=tramway", "q=hirondelle", 'q="yellow bins"'),
}
"""Other lists that a page shows, as one asks for them."""

VISITOR = frozenset({"healthz", "sign-in", "status", "unsubscribe"})


@dataclass(frozen=True)
class Asked:
    """One thing to ask for: as whom, under which name, and where."""

    who: str
    name: str
    path: str

    @property
    def label(self) -> str:
        """How the table calls it."""
        query = urlsplit(self.path).query
        return f"{self.name}{f'?{query}' if query else ''} ({self.who})"


def main(arguments: list[str] | None = None) -> int:
    """Makes the desk, measures, prints."""
    parser = options("pages", __doc__ or "", files=False)
    parser.add_argument("--conversations", type=int, default=10_000, help="how large the desk is")
    parser.add_argument(
        "--home", default="", help="keep the desk in this folder, or use the one that is there"
    )
    chosen = parser.parse_args(arguments)
    one_thread()
    with temporary_home(chosen.home) as home, store_of_its_own():
        open_desk(chosen.conversations, chosen.seed, home)
        result = measured(chosen.limit)
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


def measured(limit: int) -> dict[str, Any]:
    """Every page, first inside this process, then a few over HTTP."""
    from saule.matters.models import Conversation

    cookies = {who: session(who) for who in ("owner", "agent")}
    asked = list(everything(cookies))[: limit or None]
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


def everything(cookies: dict[str, str]) -> Iterator[Asked]:
    """All that can be read, as each of those who may. An address that is not known here ends it."""
    from saule.config.urls import urlpatterns
    from saule.web.policies import table

    things = {who: dict(things_of(who)) for who in cookies}
    unknown = []
    for row in table(urlpatterns):
        if row.name in LEFT_OUT or not readable(row.route, cookies["owner"]):
            continue
        for who in ("visitor",) if row.name in VISITOR else tuple(cookies):
            path = path_of(row, things["owner" if who == "visitor" else who])
            status = fetch(path, cookies.get(who, ""))[0] if path else 404
            if status < 400:
                yield from variants(Asked(who, row.name, path))
            elif status != 403:
                unknown.append(f"{row.name} ({who})")
    if unknown:
        raise SystemExit(f"Say in benchmarks/pages.py how to ask for: {', '.join(unknown)}")


def path_of(row: "Row", things: dict[str, Any]) -> str:
    """Where a page is; empty when it is not known what it is about."""
    from django.urls import reverse

    if "<" not in row.route:
        return reverse(row.name)
    thing = things.get(SPECIAL.get(row.name) or ABOUT.get(row.route.partition("<")[0], ""), ())
    arguments = thing if isinstance(thing, tuple) else (thing,)
    return reverse(row.name, args=arguments) if len(arguments) == row.route.count("<") else ""


def variants(asked: Asked) -> Iterator[Asked]:
    """A page, and the other lists that it shows."""
    yield asked
    for query in VARIANTS.get(asked.name, ()):
        yield Asked(asked.who, asked.name, f"{asked.path}?{query.replace(' ', '+')}")


def readable(route: str, cookie: str) -> bool:
    """Whether an address answers to reading at all: those for changes only say 405."""
    return fetch("/" + "".join(dummies(route)), cookie)[0] != 405


def dummies(route: str) -> Iterator[str]:
    """A route with each of its places filled by something of the right form."""
    for part in route.split("<"):
        kind, closed, rest = part.partition(">")
        yield part if not closed else f"{'1' if kind.startswith('int') else 'x'}{rest}"


def things_of(who: str) -> Iterator[tuple[str, Any]]:
    """The largest matter that somebody sees, a conversation in it, and one of everything else."""
    from saule.desk.models import Membership
    from saule.matters.models import Matter, Message

    member = Membership.objects.select_related("desk", "user").get(role=who)
    mine = Matter.objects.visible_to(member)
    largest = mine.filter(answers__state="draft").order_by("-people")[0]
    answered = mine.filter(state="answered").order_by("-people")[0]
    message = Message.objects.filter(filings__matter=largest, outgoing=False).exclude(html="")[0]
    yield "matter", largest.public_id
    yield "draft", largest.answers.get().public_id
    yield "sent", answered.answers.get().public_id
    yield "message", message.public_id
    yield "conversation", message.conversation.public_id
    yield from settings_of(member)
    yield from beside(member, message)
    yield from files_and_mails(largest, answered)


def settings_of(member: "Membership") -> Iterator[tuple[str, Any]]:
    """What a desk's settings have pages about."""
    yield "mailbox", member.desk.mailboxes.get().pk
    yield "kind", member.desk.kinds.all()[0].pk
    yield "team", member.desk.teams.all()[0].pk
    yield "member", member.pk
    yield "saved", member.desk.saved_replies.all()[0].public_id


def beside(member: "Membership", message: "Message") -> Iterator[tuple[str, Any]]:
    """A note beside a message, its writer, and another person to compare them with."""
    from saule.matters.noting import note
    from saule.people.models import Person

    noted = message.conversation.notes.first() or note(
        message.conversation, "She called twice.", by=member.user, now=message.received_at
    )
    people = Person.objects.filter(messages__filings__matter__in=message.filings.values("matter"))
    pair = tuple(person.public_id for person in people.distinct().order_by("pk")[:2])
    yield "note", noted.public_id
    yield "person", pair[0]
    yield "pair", pair


def files_and_mails(largest: "Matter", answered: "Matter") -> Iterator[tuple[str, Any]]:
    """A file that came, one that goes, a mail that left, and the links in it."""
    from saule.matters.models import Attachment, Conversation, Delivery, Enclosure
    from saule.people.suppressing import unsubscribe_token
    from saule.promises.links import status_token

    sent = Delivery.objects.filter(answer__matter=answered)[0]
    yield (
        "attachment",
        Attachment.objects.filter(message__filings__matter__in=(largest, answered))[0].public_id,
    )
    yield "enclosure", Enclosure.objects.filter(answer__matter=largest)[0].public_id
    yield "delivery", sent.public_id
    yield "token", status_token(Conversation.objects.get(pk=sent.conversation_id))
    yield "stop", unsubscribe_token(sent.desk, "email", "person1@example.org")


def fetch(path: str, cookie: str) -> tuple[int, bytes]:
    """One request through the WSGI application, from the first byte asked to the last one answered."""
    from django.test import RequestFactory

    from saule.config.wsgi import application

    environ = RequestFactory(SERVER_NAME=HOST).get(path, headers={"cookie": cookie}).environ
    status: list[int] = []

    def start(line: str, _headers: Any, _exception: Any = None) -> Callable[[bytes], object]:
        status.append(int(line.split()[0]))
        return lambda _data: None

    response = application(environ, start)
    try:
        return status[0], b"".join(response)
    finally:
        close = getattr(response, "close", None)
        if close:
            close()


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
