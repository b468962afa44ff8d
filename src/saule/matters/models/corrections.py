"""What people correct, what Saule proposes to correct, and whose support moved with it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk, Membership
from saule.desk.states import Stateful, Transition, legal_states, state_is_known
from saule.matters.models.matters import Matter, in_sight
from saule.matters.models.messages import Conversation, Message
from saule.people.models import Person


class Correction(models.Model):
    """One act that changes what is grouped with what, or what a matter is called. Undone by another row.

    The decisions made by it stand or fall together. ``matter`` is the one acted on, ``other`` the second one
    (merge: where it went; split: the new one; move: where the message was). ``before`` and ``after`` hold
    what a change of title, kind or gravity replaced. ``by`` is empty when a writer stepped out themselves.
    """

    class Verb(models.TextChoices):
        """What was done."""

        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")
        MOVE = "move", _("moved")
        ATTACH = "attach", _("attached")
        DETACH = "detach", _("taken out")
        STEP_OUT = "step_out", _("stepped out")
        RENAME = "rename", _("renamed")
        KIND = "kind", _("filed under another heading")
        GRAVITY = "gravity", _("judged for danger")
        KEEP_APART = "keep_apart", _("kept apart")
        KEEP_TOGETHER = "keep_together", _("kept together")
        UNDO = "undo", _("undone")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="corrections")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    verb = models.CharField(max_length=20, choices=Verb)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="corrections")
    other = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections_beside"
    )
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    messages_count = models.PositiveIntegerField(default=0)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("desk", "-at"), name="correction_by_desk"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(verb="undo", undoes__isnull=False) | (~Q(verb="undo") & Q(undoes=None)),
                name="undoing_says_what",
            ),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.public_id}"


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Reads over suggestions."""

    def open(self) -> "SuggestionQuerySet":
        """Those that wait for a person's word, about matters that still stand."""
        merged = Matter.State.MERGED
        rows = self.filter(state=Suggestion.State.OPEN)
        return rows.exclude(matter__state=merged).exclude(other__state=merged)

    def in_sight(self, membership: Membership) -> "SuggestionQuerySet":
        """Those that are about nothing but matters which the member sees, being one who sees work."""
        # No other matter is one without a heading, which everybody sees.
        return self.filter(in_sight(membership, "matter__"), in_sight(membership, "other__"))


class Suggestion(Stateful):
    """Saule is not sure: a matter looks like another (``other``), and a person should say.

    Without ``other``, a part of the matter (the messages that ``facts`` name) looks like a matter of its own.
    ``message`` is what was compared with ``like``, which spoke most for it; ``score`` as in a Decision.
    """

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        OVERTAKEN = "overtaken", _("overtaken")

    LEGAL = legal_states(
        open="accepted declined overtaken", accepted="open", declined="open", overtaken="open"
    )

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="suggestions")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="proposals")
    other = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals_beside"
    )
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    like = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    score = models.FloatField(default=0)
    facts = models.JSONField(default=dict, blank=True)
    engine = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    correction = models.ForeignKey(
        Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="suggestions"
    )
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["Suggestion"]] = SuggestionQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("desk", "-score"), condition=Q(state="open"), name="suggestion_to_decide"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("matter", "other"), condition=Q(state="open"), name="suggested_once"
            ),
            models.UniqueConstraint(
                fields=("matter",), condition=Q(state="open", other=None), name="split_suggested_once"
            ),
            state_is_known("open accepted declined overtaken", "suggestion_state_is_known"),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def splits(self) -> bool:
        """Whether it asks if a part of a matter is about something else."""
        return self.other_id is None


class SuggestionTransition(Transition):
    """One change of a suggestion's state."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="transitions")


class SupportMove(models.Model):
    """By a correction, a person's support now counts for another matter. They are told, and can step out.

    ``told_at`` is when they were told (empty: not yet); ``spared`` says why they never need to be.
    """

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="support_moves")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="support_moves")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="support_moves")
    before = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="support_moves")
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    spared = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("correction", "person"), name="moved_once_per_correction"),
        )
        indexes = (
            models.Index(fields=("at",), condition=Q(told_at=None, spared=""), name="support_move_to_tell"),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.before_id} → {self.matter_id}"
