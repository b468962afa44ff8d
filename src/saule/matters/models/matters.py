"""What several messages are about, why they were put together, and who supports it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk, Kind, Language, Membership, Nature
from saule.desk.policies import may, sees_all_work
from saule.desk.states import Stateful, Transition, legal_states, state_is_known
from saule.matters.models.messages import Message
from saule.people.models import Person

DUE = (
    Q(nature=Nature.PERSONAL)
    | Q(grave=True)
    | Q(kind__statutory=True)
    | Q(threshold__lte=1)
    | Q(earned_at__isnull=False)
)
"""What is owed an official answer: personal or grave, what a text entitles to one, or what has earned it.
``Matter.due`` says the same.

A threshold of 1 asks for nothing: everything is due, confirmed or not.
"""


def in_sight(membership: Membership, matter: str = "") -> Q:
    """That of a matter of their desk which decides whether a member who sees work sees it.

    ``matter`` is what leads to it: rows about matters are asked for with them, and not matters beforehand.
    """
    if sees_all_work(membership):
        return Q()
    return Q(**{f"{matter}kind": None}) | Q(**{f"{matter}kind__in": membership.kind_keys})


class MatterQuerySet(models.QuerySet["Matter"]):
    """Reads over matters."""

    def visible_to(self, membership: Membership) -> "MatterQuerySet":
        """What a member may see: leaders all, agents their teams' kinds and teamless ones, others nothing."""
        if not may(membership, "see work"):
            return self.none()
        return self.filter(in_sight(membership), desk=membership.desk_id)

    def open(self) -> "MatterQuerySet":
        """Those that still want an answer."""
        return self.filter(state__in=(Matter.State.OPEN, Matter.State.REOPENED))

    def current(self) -> "MatterQuerySet":
        """All but those merged into another."""
        return self.exclude(state=Matter.State.MERGED)

    def due(self) -> "MatterQuerySet":
        """Those to which an official answer is owed: see ``DUE``."""
        return self.filter(DUE)

    def below_threshold(self) -> "MatterQuerySet":
        """Those that many share and too few have asked for yet: what hours are left goes to the strongest."""
        return self.exclude(DUE)

    def by_strength(self) -> "MatterQuerySet":
        """Grave first, then by the strength of their signals; where that says nothing yet, by the people who
        wait, then by the people, newest first.
        """
        return self.order_by("-grave", "-strength", "-waiting", "-people", "-last_at", "-id")


