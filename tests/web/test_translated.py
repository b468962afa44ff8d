"""What the program says is in the catalogues, wherever it is written: also within an f-string."""

import ast
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

SOURCE = Path("src/saule")
SAYING = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}


def said() -> Iterator[tuple[Path, str]]:
    """Each text that is given to be translated, and where."""
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            first = node.args[0] if called in SAYING and isinstance(node, ast.Call) and node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield file, first.value


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_text_is_in_the_catalogue(language):
    known = {entry.msgid for entry in polib.pofile(str(SOURCE / f"locale/{language}/LC_MESSAGES/django.po"))}
    assert [(str(file), text) for file, text in said() if text not in known] == []
