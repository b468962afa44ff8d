"""What commands say: results on standard output, everything else on standard error."""

import gettext as catalogues
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from saule.cli.store import language_of_terminal

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def gettext(text: str) -> str:
    """The text in the terminal's language, even where the application is not loaded, or cannot be."""
    known = catalogues.translation("django", LOCALE, [language_of_terminal()], fallback=True)
    return known.gettext(text)


def gettext_noop(text: str) -> str:
    """Marks a text for the catalogue, to be looked up later."""
    return text


# What the system says most often, in its own words: these are translated when it is quoted.
REASONS = (
    gettext_noop("No such file or directory"),
    gettext_noop("Permission denied"),
    gettext_noop("No space left on device"),
    gettext_noop("Is a directory"),
    gettext_noop("Not a directory"),
    gettext_noop("Read-only file system"),
    gettext_noop("Input/output error"),
    gettext_noop("Address already in use"),
    gettext_noop("Cannot assign requested address"),
    gettext_noop("Name or service not known"),
)


def reason_of(error: OSError) -> str:
    """Why the system refused, in the terminal's language where it is one of the usual reasons."""
    return gettext(error.strerror or gettext_noop("Input/output error"))


def say(text: str = "") -> None:
    """A line of the result."""
    sys.stdout.write(f"{text}\n")


def say_json(value: Any) -> None:
    """The result as one JSON document, alone on standard output."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def tell(text: str) -> None:
    """A line about what is going on."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def complain(text: str) -> None:
    """Why a command failed, on one line."""
    tell(f"saule: {' '.join(text.split())}")


def say_table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table, as wide as the terminal, or without any frame or colour when it goes into a file."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, name in enumerate(head):
        table.add_column(name, overflow="fold", justify="left" if number == 0 else "right")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    width = None if sys.stdout.isatty() else 160
    Console(file=sys.stdout, width=width, highlight=False, markup=False).print(table)
