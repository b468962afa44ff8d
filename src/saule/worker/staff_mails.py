"""The sweep of mails to colleagues: each is marked, handed over once, and its outcome is at rest."""

import logging
from collections.abc import Callable
from datetime import datetime

from saule.channels.contract import DeliveryError
from saule.channels.registry import Channels
from saule.desk import telling_staff
from saule.desk.models import StaffMail

LOG = logging.getLogger(__name__)


def send_staff_mails(
    channels: Channels, *, now_fn: Callable[[], datetime], stopping: Callable[[], bool]
) -> int:
    """Sends what is due to colleagues; returns how many were looked at."""
    if stopping():
        return 0
    mails = telling_staff.take_due(now=now_fn())
    for mail in mails:
        send_one(channels, mail, now_fn)
    return len(mails)


def send_one(channels: Channels, mail: StaffMail, now_fn: Callable[[], datetime]) -> None:
    """Touches the wire once, and writes down what came of it. What nobody foresaw may have left."""
    try:
        channels.get("email").send_to_staff(mail)
    except DeliveryError as error:
        words = error.evidence or error.reason
        telling_staff.failed(
            mail, words, permanent=error.permanent, maybe_left=error.maybe_left, now=now_fn()
        )
    except Exception:
        LOG.exception("staff mail %s: the channel broke", mail.public_id)
        telling_staff.failed(mail, "channel-error", permanent=False, maybe_left=True, now=now_fn())
    else:
        telling_staff.sent(mail, now=now_fn())
