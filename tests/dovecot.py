"""A real mail server (Dovecot) of the tests' own: unprivileged, in a folder that is gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import pytest

PATIENCE = 20.0
CERTIFICATE = Path(__file__).parent / "channels" / "email" / "server.pem"
PASSWORD = "le-saule-plie"
SETTINGS = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/server.pem
ssl_key = <{home}/server.pem
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{home}/mail/%u
mail_max_userip_connections = 1000
default_process_limit = 400
default_client_limit = 2000
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
service anvil {{
  chroot =
}}
service imap {{
  process_limit = 400
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""
NUMBERS = count(1)


def binary() -> str:
    """Where dovecot is; the test that asks is skipped where it is missing."""
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if not found:
        pytest.skip("dovecot is not installed")
    return found


class Dovecot:
    """The server; mail is put into its folders as a delivery agent does, and taken out as by anybody."""

    def __init__(self, home: Path, users: Sequence[str]) -> None:
        self.home, self.users = home, users
        self.port, self.tls_port = free_port(), free_port()
        self.owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        self.process: subprocess.Popen[bytes] | None = None

    def set_up(self) -> None:
        """Settings, accounts and folders."""
        group = subprocess.run(
            ["id", "-gn", self.owner.pw_name], check=True, capture_output=True, text=True
        ).stdout.strip()
        (self.home / "dovecot.conf").write_text(
            SETTINGS.format(
                home=self.home,
                user=self.owner.pw_name,
                group=group,
                port=self.port,
                tls_port=self.tls_port,
            )
        )
        shutil.copy(CERTIFICATE, self.home / "server.pem")
        (self.home / "mail").mkdir()
        self.set_passwords(dict.fromkeys(self.users, PASSWORD))
        self.own(self.home)

    def set_passwords(self, passwords: dict[str, str]) -> None:
        """Who may sign in with what."""
        lines = [f"{user}:{{PLAIN}}{password}\n" for user, password in passwords.items()]
        (self.home / "users").write_text("".join(lines))
        self.own(self.home / "users")

    def own(self, path: Path) -> None:
        """Gives a file or folder to the server's user."""
        if os.getuid() == 0:
            for one in [path, *path.rglob("*")] if path.is_dir() else [path]:
                os.chown(one, self.owner.pw_uid, self.owner.pw_gid)

    def start(self) -> None:
        """Starts, and waits until it answers."""
        root = os.getuid() == 0
        who = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []} if root else {}
        self.process = subprocess.Popen(
            [binary(), "-F", "-c", str(self.home / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **who,  # type: ignore[call-overload]
        )
        end = time.monotonic() + PATIENCE
        while not self.answers():
            assert time.monotonic() < end, self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether somebody greets at the port."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as wire:
                return wire.recv(10).startswith(b"* OK")
        except OSError:
            return False

    def said(self) -> str:
        """The server's log."""
        log = self.home / "log"
        return log.read_text(errors="replace")[-3000:] if log.exists() else "no log"

    def stop(self) -> None:
        """Stops."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(PATIENCE)
            self.process = None

    def folder(self, user: str, name: str = "INBOX") -> Path:
        """Where the mails of a folder lie."""
        root = self.home / "mail" / user
        return root if name == "INBOX" else root / f".{name}"

    def deliver(self, user: str, raw: bytes, folder: str = "INBOX", at: float | None = None) -> Path:
        """Puts a mail into a folder, as if it had come at ``at``."""
        home = self.folder(user, folder)
        for part in ("tmp", "new", "cur"):
            if not (home / part).is_dir():
                (home / part).mkdir(parents=True)
                self.own(self.home / "mail" / user)
        name = f"{time.time():.6f}.{next(NUMBERS)}.here"
        path = home / "tmp" / name
        path.write_bytes(raw)
        if at is not None:
            os.utime(path, (at, at))
        self.own(path)
        return path.rename(home / "new" / name)

    def mails(self, user: str, folder: str = "INBOX") -> list[Path]:
        """The mails in a folder."""
        home = self.folder(user, folder)
        return sorted(path for part in ("new", "cur") for path in (home / part).iterdir())

    def empty(self, user: str, folder: str = "INBOX") -> None:
        """Somebody else removes everything."""
        for path in self.mails(user, folder):
            path.unlink()

    def renumber(self, user: str, folder: str = "INBOX") -> None:
        """Forgets its indexes, as after a restored backup: another UIDVALIDITY, and new UIDs."""
        self.stop()
        for path in self.folder(user, folder).glob("dovecot*"):
            path.unlink() if path.is_file() else None
        time.sleep(1.1)  # UIDVALIDITY is the time in seconds
        self.start()


def free_port() -> int:
    """A port that nobody uses."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def a_dovecot(users: Sequence[str] = ("contact",)) -> Iterator[Dovecot]:
    """A server that runs, with these users."""
    binary()
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    server = Dovecot(home, users)
    try:
        server.set_up()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
