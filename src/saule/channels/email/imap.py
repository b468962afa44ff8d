"""One connection to a mail server (IMAP, RFC 3501), which only ever reads: nothing is marked or deleted."""

import re
import socket
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from saule.channels.email.models import Account, Security
from saule.channels.email.troubles import MailServerError, told
from saule.desk.errors import SauleError

CONNECT_PATIENCE = 20.0
PATIENCE = 60.0
LONGEST_MAIL = 100_000_000
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
SENT_NAMES = (
    *("sent", "sent items", "sent messages", "sent mail"),
    *("envoyés", "éléments envoyés", "messages envoyés", "courrier envoyé", "outbox"),
)
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]{1,60})"')
_QUOTED = re.compile(rb'\bBODY\[\](?:<0>)? "((?:[^"\\]|\\.)*)"')


class State(NamedTuple):
    """A folder as the server counts it."""

    uidvalidity: int
    uidnext: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known of a mail before it is fetched."""

    uid: int
    size: int
    arrived_at: datetime | None


class Connection:
    """A signed-in connection. Every method raises MailServerError; after that, the connection is useless."""

    def __init__(self, account: Account) -> None:
        self.made_for = credentials(account)
        self.settled = False
        with told():
            self.box = open_box(account)
        try:
            self.sign_in(account)
        except SauleError:
            self.abort()
            raise

    def sign_in(self, account: Account) -> None:
        """User and password; in UTF-8 (SASL PLAIN) when they are not plain ASCII."""
        password = account.password
        with told():
            plain = account.user.isascii() and password.isascii()
            login = self.box.login if plain else self.box.login_utf8
            login(account.user, password, initial_folder=None)
            self.sock.settimeout(PATIENCE)

    @property
    def sock(self) -> socket.socket:
        """The wire."""
        return self.box.client.sock

    def folders(self) -> list[tuple[str, frozenset[str]]]:
        """Every folder with its flags in lower case."""
        with told():
            listed = self.box.folder.list()
        return [(one.name, frozenset(flag.lower() for flag in one.flags)) for one in listed]

    def state(self, folder: str) -> State:
        """How far a folder is, without opening it."""
        with told():
            found = self.box.folder.status(folder, ["UIDVALIDITY", "UIDNEXT"])
        if "UIDVALIDITY" not in found or "UIDNEXT" not in found:
            raise MailServerError("protocol")
        return State(found["UIDVALIDITY"], found["UIDNEXT"])

    def open(self, folder: str) -> int:
        """Opens a folder for reading only (EXAMINE); returns its UIDVALIDITY."""
        with told():
            self.box.folder.set(folder, readonly=True)
            _name, said = self.box.client.response("UIDVALIDITY")
            return int(said[0] or b"0") if said and said[0] else 0

    def close_folder(self) -> None:
        """Leaves the open folder; a folder opened for reading only loses nothing by it."""
        with told():
            if self.box.client.state == "SELECTED":
                self.box.client.close()

    def uids(self, first: int, last: int | None = None) -> list[int]:
        """The UIDs from ``first`` to ``last`` that exist, in order."""
        if last is not None and last < first:
            return []
        with told():
            _ok, said = self.command("SEARCH", f"UID {first}:{last or '*'}")
        found = sorted({int(word) for line in said if line for word in line.split() if word.isdigit()})
        # "n:*" always names the last mail, even when its UID is below n.
        return [uid for uid in found if first <= uid <= (last or uid)]

    def envelopes(self, uids: Sequence[int]) -> list[Envelope]:
        """Size and arrival of these mails; those that are gone are left out."""
        with told():
            _ok, said = self.command("FETCH", sequence(uids), "(UID RFC822.SIZE INTERNALDATE)")
        found = [envelope(flat(item)) for item in said if item]
        return sorted((one for one in found if one and one.uid in set(uids)), key=lambda one: one.uid)

    def mails(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The bytes of these mails, at most LONGEST_MAIL of each; those that are gone are left out.

        Raises MailServerError: ``refused`` when the server says no, without the connection being lost.
        """
        with told():
            part = f"(UID BODY.PEEK[]<0.{LONGEST_MAIL + 1}>)"
            ok, said = self.command("FETCH", sequence(uids), part)
        if ok != "OK":
            raise MailServerError("refused")
        return {uid: raw for uid, raw in bodies(said) if uid in set(uids)}

    def command(self, *words: str) -> tuple[str, list[Any]]:
        """One UID command, and what came back."""
        return self.box.client.uid(*words)

    def can_idle(self) -> bool:
        """Whether the server tells of new mail by itself (IDLE, RFC 2177)."""
        return "IDLE" in {str(one).upper() for one in self.box.client.capabilities}

    def ping(self) -> None:
        """Shows that the other side still lives."""
        with told():
            self.box.client.noop()

    def abort(self) -> None:
        """Cuts the wire without ceremony; whoever reads from it wakes up. May be called by another thread."""
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)
        with suppress(OSError, AttributeError):
            self.box.client.shutdown()

    def logout(self) -> None:
        """Says goodbye."""
        with suppress(Exception):
            self.sock.settimeout(2)
            self.box.logout()
        self.abort()


