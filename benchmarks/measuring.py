"""What every benchmark says and does the same way: its options, its common figures, how it prints them."""

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
SOURCE = Path(__file__).resolve().parent.parent / "src"


def one_thread() -> None:
    """One thread for linear algebra, here and in what is started here. Call it before numpy is loaded."""
    for name in THREADS:
        os.environ[name] = "1"


def options(module: str, about: str, *, files: bool = True) -> argparse.ArgumentParser:
    """The options that every benchmark has; a benchmark adds its own."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{module}", description=about)
    if files:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--seed", type=int, default=1, help="the same number makes the same input")
    parser.add_argument("--limit", type=int, default=0, help="stop after so many (0: all)")
    return parser


@contextmanager
def temporary_home(kept: str = "") -> Iterator[Path]:
    """A data folder of its own for as long as this lasts (or ``kept``), with the product's own settings.

    Call it before anything of ``saule`` that reads settings is imported.
    """
    if str(SOURCE) not in sys.path:
        sys.path.insert(0, str(SOURCE))
    if kept:
        yield settled(Path(kept).resolve())
        return
    with TemporaryDirectory(prefix="saule-benchmark-") as folder:
        yield settled(Path(folder))


def settled(home: Path) -> Path:
    """Points the settings at ``home``."""
    os.environ["SAULE_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "saule.config.settings"
    return home


def common(settings: dict[str, Any]) -> dict[str, Any]:
    """The figures that every benchmark ends with. Memory is this process's own highest, in MB."""
    from saule import __version__

    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "settings": settings,
        "version": __version__,
        "cpu_seconds": round(time.process_time(), 2),
        "peak_rss_mb": round(highest / (1_000_000 if sys.platform == "darwin" else 1_000), 1),
    }


def quantile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of these do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1))]


def tell(text: str) -> None:
    """Says how far it is, on the error stream: standard output holds the result alone."""
    print(text, file=sys.stderr, flush=True)


def present(result: dict[str, Any], *, as_json: bool) -> None:
    """Prints the result: one JSON object, or tables for lists of rows and a line for everything else."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=None))
        return
    for name, value in result.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            print(f"\n{name}")
            print_rows(value)
        else:
            print(f"{name}: {json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value}")


def print_rows(rows: Sequence[dict[str, Any]]) -> None:
    """Prints rows of the same keys below each other: words to the left, figures to the right."""
    keys = list(rows[0])
    cells = [[str(row.get(key, "")) for key in keys] for row in rows]
    widths = [max(len(key), *(len(line[at]) for line in cells)) for at, key in enumerate(keys)]
    words = [isinstance(rows[0][key], str) for key in keys]
    for line in (keys, *cells):
        print(
            "  ".join(
                cell.ljust(width) if left else cell.rjust(width)
                for cell, width, left in zip(line, widths, words, strict=True)
            ).rstrip()
        )
