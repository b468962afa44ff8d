"""The texts of the story: loaded from ``texts/``, chosen and filled in with words that agree.

A text file has sections (``== theme.part``), one text a line, ``# `` for remarks, ``¶`` for a new paragraph.
A line may have tags before it (``@old``) or after it (``@@f``), its own subject (``subject :: text``) and the
office's answer (``text => answer``). Inside a text: ``[a|b]`` is one of several, ``<m|f>`` agrees with
the writer, ``{slot}`` is a word of the moment, such as the writer's street.
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
SLOT = re.compile(r"(\b[dDqQ]u?e )?\{(\w+)\}")
VOWELS = "aeiouyAEIOUYéèêÉÈÊœ"
TAGS_BEFORE = re.compile(r"^(?:@(?!@)\S+ +)+")
TAG_AFTER = re.compile(r" +@@(\S+)")


@dataclass(frozen=True, slots=True)
class Text:
    """One written text, its own subject and answer if it has any, and its tags.

    Tags of the writer: ``f``, ``m``, ``old``, ``mid``, ``young``, ``anon``; of the matter: ``grave``,
    ``personal``, ``k:kind``; of the mail: ``whole`` (nothing is added), ``once`` (a turn
    that would be noticed the second time), ``photo``, ``pdf``, ``text``;
    ``a1``, ``a2``… say which of the theme's answers suit.
    """

    words: str
    tags: frozenset[str] = frozenset()
    subject: str = ""
    reply: str = ""


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
    """Return one line's text, with its tags, subject and answer apart."""
    before = TAGS_BEFORE.search(line)
    tags = (before[0].replace("@", "").split() if before else []) + TAG_AFTER.findall(line)
    words = TAG_AFTER.sub("", line[before.end() if before else 0 :])
    subject, _, words = words.rpartition(" :: ")
    words, _, reply = words.partition(" => ")
    paragraphs = words.replace(" ¶ ", "\n\n").replace("¶", "\n")
    return Text(paragraphs, frozenset(tags), subject, reply)


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
    return SLOT.sub(lambda slot: joined(slot[1] or "", slots.get(slot[2]), slots.language), words)


def joined(before: str, word: str, language: str) -> str:
    """Return a slot's word after what stands before it: French elides ``de`` and ``que`` before a vowel."""
    if before and language == "fr" and word[:1] in VOWELS:
        return f"{before[:-2]}'{word}"
    return before + word
