"""``saule simulate``: what another threshold, staffing or order of work would have made of a history."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from saule.cli.importing import bar
from saule.cli.speaking import gettext_noop, say, say_json, say_table
from saule.cli.store import chosen_desk, open_store, start_django
from saule.engines.replaying import Order

if TYPE_CHECKING:
    from saule.engines.replaying import Replay
    from saule.promises.histories import History
    from saule.promises.simulating import Trial

CONTROLLER = "controller"
MOST = 10_000


Thresholds = Annotated[
    list[str] | None,
    typer.Option(help=gettext_noop("A number of people, or “controller”; may be given several times.")),
]
Capacity = Annotated[
    float | None, typer.Option(min=0, max=MOST, help=gettext_noop("Shared matters answered a week."))
]
Change = Annotated[
    int | None, typer.Option(min=0, help=gettext_noop("The week from which staffing is another."))
]
Then = Annotated[float, typer.Option(min=0, max=MOST, help=gettext_noop("Answers a week from then on."))]
First = Annotated[Order, typer.Option(help=gettext_noop("Who is answered first among those that are due."))]
DueOnly = Annotated[
    bool,
    typer.Option("--due-only", help=gettext_noop("Free hours do not go to matters below the threshold.")),
]
Seed = Annotated[int, typer.Option(min=0, help=gettext_noop("The same number gives the same run."))]
Own = Annotated[
    bool, typer.Option("--own", help=gettext_noop("Replay the desk’s own history, not We the People’s."))
]
Weeks = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help=gettext_noop("Write every week into this file."))
]


def command(
    threshold: Thresholds = None,
    capacity: Capacity = None,
    change: Change = None,
    then: Then = 0.0,
    order: First = Order.PASSING,
    due_only: DueOnly = False,
    seed: Seed = 1,
    own: Own = False,
    desk: Annotated[str, typer.Option(help=gettext_noop("The desk, if there are several."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=gettext_noop("Print JSON."))] = False,
    csv_file: Weeks = None,
) -> int:
    """Replay a history under other thresholds: petitions to the White House, or your own desk’s."""
    history, weekly = own_history(desk) if own else petitions()
    from saule.engines.replaying import Staffing
    from saule.promises.simulating import Trial, record

    thresholds = read(threshold) if threshold else usual(own=own)
    staffing = Staffing(weekly if capacity is None else capacity, change, then)
    trial = Trial(thresholds, staffing, order, due_only, seed)
    replays = replayed(trial, history)
    if csv_file:
        write_weeks(csv_file, history, replays)
    if as_json:
        say_json(record(trial, history, replays))
    else:
        show(trial, history, replays)
    return 0


def petitions() -> "tuple[History, float]":
    """The history that ships with Saule, and how many answers a week it had."""
    start_django()
    from saule.promises.histories import we_the_people
    from saule.promises.simulating import PETITION_ANSWERS

    return we_the_people(), PETITION_ANSWERS


def own_history(name: str) -> "tuple[History, float]":
    """The history of a desk, and how many answers a week it can give. Raises CommandError without any."""
    open_store()
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from saule.cli.errors import CommandError
    from saule.promises.capacity import weekly
    from saule.promises.histories import of_desk

    desk, now = chosen_desk(name), timezone.now()
    history = of_desk(desk, now=now)
    if not history.arrivals.weeks:
        raise CommandError(_("This desk has no shared matter yet: there is no history to replay."))
    return history, weekly(desk, desk.local_date(now)).answers


def usual(*, own: bool) -> tuple[int | None, ...]:
    """What is compared when nothing is asked for: Saule's controller comes last."""
    from saule.promises.simulating import TOLD

    return (1, None) if own else (*TOLD, None)


def read(given: list[str]) -> tuple[int | None, ...]:
    """The thresholds as they were typed, each once. Raises CommandError for one that is none."""
    from django.utils.translation import gettext as _

    from saule.cli.errors import CommandError
    from saule.engines.threshold import HIGHEST

    for word in given:
        if word != CONTROLLER and not (word.isdecimal() and 1 <= int(word) <= HIGHEST):
            words = _("“%(given)s” is no threshold: give a number of people, or “controller”.")
            raise CommandError(words % {"given": word})
    return tuple(dict.fromkeys(None if word == CONTROLLER else int(word) for word in given))


def replayed(trial: "Trial", history: "History") -> "dict[str, Replay]":
    """Runs it, with a progress bar."""
    from django.utils.translation import gettext as _

    with bar(_("Replaying"), trial.steps(history), octets=False) as step:
        return trial.run(history, progress=step)


def write_weeks(path: Path, history: "History", replays: "dict[str, Replay]") -> None:
    """Every week under every threshold, as a table that other programs read."""
    from saule.promises.simulating import COLUMNS, rows

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows(history, replays))


def show(trial: "Trial", history: "History", replays: "dict[str, Replay]") -> None:
    """What was replayed, then one line for each threshold."""
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    arrivals = history.arrivals
    words = ngettext(
        "%(count)s shared matter in %(weeks)s weeks from %(day)s. Answers a week: %(answers)s.",
        "%(count)s shared matters in %(weeks)s weeks from %(day)s. Answers a week: %(answers)s.",
        len(arrivals.born),
    )
    figures = {
        "count": figure(len(arrivals.born)),
        "weeks": figure(arrivals.weeks),
        "day": history.first.isoformat(),
        "answers": figure(trial.staffing.weekly),
    }
    say(words % figures)
    head = (
        _("Threshold"),
        _("Promised"),
        _("Kept in time"),
        _("Answered"),
        _("People answered"),
        _("Longest queue"),
        _("Changes a year"),
    )
    say_table(head, [line(name, replay) for name, replay in replays.items()])


def line(name: str, replay: "Replay") -> tuple[str, ...]:
    """One threshold in a row."""
    from django.utils.translation import gettext as _

    from saule.promises.simulating import CONTROLLER as OWN

    totals = replay.totals
    # All is said only when none was broken.
    share = 100 if not totals.late else min(99, round(100 * (totals.kept_share or 0)))
    kept = _("%(share)s%%") % {"share": share} if totals.promised else "–"
    return (
        _("Saule’s controller") if name == OWN else figure(int(name)),
        figure(totals.promised),
        kept,
        figure(totals.answered),
        figure(totals.people),
        figure(totals.max_backlog),
        figure(round(totals.changes_a_year, 1)),
    )


def figure(value: float) -> str:
    """A figure as it is written in the reader's language."""
    from django.utils.formats import number_format

    whole = int(value) if value == int(value) else value
    return str(number_format(whole, force_grouping=True))
