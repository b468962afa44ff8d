"""Links that go to addresses which somebody typed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from saule.desk.models import Recipient, SingleMail
from saule.desk.states import Transition, state_is_known


class LinkMail(SingleMail):
    """A link to an address that somebody outside typed: only its reader can follow it.

    What the link is for says ``purpose``, and of what, ``about``, an opaque id. It holds an address of which
    nobody knows yet whose it is, and is forgotten after a few days.
    """

    class Purpose(models.TextChoices):
        """What the link is for."""

        CONFIRMATION = "confirmation", _("to confirm what was asked for")
        PAGE = "page", _("to open one’s own page")

    purpose = models.CharField(max_length=20, choices=Purpose)
    about = models.CharField(max_length=16)
    value = models.CharField(max_length=320)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("desk", "key"), name="one_link_mail_per_key"),
            state_is_known(SingleMail.KNOWN, "link_mail_state_is_known"),
        )
        indexes = (
            models.Index(fields=("not_before", "id"), condition=SingleMail.TO_SEND, name="link_mail_to_send"),
            models.Index(fields=("created_at",), name="link_mail_by_age"),
        )

    @property
    def recipient(self) -> Recipient:
        """The address that was typed; nobody knows a name for it."""
        return Recipient("", self.value)


class LinkMailTransition(Transition):
    """One change of a link mail's state."""

    mail = models.ForeignKey(LinkMail, on_delete=models.CASCADE, related_name="transitions")
