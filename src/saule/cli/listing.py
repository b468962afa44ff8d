"""``saule matters``: what people write about, by strength."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from saule.cli.speaking import gettext_noop, say, say_json, say_table
from saule.cli.store import chosen_desk, open_store

if TYPE_CHECKING:
    from saule.matters.models import Matter
    from saule.promises.standing import MatterPromise


def command(
    desk: Annotated[str, typer.Option(help=gettext_noop("The desk, if there are several."))] = "",
    limit: Annotated[int, typer.Option(min=1, help=gettext_noop("How many matters to show."))] = 20,
    everything: Annotated[
        bool,
        typer.Option(
            "--all", help=gettext_noop("Answered and lapsed matters too, not only those that want an answer.")
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=gettext_noop("Print JSON."))] = False,
) -> int:
    """List what people write about, strongest first."""
    open_store()
    from django.utils import timezone

    from saule.promises.standing import for_matters

    rows = chosen_desk(desk).matters.current() if everything else chosen_desk(desk).matters.open()
    matters = list(rows.filter(people__gt=0).by_strength().select_related("desk", "kind")[:limit])
    promises = for_matters(matters, now=timezone.now())
    if as_json:
        say_json([as_record(matter, promises[matter.pk]) for matter in matters])
    else:
        show(matters, promises)
    return 0


def as_record(matter: "Matter", promise: "MatterPromise") -> dict[str, Any]:
    """One matter for a script."""
    return {
        "id": matter.public_id,
        "title": matter.title,
        "state": matter.state,
        "kind": matter.kind.code if matter.kind else None,
        "nature": matter.nature,
        "grave": matter.grave,
        "people": matter.people,
        "confirmed": matter.confirmed,
        "own_words": matter.own_words,
        "waiting": matter.waiting,
        "messages": matter.messages_count,
        "promise": {
            "state": promise.state or None,
            "day": promise.day,
            "late_days": promise.late_days,
            "people_without_date": promise.people_without_date,
        },
        "last_at": matter.last_at,
    }


def show(matters: "list[Matter]", promises: "dict[int, MatterPromise]") -> None:
    """The matters as a table, or a sentence when there is none."""
    from django.utils.translation import gettext as _

    if not matters:
        say(_("Nothing wants an answer. What people write appears here once it is imported and grouped."))
        return
    head = (_("Matter"), _("People"), _("Waiting"), _("Own words"), _("Promised for"), _("Id"))
    rows = [
        (
            f"{'▲ ' if matter.grave else ''}{matter.title}",
            matter.people,
            matter.waiting,
            matter.own_words,
            in_words(promises[matter.pk]),
            matter.public_id,
        )
        for matter in matters
    ]
    say_table(head, rows)


def in_words(promise: "MatterPromise") -> str:
    """The promise in a few characters."""
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    if promise.state == "late":
        days = promise.late_days
        return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    if promise.state == "undated":
        return _("no date")
    return promise.day.isoformat() if promise.day else "–"
