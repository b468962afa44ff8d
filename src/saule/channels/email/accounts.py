"""Accounts: connected, changed and paused by a person; leased, and told how they fare, by workers."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saule.channels.email.fetching import Fetched
from saule.channels.email.folders import INBOX, set_folders, settle_folders
from saule.channels.email.imap import HERE, Connection, sent_folder
from saule.channels.email.models import Account, Folder, Security
from saule.channels.email.troubles import FOR_A_PERSON
from saule.desk.changing import NotPossible
from saule.desk.models import Mailbox, User, log

EVERY = timedelta(seconds=30)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=10)
PERSON_WAITS = (timedelta(minutes=10), timedelta(hours=1))
LEASE = timedelta(minutes=20)
SERVER = ("host", "port", "security", "user")


def check(values: Mapping[str, Any]) -> dict[str, Any]:
    """The server as it is kept. Raises NotPossible, also for a password unencrypted on a network."""
    facts = {name: values[name] for name in SERVER}
    facts["host"] = facts["host"].strip().lower()
    if not facts["host"]:
        raise NotPossible(_("The server’s name is missing."), "host")
    if facts["security"] not in Security.values:
        raise NotPossible(_("The protection is one of: %(names)s.") % {"names": ", ".join(Security.values)})
    if facts["security"] == Security.NONE and facts["host"] not in HERE:
        text = _("A password is only sent unencrypted to a server on this very machine.")
        raise NotPossible(text, "security")
    return facts


def connect(
    mailbox: Mailbox, values: Mapping[str, Any], password: str, *, by: User | None, now: datetime
) -> Account:
    """Connects a mailbox to its server, or changes how. Nothing is fetched yet, and no server is asked.

    What is on the server before the first connection is history. An empty password keeps the present one.
    Raises NotPossible.
    """
    facts = check(values)
    with transaction.atomic():
        Mailbox.objects.select_for_update().get(pk=mailbox.pk)
        account = Account.objects.filter(mailbox=mailbox).first() or Account(
            mailbox=mailbox, connected_at=now
        )
        if not password and not account.pk:
            raise NotPossible(_("The password is missing."), "password")
        if password:
            account.password = password
        verb = "change connection" if account.pk else "connect mailbox"
        for name, value in facts.items():
            setattr(account, name, value)
        try_soon(account)
        account.save()
        names = values.get("folders") or [INBOX]
        set_folders(account, names, Folder.Role.INBOX)
        if sent := values.get("sent", ""):
            set_folders(account, [sent], Folder.Role.SENT)
        log(mailbox.desk, verb, mailbox, by=by, now=now, host=account.host, port=account.port)
    return account


def try_soon(account: Account) -> None:
    """Forgets the failures, so that the next worker tries at once."""
    account.next_at = account.failing_since = None
    account.failures, account.error = 0, ""


def probe(values: Mapping[str, Any], password: str) -> list[str]:
    """Signs in as ``connect`` would have it; returns the names of the folders to be read, which are there.

    Nothing is stored. Raises MailServerError.
    """
    account = Account(**check(values))
    account.password = password
    connection = Connection(account)
    try:
        listed = connection.folders()
        names = [*(values.get("folders") or [INBOX]), values.get("sent") or sent_folder(listed)]
        for name in filter(None, names):
            connection.state(name)
        return list(filter(None, names))
    finally:
        connection.logout()


def test(account: Account) -> list[str]:
    """Signs in and looks at every folder; returns their names. Raises MailServerError or LostSecret."""
    connection = Connection(account)
    try:
        settle_folders(account, connection)
        names = list(account.folders.order_by("pk").values_list("name", flat=True))
        for name in names:
            connection.state(name)
        return names
    finally:
        connection.logout()


def pause(account: Account, *, by: User | None, now: datetime) -> None:
    """Nothing is fetched until ``resume``. What comes meanwhile waits on the server."""
    with transaction.atomic():
        if Account.objects.filter(pk=account.pk, paused_at=None).update(paused_at=now):
            log(account.mailbox.desk, "pause mailbox", account.mailbox, by=by, now=now)
    account.refresh_from_db()


def resume(account: Account, *, by: User | None, now: datetime) -> None:
    """Fetches again; what came meanwhile comes in."""
    with transaction.atomic():
        rows = Account.objects.filter(pk=account.pk, paused_at__isnull=False)
        if rows.update(paused_at=None, next_at=None, failures=0, failing_since=None, error=""):
            log(account.mailbox.desk, "resume mailbox", account.mailbox, by=by, now=now)
    account.refresh_from_db()


def try_now(account: Account) -> None:
    """The next worker tries at once, whatever happened before."""
    Account.objects.filter(pk=account.pk).update(next_at=None, failures=0)


def take(
    pk: int, *, worker: str, alive: Callable[[str], bool], now: datetime, rung: bool = False
) -> Account | None:
    """Leases an account that is due; None when another worker has it, or it is not due any more.

    ``rung``: the server said that something is new, so it is due before its time.
    """
    rows = Account.objects.at_work() if rung else Account.objects.due(now)
    account = rows.filter(pk=pk).select_related("mailbox__desk").first()
    if account is None or held(account, alive, now):
        return None
    mine = {"leased_by": worker[:80], "leased_until": now + LEASE, "tried_at": now}
    seen = {
        "leased_by": account.leased_by,
        "leased_until": account.leased_until,
        "tried_at": account.tried_at,
    }
    if not Account.objects.filter(pk=pk, **seen).update(**mine):
        return None
    for name, value in mine.items():
        setattr(account, name, value)
    return account


def held(account: Account, alive: Callable[[str], bool], now: datetime) -> bool:
    """Whether a worker that lives holds the account. A lease from a clock that was ahead does not count."""
    until = account.leased_until
    if until is None or not account.leased_by or not now < until <= now + LEASE:
        return False
    return alive(account.leased_by)


def keep(account: Account, *, now: datetime) -> None:
    """Shows that the lease is still in use."""
    rows = Account.objects.filter(pk=account.pk, leased_by=account.leased_by)
    rows.update(leased_until=now + LEASE)


def well(account: Account, fetched: Fetched, *, now: datetime) -> None:
    """A look at the account went well; the next one is due soon, at once when there is more to read."""
    facts: dict[str, Any] = {"ok_at": now, "failing_since": None, "failures": 0, "error": ""}
    if fetched.lag is not None:
        facts["lag_seconds"] = fetched.lag
    facts["next_at"] = now if fetched.more else now + EVERY * random.uniform(0.9, 1.0)  # noqa: S311
    release(account, **facts)


def failed(account: Account, code: str, *, now: datetime) -> None:
    """A look failed. Each next try waits longer; longest where only a person can help."""
    facts: dict[str, Any] = {"error": code[:40], "failures": account.failures + 1}
    facts["failing_since"] = account.failing_since or now
    facts["next_at"] = now + wait_after(facts["failures"], code) * random.uniform(0.8, 1.2)  # noqa: S311
    release(account, **facts)


def wait_after(failures: int, code: str) -> timedelta:
    """How long to wait after so many failures in a row."""
    if code in FOR_A_PERSON:
        return PERSON_WAITS[min(failures - 1, len(PERSON_WAITS) - 1)]
    return min(SHORTEST_WAIT * int(2 ** min(failures - 1, 20)), LONGEST_WAIT)


def release(account: Account, **facts: Any) -> None:
    """Gives the lease back, if it is still ours, and writes how the account fares."""
    rows = Account.objects.filter(pk=account.pk, leased_by=account.leased_by)
    rows.update(leased_by="", leased_until=None, **facts)
