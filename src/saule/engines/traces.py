"""Traces: what two persons may have in common in what they wrote: telephone and file numbers, names signed.

Compared, never kept: everything here is read from texts at the moment somebody looks.
"""

import re
import unicodedata

LONGEST_TAIL = 12  # lines under a message in which a signature may stand
_READ = 20_000  # characters of a text
_PHONE = re.compile(r"(?<![\w/.])(?:\+|00)?\d(?:[ .\-()\u00a0\u202f]{0,2}\d){8,14}(?!\d)")
_REFERENCE = re.compile(
    r"\b(?:dossier|r[ée]f(?:[ée]rence)?|contrat|facture|client|abonn[ée]e?|allocataire|file|case|account|invoice"
    r"|reference|contract|customer)\b[^\n\w]{0,4}(?:(?:n[°ºo]|num[ée]ro|number)[^\n\w]{0,4})?"
    r"([A-Z0-9][A-Z0-9/.\-]{3,24})",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"\s*(>|-{4,}|_{4,}|(de|from|from:|envoyé|sent)\s*:|(le|on)\b.{6,120}(a écrit|wrote)\s*:?\s*$)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-ZÀ-Ý][\w’'-]*(?: +(?:d[eu] |de la |van |von )?[A-ZÀ-Ý][\w’'-]*){1,3}\.?")
_LEAST_DIGITS = 4


def phones(text: str) -> set[str]:
    """The telephone numbers in a text, as their last nine digits: with or without the country's prefix."""
    found = set()
    for match in _PHONE.finditer(text[:_READ]):
        digits = re.sub(r"\D", "", match[0])
        national = len(digits) == 10 and digits[0] == "0" and digits[1] != "0"
        international = match[0][0] == "+" or (digits.startswith("00") and digits[2] != "0")
        if national or (international and len(digits) >= 10):
            found.add(digits[-9:])
    return found


def references(text: str) -> set[str]:
    """The file, contract or customer numbers that a text names, without separators, in capitals."""
    found = {re.sub(r"[^A-Z0-9]", "", match[1].upper()) for match in _REFERENCE.finditer(text[:_READ])}
    return {one for one in found if sum(letter.isdigit() for letter in one) >= _LEAST_DIGITS}


def signed(text: str, said: str) -> str:
    """What stands in ``text`` directly under ``said``, up to what is quoted from others."""
    text, said = text[:_READ], said.strip()[-80:]
    start = text.rfind(said) + len(said) if said and said in text else 0
    lines: list[str] = []
    for line in text[start:].splitlines()[: LONGEST_TAIL * 2]:
        if _QUOTED.match(line) or len(lines) == LONGEST_TAIL:
            break
        if line.strip():
            lines.append(line.strip())
    return "\n".join(lines)


def names_signed(tail: str) -> set[str]:
    """The lines of a signature that read like a person’s full name."""
    return {line.rstrip(".") for line in tail.splitlines() if len(line) <= 60 and _NAME.fullmatch(line)}


def name_key(name: str) -> frozenset[str]:
    """A name as names are compared: no accents, no capitals, in any order; empty for less than two words."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"[^\W\d_]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    return frozenset(words) if len(set(words)) > 1 else frozenset()
