"""Tells who wrote a mail: a person, or which kind of machine (RFC 3834, 3464, 6522, 5965, 2919, 2369).

What this decides is who gets an automatic answer, so both mistakes cost: a machine that is answered makes a
loop, a person taken for a machine waits in silence. Headers that machines set decide alone; words in subjects
and texts decide only beside such a sign, since people write about automatic replies too.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from saule.channels.email import classing_patterns as patterns

HUMAN = "human"
OUT_OF_OFFICE = "out_of_office"
AUTO_REPLY = "auto_reply"
BOUNCE = "bounce"
LIST = "list"
SPAM = "spam"

_READ = 6_000
"""Characters of the text that are read."""
_BEGINNING = 1_500
"""Characters within which an absence, or a receipt, is told: what follows may be quoted."""
_OPENING = 300
"""Characters within which a postmaster's machine says what failed."""
_REPORT_TYPE = re.compile(r"report-type\s*=\s*\"?([\w-]+)", re.IGNORECASE)
_AUTO_REPLY_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-auto-reply",
    "x-autoresponder",
    "x-autoreply-from",
    "x-auto-reply-from",
    "x-mail-autoreply",
    "x-vacation",
    "x-cron-env",
    "x-saule",
)
_LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "x-mailing-list", "mailing-list")
_HIGHEST_SCL = 5
"""Exchange's spam confidence level from which its own filter takes a mail for spam."""


@dataclass(frozen=True, slots=True)
class Classified:
    """A mail class and the short code of what decided it, empty for a person's mail."""

    mail_class: str
    reason: str


def classify(
    headers: Mapping[str, str],
    *,
    subject: str,
    text: str,
    content_type: str,
    has_report_part: bool,
    sender: str,
    ours: Collection[str] = (),
) -> Classified:
    """Classes one mail: ``human``, ``out_of_office``, ``auto_reply``, ``bounce``, ``list`` or ``spam``.

    ``headers`` are the mail's own, names in lower case, values decoded, the first of each name.
    ``content_type`` is the value of the top Content-Type, with its parameters when they are known;
    ``has_report_part`` says that the mail has a ``message/delivery-status`` part of its own (not one inside
    an attached mail). ``sender`` is the address in From. ``ours`` are the desk's addresses in lower case: a
    list that *is* the desk's address, such as a collaborative inbox, does not make a list mail of what people
    write to it. Complaints (RFC 5965) and read receipts (RFC 8098) are ``auto_reply``. Nothing is raised,
    whatever the values are.
    """
    mail = _Mail(headers, subject, text, content_type, has_report_part, sender, frozenset(ours))
    for test in _TESTS:
        found = test(mail)
        if found is not None:
            return found
    return Classified(HUMAN, "")


