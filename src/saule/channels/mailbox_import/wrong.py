"""What is no mailbox: one sentence for whoever chose it, that says what was expected."""

import re
from codecs import BOM_UTF8
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _

from saule.channels.mailbox_import.mbox import begins_mailbox, is_usual_field

# What people choose by mistake, by the first bytes.
GZIP, ZIP = b"\x1f\x8b", b"PK"
_PDF, _ARCHIVES = b"%PDF", (ZIP + b"\x03\x04", GZIP, b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_OUTLOOK = (b"!BDN", b"\xd0\xcf\x11\xe0")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")


class WrongFile(Exception):
    """A file or folder that holds no mails as expected; ``message`` is one sentence for whoever chose it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def kind_of(name: str, head: bytes) -> Literal["mbox", "eml"]:
    """What the first bytes of a file are. Raises WrongFile when they are neither a mailbox nor a mail."""
    text = head.removeprefix(BOM_UTF8).lstrip(b"\r\n")
    if begins_mailbox(text):
        return "mbox"
    fields = sum(1 for line in text.split(b"\n\n")[0].splitlines() if is_usual_field(line))
    if fields >= 2 or (fields and is_usual_field(text)):
        return "eml"
    raise _no_mail(name, head)


def _no_mail(name: str, head: bytes) -> WrongFile:
    if not head.strip():
        code, message = "empty", _("“%(name)s” is empty: a mailbox (mbox) or a mail (.eml) was expected.")
    elif head.startswith(_PDF):
        code, message = "pdf", _("“%(name)s” is a PDF: a mailbox (mbox) or a mail (.eml) was expected.")
    elif head.startswith(_ARCHIVES):
        code = "archive"
        message = _("“%(name)s” is a compressed file: unpack it first, then import the mailbox (mbox) in it.")
    elif head.startswith(_OUTLOOK):
        code = "outlook"
        message = _("“%(name)s” is an Outlook file: export it as a mailbox (mbox) or as mails (.eml) first.")
    else:
        code = "not-mail"
        message = _("“%(name)s” holds no mail: a mailbox (mbox) or a mail (.eml) was expected.")
    return WrongFile(code, message % {"name": shown(name)})


def unreadable(path: Path, error: OSError) -> WrongFile:
    """The system gives no bytes."""
    message = _("“%(name)s” cannot be read: %(reason)s.")
    return WrongFile("unreadable", message % {"name": path, "reason": error.strerror or error})


def damaged(name: str) -> WrongFile:
    """A compressed file of which nothing can be read."""
    message = _("“%(name)s” is damaged: a mailbox (mbox), compressed or in a .zip, was expected.")
    return WrongFile("damaged", message % {"name": shown(name)})


def cut_off(name: str) -> WrongFile:
    """A compressed file that was read up to where it is damaged."""
    message = _("“%(name)s” is damaged or cut off: what stands before the damage was read, nothing after it.")
    return WrongFile("cut-off", message % {"name": shown(name)})


def bomb(name: str) -> WrongFile:
    """A compressed file that would unpack to more than any mailbox."""
    message = _(
        "“%(name)s” unpacks to far more than a mailbox (mbox) would: what comes after that was not read."
    )
    return WrongFile("bomb", message % {"name": shown(name)})


def nested(name: str) -> WrongFile:
    """A compressed file in a compressed file."""
    message = _("“%(name)s” holds another compressed file: unpack it, then import the mailbox (mbox) in it.")
    return WrongFile("nested", message % {"name": shown(name)})


def encrypted(name: str) -> WrongFile:
    """An archive with a password."""
    message = _("“%(name)s” is locked with a password: unpack it, then import the mailbox (mbox) in it.")
    return WrongFile("encrypted", message % {"name": shown(name)})


def other_compression(name: str) -> WrongFile:
    """An archive that is compressed in a rare way."""
    message = _("“%(name)s” is compressed in a rare way: unpack it, then import the mailbox (mbox) in it.")
    return WrongFile("compression", message % {"name": shown(name)})


def no_mails_in(name: str) -> WrongFile:
    """An archive without mails."""
    message = _("“%(name)s” holds no mail: a mailbox (mbox), mails (.eml) or a Maildir were expected in it.")
    return WrongFile("no-mails", message % {"name": shown(name)})


def shown(name: str) -> str:
    """A file's name on one line, whatever it was called."""
    return _CONTROLS.sub(" ", name.encode("utf-8", "backslashreplace").decode("utf-8"))[:200]
