"""``saule import``: what was written so far, from mailbox files."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from saule.cli.speaking import gettext_noop, say, say_json, tell
from saule.cli.store import chosen_desk, open_store

if TYPE_CHECKING:
    from saule.channels.mailbox_import.importing import Imported, Preview
    from saule.desk.models import Desk

Step = Callable[[int], None]
KINDS = gettext_noop(
    "Mailbox files (mbox, also .gz), mails (.eml), folders of them, Maildirs, .zip of all these."
)


def command(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help=KINDS),
    ],
    ours: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS", help=gettext_noop("An address that the desk answers from.")),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=gettext_noop("Say what would come in, and store nothing."))
    ] = False,
    no_group: Annotated[
        bool,
        typer.Option("--no-group", help=gettext_noop("Only bring in: a worker groups and promises later.")),
    ] = False,
    desk: Annotated[str, typer.Option(help=gettext_noop("The desk, if there are several."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=gettext_noop("Print JSON."))] = False,
) -> int:
    """Bring in mails from files. Nothing is ever sent for it; running it again brings nothing twice."""
    open_store()
    chosen, addresses = chosen_desk(desk), check_addresses(ours or [])
    with only_mails():
        if dry_run:
            report_preview(preview(chosen, files, addresses), as_json=as_json)
            return 0
        done = bring_in(chosen, files, addresses)
    followed = {} if no_group else group_and_promise(chosen)
    report(done, followed, as_json=as_json)
    return 0


@contextmanager
def only_mails() -> Iterator[None]:
    """Turns a file that is no mailbox into the command's own one-line error."""
    from saule.channels.mailbox_import.reading import WrongFile
    from saule.cli.errors import NotAFile

    try:
        yield
    except WrongFile as error:
        raise NotAFile(error.message) from error


def check_addresses(addresses: Sequence[str]) -> list[str]:
    """The addresses given with --ours. Raises CommandError for what is none."""
    from django.utils.translation import gettext as _

    from saule.cli.errors import CommandError
    from saule.people.addresses import can_be_written_to

    for address in addresses:
        if not can_be_written_to("email", address):
            raise CommandError(_("“%(given)s” is not a mail address.") % {"given": address})
    return list(addresses)


def preview(desk: "Desk", files: Sequence[Path], ours: Sequence[str]) -> "Preview":
    """What would come in, with a progress bar."""
    from django.utils.translation import gettext as _

    from saule.channels.mailbox_import.importing import octets_in, preview_files

    with bar(_("Reading"), octets_in(files)) as step:
        return preview_files(desk, files, ours=ours, told=lambda seen: step(seen.octets))


def bring_in(desk: "Desk", files: Sequence[Path], ours: Sequence[str]) -> "Imported":
    """Stores what is new, with a progress bar."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from saule.channels.mailbox_import.importing import import_files, octets_in, own

    total = octets_in(files)
    own(desk, ours, by=None, now=timezone.now())
    with bar(_("Bringing in"), total) as step:
        return import_files(desk, files, now=timezone.now(), told=lambda done: step(done.octets))


def group_and_promise(desk: "Desk") -> dict[str, int]:
    """Does at once what a worker would do next; returns the figures."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from saule.matters.grouping import group_waiting
    from saule.matters.models import Message
    from saule.matters.revising import revise_recent
    from saule.promises.promising import give_due, sweep_dates

    grouped = 0
    with bar(_("Grouping"), Message.objects.filter(desk=desk).to_group().count(), octets=False) as step:
        while count := group_waiting(desk, now=timezone.now()).count:
            grouped += count
            step(grouped)
    revise_recent(desk, now=timezone.now())
    sweep_dates(desk, now=timezone.now())
    return {"grouped": grouped, "promised": give_due(desk, now=timezone.now())}


@contextmanager
def bar(title: str, total: int, *, octets: bool = True) -> Iterator[Step]:
    """A progress bar on standard error, with rate and remaining time; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import Progress

    progress = Progress(*columns(octets), console=Console(stderr=True), disable=not sys.stderr.isatty())
    with progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.update(task, completed=done)
        progress.update(task, completed=total)


def columns(octets: bool) -> "list[Any]":
    """What the bar shows: the share, how much of how much, the rate and the time that remains."""
    from rich import progress as parts

    amount: list[Any] = [parts.MofNCompleteColumn()]
    if octets:
        amount = [parts.DownloadColumn(), parts.TransferSpeedColumn()]
    return [parts.TextColumn("{task.description}"), parts.BarColumn(), *amount, parts.TimeRemainingColumn()]


def report_preview(seen: "Preview", *, as_json: bool) -> None:
    """Says what would come in."""
    from django.utils.translation import gettext as _

    record = {
        "would_store": seen.messages,
        "known": seen.known,
        "ours": seen.ours,
        "classes": dict(seen.classes),
        "people": len(seen.people),
        "first": seen.first,
        "last": seen.last,
        "cards_masked": seen.cards,
        "warnings": dict(seen.warnings),
    }
    if as_json:
        say_json(record)
        return
    say(
        _("%(new)s messages would come in, %(known)s are known already. Nothing was stored.")
        % {"new": seen.messages, "known": seen.known}
    )
    if seen.first and seen.last:
        say(_("From %(first)s to %(last)s.") % {"first": seen.first.date(), "last": seen.last.date()})
    say(
        _("%(people)s people wrote; %(ours)s messages were sent by the desk.")
        % {"people": len(seen.people), "ours": seen.ours}
    )
    for name, count in seen.classes.most_common():
        say(f"  {label(name)}: {count}")


def label(mail_class: str) -> str:
    """A mail class in words."""
    from saule.matters.models import MailClass

    return str(MailClass(mail_class).label)


def report(done: "Imported", followed: dict[str, int], *, as_json: bool) -> None:
    """Says what came in, and what became of it."""
    from django.utils.translation import gettext as _

    if as_json:
        say_json({"stored": done.stored, "known": done.known, **followed})
        return
    say(
        _("%(stored)s messages came in, %(known)s were known already. Nothing was sent.")
        % {"stored": done.stored, "known": done.known}
    )
    if followed:
        say(_("%(grouped)s were grouped, %(promised)s promises were given.") % followed)
        tell(_("What people write about: saule matters. In the browser: saule serve"))