def _fold(text: str) -> str:
    """Lower case, no accents, typewriter apostrophes, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(plain.replace("’", "'").split())


@dataclass(frozen=True)
class _Mail:
    """What the tests ask of a mail; each answer is worked out once, when it is first asked."""

    headers: Mapping[str, str]
    raw_subject: str
    raw_text: str
    content_type: str
    has_report_part: bool
    sender: str
    ours: frozenset[str]

    @cached_property
    def subject(self) -> str:
        return _fold(self.raw_subject[:300])

    @cached_property
    def text(self) -> str:
        return _fold(self.raw_text[:_READ])

    @cached_property
    def report_type(self) -> str:
        """The report-type of a multipart/report (RFC 6522), ``unknown`` when it does not say, else empty."""
        value = self.content_type if ";" in self.content_type else self.header("content-type")
        if not (self.content_type or value).strip().lower().startswith("multipart/report"):
            return ""
        match = _REPORT_TYPE.search(value)
        return match[1].lower() if match else "unknown"

    @cached_property
    def local_part(self) -> str:
        return self.sender.rpartition("@")[0].casefold() or self.sender.casefold()

    @cached_property
    def shown_sender(self) -> str:
        """The whole From: name and address."""
        return _fold(f"{self.header('from')[:200]} {self.sender[:200]}")

    @cached_property
    def from_daemon(self) -> bool:
        return patterns.DAEMON.search(self.shown_sender) is not None

    @cached_property
    def null_path(self) -> bool:
        """Whether the envelope had no sender, as RFC 5321, 4.5.5, asks of reports."""
        if "return-path" not in self.headers:
            return False
        path = self.header("return-path").strip().strip("<>").strip().casefold()
        return not path or path.startswith("mailer-daemon")

    @cached_property
    def auto_submitted(self) -> bool:
        """RFC 3834, 5: any value but "no"; comments and parameters may follow the keyword."""
        value = re.split(r"[\s;(]", self.header("auto-submitted").strip().lower(), maxsplit=1)[0]
        return value not in {"", "no"}

    @cached_property
    def precedence(self) -> str:
        return self.header("precedence").strip().lower()

    @cached_property
    def auto_header(self) -> str:
        """The header, other than Auto-Submitted, by which an answering machine names itself."""
        for name in _AUTO_REPLY_HEADERS:
            if self.header(name).strip().lower() not in {"", "no", "false", "0"}:
                return name
        return "precedence" if self.precedence in {"auto_reply", "auto-reply", "autoreply", "junk"} else ""

    @cached_property
    def automatic(self) -> str:
        """The code of the sign that no person sent this; empty when there is none."""
        if self.auto_submitted:
            return "auto-submitted"
        return self.auto_header or ("null-return-path" if self.null_path else "")

    @cached_property
    def weak_sign(self) -> str:
        """A header that machines set and some people's mails have too: it counts beside a telling subject."""
        if self.header("x-auto-response-suppress").strip():
            return "auto-response-suppress"
        return "precedence" if self.precedence == "bulk" else ""

    @cached_property
    def from_machine(self) -> bool:
        """Whether the sender's name or address is one that servers and gateways have."""
        return patterns.MACHINE.search(self.shown_sender) is not None

    def header(self, name: str) -> str:
        """The first value of a header, or nothing."""
        return self.headers.get(name, "")


def _complaint(mail: _Mail) -> Classified | None:
    """An abuse report in the format of RFC 5965, or one of the forms from before it."""
    if mail.report_type == "feedback-report" or patterns.COMPLAINT_SUBJECT.match(mail.subject):
        return Classified(AUTO_REPLY, "feedback-report")
    return None


def _bounce(mail: _Mail) -> Classified | None:
    if mail.report_type == "disposition-notification":
        # Some servers refuse mails in the form of a receipt; a person's reader never calls itself a daemon.
        return Classified(BOUNCE, "mailer-daemon") if mail.from_daemon else None
    if mail.report_type == "delivery-status":
        return Classified(BOUNCE, "delivery-report")
    if mail.has_report_part and (mail.report_type or mail.automatic or mail.from_machine):
        return Classified(BOUNCE, "delivery-report")
    if mail.header("x-failed-recipients").strip():
        return Classified(BOUNCE, "failed-recipients")
    if mail.from_daemon and not _is_absence_subject(mail):
        return Classified(BOUNCE, "mailer-daemon")
    return Classified(BOUNCE, "returned") if _is_returned(mail) else None


def _is_returned(mail: _Mail) -> bool:
    """A report in a server's own words: words alone never decide, since people forward and ask about them."""
    machine = mail.from_machine or bool(mail.automatic)
    if machine and patterns.BOUNCE_NOTICE.match(mail.text):
        return True
    told = patterns.BOUNCE_SUBJECT.match(mail.subject) is not None
    if patterns.POSTMASTER.search(mail.shown_sender) and (told or _opens_with_an_error(mail)):
        return not _is_absence_subject(mail)
    if not (mail.null_path or (told and (machine or mail.precedence))):
        return False
    explained = patterns.BOUNCE_TEXT.search(mail.text) is not None
    if told:
        return explained or mail.null_path
    return explained and not _is_absence_subject(mail) and not _tells_absence(mail)


