"""``saule doctor``: looks for anything that is not as it must be, and says so in plain sentences."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from saule.cli.speaking import gettext_noop, say, say_json

if TYPE_CHECKING:
    from saule.worker.findings import Finding

ILL = 1


def command(
    as_json: Annotated[bool, typer.Option("--json", help=gettext_noop("Print JSON."))] = False,
) -> int:
    """Check that everything is as it must be; exit status 1 if something is not."""
    from saule.cli.store import start_django

    start_django()
    findings = []
    for finding in examined():
        findings.append(finding)
        if not as_json:
            say(f"{mark(finding)} {finding.sentence}")
    well = all(finding.well for finding in findings)
    if as_json:
        rows = [{"check": f.name, "well": f.well, "sentence": f.sentence} for f in findings]
        say_json({"well": well, "checks": rows})
    return 0 if well else ILL


def mark(finding: "Finding") -> str:
    """Good, to be mended, or worth a look."""
    if not finding.well:
        return "✗"
    return "?" if finding.open else "✓"


def examined() -> "Iterator[Finding]":
    """Every finding; the store's own state first, since nothing else can be read without it."""
    from django.utils import timezone

    from saule.worker.checking import examine

    store = up_to_date()
    yield store
    if store.well:
        yield from examine(now=timezone.now())


def up_to_date() -> "Finding":
    """Whether the store has seen every migration. The doctor changes nothing: it only says so."""
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from saule.cli.store import unapplied_migrations
    from saule.worker.findings import Finding

    missing = len(unapplied_migrations())
    if not missing:
        return Finding("migrations", True, _("The store is up to date."))
    words = ngettext(
        "The store is not up to date: %(count)s migration is missing. Any other command brings it.",
        "The store is not up to date: %(count)s migrations are missing. Any other command brings them.",
        missing,
    )
    return Finding("migrations", False, words % {"count": missing})
