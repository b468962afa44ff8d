"""The command line: finds the command, runs it, and turns every failure into one line and an exit status."""

import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from saule.cli.helping import lend_catalogue, translate, usage_error
from saule.cli.speaking import complain, gettext, gettext_noop, reason_of, say

COMMANDS = {
    "setup": "saule.cli.setup",
    "import": "saule.cli.importing",
    "connect": "saule.cli.connecting",
    "fetch": "saule.cli.fetching",
    "serve": "saule.cli.serving",
    "worker": "saule.cli.working",
    "matters": "saule.cli.listing",
    "answer": "saule.cli.answering",
    "simulate": "saule.cli.simulating",
    "doctor": "saule.cli.examining",
}
INTERRUPTED, PIPE_CLOSED, FAILED = 130, 141, 1
DAMAGED = ("malformed", "not a database")  # SQLite's own words for a file that is no store any more


def run(argv: Sequence[str], *, more: Mapping[str, str] | None = None) -> int:
    """Runs one command; returns its exit status. Nothing is ever raised.

    ``more`` names commands of higher layers with their modules: each has a function ``command``.
    """
    if list(argv[:1]) in (["--version"], ["-V"]):
        from saule import __version__

        say(f"saule {__version__}")
        return 0
    try:
        status = dispatch(list(argv), {**(more or {}), **COMMANDS})
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has gone: nothing more to say, not even at exit.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 -- the edge: nobody is shown a traceback
        return explain(error)


def dispatch(argv: list[str], commands: Mapping[str, str]) -> int:
    """Lets typer find the command and read its options; help when there is none."""
    lend_catalogue()
    import typer

    app = typer.Typer(
        name="saule",
        help=gettext_noop(
            "A desk that bends under load: groups what people write, and gives each of them an honest date."
        ),
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback(epilog=gettext_noop("saule COMMAND --help says more. SAULE_HOME says where data lives."))
    def saule(
        version: bool = typer.Option(
            False, "--version", "-V", help=gettext_noop("Print the version and stop.")
        ),
    ) -> None:
        pass

    for name, module in commands.items():
        app.command(name)(import_module(module).command)
    try:
        words = translate(typer.main.get_command(app))
        result = words(argv or ["--help"], prog_name="saule", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    return result if isinstance(result, int) else 0


def explain(error: Exception) -> int:
    """Says on one line what went wrong; returns the exit status."""
    import typer

    from saule.desk.errors import SauleError

    if isinstance(error, typer.TyperException):
        more = gettext("(saule --help says more.)")
        complain(f"{usage_error(error)} {more}")
        return error.exit_code
    if isinstance(error, SauleError):
        complain(str(error))
        return FAILED
    complain(foreseen(error) or unforeseen(error))
    return FAILED


def foreseen(error: Exception) -> str:
    """A sentence for what any machine meets some day: no room, no right, no store. Else empty."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, OperationalError

    if isinstance(error, FileExistsError) and error.filename:
        return gettext("“%(name)s” is a file: a folder was expected.") % {"name": error.filename}
    if isinstance(error, OSError) and error.strerror:
        reason = reason_of(error)
        return f"{reason}: {error.filename}" if error.filename else reason
    if type(error) is DatabaseError and any(words in str(error) for words in DAMAGED):
        return gettext("The store is damaged (%(reason)s). Put back a copy of it.") % {"reason": error}
    if isinstance(error, OperationalError):
        words = gettext(
            "The store cannot be used: %(reason)s. What was stored before is kept; run the command again."
        )
        return words % {"reason": str(error).strip().rstrip(".?") or gettext("no reason was given")}
    if isinstance(error, ImproperlyConfigured):
        return str(error)
    return ""


def unforeseen(error: Exception) -> str:
    """Writes where it happened to the errors log, without any value (these may be personal), and says so."""
    name = type(error).__name__
    try:
        from saule.desk.home import data_home

        path = data_home() / "errors.log"
        write_trace(path, error)
    except OSError:
        return gettext("Something went wrong that was not foreseen (%(name)s).") % {"name": name}
    words = gettext(
        "Something went wrong that was not foreseen (%(name)s). %(path)s says where; what was stored is kept."
    )
    return words % {"name": name, "path": path}


def write_trace(path: Path, error: BaseException) -> None:
    """Adds the types of the error and of its causes, with the lines of code that they passed through."""
    lines = [f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {type(error).__name__}"]
    cause: BaseException | None = error
    while cause is not None:
        frames = traceback.extract_tb(cause.__traceback__)
        lines += [f"  {type(cause).__name__}"]
        lines += [f"    {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        cause = cause.__cause__ or cause.__context__
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    with suppress(OSError):
        path.chmod(0o600)
