"""What grouping reads of a message: what the person wrote now, under its subject."""

import re
from itertools import takewhile

from saule.matters.models import Message

PREFIXES = re.compile(r"^(?:\s*(?:re|ré|rép|fwd?|tr|aw|wg|fw)\s*(?:\[\d+\])?\s*[::]\s*)+", re.IGNORECASE)


def spoken_name(name: str) -> str:
    """A name as one says it: “Jean DUPONT” for “DUPONT Jean”, “Jean Dupont” for “Dupont, Jean”.

    Empty when it is no name but an address.
    """
    if "@" in name:
        return ""
    last, comma, first = name.partition(",")
    if comma and last.strip() and first.strip():
        return f"{first.strip()} {last.strip()}"
    words = name.split()
    capitals = list(takewhile(str.isupper, words))
    given = words[len(capitals) :]
    if given and any(len(word) > 2 for word in capitals) and not any(map(str.isupper, given)):
        words = given + capitals
    return " ".join(words)


def bare_subject(subject: str) -> str:
    """The subject without Re:, Fwd:, TR: and the like."""
    return PREFIXES.sub("", subject).strip()


def said(message: Message) -> str:
    """The words written now; the whole text where nothing could be told apart."""
    return message.said or message.text


def wording(message: Message) -> str:
    """Subject and words written now; the whole text where nothing could be told apart."""
    return f"{bare_subject(message.subject)}\n{said(message)}".strip()
