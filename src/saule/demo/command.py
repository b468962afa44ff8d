"""``saule demo``: a fictional town hall in a crisis, in a home of its own, up in a minute or so."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from saule.cli.serving import check_free, serve, settle_addresses
from saule.cli.speaking import gettext_noop, say, say_json
from saule.cli.store import open_store

if TYPE_CHECKING:
    from saule.demo.loading import Figures
    from saule.desk.models import Desk

LOADED = "loaded"
OURS = ("saule.sqlite3", "saule.sqlite3-wal", "saule.sqlite3-shm", LOADED)


def command(
    host: Annotated[str, typer.Option(help=gettext_noop("The network address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=gettext_noop("The port to listen on."))] = 8000,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help=gettext_noop("Load and tell, but do not serve."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=gettext_noop("Print the figures as JSON."))] = False,
    keep: Annotated[
        bool | None,
        typer.Option(
            "--keep/--reset", help=gettext_noop("Keep the last demo, or make it anew; else anew every day.")
        ),
    ] = None,
) -> int:
    """Try Saule on a fictional town hall. Nothing is sent anywhere: mail goes into files."""
    if not no_serve:
        check_free(host, port)
    home = own_home()
    settle(home, host, port)
    desk = ready_desk(home, keep)
    from saule.demo.loading import figures

    found = figures(desk)
    if as_json:
        say_json(found.as_record())
    else:
        introduce(desk, found, home)
    sys.stdout.flush()
    return 0 if no_serve else serve(host, port, worker=True)


def own_home() -> Path:
    """The demo's own folder, inside the data folder, so that real data and the demo never meet."""
    from saule.desk.home import data_home

    home = data_home() / "demo"
    home.mkdir(exist_ok=True, mode=0o700)
    return home


def settle(home: Path, host: str, port: int) -> None:
    """Points the settings at the demo's home: its own embedded store, mail into files."""
    os.environ.update(SAULE_HOME=str(home), SAULE_DEMO="1", SAULE_MAIL="outbox")
    for name in ("SAULE_DATABASE_URL", "SAULE_SECRET_KEY", "SAULE_PUBLIC_URL"):
        os.environ.pop(name, None)
    settle_addresses(host, port)


def ready_desk(home: Path, keep: bool | None) -> "Desk":
    """The demo's desk: the one of today if it is there (or any, to keep it), else a new one."""
    from datetime import datetime

    today = datetime.now().astimezone().date().isoformat()
    loaded = (home / LOADED).read_text().strip() if (home / LOADED).exists() else ""
    if not loaded or keep is False or (keep is None and loaded != today):
        clear(home)
    open_store()
    from saule.desk.models import Desk

    if (desk := Desk.objects.first()) is None:
        desk = load_watched()
        (home / LOADED).write_text(today)
    return desk


def clear(home: Path) -> None:
    """Takes the last demo away: the files that the demo made, and no other."""
    for name in OURS:
        (home / name).unlink(missing_ok=True)
    shutil.rmtree(home / "outbox", ignore_errors=True)


def load_watched() -> "Desk":
    """Loads the story with a progress bar."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from saule.demo.loading import load

    with days_bar(_("Ninety days at the town hall")) as step:
        return load(now=timezone.now(), told=step)


@contextmanager
def days_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar of days on standard error; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
    with progress:
        task = progress.add_task(title, total=None)
        yield lambda done, days: progress.update(task, completed=done, total=days)


def introduce(desk: "Desk", found: "Figures", home: Path) -> None:
    """Says what was found, where to look first, and how to sign in."""
    from django.conf import settings
    from django.utils.translation import gettext as _

    from saule.demo.loading import largest_matter

    url, matter = settings.PUBLIC_URL, largest_matter(desk)
    record = found.as_record()
    say(desk.name)
    say(
        _("%(messages)s messages of %(people)s people, %(conversations)s conversations, %(matters)s matters.")
        % record
    )
    say(
        _("%(promises_dated)s conversations have an answer date, %(promises_undated)s an honest “no date”.")
        % record
    )
    if matter:
        say(
            _("Look first at “%(title)s”: %(people)s people, and a draft answer that waits for you:")
            % found.largest_matter
        )
        say(f"  {url}/matters/{matter.public_id}")
    introduce_places(desk, url)
    introduce_people(desk, url)
    say(_("Nothing leaves this machine: mails are files in %(folder)s.") % {"folder": home / "outbox"})


def introduce_places(desk: "Desk", url: str) -> None:
    """Where else to look."""
    from django.utils.translation import gettext as _

    say(
        _("Then at where the desk stands: %(overview)s and at what was sent: %(outbox)s")
        % {"overview": f"{url}/", "outbox": f"{url}/outbox"}
    )
    say(
        _("What everybody can read and sign, without an account: %(board)s")
        % {"board": f"{url}/public/{desk.public_id}"}
    )


def introduce_people(desk: "Desk", url: str) -> None:
    """Says who can sign in: the owner, and those who answer for a provider; and where one sees how well."""
    from django.utils.translation import gettext as _

    from saule.demo.loading import PASSWORD
    from saule.demo.providers import agents

    owner = desk.memberships.filter(role="owner").select_related("user").get().user
    say(_("Sign in as %(email)s with %(password)s.") % {"email": owner.email, "password": PASSWORD})
    say(_("The same password lets these people in, who answer for two providers:"))
    for name, address in agents():
        say(f"  {address} ({name})")
    say(_("What becomes of their answers: %(url)s") % {"url": f"{url}/settings/providers"})
