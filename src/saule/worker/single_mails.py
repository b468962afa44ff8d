"""The sweep of mails outside conversations: each is marked, handed over once, and its outcome is at rest."""

import logging
from collections.abc import Callable
from datetime import datetime

from saule.channels.contract import DeliveryError
from saule.channels.registry import Channels
from saule.desk import single_mails
from saule.desk.models import SingleMail, StaffMail
from saule.people.linking import take_due

LOG = logging.getLogger(__name__)


def send_single_mails(
    channels: Channels, *, now_fn: Callable[[], datetime], stopping: Callable[[], bool]
) -> int:
    """Sends links to those who asked for one, and what is due to colleagues; returns how many were looked
    at.
    """
    if stopping():
        return 0
    now = now_fn()
    mails: list[SingleMail] = [*take_due(now=now), *single_mails.take_due(StaffMail, now=now)]
    for mail in mails:
        send_one(channels, mail, now_fn)
    return len(mails)


def send_one(channels: Channels, mail: SingleMail, now_fn: Callable[[], datetime]) -> None:
    """Touches the wire once, and writes down what came of it. What nobody foresaw may have left."""
    try:
        channels.get("email").send_single(mail)
    except DeliveryError as error:
        words = error.evidence or error.reason
        single_mails.failed(mail, words, permanent=error.permanent, maybe_left=error.maybe_left, now=now_fn())
    except Exception:
        LOG.exception("mail %s: the channel broke", mail.public_id)
        single_mails.failed(mail, "channel-error", permanent=False, maybe_left=True, now=now_fn())
    else:
        single_mails.sent(mail, now=now_fn())
