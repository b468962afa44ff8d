"""Work on a conversation: who has it, notes, tags, snoozing, drafts, saved replies, files to send."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk, Language, Team, User
from saule.matters.models.answers import Answer, Delivery
from saule.matters.models.matters import Matter
from saule.matters.models.messages import Conversation


class Assignment(models.Model):
    """A conversation was given to a person, to a team, or to nobody. The newest row counts; never edited."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="assignments")
    to_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.conversation_id} → {self.to_user_id or self.to_team_id or '–'}"


class Snooze(models.Model):
    """A conversation rests until a moment, for a reason. It wakes then, or as soon as somebody writes."""

    class Ended(models.TextChoices):
        """Why a snooze is over."""

        TIME = "time", _("its time came")
        MESSAGE = "message", _("somebody wrote")
        PERSON = "person", _("woken by a colleague")
        REPLACED = "replaced", _("snoozed anew")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="snoozes")
    until = models.DateTimeField()
    why = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=20, choices=Ended, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("conversation",), condition=Q(ended_at=None), name="one_snooze_at_a_time"
            ),
        )
        indexes = (models.Index(fields=("until",), condition=Q(ended_at=None), name="snooze_to_wake"),)

    def __str__(self) -> str:
        return f"{self.conversation_id} until {self.until:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """What a colleague noted about a conversation or a matter. Never sent to anybody outside."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="notes")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="notes"
    )
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="notes")
    body = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(conversation__isnull=False, matter=None)
                | Q(conversation=None, matter__isnull=False),
                name="note_is_about_one_thing",
            ),
        )

    def __str__(self) -> str:
        return self.public_id


class Mention(models.Model):
    """A note calls a colleague; it stays on their list until they have seen it."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("note", "user"), name="mentioned_once"),)
        indexes = (models.Index(fields=("user",), condition=Q(seen_at=None), name="mention_unseen"),)

    def __str__(self) -> str:
        return f"{self.user} in {self.note}"


class Tag(models.Model):
    """A word that the desk puts on conversations. Archived rather than deleted."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=40)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint("desk", Lower("name"), name="one_tag_per_name"),)

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag is on a conversation since ``at``; taken off at ``ended_at``."""

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="taggings")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="taggings")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("tag", "conversation"), condition=Q(ended_at=None), name="tagged_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.tag} on {self.conversation_id}"


class SavedReply(models.Model):
    """A text that is used often, with placeholders. Archived rather than deleted."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="saved_replies")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="saved_replies"
    )
    used = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class SavedReplyText(models.Model):
    """A saved reply in one language."""

    saved_reply = models.ForeignKey(SavedReply, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5, choices=Language)
    body = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("saved_reply", "language"), name="one_saved_text_per_language"),
        )

    def __str__(self) -> str:
        return f"{self.saved_reply} {self.language}"


class Draft(models.Model):
    """A reply that somebody is writing. ``version`` grows with each save: no window overwrites another."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    body = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("conversation", "author"), name="one_draft_per_author"),
        )

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Enclosure(models.Model):
    """A file that the desk sends: with a draft, then with its delivery; or with an answer, to everybody.

    ``content_type`` is what the bytes are; ``claimed_type`` what the sender's browser said they were.
    """

    MOST: ClassVar[int] = 10 * 1024 * 1024

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="enclosures")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    draft = models.ForeignKey(
        Draft, null=True, blank=True, on_delete=models.SET_NULL, related_name="enclosures"
    )
    answer = models.ForeignKey(
        Answer, null=True, blank=True, on_delete=models.PROTECT, related_name="enclosures"
    )
    delivery = models.ForeignKey(
        Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="enclosures"
    )
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    claimed_type = models.CharField(max_length=127, blank=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    cards_masked = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.public_id


class Presence(models.Model):
    """Somebody has a conversation before them, or is writing in it: a colleague who opens it is told."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    writing = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("conversation", "user"), name="one_presence_each"),)

    def __str__(self) -> str:
        return f"{self.user_id} at {self.conversation_id}"
