"""``saule serve``: the desk in the browser, with a worker beside it."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from saule.cli import beside
from saule.cli.speaking import gettext, gettext_noop, reason_of, say
from saule.cli.store import open_store

THREADS = 8
PATIENCE = 5.0


def command(
    host: Annotated[str, typer.Option(help=gettext_noop("The network address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=gettext_noop("The port to listen on."))] = 8000,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help=gettext_noop("Serve only: a worker runs elsewhere."))
    ] = False,
) -> int:
    """Serve the desk to browsers, and work in the background."""
    check_free(host, port)
    settle_addresses(host, port)
    open_store()
    return serve(host, port, worker=not no_worker)


def settle_addresses(host: str, port: int) -> None:
    """Lets the settings know how the desk is reached, unless the environment says so already."""
    name = f"[{host}]" if ":" in host else host
    known = os.environ.get("SAULE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    os.environ["SAULE_HOSTS"] = ",".join(dict.fromkeys([*known, name]))
    os.environ.setdefault("SAULE_PUBLIC_URL", f"http://{name}:{port}")


def check_free(host: str, port: int) -> None:
    """Raises CommandError when nothing can listen there, before anything else is started.

    A port in use is looked at again for some seconds: a desk that was killed leaves it a moment later.
    """
    from saule.cli.errors import CommandError

    end = time.monotonic() + PATIENCE
    while error := trouble_at(host, port):
        if error.errno != errno.EADDRINUSE or time.monotonic() > end:
            words = gettext("Cannot listen on %(address)s: %(reason)s. Choose another with --port.")
            found = {"address": f"{host}:{port}", "reason": reason_of(error)}
            raise CommandError(words % found) from error
        time.sleep(0.25)


def trouble_at(host: str, port: int) -> OSError | None:
    """Why nothing can listen there now, if so."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def serve(host: str, port: int, *, worker: bool) -> int:
    """Serves until it is stopped; the worker ends with it.

    The store is let go of first. The server's process is a fork of this one: SQLite would believe there that
    it holds locks which only this one holds, and what it writes is lost if this one is killed.
    """
    from django.conf import settings
    from django.db import connections
    from django.utils.translation import gettext as _
    from granian import Granian
    from granian.constants import Interfaces

    server = Granian(
        "saule.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
    )
    beside.lead()
    connections.close_all()
    with worker_beside(worker):
        say(_("Saule is at %(url)s (stop with Ctrl+C).") % {"url": settings.PUBLIC_URL})
        sys.stdout.flush()
        server.serve()
    return 0


@contextmanager
def worker_beside(wanted: bool) -> Iterator[None]:
    """Runs ``saule worker`` as a child process for as long as this lasts."""
    if not wanted:
        yield
        return
    child = subprocess.Popen([sys.executable, "-P", "-m", "saule", "worker"])
    try:
        yield
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            child.kill()
