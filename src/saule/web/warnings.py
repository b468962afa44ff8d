"""What was wrong with a mail, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.matters.models import Message

WORDS = {
    "no-date": lambda: _("The mail had no readable date: the time of arrival stands instead."),
    "bad-date": lambda: _("The mail’s date cannot be right: the time of arrival stands instead."),
    "no-message-id": lambda: _("The mail had no id of its own."),
    "bad-header": lambda: _("The mail’s head was damaged; the original is kept."),
    "broken-mime": lambda: _("The mail was put together wrongly; the original is kept."),
    "too-many-parts": lambda: _("The mail had too many parts to read them all; the original is kept."),
    "forged-sender": lambda: _(
        "The mail says that the desk itself wrote it, and nothing vouches for that: it may be forged."
    ),
    "no-sender": lambda: _("The mail did not say who sent it."),
    "bad-charset": lambda: _("Some letters could not be read for sure."),
    "truncated": lambda: _("Only the beginning of the mail can be shown; the original is kept."),
    "too-deep": lambda: _("The mail had too many parts inside each other; the original is kept."),
    "unreadable": lambda: _("The mail could not be read; the original is kept."),
}


def in_words(message: Message) -> list[str]:
    """The message's warnings, in sentences; a code without a sentence is said as it is."""
    said = [
        WORDS[code]() if code in WORDS else _("Something was wrong with the mail: %(code)s.") % {"code": code}
        for code in message.warnings
    ]
    if message.cards_masked:
        text = ngettext(
            "A card number was masked before storage.",
            "%(count)s card numbers were masked before storage.",
            message.cards_masked,
        )
        said.append(text % {"count": message.cards_masked})
    return said
