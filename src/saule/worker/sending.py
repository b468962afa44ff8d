"""The sweep of the outbox: each due delivery through the gate, over the wire, and its outcome at rest."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from saule.channels.contract import DeliveryError
from saule.channels.registry import Channels
from saule.desk.errors import IllegalTransition
from saule.matters import delivering
from saule.matters.counting import recount
from saule.matters.models import Delivery, Matter

BATCH = 50
CHUNK = 100
LOG = logging.getLogger(__name__)


@dataclass
class Sending:
    """What one sweep of the outbox did. ``seen`` counts every delivery looked at."""

    seen: int = 0
    sent: int = 0
    put_off: int = 0
    refused: int = 0
    uncertain: int = 0


def send_due(
    channels: Channels, *, worker: str, now_fn: Callable[[], datetime], stopping: Callable[[], bool]
) -> Sending:
    """Sends a batch of what is due, one by one: at most one delivery is between the wire and its row."""
    done = Sending()
    for pk in delivering.due(now=now_fn(), limit=BATCH):
        if stopping():
            break
        done.seen += 1
        if delivery := delivering.attempt(pk, worker=worker, now=now_fn()):
            send_one(channels, delivery, done, now_fn)
    return done


def send_one(channels: Channels, delivery: Delivery, done: Sending, now_fn: Callable[[], datetime]) -> None:
    """Touches the wire once, and writes down what came of it."""
    try:
        failure = over_the_wire(channels, delivery)
        if failure is None:
            delivering.sent(delivery, now=now_fn())
            done.sent += 1
        else:
            failed(delivery, failure, done, now_fn())
    except IllegalTransition:
        # The lease was over and somebody decided meanwhile: what they decided stays.
        LOG.warning("delivery %s was decided while it was being sent", delivery.public_id)


def over_the_wire(channels: Channels, delivery: Delivery) -> DeliveryError | None:
    """None when the other side has taken it. What a channel did not foresee may have left."""
    try:
        channels.get(delivery.channel).send(delivery)
    except DeliveryError as error:
        return error
    except Exception as error:
        LOG.exception("delivery %s: the channel broke", delivery.public_id)
        return DeliveryError(str(type(error).__name__), False, reason="channel-error", maybe_left=True)
    return None


def failed(delivery: Delivery, error: DeliveryError, done: Sending, now: datetime) -> None:
    """Writes down a failure: uncertain, refused, or put off."""
    words = error.evidence or error.reason
    if error.maybe_left:
        delivering.unsure(delivery, error=words, code=error.reason, now=now)
        done.uncertain += 1
    elif error.permanent:
        delivering.refused(delivery, error=words, code=error.reason, now=now, address_gone=error.address_gone)
        done.refused += 1
    else:
        delivering.put_off(delivery, error=words, code=error.reason, now=now)
        done.put_off += 1


def recount_answered(*, now: datetime) -> int:
    """Counts again the matters in which something was sent and people still seem to wait.

    Reconciliation, for when a figure was counted while something left. Returns how many matters.
    """
    rows = Matter.objects.filter(
        waiting__gt=0, filings__message__conversation__deliveries__state=Delivery.State.SENT
    )
    keys = list(rows.order_by("pk").values_list("pk", flat=True).distinct())
    for start in range(0, len(keys), CHUNK):
        recount(keys[start : start + CHUNK], now=now)
    return len(keys)
