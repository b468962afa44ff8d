"""Reading a text the way grouping needs it: what is said, without how it is dressed."""

import hashlib
import re
import unicodedata
from functools import lru_cache

from saule.engines.stopwords import is_stop_word

READ = 20_000
"""Characters read of a text for anything but the exact comparison: the rest of a megabyte says little more.
"""

_NOT_WORD = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])[\s\u202f]+|\n+")
_REPLY = re.compile(r"^\s*(?:(?:re|fwd?|fw|tr|réf|rép|aw|wg|rv|i)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)
_TITLE = (
    r"(?:madame|monsieur|mesdames|messieurs|mme|mr|mrs|ms|docteur|doctor|sir|madam|(?:the )?mayor|"
    r"l[ea] (?:maire|mairie|guichet|service)|les services?|town hall|council|team|l['’]équipe|à tou(?:s|tes)|"
    r"à vous|everyone|everybody|all|there|et|and|or|ou|chers?|chères?|dear)"
)
_NAME = r"(?-i:[A-ZÀ-Ý][\w'’-]+)(?=(?:[ \t]+(?-i:[A-ZÀ-Ý])[\w'’-]+)?[ \t]*(?:[,!\n]|$))"
_GREETING = re.compile(
    r"^\W*(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|dear|good (?:morning|afternoon|evening)|greetings|"
    r"madame|monsieur|mesdames|messieurs|mme|chers?|chères?|to whom it may concern|allô)\b"
    rf"(?:[ \t,]+(?:{_TITLE}\b|{_NAME}))*\W*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:bien\s+)?cordialement|bien à (?:vous|toi)|salutations|"
    r"(?:veuillez|je vous prie|nous vous prions)[^.\n]{0,40}(?:agréer|recevoir|croire)|"
    r"dans l['’]attente|en vous remerciant|merci d['’]avance|bonne (?:journée|soirée|réception)|"
    r"(?:with )?(?:best|kind|warm) regards|regards|yours (?:sincerely|faithfully|truly)|sincerely|"
    r"many thanks|thanks in advance)\b",
    re.IGNORECASE,
)
_CLOSING_SIGNS = re.compile(
    "cordialement|bien|salutations|agréer|recevoir|croire|attente|remerciant|avance|journée|soirée|réception"
    "|regards|sincerely|faithfully|truly|thanks"
)
"""Every closing formula holds one of these: to look for them first is fifty times faster."""
_POLITE = re.compile(
    r"^\W*(?:je me permets de vous (?:écrire|contacter)|j['’]espère que vous|i hope (?:this|you|that you)|"
    r"merci\b|je vous remercie|nous vous remercions|thank you|thanks|many thanks|"
    r"(?:i|we) look forward to|looking forward to|dans l['’]attente|en attendant|en vous remerciant|"
    r"je vous écris (?:ce mail|ce message)|i am writing to you (?:today)?\W*$|"
    r"je m['’]appelle|my name is|je suis (?:un|une) (?:habitant|habitante|administré|usager))",
    re.IGNORECASE,
)


def normalise(text: str) -> str:
    """Return the text in one case, letters and digits only, single spaces: what makes two texts the same."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NOT_WORD.sub(" ", folded).strip()


def digest(normalised: str) -> bytes:
    """Return 16 bytes that stand for a normalised text."""
    return hashlib.blake2b(normalised.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def content_words(normalised: str) -> list[str]:
    """Return the words of a normalised text that are not stop words, in order."""
    return [word for word in normalised.split() if not is_stop_word(word)]


def without_reply_marks(subject: str) -> str:
    """Return a subject without "Re:", "Fwd:", "TR :" and their like, however many."""
    return _REPLY.sub("", subject).strip()


def without_greeting(text: str) -> str:
    """Return the text without the greeting it opens with: "Bonjour Madame," or "Dear Sir or Madam,"."""
    return _GREETING.sub("", text, count=1).strip()


def without_closing(text: str) -> str:
    """Return the text up to its closing formula, when one is found in its second half."""
    half = text[len(text) // 2 :].casefold()
    if not _CLOSING_SIGNS.search(half):
        return text.strip()
    for found in _CLOSING.finditer(text):
        if found.start() >= len(text) // 2:
            return text[: found.start()].strip()
    return text.strip()


def sentences(text: str) -> list[str]:
    """Return the sentences or lines of a text, in order, without empty ones."""
    parts = (part.strip() for part in _SENTENCE_END.split(text[:READ]))
    return [part for part in parts if part]


@lru_cache(maxsize=1024)
def telling_sentences(text: str) -> tuple[str, ...]:
    """Return the sentences that say something, without greeting, closing and politeness.

    Several engines ask it of the same text, one after another: the last answers are kept.
    """
    body = without_closing(without_greeting(text[:READ]))
    said = sentences(body)
    return tuple(one for one in said if not _POLITE.match(one) or len(content_words(normalise(one))) > 6)


def gist(text: str, *, words: int = 45, characters: int = 400) -> str:
    """Return the first telling words of a text, on one line: what the encoder reads.

    Meaning is said early, and encoding costs as much as it reads: 45 words are some 60 tokens.
    """
    said = " ".join(telling_sentences(text)).split()
    return " ".join(said[:words])[:characters]


def says_something(text: str) -> bool:
    """Say whether a gist can be grouped: a word that carries a subject, or four small ones."""
    normalised = normalise(text)
    return bool(content_words(normalised)) or len(normalised.split()) >= 4
