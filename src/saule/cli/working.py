"""``saule worker``: groups, promises, tells and sends, until it is stopped."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from saule.cli import beside
from saule.cli.speaking import gettext_noop, say_json, tell
from saule.cli.store import open_store

if TYPE_CHECKING:
    from saule.worker.sweeps import Swept


def command(
    once: Annotated[
        bool, typer.Option("--once", help=gettext_noop("Stop when there is nothing left to do."))
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=gettext_noop("With --once: print what was done as JSON."))
    ] = False,
) -> int:
    """Do what waits to be done: group messages, give dates, tell people, send answers."""
    beside.follow()
    open_store()
    from django.utils.translation import gettext as _

    from saule.worker.run import run

    total = dict.fromkeys(("grouped", "promised", "acknowledged", "sent"), 0)

    def told(swept: "Swept") -> None:
        add(total, swept)
        if swept.busy and sys.stderr.isatty():
            tell(
                _("Grouped %(grouped)s, promised %(promised)s, acknowledged %(acknowledged)s, sent %(sent)s.")
                % total
            )

    status = run(once=once, told=told)
    if once and as_json:
        say_json(total)
    return status


def add(total: dict[str, int], swept: "Swept") -> None:
    """Adds what one round did."""
    total["grouped"] += swept.grouped
    total["promised"] += swept.promised
    total["acknowledged"] += swept.acknowledged
    total["sent"] += swept.sending.sent
