"""What came in or went out: sources, messages, conversations."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk, Language, Membership, Team, User
from saule.desk.policies import may, sees_all_work
from saule.matters.because import in_words
from saule.people.models import Address, Person

WEBFORM = "webform"
"""The channel of what was written on the desk's own pages; without words where somebody only signed."""


class MailClass(models.TextChoices):
    """What kind of sender wrote: only humans are grouped, promised and answered."""

    HUMAN = "human", _("human")
    OUT_OF_OFFICE = "out_of_office", _("out of office")
    AUTO_REPLY = "auto_reply", _("automatic reply")
    BOUNCE = "bounce", _("bounce")
    LIST = "list", _("mailing list")
    SPAM = "spam", _("spam")


class Source(models.Model):
    """The original bytes, with card numbers masked, at their position in the channel. Kept exactly once."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="sources")
    channel = models.CharField(max_length=20)
    position = models.CharField(max_length=200)
    raw = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("desk", "position"), name="one_source_per_position"),)

    def __str__(self) -> str:
        return f"source {self.pk}"


class OfTheirs(models.Func):
    """Whether a conversation is in no matter, in one under these headings, or in one under none.

    One figure of each conversation, which no store works out for all of them beforehand; and written out, as
    every list of an agent asks for it.
    """

    template = """COALESCE((
        SELECT MAX(CASE WHEN m.kind_id IS NULL OR m.kind_id IN (%(kinds)s) THEN 1 ELSE 0 END)
        FROM matters_message s
        JOIN matters_filing f ON f.message_id = s.id
        JOIN matters_matter m ON m.id = f.matter_id
        WHERE s.conversation_id = %(expressions)s
    ), 1) = 1"""
    output_field = models.BooleanField()


def theirs(membership: Membership, through: str = "") -> models.Q:
    """What ``ConversationQuerySet.visible_to`` asks of a conversation, for rows that reach it ``through`` a
    lookup: asked of each of those rows, where a list of all that is visible would be long.
    """
    if not may(membership, "see work"):
        return models.Q(pk__in=[])
    if sees_all_work(membership):
        return models.Q()
    at = f"{through}__" if through else ""
    given = models.Q(**{f"{at}assigned_to": membership.user_id})
    given |= models.Q(**{f"{at}assigned_team__in": membership.team_keys})
    kinds = ", ".join(str(key) for key in membership.kind_keys) or "NULL"
    given |= models.Q(OfTheirs(f"{at}pk", kinds=kinds))
    return models.Q(**{f"{at}outreach": False}) & given


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Reads over conversations."""

    def waiting(self) -> "ConversationQuerySet":
        """Those in which a person waits for an answer."""
        return self.filter(waiting_since__isnull=False)

    def beside(self, conversation: "Conversation") -> "ConversationQuerySet":
        """The other conversations of the same thread, each with somebody else."""
        first = conversation.exchange_id or conversation.pk
        return self.filter(models.Q(exchange=first) | models.Q(pk=first)).exclude(pk=conversation.pk)

    def objecting(self) -> "ConversationQuerySet":
        """Those that wait because a person says that their answer does not answer them."""
        # From the objections, which are few, and not from all who wait.
        return self.waiting().filter(pk__in=Objection.objects.values("conversation"))

    def awake(self, now: datetime) -> "ConversationQuerySet":
        """Those that do not rest: never snoozed, or their time has come."""
        return self.filter(models.Q(snoozed_until=None) | models.Q(snoozed_until__lte=now))

    def snoozed(self, now: datetime) -> "ConversationQuerySet":
        """Those that rest until a moment to come."""
        return self.filter(snoozed_until__gt=now)

    def not_with_others(self, membership: Membership) -> "ConversationQuerySet":
        """All but those that were given to a colleague, or to a team that the member is not in.

        What somebody had who has left is nobody's.
        """
        there = Membership.objects.filter(desk=membership.desk_id, ended_at=None).exclude(pk=membership.pk)
        rows = self.exclude(assigned_to__in=list(there.values_list("user", flat=True)))
        return rows.filter(models.Q(assigned_team=None) | models.Q(assigned_team__in=membership.team_keys))

    def visible_to(self, membership: Membership) -> "ConversationQuerySet":
        """What a member may see: leaders all; agents what is in no matter, in one of theirs, or given them.

        Theirs are the matters of their teams' kinds and those without a team. What the desk opened on
        somebody's behalf is no work of theirs. Others see nothing.
        """
        return self.filter(theirs(membership), desk=membership.desk_id)


