"""What commands say: results on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any


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
