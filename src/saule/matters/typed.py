"""What a colleague typed in a small field: on one line, without card numbers, short enough for its column."""

import unicodedata

from saule.engines.masking import mask_cards


def one_line(text: str, most: int) -> str:
    """The words with single spaces between, card numbers masked, at most ``most`` characters."""
    plain = unicodedata.normalize("NFC", text[: 20 * most]).replace("\x00", "")
    return mask_cards(" ".join(plain.split())).text[:most]


def many_lines(text: str) -> str:
    """The text with card numbers masked and its line ends as ours."""
    plain = unicodedata.normalize("NFC", text).replace("\x00", "").replace("\r\n", "\n")
    return mask_cards(plain.strip()).text
