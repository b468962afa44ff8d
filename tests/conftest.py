"""The cast of three: Alice owns the desk, Bob is a member, Charlie has no access. And mails that come in."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from tests import stores

from saule.desk.models import Capacity, Desk, Kind, Mailbox, MailboxSwitch, Membership, Nature, Role, User
from saule.matters.incoming import Incoming

PASSWORD = "correct horse battery"
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """The store of the tests begins as a copy of an empty one: its migrations are not walked again."""
    from django.db import connection

    if given := os.environ.get("SAULE_DATABASE_URL", ""):
        connection.settings_dict["TEST"]["TEMPLATE"] = stores.postgresql(given)
        yield
    else:
        # Django's own name for the store that tests have in memory: what it makes there is there already.
        with closing(stores.remember(f"file:memorydb_{connection.alias}?mode=memory&cache=shared")):
            yield


@pytest.fixture
def now() -> datetime:
    """A Saturday morning in Paris."""
    return datetime(2026, 11, 21, 10, 0, tzinfo=PARIS)


@pytest.fixture
def desk(db, now) -> Desk:
    """A town hall with a live mailbox, two headings and a stated capacity."""
    desk = Desk.objects.create(name="Mairie de Saint-Aubin", created_at=now)
    mailbox = Mailbox.objects.create(
        desk=desk, address="contact@mairie.example", name="Mairie de Saint-Aubin", created_at=now
    )
    MailboxSwitch.objects.create(mailbox=mailbox, live=True, at=now)
    Kind.objects.create(
        desk=desk, code="transports", name_fr="Transports", name_en="Transport", nature=Nature.SHARED
    )
    Kind.objects.create(desk=desk, code="civil", name_fr="État civil", name_en="Civil registry", position=1)
    Capacity.objects.create(desk=desk, answers_per_week=50, since=date(2026, 1, 1), at=now)
    return desk


@pytest.fixture
def mailbox(desk) -> Mailbox:
    """The desk's live mailbox."""
    return desk.mailboxes.get()


def member(desk: Desk, name: str, role: Role, now: datetime) -> Membership:
    """A colleague with this role."""
    user = User.objects.create_user(f"{name.lower()}@mairie.example", name, PASSWORD)
    return Membership.objects.create(desk=desk, user=user, role=role, since=now)


@pytest.fixture
def alice(desk, now) -> Membership:
    """Alice owns the desk."""
    return member(desk, "Alice", Role.OWNER, now)


@pytest.fixture
def bob(desk, now) -> Membership:
    """Bob is an agent."""
    return member(desk, "Bob", Role.AGENT, now)


@pytest.fixture
def charlie(db) -> User:
    """Charlie can sign in, and belongs to no desk."""
    return User.objects.create_user("charlie@elsewhere.example", "Charlie", PASSWORD)


@pytest.fixture
def mail(now) -> Callable[..., Incoming]:
    """Makes an incoming mail; each is another one unless ``position`` and ``message_id`` say otherwise."""
    numbers = count(1)

    def make(said: str = "Bonjour, quand rouvre la piscine ?", **fields: Any) -> Incoming:
        number = next(numbers)
        fields = {
            "channel": "email",
            "position": f"test:{number}",
            "raw": said.encode(),
            "sender": f"person{number}@example.org",
            "sender_name": f"Person {number}",
            "recipients": ("contact@mairie.example",),
            "subject": "Piscine",
            "text": said,
            "said": said,
            "message_id": f"{number}@example.org",
            "sent_at": now,
            **fields,
        }
        return Incoming(**fields)

    return make


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """Each test begins in the default language: what one before it spoke is forgotten."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _nobody_notes_looks(monkeypatch) -> None:
    """No thread writes beside a test: it could not see what the test's transaction holds."""
    monkeypatch.setattr("saule.desk.looking.SCRIBE", SimpleNamespace(note=lambda looks: None))


@pytest.fixture(autouse=True)
def _quick(settings) -> None:
    """The encoder without a model, and quick passwords: tests of the flow need no more."""
    from saule.matters import groupers

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SAULE_ENCODER = "lexical"
    groupers.encoder.cache_clear()
    groupers.MEMORIES.clear()


def place(item: pytest.Item) -> int:
    """Where a test stands in the run."""
    return 2 if item.get_closest_marker("e2e") else 0 if item.get_closest_marker("slow") else 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked ``postgres`` need that store; where it is not configured they are skipped, and say so.

    What takes long comes first, so that no process waits for it at the end; browsers come last, as no store
    can be opened beside the loop that drives one. A file that drives a browser stays in one process (with
    ``--dist loadgroup``): its server is started once.
    """
    from django.db import connection

    for item in items:
        if item.get_closest_marker("e2e"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    items.sort(key=place)

    if connection.vendor != "postgresql":
        skip = pytest.mark.skip(reason="needs PostgreSQL: set SAULE_DATABASE_URL")
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(skip)