def credentials(account: Account) -> tuple[str, ...]:
    """What a connection is made with: another one is needed when any of it changes."""
    return account.host, str(account.port), account.security, account.user, account.secret


def open_box(account: Account) -> BaseMailBox:
    """The wire to the server, protected as the account says."""
    host, port, patience = account.host, account.port, CONNECT_PATIENCE
    if account.security == Security.NONE:
        if host not in HERE:
            raise MailServerError("not-encrypted")
        return MailBoxUnencrypted(host, port, timeout=patience)
    context = ssl.create_default_context()
    if account.security == Security.STARTTLS:
        return MailBoxStartTls(host, port, timeout=patience, ssl_context=context)
    return MailBox(host, port, timeout=patience, ssl_context=context)


def sequence(uids: Iterable[int]) -> str:
    """UIDs as a command names them, neighbours as a range."""
    runs: list[list[int]] = []
    for uid in sorted(uids):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(f"{first}:{last}" if last > first else str(first) for first, last in runs)


def flat(item: Any) -> bytes:
    """A piece of an answer as one line."""
    return b" ".join(item) if isinstance(item, tuple) else bytes(item)


def envelope(line: bytes) -> Envelope | None:
    """One line of an answer to FETCH."""
    uid, size, date = _UID.search(line), _SIZE.search(line), _DATE.search(line)
    if not uid:
        return None
    return Envelope(int(uid[1]), int(size[1]) if size else 0, moment(date[1]) if date else None)


def moment(written: bytes) -> datetime | None:
    """An INTERNALDATE such as `` 5-Nov-2026 10:00:00 +0100``; None for what is none."""
    try:
        found = parsedate_to_datetime(written.decode("ascii").strip().replace("-", " ", 2))
        return found.astimezone(UTC)
    except (ValueError, OverflowError, UnicodeError):
        return None


def bodies(said: Sequence[Any]) -> Iterator[tuple[int, bytes]]:
    """The mails in an answer to FETCH, by UID: as literals, or short ones in quotes."""
    for place, item in enumerate(said):
        if isinstance(item, tuple):
            tail = said[place + 1] if place + 1 < len(said) and isinstance(said[place + 1], bytes) else b""
            if uid := _UID.search(item[0]) or _UID.search(tail):
                yield int(uid[1]), item[1]
        elif item and (quoted := _QUOTED.search(item)) and (uid := _UID.search(item)):
            yield int(uid[1]), re.sub(rb"\\(.)", rb"\1", quoted[1])


def sent_folder(folders: Sequence[tuple[str, frozenset[str]]]) -> str:
    """Where sent mail lies: as the server says (RFC 6154), or by the usual names; empty: nowhere."""
    for name, flags in folders:
        if "\\sent" in flags:
            return name
    for name, _flags in folders:
        if re.split(r"[/.]", name)[-1].lower() in SENT_NAMES:
            return name
    return ""
