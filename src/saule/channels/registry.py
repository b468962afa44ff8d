"""Which channel carries what: the worker asks here, the domain never does."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from saule.channels.contract import Channel, DeliveryError
from saule.channels.email.outbox import Outbox
from saule.channels.email.sending import Smtp

EMAIL: dict[str, Callable[[], Channel]] = {
    "outbox": lambda: Outbox(settings.HOME / "outbox"),
    "smtp": lambda: Smtp(settings.SAULE_SMTP_URL),
}


class Channels:
    """The channels of one worker, made when first needed and closed together."""

    def __init__(self) -> None:
        self.open: dict[str, Channel] = {}

    def get(self, name: str) -> Channel:
        """The channel of this name. Raises DeliveryError (permanent) for one that is not there."""
        if name not in self.open:
            self.open[name] = make(name)
        return self.open[name]

    def close(self) -> None:
        """Lets go of every connection."""
        for channel in self.open.values():
            channel.close()


def make(name: str) -> Channel:
    """A new channel. How e-mail leaves is the setting ``SAULE_MAIL``."""
    if name != "email":
        raise DeliveryError(_("Nothing can be sent on this channel."), True, reason="no-channel")
    try:
        return EMAIL[settings.SAULE_MAIL]()
    except KeyError:
        known = ", ".join(sorted(EMAIL))
        raise ImproperlyConfigured(f"SAULE_MAIL must be one of: {known}") from None
