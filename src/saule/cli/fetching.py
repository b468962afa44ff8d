"""``saule fetch``: looks once at every mailbox's server, for scripts and for trying out."""

from typing import Annotated

import typer

from saule.cli.speaking import gettext_noop, say, say_json
from saule.cli.store import open_store

FAILED = 1


def command(
    as_json: Annotated[bool, typer.Option("--json", help=gettext_noop("Print JSON."))] = False,
) -> int:
    """Fetch the mail of every connected mailbox once; exit status 1 if one cannot be read."""
    open_store()
    from django.utils import timezone

    from saule.channels.email.troubles import sentence
    from saule.worker.fetching import fetch_all

    looks = fetch_all(timezone.now, now_all=True)
    failed = [look for look in looks if look.error]
    if as_json:
        say_json([look._asdict() for look in looks])
        return FAILED if failed else 0
    for look in looks:
        say(f"{look.mailbox}: {sentence(look.error) or look.stored}")
    return FAILED if failed else 0
