"""What the words and codes of a report mean: whether the address is gone, or only this mail did not arrive.

Suppressing an address wrongly leaves a person without news, and nobody notices. So an address counts as gone
only when a code or the words say that of the address itself. What a server holds against the mail (too large,
taken for spam, refused by policy, 5.3, 5.5, 5.6, 5.7), against the sender (5.1.7, 5.1.8) or against the
moment (mailbox full, 5.2.2) may be different tomorrow: such an address is written to again after a pause.
"""

import re

STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.@:\[-])([45]\d\d)(?=[ \-:#>.,;)]|\Z)(?![.]\d)")
LONGEST_WORDS = 2_000

# RFC 3463: no such mailbox, system or syntax; moved; null MX (RFC 7505); disabled; no route to the host.
GONE_CODES = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.1.351", "5.4.4"})
SENDER_CODES = frozenset({"5.1.7", "5.1.8"})

FULL = re.compile(
    r"(?:mail)?box(?:es)? (?:is |was |are )?(?:currently )?(?:full|over)|(?:mail)?box(?:es)? (?:has "
    r"|have )?exceed"
    r"|(?:over|exceed(?:s|ed|ing)?|out of|limit of)\b.{0,30}?\b(?:quota|storage|space|limit)"
    r"|quota\b.{0,25}?\b(?:exceeded|full|reached|limit)|quota (?:violation|exceeded)|too full"
    r"|(?:insufficient|not enough|no) (?:\w+ )?(?:disk ?)?(?:space|storage)|mailfolder is full|mailbox full"
    r"|(?:disk|storage) (?:is )?full|bo[iî]te\b.{0,40}(?:pleine|satur)",
    re.IGNORECASE,
)
REFUSED = re.compile(
    r"\bspam|block(?:ed|list)|black ?list|\brbl\b|dnsbl|reputation|\bdmarc\b|\bspf\b|\bdkim\b|authenticat"
    r"|relay(?:ing)?\b.{0,20}?\b(?:denied|not|prohibited|refused)|unable to relay|cannot relay"
    r"|virus|malware|content|polic(?:y|ies)|too (?:large|big|many|long)|(?:size|rate|hop)[ -]?(?:limit|count)"
    r"|maximum (?:message )?size|message size|size exceed|(?:mail|message) (?:is )?too|attachment"
    r"|sender\b.{0,30}?\b(?:rejected|refused|denied|invalid|verify)|reverse (?:dns|lookup)"
    r"|greylist|grey-list|try (?:again|later)|temporar|delay|timed? ?out|loop|not (?:rfc|compliant)"
    r"|access denied|suspend|disabled|inactive|not (?:been )?active|expired|undeliverable: mail",
    re.IGNORECASE,
)
UNKNOWN = re.compile(
    r"(?:user|recipient|mailbox|address|account|box|host|domain|person|subscriber|destinataire"
    r"|alias)\b.{0,60}?\b"
    r"(?:unknown|not (?:found|known|exist|listed|valid|our)|invalid|doe?s?(?:n't| not) exist"
    r"|no longer|inconnue?|inexistante?|introuvable|couldn't be found|(?:was|were|can)(?:n't|not"
    r"| not) (?:be )?found)"
    r"|(?:unknown|invalid|no such|not a valid|bad|non-?existent|unrouteable|unroutable|illegal|undeliverable)"
    r"\b.{0,20}?\b"
    r"(?:user|recipient|mailbox|address|account|local|host|domain|person|alias|destination|name|mail drop)"
    r"|(?:does|do|did)(?:n't| not) (?:exist|have (?:an?|any|such|the) (?:\S+ )?(?:account|mailbox|user))"
    r"|no (?:such )?(?:mailbox|user|account|person|recipient)s? (?:here|by that|with that|named"
    r"|of that|found|in)"
    r"|not (?:a )?(?:our|local|valid|known) (?:user|customer|recipient|mailbox|address)|has moved"
    r"|(?:host|domain|name|couldn't find any)\b.{0,50}?\b(?:not found|unknown"
    r"|could not be resolved|host named)"
    r"|user\w* not found|name or service not known|nullmx|null mx|does not accept (?:e-?)?mail"
    r"|unable to (?:find|locate)|could not be located|not listed in|no valid (?:recipient|host)"
    r"|RecipNotFound",
    re.IGNORECASE,
)


def status_in(words: str) -> str:
    """The last status code of RFC 3463 in the words, else the last reply code of SMTP; empty for none."""
    found = STATUS.findall(words)
    codes = [".".join(code) for code in found if code[0] != "2"]
    if codes:
        return codes[-1]
    replies: list[str] = REPLY.findall(words)
    return replies[-1] if replies else ""


def is_gone(status: str, words: str) -> bool:
    """Whether the address itself takes no mail, now or later."""
    words = words[:LONGEST_WORDS]
    codes = {status, *(".".join(code) for code in STATUS.findall(words))}
    if FULL.search(words) or any(code.startswith("5.2.2") for code in codes):
        return False
    if status.startswith("4") or codes & SENDER_CODES:
        return False
    if codes & GONE_CODES and not accuses_sender(words):
        return True
    if UNKNOWN.search(words):
        return not any(code.startswith("5.7") for code in codes) or not REFUSED.search(words)
    return False


def accuses_sender(words: str) -> bool:
    """Whether the words hold something against the mail or its sender, whatever the code says."""
    return REFUSED.search(words) is not None and UNKNOWN.search(words) is None
