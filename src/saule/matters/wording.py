"""What grouping reads of a message: what the person wrote now, under its subject."""

import re

from saule.matters.models import Message

PREFIXES = re.compile(r"^(?:\s*(?:re|ré|rép|fwd?|tr|aw|wg|fw)\s*(?:\[\d+\])?\s*[::]\s*)+", re.IGNORECASE)


def bare_subject(subject: str) -> str:
    """The subject without Re:, Fwd:, TR: and the like."""
    return PREFIXES.sub("", subject).strip()


def said(message: Message) -> str:
    """The words written now; the whole text where nothing could be told apart."""
    return message.said or message.text


def wording(message: Message) -> str:
    """Subject and words written now; the whole text where nothing could be told apart."""
    return f"{bare_subject(message.subject)}\n{said(message)}".strip()
