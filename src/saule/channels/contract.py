"""What a channel promises to the worker, and what the worker promises to a channel."""

from typing import Protocol

from saule.desk.errors import SauleError
from saule.desk.models import SingleMail
from saule.matters.models import Delivery


class DeliveryError(SauleError):
    """A delivery did not go through.

    ``permanent``: no later try can help. ``maybe_left``: the wire broke when the message may have gone, so
    nothing must try again by itself. ``address_gone``: the other side says that there is no such address.
    ``reason`` is a short code and ``evidence`` what the other side said; neither holds an address.
    """

    code = "delivery"

    def __init__(
        self,
        message: str,
        permanent: bool,
        *,
        reason: str = "channel-error",
        evidence: str = "",
        maybe_left: bool = False,
        address_gone: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent, self.reason, self.evidence = permanent, reason, evidence
        self.maybe_left, self.address_gone = maybe_left, address_gone


class Channel(Protocol):
    """One way out. The worker calls ``send`` for one delivery after another, and ``close`` when it rests."""

    name: str

    def send(self, delivery: Delivery) -> None:
        """Hands the delivery over to the other side; returns only when that has taken it.

        Raises DeliveryError. Any other exception counts as "may have left".
        """

    def send_single(self, mail: SingleMail) -> None:
        """Hands over what Saule itself writes outside any conversation; as ``send`` otherwise."""

    def close(self) -> None:
        """Lets go of connections; ``send`` may be called again afterwards."""
