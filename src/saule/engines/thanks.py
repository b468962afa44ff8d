"""Thanks: messages that end an exchange and ask for nothing, in French and English."""

import re

THANKS = re.compile(
    r"\b(?:merci|remercie\w*|remerciements?|thanks?|thank\s+you|thx|bien\s+re[çc]u|well\s+received|re[çc]u\s+merci)\b",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\?|\b(?:pouvez|pourriez|pourrais|puis-je|comment|quand|pourquoi|quel(?:le|s|les)?"
    r"|merci\s+de(?!\s+(?:votre|vos|ta|ton|tes|m['’]avoir|nous\s+avoir)\b)"
    r"|merci\s+d['’](?!avoir\b)"
    r"|j['’]attends|attends|toujours\s+pas|mais|cependant|demande|souhaite\w*|voudrai[st]|besoin"
    r"|could|can\s+you|would|please|how|when|why|what|which|but|however|still|need|want|waiting)\b",
    re.IGNORECASE,
)
MOST_WORDS = 40


def only_thanks(text: str) -> bool:
    """Whether a text is short, thanks, and asks for nothing. When in doubt, it is not: somebody may wait."""
    words = text.split()
    return 0 < len(words) <= MOST_WORDS and bool(THANKS.search(text)) and not ASKS.search(text)