def _opens_with_an_error(mail: _Mail) -> bool:
    return patterns.BOUNCE_TEXT.search(mail.text[:_OPENING]) is not None


def _is_absence_subject(mail: _Mail) -> bool:
    return any(
        pattern.match(mail.subject)
        for pattern in (patterns.AUTOMATIC_SUBJECT, patterns.OFFICE_SUBJECT, patterns.ABSENCE_SUBJECT)
    )


def _tells_absence(mail: _Mail) -> bool:
    beginning = mail.text[:_BEGINNING]
    return bool(patterns.OWN_ABSENCE.search(beginning) or patterns.ABSENCE.search(beginning))


def _out_of_office(mail: _Mail) -> Classified | None:
    """An absence: told under a machine's sign, or under the very subject that machines write."""
    named = bool(
        patterns.AUTOMATIC_SUBJECT.match(mail.subject) or patterns.OFFICE_SUBJECT.match(mail.subject)
    )
    sign = mail.automatic or (mail.weak_sign if named else "")
    if sign and (_tells_absence(mail) or (_is_absence_subject(mail) and not _acknowledges(mail))):
        return Classified(OUT_OF_OFFICE, sign)
    if named and patterns.OWN_ABSENCE.search(mail.text[:_BEGINNING]):
        return Classified(OUT_OF_OFFICE, "subject")
    return None


def _acknowledges(mail: _Mail) -> bool:
    return patterns.RECEIVED.search(mail.text[:_BEGINNING]) is not None


def _auto_reply(mail: _Mail) -> Classified | None:
    if mail.report_type == "disposition-notification":
        return Classified(AUTO_REPLY, "read-receipt")
    if mail.automatic:
        return Classified(AUTO_REPLY, mail.automatic)
    if patterns.AUTOMATIC_SUBJECT.match(mail.subject) and (mail.weak_sign or _acknowledges(mail)):
        return Classified(AUTO_REPLY, mail.weak_sign or "subject")
    return None


def _spam(mail: _Mail) -> Classified | None:
    """What the desk's own mail server took for spam; nothing is judged here."""
    for name in ("x-spam-flag", "x-spam-status", "x-spam", "x-bogosity", "x-vr-spamstate"):
        if re.match(r"yes\b|true\b|spam\b", mail.header(name).strip().lower()):
            return Classified(SPAM, name.removeprefix("x-"))
    level = mail.header("x-ms-exchange-organization-scl").strip()
    if level.isdecimal() and int(level[:3]) >= _HIGHEST_SCL:
        return Classified(SPAM, "scl")
    return None


def _list(mail: _Mail) -> Classified | None:
    if _is_our_list(mail):
        return None
    for name in _LIST_HEADERS:
        if mail.header(name).strip().lower() not in {"", "no"}:
            return Classified(LIST, name)
    return Classified(LIST, "precedence") if mail.precedence in {"bulk", "list"} else None


def _is_our_list(mail: _Mail) -> bool:
    """Whether the list is the desk's own address, through which people write to it."""
    post, named = mail.header("list-post").casefold(), mail.header("list-id").casefold()
    return any(
        f"<mailto:{address}>" in post or f"<{address.replace('@', '.')}>" in named for address in mail.ours
    )


def _no_reply(mail: _Mail) -> Classified | None:
    """An address that takes no answers, unless the mail names another: a form passes on people's words so."""
    if not patterns.NO_REPLY.fullmatch(mail.local_part):
        return None
    answered = mail.header("reply-to").strip(" <>").casefold()
    local = re.split(r"[<\s]", answered)[-1].partition("@")[0]
    if local and not patterns.NO_REPLY.fullmatch(local):
        return None
    return Classified(AUTO_REPLY, "no-reply")


_TESTS: tuple[Callable[[_Mail], Classified | None], ...] = (
    _complaint,
    _bounce,
    _out_of_office,
    _auto_reply,
    _spam,
    _list,
    _no_reply,
)
