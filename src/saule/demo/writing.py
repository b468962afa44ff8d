"""The texts of the story: loaded from ``texts/``, chosen and filled in with words that agree.

A text file has sections (``== theme.part``), one text a line, ``#`` for remarks, ``¶`` for a new
paragraph and leading ``@tags``. Inside a text: ``[a|b]`` is one of several, ``<m|f>`` agrees with the writer,
``{slot}`` is a word of the moment, such as the writer's street.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from saule.demo.slots import Slots

LANGUAGES = ("fr", "en")
CHOICE = re.compile(r"\[([^\[\]{}<>]*\|[^\[\]]*)\]")
AGREEMENT = re.compile(r"<([^<>|]*)\|([^<>|]*)>")
SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """One written text and its tags (``f``, ``m``, ``old``, ``young``, ``grave``, ``whole``…)."""

    words: str
    tags: frozenset[str]


def parse(source: str) -> dict[str, tuple[Text, ...]]:
    """Return the texts of one file by section."""
    sections: dict[str, list[Text]] = {}
    current: list[Text] = []
    for line in source.splitlines():
        if line.startswith("== "):
            current = sections.setdefault(line[3:].strip(), [])
        elif line.strip() and not line.startswith("# "):
            current.append(read(line.strip()))
    return {name: tuple(texts) for name, texts in sections.items()}


def read(line: str) -> Text:
    """Return one line's text, its leading tags apart."""
    words = line.split(" ")
    tags = 0
    while words[tags].startswith("@"):
        tags += 1
    body = " ".join(words[tags:]).replace(" ¶ ", "\n\n").replace("¶", "\n")
    return Text(body, frozenset(word[1:] for word in words[:tags]))


@cache
def library(language: str) -> dict[str, tuple[Text, ...]]:
    """Return every text of one language by section; a section may be continued in another file."""
    merged: dict[str, tuple[Text, ...]] = {}
    folder = files("saule.demo") / "texts"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(f".{language}.txt"):
            for name, texts in parse(file.read_text("utf-8")).items():
                merged[name] = merged.get(name, ()) + texts
    return merged


def fill(words: str, slots: Slots, rng: Random) -> str:
    """Return ``words`` with its choices made, its agreements applied and its slots filled."""
    while found := CHOICE.search(words):
        words = words[: found.start()] + rng.choice(found[1].split("|")) + words[found.end() :]
    words = AGREEMENT.sub(r"\2" if slots.feminine else r"\1", words)
    return SLOT.sub(lambda slot: slots.get(slot[1]), words)