class Matter(Stateful):
    """What several messages are about: the thing that is answered.

    ``people``, ``confirmed``, ``own_words``, ``messages_count`` and ``waiting`` are kept by ``counting`` and
    equal the rows behind them. ``described_with`` is how many messages its title and kind were proposed from,
    ``voice`` the one of them that says best what they all say.
    ``threshold`` is the best (lowest) the matter has ever had; ``earned_at`` is when it passed it,
    as the newest row of ``Earning`` says. Below it, ``lapses_on`` is the day on which it lapses.
    ``strength`` is what ``signals`` (figures) weighed at ``weighed_at``.
    """

    class State(models.TextChoices):
        """Where a matter stands."""

        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        LAPSED = "lapsed", _("lapsed")
        REOPENED = "reopened", _("reopened")
        MERGED = "merged", _("merged")

    LEGAL = legal_states(
        open="answered lapsed merged",
        reopened="answered lapsed merged",
        answered="reopened open merged",
        lapsed="reopened merged",
        merged="open reopened answered lapsed",
    )

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="matters")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    title = models.CharField(max_length=200)
    title_by_person = models.BooleanField(default=False)
    phrases = models.JSONField(default=list, blank=True)
    described_with = models.PositiveIntegerField(default=0)
    voice = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=5, choices=Language, blank=True)
    kind = models.ForeignKey(Kind, null=True, blank=True, on_delete=models.SET_NULL, related_name="matters")
    kind_by_person = models.BooleanField(default=False)
    nature = models.CharField(max_length=10, choices=Nature, default=Nature.PERSONAL)
    grave = models.BooleanField(default=False)
    grave_by_person = models.BooleanField(default=False)
    grave_because = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    threshold = models.PositiveIntegerField(default=1)
    earned_at = models.DateTimeField(null=True, blank=True)
    lapses_on = models.DateField(null=True, blank=True)
    people = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    own_words = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    messages_count = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    touched_by_person = models.BooleanField(default=False)
    strength = models.FloatField(default=0)
    signals = models.JSONField(default=dict, blank=True)
    weighed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Matter"]] = MatterQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("desk", "-last_at"), name="matter_by_last"),
            # Nearly always empty: what is in it earns its answer in the next round of the worker.
            models.Index(
                fields=("desk",),
                condition=Q(earned_at=None, threshold__gt=1, confirmed__gte=F("threshold")),
                name="matter_to_earn",
            ),
            # What is below its threshold and of which nobody has been told yet until when.
            models.Index(
                fields=("desk", "lapses_on"),
                condition=Q(threshold__gt=1, earned_at=None, lapses_on=None),
                name="matter_below_threshold",
            ),
            models.Index(
                fields=("desk", "earned_at"), condition=Q(earned_at__isnull=False), name="matter_earned"
            ),
            models.Index(fields=("desk",), condition=Q(weighed_at=None), name="matter_to_weigh"),
            models.Index(
                fields=("desk", "weighed_at"), condition=Q(waiting__gt=0), name="matter_to_weigh_again"
            ),
            models.Index(
                fields=("desk", "lapses_on"), condition=Q(lapses_on__isnull=False), name="matter_to_lapse"
            ),
            # In the order of by_strength, to the last: a page of a list is read and nothing is sorted.
            models.Index(
                fields=("desk", "-grave", "-strength", "-waiting", "-people", "-last_at", "-id"),
                name="matter_in_order",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
                name="merged_says_into_what",
            ),
            state_is_known("open answered lapsed reopened merged", "matter_state_is_known"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def due(self) -> bool:
        """Whether an official answer is owed: see ``DUE``."""
        return (
            self.nature == Nature.PERSONAL
            or self.grave
            or self.statutory
            or self.threshold <= 1
            or self.earned_at is not None
        )

    @property
    def statutory(self) -> bool:
        """Whether a text entitles people to an answer, whatever their number."""
        return self.kind is not None and self.kind.statutory

    @property
    def by_letter(self) -> int:
        """How many of its people sent copies of a form letter and nothing in words of their own."""
        return max(0, self.people - self.own_words)

    @property
    def is_open(self) -> bool:
        """Whether it still wants an answer."""
        return self.state in (self.State.OPEN, self.State.REOPENED)


class MatterTransition(Transition):
    """One change of a matter's state."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="transitions")


class Decision(models.Model):
    """A grouping decision about one message: what, by which layer, how sure, who. Undone by another row.

    ``matter`` is where the message went (empty: nowhere, or taken out); ``before`` is where it was, so that
    undoing restores it; ``other`` is the nearest matter that it did not go to, as sure as ``other_score``;
    ``reason`` is a code that ``reasons.py`` turns into a sentence with ``facts``. Those of one ``correction``
    are undone together.
    """

    class Outcome(models.TextChoices):
        """What was decided."""

        JOINED = "joined", _("joined")
        OPENED = "opened", _("opened")
        ASKED = "asked", _("asked")
        MOVED = "moved", _("moved")
        REMOVED = "removed", _("removed")
        NOT_GROUPABLE = "not_groupable", _("not groupable")
        UNDONE = "undone", _("undone")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=Outcome)
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    before = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    suggested = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="suggestions"
    )
    like = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    layer = models.CharField(max_length=20)
    score = models.FloatField(default=0)
    other = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    other_score = models.FloatField(null=True, blank=True)
    reason = models.CharField(max_length=40)
    facts = models.JSONField(default=dict, blank=True)
    engine = models.CharField(max_length=60, blank=True)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    correction = models.ForeignKey(
        "matters.Correction", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["joined", "opened", "asked", "moved", "removed", "not_groupable", "undone"]
                ),
                name="decision_outcome_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} {self.message_id} → {self.matter_id}"


class Filing(models.Model):
    """A message is in a matter now, by this decision. A message may be in several matters."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="filings")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="filings")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("message", "matter"), name="filed_once"),)
        indexes = (models.Index(fields=("matter", "message"), name="filing_by_matter"),)

    def __str__(self) -> str:
        return f"{self.message_id} in {self.matter_id}"


class Signature(Stateful):
    """One canonical person's support of one matter. Counted once, whatever the evidence behind it.

    What was confirmed is unconfirmed again only when the join of persons that confirmed it is undone.
    ``shown_name`` is what they want to be called where everybody reads it, if anything.
    """

    class State(models.TextChoices):
        """Where a signature stands."""

        UNCONFIRMED = "unconfirmed", _("not confirmed yet")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SET_ASIDE = "set_aside", _("set aside")

    LEGAL = legal_states(
        unconfirmed="confirmed withdrawn set_aside",
        confirmed="withdrawn set_aside unconfirmed",
        withdrawn="unconfirmed confirmed",
        set_aside="unconfirmed confirmed",
    )
    COUNTED: ClassVar[tuple[str, ...]] = ("unconfirmed", "confirmed")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signatures")
    state = models.CharField(max_length=20, choices=State, default=State.UNCONFIRMED)
    own_words = models.BooleanField(default=True)
    language = models.CharField(max_length=5, choices=Language, blank=True)
    shown_name = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("matter", "person"), name="one_signature_per_person"),
            state_is_known("unconfirmed confirmed withdrawn set_aside", "signature_state_is_known"),
        )
        indexes = (models.Index(fields=("matter", "state"), name="signature_by_state"),)

    def __str__(self) -> str:
        return f"{self.person} for {self.matter_id}"


class SignatureTransition(Transition):
    """One change of a signature's state."""

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="transitions")


class SignatureEvidence(models.Model):
    """Why a person is counted for a matter: a message of theirs, or a co-signing (no message)."""

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="evidence")
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("signature", "message"), name="evidence_once"),)

    def __str__(self) -> str:
        return f"evidence for {self.signature_id}"
