"""Reports in the words of the usual servers (qmail, Exim, Sendmail, Postfix, Exchange and their like)."""

import re
from collections.abc import Collection, Iterator, Sequence

from saule.channels.email.report_words import is_gone, status_in
from saule.matters.incoming import Failure

LONGEST = 20_000
MOST = 200
AROUND = 300

_ADDRESS = r"[A-Za-z0-9!#$%&'*+/?^_`{|}~.-]{1,64}+@[A-Za-z0-9-]{1,63}+(?:\.[A-Za-z0-9-]{1,63}+){0,20}+"
_ANY = re.compile(_ADDRESS)
# From here on the text is the mail that comes back.
_COPY = re.compile(
    r"^[-=\s>*]*(?:(?:below (?:this line )?is|here is|this is) (?:a|the|an) copy"
    r"|original message (?:follows|headers?)"
    r"|(?:the )?(?:header|headers|text) of (?:the|your) (?:original )?(?:message|mail)|copy of (?:the"
    r"|your) (?:original )?"
    r"(?:message|mail)|unsent message (?:follows|below)|message (?:header|headers|follows"
    r"|text follows)\b|original"
    r" (?:message|mail)\W*$|enclosed is a copy|(?:your|the) (?:original )?message (?:reads|follows"
    r"|is (?:attached|below))|content"
    r" of (?:your|the) message|the following is a copy|included is a copy|returned message"
    r"|message contents follow)|^(?:received: (?:from|by)\s|return-path:"
    r"|>?from \S+@\S+ \w{3} )",
    re.IGNORECASE | re.MULTILINE,
)
# The address at the beginning of a line, alone or with words behind: how most servers name who failed.
_LINE = re.compile(
    rf"^[ \t>*-]{{0,12}}(?:<({_ADDRESS})>|({_ADDRESS}))(?=\s*(?:$|[:;,(.-]|\.\.\.))", re.MULTILINE
)
_NAMED = re.compile(
    r"(?:(?:to|for|recipients?|recipient address|address(?:es)?|user|mailbox|account|failed recipient"
    r"|destinataires?"
    rf"|rcpt to|addressed to|sent to|deliver(?:ed)? to)\W{{1,6}}(?:the following \w+\W+)?)<?({_ADDRESS})>?",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"(?:not yet|has been|is being|was|still) (?:been )?delay|still (?:trying|undelivered)"
    r"|could not be delivered (?:yet|for the last)|delayed (?:mail|delivery)|this is a warning"
    r"|warning (?:message )?only"
    r"|(?:will|shall|is going to|continue to) (?:continue |keep |be )?(?:to )?(?:be )?(?:retr|try"
    r"|attempt)|has not yet been"
    r"|do(?:es)? not need to resend|delivery attempts will continue|you do not need to",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"giv(?:en|ing) up|given up|permanent (?:fatal )?error|will not be (?:re)?tried"
    r"|failed permanently|too long"
    r"|no further|queue too long|been returned|could not be delivered for|have failed|fatal errors?"
    r"|returned to",
    re.IGNORECASE,
)


def failures(text: str, not_them: Collection[str], listed: Sequence[str] = ()) -> Iterator[Failure]:
    """Who did not get the mail, by the words; ``listed``: a header names them. ``not_them`` never are."""
    told = told_in(text)
    late = bool(_LATE.search(told)) and not _GIVEN_UP.search(told)
    for address, said in _blocks(told, not_them, listed):
        status = status_in(said)
        gone = not late and is_gone(status, said)
        final = not late
        yield Failure(address=address, permanent=gone, final=final, status=status[:12])


def told_in(text: str) -> str:
    """What the server says, without the mail that it returns."""
    text = text[:LONGEST].replace("\r\n", "\n")
    match = next((one for one in _COPY.finditer(text) if one.start() > 40), None)
    return text[: match.start()] if match else text


def said_of(text: str, address: str) -> str:
    """What is said around an address: the words that follow where it is named."""
    told = told_in(text)
    at = told.lower().find(address.lower())
    return told[at : at + AROUND] if at >= 0 else told[:AROUND]


def _blocks(told: str, not_them: Collection[str], listed: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each address with what is said of it: the words up to the next one, or all if it is the only one."""
    found = _addresses(told, not_them, listed)
    if len(found) < 2:
        yield from ((address, told[:3_000]) for address, _start in found)
        return
    starts = [start for _address, start in found[1:]] + [len(told)]
    for (address, start), end in zip(found, starts, strict=True):
        said = told[start:end] if end > start else ""
        rest = said.replace(address, "").strip(" \n<>:")
        yield address, said if rest else told[:3_000]


def _addresses(told: str, not_them: Collection[str], listed: Sequence[str]) -> list[tuple[str, int]]:
    """The addresses that failed and where each is named, by the surest sign there is."""
    if listed:
        lower = told.lower()
        return [(address, max(lower.find(address.lower()), 0)) for address in listed]
    for pattern in (_LINE, _NAMED, _ANY):
        found: dict[str, tuple[str, int]] = {}
        for match in pattern.finditer(told):
            address = next((group for group in match.groups() if group), match[0])
            if address.lower() not in not_them and not _is_server(address):
                found.setdefault(address.lower(), (address, match.start()))
            if len(found) >= MOST:
                break
        if found:
            return list(found.values())
    return []


def _is_server(address: str) -> bool:
    local = address.partition("@")[0].lower()
    return local in {"postmaster", "mailer-daemon", "abuse", "support", "helpdesk"} or len(local) > 60
