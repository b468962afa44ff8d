"""Small is a rule of the house: functions of 30 lines at most (docstring left out), files of 400."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "saule"
LINES_OF_A_FUNCTION = 30
LINES_OF_A_FILE = 400


def lines(node: ast.stmt) -> int:
    """How many lines a piece of code takes."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def functions(code: str) -> Iterator[tuple[str, int]]:
    """The name of each function, and its number of lines, docstring left out."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = lines(node.body[0]) if ast.get_docstring(node) is not None else 0
            yield node.name, lines(node) - docstring


def files() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if path.parent.name != "migrations")


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_file_and_its_functions_are_small(path):
    code = path.read_text()

    assert len(code.splitlines()) <= LINES_OF_A_FILE
    assert [(name, size) for name, size in functions(code) if size > LINES_OF_A_FUNCTION] == []
