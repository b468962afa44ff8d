"""What was wrong with a mail, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.matters.models import Message

WORDS = {
    "no-date": lambda: _("The mail had no readable date: the time of arrival stands instead."),
    "no-id": lambda: _("The mail had no id of its own."),
    "no-sender": lambda: _("The mail did not say who sent it."),
    "bad-charset": lambda: _("Some letters could not be read for sure."),
    "truncated": lambda: _("The mail was cut short before it came."),
    "too-large": lambda: _("The mail was too large to read whole; the original is kept."),
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
