"""Small is a rule of the house: 400 lines a file; in the product 30 lines a function (docstring left out)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
SOURCE = HOME / "src" / "saule"
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


def files(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in (HOME / folder).rglob("*.py"))
    return sorted(path for path in found if path.parent.name != "migrations")


@pytest.mark.parametrize("path", files("src"), ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_functions_of_the_product_are_small(path):
    assert [one for one in functions(path.read_text()) if one[1] > LINES_OF_A_FUNCTION] == []


@pytest.mark.parametrize("folder", ["src", "tests", "benchmarks"])
def test_files_are_small(folder):
    sizes = {str(path.relative_to(HOME)): len(path.read_text().splitlines()) for path in files(folder)}

    assert sizes
    assert {name: size for name, size in sizes.items() if size > LINES_OF_A_FILE} == {}
