"""What became of a delivery, in a sentence that a person can read."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from saule.matters.models import Delivery

SENTENCES = {
    "no-address": gettext_noop("This is not an address that can be written to."),
    "own-mailbox": gettext_noop("This is an address of the desk itself."),
    "suppressed": gettext_noop("This address must not be written to."),
    "machine": gettext_noop("A machine writes from this address: nobody would read it."),
    "overtaken": gettext_noop("The person had an answer before this could leave."),
    "code-over": gettext_noop("The code it carries was over before it could leave."),
    "withdrawn": gettext_noop("The person was not counted for this matter any more when this could leave."),
    "daily-limit": gettext_noop("Enough automatic mail for this address today: it leaves tomorrow."),
    "paused": gettext_noop("Mail came back from this address lately: it waits for a while."),
    "away": gettext_noop("The person is away: it leaves when they are back."),
    "not-live": gettext_noop("The mailbox rehearses: nothing leaves until it is switched live."),
    "worker-died": gettext_noop("The worker stopped while it was sending: it may have left."),
    "lease-over": gettext_noop("No news from the worker that was sending it: it may have left."),
    "smtp-broken": gettext_noop("The connection broke while it was handed over: it may have left."),
    "smtp-unreachable": gettext_noop("The mail server cannot be reached: it is tried again."),
    "smtp-sign-in": gettext_noop("The mail server refuses the desk’s password: it is tried again."),
    "smtp-no-encryption": gettext_noop("The mail server offers no encryption: it is tried again."),
    "smtp-no-utf8": gettext_noop("The mail server cannot write to an address with such letters."),
    "no-channel": gettext_noop("Nothing can be sent on this channel."),
    "outbox-error": gettext_noop("The file could not be written: it is tried again."),
    "channel-error": gettext_noop("Something unforeseen happened while it was sent: it may have left."),
    "too-many-attempts": gettext_noop("It was tried too often and is given up."),
    "taken-back": gettext_noop("Taken back by a colleague before it left."),
    "dropped": gettext_noop("A person decided to let it be."),
}


def words_of(code: str) -> str:
    """A code in words; what a person or another server said stays as it is."""
    return _(SENTENCES[code]) if code in SENTENCES else code


def sentence(delivery: Delivery) -> str:
    """Why the delivery stands where it stands; empty when its state says everything.

    What another server said is quoted as it is.
    """
    if not delivery.outcome:
        return ""
    if known := SENTENCES.get(delivery.outcome):
        return _(known)
    return _("The mail server said: “%(words)s”") % {"words": delivery.outcome}
