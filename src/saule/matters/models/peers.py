"""Answers that people give each other, whom they helped, and what the desk says of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saule.desk.ids import new_id
from saule.desk.models import Desk, Language, Membership
from saule.desk.policies import may
from saule.desk.states import Stateful, Transition, legal_states, state_is_known
from saule.matters.models.matters import Matter, in_sight
from saule.matters.models.messages import Conversation
from saule.people.models import Person


class PeerAnswerQuerySet(models.QuerySet["PeerAnswer"]):
    """Reads over people's answers to each other."""

    def visible_to(self, membership: Membership) -> "PeerAnswerQuerySet":
        """Those in matters that the member may see. Whose they are is shown to nobody at the desk."""
        if not may(membership, "judge peers"):
            return self.none()
        return self.filter(in_sight(membership, "matter__"), desk=membership.desk_id)

    def to_look_at(self) -> "PeerAnswerQuerySet":
        """Those that wait for a colleague's look, the oldest first."""
        return self.filter(state=PeerAnswer.State.PROPOSED).order_by("at", "pk")

    def shown(self) -> "PeerAnswerQuerySet":
        """Those that everybody may read; none of which nothing is left, as its writer was erased."""
        return self.filter(state=PeerAnswer.State.SHOWN).exclude(text="")


class PeerAnswer(Stateful):
    """What somebody who is not the desk answers to others in a matter, under a name of their choice or none.

    ``text`` holds no card number, mail address, telephone number nor name with a title: they are taken out
    before it is kept. ``conversation`` is where its writer is told what becomes of it, ``rule`` for which of
    the published rules it is not shown (any more). ``with_rank``: they want it said beside their name how far
    they have helped others; ``outlives``: its text may stay, without a
    name, when they are erased.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", pgettext_lazy("an answer", "waits for a look")
        SHOWN = "shown", pgettext_lazy("an answer", "shown")
        REFUSED = "refused", pgettext_lazy("an answer", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("an answer", "withdrawn by its writer")
        TAKEN_DOWN = "taken_down", pgettext_lazy("an answer", "taken down")

    class Rule(models.TextChoices):
        """The published rules: for which of them the desk does not show an answer, or shows it no more."""

        PRIVATE = "private", _("It says something private, or names somebody.")
        HURTFUL = "hurtful", _("It hurts or insults.")
        SELLING = "selling", _("It advertises something.")
        ELSEWHERE = "elsewhere", _("It is about something else.")
        ASKING = "asking", _("It asks or demands, and does not answer.")
        DANGEROUS = "dangerous", _("Whoever followed it could come to harm.")

    LEGAL = legal_states(
        proposed="shown refused withdrawn",
        shown="taken_down withdrawn",
        refused="shown withdrawn",
        taken_down="shown withdrawn",
        withdrawn="proposed shown",
    )

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="peer_answers")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="peer_answers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="peer_answers")
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.SET_NULL, related_name="peer_answers"
    )
    shown_name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=5, choices=Language)
    text = models.TextField()
    at = models.DateTimeField()
    with_rank = models.BooleanField(default=False)
    outlives = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=State, default=State.PROPOSED)
    rule = models.CharField(max_length=12, choices=Rule, blank=True)

    objects: ClassVar[models.Manager["PeerAnswer"]] = PeerAnswerQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            state_is_known("proposed shown refused withdrawn taken_down", "peer_answer_state_is_known"),
        )
        indexes = (
            models.Index(fields=("matter", "state"), name="peer_answer_by_matter"),
            models.Index(fields=("desk", "at"), condition=Q(state="proposed"), name="peer_answer_to_look_at"),
        )

    def __str__(self) -> str:
        return self.public_id


class PeerAnswerTransition(Transition):
    """One change of a peer answer."""

    peer_answer = models.ForeignKey(PeerAnswer, on_delete=models.CASCADE, related_name="transitions")


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    """Reads over endorsements."""

    def standing(self) -> "EndorsementQuerySet":
        """Those that nobody has taken back."""
        return self.filter(ended_at=None)


class Endorsement(models.Model):
    """“This helped me”: one person's word about an answer of another; taken back at ``ended_at``.

    However many of these a canonical person has after being joined, they count once, and never for an answer
    of their own: see ``endorsing``.
    """

    peer_answer = models.ForeignKey(PeerAnswer, on_delete=models.CASCADE, related_name="endorsements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="endorsements")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Endorsement"]] = EndorsementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("peer_answer", "person"), condition=Q(ended_at=None), name="endorsed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} was helped by {self.peer_answer_id}"


class PeerMarkQuerySet(models.QuerySet["PeerMark"]):
    """Reads over marks."""

    def standing(self) -> "PeerMarkQuerySet":
        """Those that nobody has taken back."""
        return self.filter(ended_at=None)


class PeerMark(models.Model):
    """The desk says by a colleague that an answer is correct, or wrong and why.

    The newest that stands counts. ``why`` is public beside a wrong one. ``figures`` are those, as written,
    that the reference does not have so and for which the colleague stands by name.
    """

    class Verdict(models.TextChoices):
        """What it says."""

        CORRECT = "correct", pgettext_lazy("an answer", "correct")
        WRONG = "wrong", pgettext_lazy("an answer", "wrong")

    peer_answer = models.ForeignKey(PeerAnswer, on_delete=models.CASCADE, related_name="marks")
    verdict = models.CharField(max_length=10, choices=Verdict)
    why = models.CharField(max_length=300, blank=True)
    figures = models.JSONField(default=list, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager["PeerMark"]] = PeerMarkQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(verdict="correct") | ~Q(why=""), name="wrong_because"),
        )

    def __str__(self) -> str:
        return f"{self.peer_answer_id} is {self.verdict}"


class PeerThanks(models.Model):
    """Somebody was told how many people their answers had helped by then: one mail, at a day of news."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="peer_thanks")
    people = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.person_id} has helped {self.people}"
