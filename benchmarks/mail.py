"""What becomes of real and hostile mails once they are read: from, subject, body, files and class.

Every ``.eml`` file in the folders is read as it is when it comes in. Beside it may lie a ``.json`` file that
says what is true: ``{"from", "subject", "body", "attachments": [names], "class"}``. What it does not say, or
says in another form, is not compared. Of all mails it is counted whether reading them failed, and whether
their words came out garbled. Files of other names are read where they look like mails.

``from`` is compared as an address; words without regard to white space, and the body with what the mail says
as a whole or with what its sender wrote anew, without quotes.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import common, one_thread, options, present, tell, temporary_home

if TYPE_CHECKING:
    from saule.matters.incoming import Incoming

KEYS = ("from", "subject", "body", "attachments", "class")
GARBLED = re.compile(
    "[\ufffd\x80-\x9f]"  # what could not be decoded; controls that no charset in use writes
    "|\u00c3[\u00a0-\u00bf\u0192\u201a-\u201e\u2020-\u2030\u2122]"  # UTF-8 read as a charset of the West
    "|\u00e2\u20ac[\u0153\u2122\u201c\u02dc\u00a6\u00a2\u009d]"
)


@dataclass
class Tally:
    """What was found so far."""

    messages: int = 0
    compared: int = 0
    stated: Counter[str] = field(default_factory=Counter)
    matched: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    garbled: list[str] = field(default_factory=list)
    missed: list[dict[str, str]] = field(default_factory=list)
    errors: int = 0


def main(arguments: list[str] | None = None) -> int:
    """Reads every mail, compares, counts and prints."""
    parser = options("mail", "what becomes of mails once they are read")
    parser.add_argument(
        "--missed", action="store_true", help="also name each mail that is not as it should be"
    )
    asked = parser.parse_args(arguments)
    one_thread()
    with temporary_home():
        result = measure(asked.files, limit=asked.limit, missed=asked.missed)
        present(result, as_json=asked.json)
    return int(bool(result["errors"]))


def measure(paths: list[Path], *, limit: int, missed: bool = False) -> dict[str, Any]:
    """Every figure of the contract."""
    import django

    django.setup()
    tally = Tally()
    for path, raw in mails(paths):
        if limit and tally.messages >= limit:
            break
        look_at(path, raw, tally)
    figures: dict[str, Any] = {
        "messages": tally.messages,
        "compared": tally.compared,
        "matched": {key: tally.matched[key] for key in KEYS},
        "stated": {key: tally.stated[key] for key in KEYS},
        "mojibake": len(tally.garbled),
        "errors": tally.errors,
        "classes": dict(sorted(tally.classes.items())),
    }
    if missed:
        figures |= {"garbled": tally.garbled, "missed": tally.missed}
    return {**figures, **common({"body": "text or said"})}


def mails(paths: Iterable[Path]) -> Iterator[tuple[Path, bytes]]:
    """Every mail in the folders, in the order of the names; also in other files that look like mails."""
    from saule.channels.mailbox_import.reading import WrongFile, read

    for file in (file for path in paths for file in files_in(path)):
        if file.suffix.lower() == ".eml":
            yield file, file.read_bytes()
        elif file.suffix.lower() != ".json":
            try:
                for one in read(file):
                    yield file, one.raw
            except WrongFile:
                continue


def files_in(path: Path) -> list[Path]:
    """The file itself, or all files in the folder and its folders."""
    return sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]


def look_at(path: Path, raw: bytes, tally: Tally) -> None:
    """Reads one mail and counts what came of it."""
    from saule.channels.email.parsing import parse

    tally.messages += 1
    try:
        incoming = parse(raw, position="benchmark")
        true = truth(path.with_suffix(".json"))
    except Exception as error:  # noqa: BLE001 -- it is what is counted here
        tell(f"error: {path.name}: {type(error).__name__}: {error}")
        tally.errors += 1
        return
    if "unreadable" in incoming.warnings:
        tell(f"error: {path.name}: nothing could be made of it")
        tally.errors += 1
    tally.classes[incoming.mail_class] += 1
    tally.compared += bool(true)
    if is_garbled(incoming, true):
        tally.garbled.append(str(path))
    for key, value in true.items():
        tally.stated[key] += 1
        if matches(key, value, incoming):
            tally.matched[key] += 1
        else:
            tally.missed.append({"key": key, "mail": str(path)})


def truth(path: Path) -> dict[str, Any]:
    """What the file beside a mail says of it, as far as it says it in the form of the contract."""
    if not path.is_file():
        return {}
    stated = json.loads(path.read_text("utf-8"))
    if not isinstance(stated, dict):
        return {}
    return {key: stated[key] for key in KEYS if key in stated and has_form(key, stated[key])}


def has_form(key: str, value: Any) -> bool:
    """Whether the value is a text, or for files a list of names."""
    if key == "attachments":
        return isinstance(value, list) and all(isinstance(name, str) for name in value)
    return isinstance(value, str)


def matches(key: str, value: Any, incoming: "Incoming") -> bool:
    """Whether the mail was read as it should be."""
    if key == "from":
        return address_of(value) == incoming.sender.casefold()
    if key == "subject":
        return plain(value) == plain(incoming.subject)
    if key == "body":
        return plain(value) in (plain(incoming.text), plain(incoming.said))
    if key == "attachments":
        return sorted(value) == sorted(one.name for one in incoming.attachments)
    return bool(value == incoming.mail_class)


def address_of(value: str) -> str:
    """The address in ``Name <address>``, or the text itself."""
    return (parseaddr(value)[1] or value).strip().casefold()


def plain(text: str) -> str:
    """The words, with one space between them."""
    return " ".join(text.split())


def is_garbled(incoming: "Incoming", true: dict[str, Any]) -> bool:
    """Whether words came out garbled that are not so in truth."""
    names = " ".join(one.name for one in incoming.attachments)
    shown = f"{incoming.subject} {incoming.sender_name} {incoming.text} {names}"
    expected = f"{true.get('subject', '')} {true.get('body', '')}"
    return bool(GARBLED.search(shown)) and not GARBLED.search(expected)


if __name__ == "__main__":
    raise SystemExit(main())