class Conversation(models.Model):
    """One thread with one person.

    ``waiting_since`` is when the oldest message that still awaits an answer came (empty: nobody waits);
    ``answered_at`` is when a person at the desk first answered. Both follow the messages. ``assigned_to``,
    ``assigned_team`` and ``snoozed_until`` are what the newest Assignment and the standing Snooze say.
    ``exchange`` is the first conversation of a thread in which several people wrote (empty: it is the first,
    or the only one): each of them is answered in their own, and staff see the others beside it.
    ``outreach``: the desk wrote first, on somebody's behalf; nobody waits there, and nothing is grouped.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="conversations")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="conversations"
    )
    subject = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    imported = models.BooleanField(default=False)
    outreach = models.BooleanField(default=False)
    assigned_to = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned_conversations"
    )
    assigned_team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned_conversations"
    )
    snoozed_until = models.DateTimeField(null=True, blank=True)
    exchange = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="exchanged"
    )

    objects: ClassVar[models.Manager["Conversation"]] = ConversationQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("desk", "-last_at"), name="conversation_by_last"),
            models.Index(
                fields=("desk", "waiting_since"),
                condition=models.Q(waiting_since__isnull=False),
                name="conversation_waiting",
            ),
            models.Index(fields=("desk", "opened_at"), name="conversation_by_opening"),
            models.Index(
                fields=("desk", "answered_at", "opened_at"),
                condition=models.Q(answered_at__isnull=False),
                name="conversation_answered",
            ),
        )

    def __str__(self) -> str:
        return self.public_id


class DanglingReference(models.Model):
    """A conversation quotes a message that has not come yet; when it comes, it belongs there."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="dangling_references")
    message_id = models.CharField(max_length=998)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="dangling_references"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("desk", "message_id", "conversation"), name="awaited_once"),
        )

    def __str__(self) -> str:
        return f"awaited by {self.conversation}"


class Letter(models.Model):
    """A text that several people sent, to the letter or nearly: a form letter, known by its first copy."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="letters")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)

    def __str__(self) -> str:
        return self.public_id


class MessageQuerySet(models.QuerySet["Message"]):
    """Reads over messages."""

    def from_people(self) -> "MessageQuerySet":
        """Incoming messages that a person wrote."""
        return self.filter(outgoing=False, mail_class=MailClass.HUMAN)

    def to_group(self) -> "MessageQuerySet":
        """People's messages that no grouping decision has looked at yet, oldest first."""
        return self.from_people().filter(grouped_at=None).order_by("received_at", "id")


class Message(models.Model):
    """One message that came in or went out. Texts are free of card numbers; HTML is sanitised when shown."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="messages")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    address = models.ForeignKey(
        Address, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    source = models.OneToOneField(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="message"
    )
    channel = models.CharField(max_length=20)
    outgoing = models.BooleanField(default=False)
    automatic = models.BooleanField(default=False)
    mail_class = models.CharField(max_length=20, choices=MailClass, default=MailClass.HUMAN)
    class_reason = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    said = models.TextField(blank=True)
    html = models.TextField(blank=True)
    language = models.CharField(max_length=5, choices=Language, blank=True)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    message_id = models.CharField(max_length=998, blank=True)
    in_reply_to = models.CharField(max_length=998, blank=True)
    references = models.TextField(blank=True)
    authenticated = models.BooleanField(default=False)
    awaits_answer = models.BooleanField(default=False)
    warnings = models.JSONField(default=list, blank=True)
    cards_masked = models.PositiveIntegerField(default=0)
    letter = models.ForeignKey(
        Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="copies"
    )
    severity = models.JSONField(default=list, blank=True)
    grouped_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Message"]] = MessageQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("desk", "message_id"), name="message_by_header"),
            models.Index(fields=("conversation", "received_at"), name="message_in_conversation"),
            models.Index(
                fields=("desk", "received_at"),
                condition=models.Q(grouped_at=None, outgoing=False, mail_class="human"),
                name="message_to_group",
            ),
            models.Index(fields=("desk", "-received_at"), name="message_by_arrival"),
            models.Index(
                fields=("desk", "-received_at"),
                condition=models.Q(outgoing=False, mail_class="human"),
                name="message_from_people",
            ),
            models.Index(
                fields=("conversation",),
                condition=models.Q(outgoing=False) & ~models.Q(mail_class="human"),
                name="message_from_machine",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(mail_class__in=MailClass.values), name="mail_class_is_known"
            ),
        )

    def __str__(self) -> str:
        return self.public_id


class MessageVector(models.Model):
    """A message's meaning as numbers, so that grouping can be rebuilt without reading the text again."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="vector")
    encoder = models.CharField(max_length=40)
    values = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.encoder} vector of {self.message_id}"


class Attachment(models.Model):
    """A file that came with a message. Its content is read again from the kept source."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    size = models.PositiveBigIntegerField()
    part = models.PositiveIntegerField()
    scanned = models.BooleanField()

    def __str__(self) -> str:
        return self.public_id


class SettlementQuerySet(models.QuerySet["Settlement"]):
    """Reads over settlements."""

    def standing(self) -> "SettlementQuerySet":
        """Those that nobody has taken back."""
        return self.filter(ended_at=None)


class Settlement(models.Model):
    """A person at the desk said that a conversation needs no answer, and why; taken back at ``ended_at``.

    ``by`` is empty when its matter lapsed, or where whoever wrote said so themselves; ``helped_by`` is the
    answer of another person that helped them, if they said so, and ``informed`` whether they want to read the
    desk's answer all the same.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="settlements")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_why = models.CharField(max_length=300, blank=True)
    helped_by = models.ForeignKey(
        "matters.PeerAnswer", null=True, blank=True, on_delete=models.PROTECT, related_name="relieved"
    )
    informed = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Settlement"]] = SettlementQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("at",), name="settlement_by_time"),)

    def __str__(self) -> str:
        return f"settlement of {self.conversation}"

    @property
    def reason(self) -> str:
        """Why, as the reader’s language says it where Saule itself wrote it."""
        return in_words(self.why)


class Objection(models.Model):
    """A person said that an answer does not answer them, in their words if they wished."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="objections")
    answer = models.ForeignKey(
        "matters.Answer", null=True, blank=True, on_delete=models.PROTECT, related_name="objections"
    )
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"objection in {self.conversation}"
