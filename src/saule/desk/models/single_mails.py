"""Mails of Saule's own outside any conversation: a row first, one mail after, never two."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models.desk import Desk, Language, Mailbox, User
from saule.desk.states import Stateful, Transition, legal_states, state_is_known


class Recipient(NamedTuple):
    """To whom a mail goes: the name beside the address may be empty."""

    name: str
    address: str


class SingleMail(Stateful):
    """One mail to one address; ``key`` tells it from every other, so that asking twice is asking once.

    ``uncertain``: the worker died when it may have left. It is never sent again by itself.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        ATTEMPTING = "attempting", _("being sent")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused")
        UNCERTAIN = "uncertain", _("uncertain")

    KNOWN = "waiting attempting sent refused uncertain"
    LEGAL = legal_states(
        waiting="attempting refused",
        attempting="sent waiting refused uncertain",
    )
    TO_SEND = models.Q(state__in=["waiting", "attempting"])

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    key = models.CharField(max_length=80)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5, choices=Language)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    message_id = models.CharField(max_length=255)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.public_id

    @property
    def recipient(self) -> Recipient:
        """To whom it goes."""
        raise NotImplementedError


class StaffMail(SingleMail):
    """What Saule itself writes to a colleague."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mails")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("desk", "key"), name="one_staff_mail_per_key"),
            state_is_known(SingleMail.KNOWN, "staff_mail_state_is_known"),
        )
        indexes = (
            models.Index(
                fields=("not_before", "id"), condition=SingleMail.TO_SEND, name="staff_mail_to_send"
            ),
        )

    @property
    def recipient(self) -> Recipient:
        """The colleague."""
        return Recipient(self.user.name, self.user.email)


class StaffMailTransition(Transition):
    """One change of a staff mail's state."""

    mail = models.ForeignKey(StaffMail, on_delete=models.CASCADE, related_name="transitions")
