"""Answers, and the outbox: one delivery per address, with its outcome."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk, Language, Mailbox
from saule.desk.states import Stateful, Transition, legal_states, state_is_known
from saule.matters.models.matters import Matter
from saule.matters.models.messages import Conversation, Message
from saule.people.models import Address, Person

A_CLOCK_AHEAD = timedelta(hours=1)
"""By how much the clocks of two machines never differ while both are right."""
LONGEST_WAIT = timedelta(days=6)
"""Longer than anything waits that was put off, but for who is away."""


class Answer(Stateful):
    """The desk's (or later a peer's) answer to a matter, written once in each language needed."""

    class State(models.TextChoices):
        """Where an answer stands."""

        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("waiting for approval")
        APPROVED = "approved", _("approved")
        SENT = "sent", _("sent")

    LEGAL = legal_states(
        draft="proposed approved", proposed="draft approved", approved="sent draft", sent="approved"
    )

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="answers")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="answers")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("matter",),
                condition=Q(state__in=["draft", "proposed"]),
                name="one_answer_in_the_making",
            ),
            state_is_known("draft proposed approved sent", "answer_state_is_known"),
        )
        indexes = (
            models.Index(
                fields=("desk", "created_at"), condition=Q(state="proposed"), name="answer_to_approve"
            ),
        )

    def __str__(self) -> str:
        return self.public_id


class AnswerTransition(Transition):
    """One change of an answer's state."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="transitions")


class AnswerText(models.Model):
    """An answer in one language."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5, choices=Language)
    body = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("answer", "language"), name="one_text_per_language"),)

    def __str__(self) -> str:
        return f"{self.answer} {self.language}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Reads over the outbox."""

    def in_flight(self) -> "DeliveryQuerySet":
        """Being sent right now by some worker."""
        return self.filter(state=Delivery.State.ATTEMPTING)

    def to_send(self) -> "DeliveryQuerySet":
        """Waiting or put off, oldest first; whether their time has come is for the caller to filter.

        That they have not left says nothing new, but names their index to the store.
        """
        waiting = (Delivery.State.WAITING, Delivery.State.DEFERRED)
        return self.filter(state__in=waiting, sent_at=None).order_by("not_before", "id")

    def due(self, now: datetime) -> "DeliveryQuerySet":
        """Those whose time has come, and those to which a clock that was ahead gave a time far off: the gate
        says again how long they wait. Only of who is away it may say more than some days.
        """
        asked_ahead = Q(state=Delivery.State.WAITING, created_at__gt=now + A_CLOCK_AHEAD)
        held_ahead = Q(state=Delivery.State.DEFERRED, not_before__gt=now + LONGEST_WAIT) & ~Q(outcome="away")
        return self.to_send().filter(Q(not_before__lte=now) | asked_ahead | held_ahead)


class Delivery(Stateful):
    """One outgoing message to one address. ``key`` makes asking for it twice the same as asking once.

    ``message_id`` is fixed before the wire is touched. ``uncertain`` means that the process died between the
    wire and the row: it is never sent again by itself; a person decides. ``beside``: a common answer to
    somebody who is answered on their own too, and goes on waiting for that. ``foot`` stands below the text:
    who writes on whose behalf, why, where the address came from and how to stop.
    """

    class State(models.TextChoices):
        """Where a delivery stands."""

        WAITING = "waiting", _("waiting")
        ATTEMPTING = "attempting", _("being sent")
        SENT = "sent", _("sent")
        DEFERRED = "deferred", _("put off")
        REFUSED = "refused", _("refused")
        UNCERTAIN = "uncertain", _("uncertain")

    class Purpose(models.TextChoices):
        """Why it is sent."""

        ANSWER = "answer", _("answer")
        REPLY = "reply", _("reply")
        ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement")
        NEWS = "news", _("news")
        NOTICE = "notice", _("notice")
        CODE = "code", _("code for a caller")
        PEER = "peer", _("word to a peer")
        SOLICITATION = "solicitation", _("on somebody’s behalf")
        CONTACT = "contact", _("to a contact")
        INVITATION = "invitation", _("about an appointment")

    AUTOMATIC: ClassVar[frozenset[str]] = frozenset({"acknowledgement", "news", "notice", "code", "peer"})
    LEGAL = legal_states(
        waiting="attempting refused deferred",
        deferred="attempting refused",
        attempting="sent deferred refused uncertain",
        uncertain="sent waiting refused",
        refused="waiting",
    )

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="deliveries")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    key = models.CharField(max_length=80)
    purpose = models.CharField(max_length=20, choices=Purpose)
    channel = models.CharField(max_length=20)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="deliveries")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deliveries")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="deliveries")
    answer = models.ForeignKey(
        Answer, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    recorded = models.OneToOneField(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="delivery"
    )
    language = models.CharField(max_length=5, choices=Language)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    foot = models.TextField(blank=True)
    message_id = models.CharField(max_length=255)
    in_reply_to = models.CharField(max_length=998, blank=True)
    references = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=300, blank=True)
    beside = models.BooleanField(default=False)
    leased_by = models.CharField(max_length=80, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Delivery"]] = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("desk", "key"), name="one_delivery_per_key"),
            models.UniqueConstraint(fields=("desk", "message_id"), name="one_message_id_per_delivery"),
            state_is_known("waiting attempting sent deferred refused uncertain", "delivery_state_is_known"),
        )
        indexes = (
            models.Index(
                fields=("state", "not_before", "id"),
                condition=Q(sent_at=None),
                name="delivery_to_send",
            ),
            models.Index(fields=("desk", "-created_at"), name="delivery_by_desk"),
            models.Index(fields=("desk", "state", "-created_at", "-id"), name="delivery_by_state"),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def automatic(self) -> bool:
        """Whether no person wrote it for this occasion."""
        return self.purpose in self.AUTOMATIC

    @property
    def words(self) -> str:
        """All that its reader reads: the text, and the foot below the signs that mail programs know."""
        return f"{self.body.rstrip()}\n\n-- \n{self.foot}" if self.foot else self.body


class DeliveryTransition(Transition):
    """One change of a delivery's state."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="transitions")
