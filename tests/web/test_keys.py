"""The sheet of keys tells every key that there is, and none that there is not."""

import re
from pathlib import Path

import pytest

from saule import web

pytestmark = pytest.mark.django_db
HERE = Path(web.__file__).parent
OF_THE_BROWSER = {"Enter", "Ctrl", "Esc"}


def told(html: str) -> set[str]:
    """The keys in the sheet."""
    sheet = html.partition("<dialog data-keys")[2].partition("</dialog>")[0]
    return set(re.findall("<kbd>(.+?)</kbd>", sheet))


def used() -> set[str]:
    """The keys that templates name, and those that the script knows."""
    pages = "".join(file.read_text("utf-8") for file in HERE.glob("templates/**/*.html"))
    script = (HERE / "static/saule/saule.js").read_text("utf-8")
    places = re.findall(r'(\w): "/', script.partition("const places")[2].partition("}")[0])
    keys = re.findall(r'^    "?(.)"?: \(\) =>', script.partition("const keys = {")[2], re.MULTILINE)
    return {*re.findall('data-key="(.)"', pages), *places, *keys}


def test_the_sheet_is_complete_and_true(world, alice, sign_in):
    html = sign_in(alice).get(world.url("overview")).content.decode()

    assert {"j", "/", "o", "u", ";"} <= used()
    assert told(html) - OF_THE_BROWSER == used()


def test_an_agent_is_told_of_no_page_that_is_closed_to_them(world, bob, sign_in):
    html = sign_in(bob).get(world.url("overview")).content.decode()

    assert "<kbd>g</kbd> <kbd>s</kbd>" not in html
