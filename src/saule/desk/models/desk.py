"""The desk: an organisation's place of contact, its staff, charter, calendar and audit trail."""

from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id


class Language(models.TextChoices):
    """The languages Saule writes in."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")


class Role(models.TextChoices):
    """What somebody is to a desk; ``desk.policies`` says what each role may do."""

    OWNER = "owner", _("owner")
    SUPERVISOR = "supervisor", _("supervisor")
    AGENT = "agent", _("agent")
    GENERATOR = "generator", _("generator")
    CLOSER = "closer", _("closer")
    PROVIDER_AGENT = "provider_agent", _("provider’s agent")
    AUDITOR = "auditor", _("auditor")
    CLIENT = "client", _("client")


class Nature(models.TextChoices):
    """Whether a matter is somebody's own case or shared by several."""

    PERSONAL = "personal", _("personal")
    SHARED = "shared", _("shared")


class UserManager(BaseUserManager["User"]):
    """Makes staff accounts; addresses compare without case."""

    def create_user(self, email: str, name: str, password: str | None = None, language: str = "fr") -> "User":
        """A new account; without a password it cannot sign in until one is set."""
        user = self.model(email=email.strip().lower(), name=name, language=language)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account of this address, however it is typed."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody who works at a desk and signs in."""

    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, choices=Language, default=Language.FRENCH)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name


class Desk(models.Model):
    """One organisation's place of contact. Everything else belongs to a desk."""

    class SecondFactorFor(models.TextChoices):
        """Who has to sign in with more than a password."""

        NOBODY = "nobody", _("nobody: everybody decides for themselves")
        LEADERS = "leaders", _("owners and supervisors")
        ALL = "all", _("everybody")

    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, choices=Language, default=Language.FRENCH)
    time_zone = models.CharField(max_length=64, default="Europe/Paris")
    country = models.CharField(max_length=2, default="FR")
    working_days = models.CharField(max_length=7, default="12345")
    large_audience = models.PositiveIntegerField(default=50)
    undo_seconds = models.PositiveSmallIntegerField(default=20)
    second_factor = models.CharField(max_length=10, choices=SecondFactorFor, default=SecondFactorFor.NOBODY)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The desk's time zone: promises are dates in it."""
        return ZoneInfo(self.time_zone)

    def local_date(self, moment: datetime) -> date:
        """The date at the desk at this moment."""
        return moment.astimezone(self.zone).date()

    def best_threshold(self, opened: datetime) -> int:
        """The lowest threshold that was in force since ``opened``: what a matter of that moment has to pass.

        1 until somebody decides otherwise. One that has been announced counts once it applies.
        """
        rows = self.thresholds.filter(cancelled_at=None)
        then = rows.filter(since__lte=opened).values_list("value", flat=True).first() or 1
        later = rows.filter(since__gt=opened, applied_at__isnull=False)
        lowest = later.aggregate(lowest=models.Min("value"))["lowest"]
        return min(then, lowest or then)

    def owns(self, address: str) -> bool:
        """Whether mail from ``address`` was written by the desk itself."""
        return address.strip().lower() in self.own_addresses()

    def own_addresses(self) -> frozenset[str]:
        """Every address of the desk: its mailboxes and their aliases."""
        aliases = MailboxAlias.objects.filter(mailbox__desk=self).order_by().values_list("address", flat=True)
        return frozenset(self.mailboxes.order_by().values_list("address", flat=True).union(aliases, all=True))


class Team(models.Model):
    """People of a desk who share a work."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("desk", "name"), name="one_team_per_name"),)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a user is to a desk. ``ended_at`` closes it; the row stays.

    ``skills`` are the headings they answer best and ``languages`` those they write: what they are given next
    is chosen from these, and from everything where they are empty.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    teams = models.ManyToManyField(Team, related_name="memberships", blank=True)
    skills: "models.ManyToManyField[Kind, Any]" = models.ManyToManyField(
        "Kind", related_name="skilled", blank=True
    )
    languages = models.JSONField(default=list, blank=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("desk", "user"), condition=models.Q(ended_at=None), name="one_membership_at_a_time"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @cached_property
    def team_keys(self) -> list[int]:
        """The keys of their teams, as they are when first asked for: ask a membership that lives no longer
        than one request.
        """
        return list(self.teams.order_by().values_list("pk", flat=True))

    @cached_property
    def kind_keys(self) -> list[int]:
        """The keys of the headings they see, likewise."""
        return list(Kind.seen_by(self).order_by().values_list("pk", flat=True))

    @cached_property
    def skill_keys(self) -> list[int]:
        """The keys of the headings they answer best, likewise; none stands for all."""
        return list(self.skills.order_by().values_list("pk", flat=True))

    @property
    def languages_lacking(self) -> list[str]:
        """The languages that they do not write; none where nothing is said of it."""
        return [code for code in Language.values if code not in self.languages] if self.languages else []


class Invitation(models.Model):
    """A link that lets somebody set their password and join the desk. Kept as a digest; used once."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Mailbox(models.Model):
    """An address of the desk. It sends nothing until a person has switched it live."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="mailboxes")
    address = models.CharField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    authserv_id = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("desk", "address"), name="one_mailbox_per_address"),)

    def __str__(self) -> str:
        return self.address

    @property
    def live(self) -> bool:
        """Whether mail may leave from here: what the last switch says."""
        last = self.switches.order_by("-at", "-id").first()
        return last is not None and last.live


class MailboxAlias(models.Model):
    """Another address whose mail arrives in a mailbox: what it sends was written by the desk."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="aliases")
    address = models.CharField(max_length=254)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("address",)
        constraints = (models.UniqueConstraint(fields=("mailbox", "address"), name="one_alias_per_address"),)

    def __str__(self) -> str:
        return self.address


class MailboxSwitch(models.Model):
    """A person switched a mailbox live, or back to rehearsal, having read what would leave."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="switches")
    live = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    would_leave = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.mailbox}: {'live' if self.live else 'rehearsal'}"


class Kind(models.Model):
    """One subject heading of the desk's charter: what one is entitled to, and what is hoped for.

    ``statutory``: a text grants the answer within ``entitled_days`` (days on which the desk works, if
    ``in_working_days``), and ``legal_basis`` says which; it is due whatever its signatures.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="kinds")
    code = models.SlugField(max_length=40)
    name_fr = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    nature = models.CharField(max_length=10, choices=Nature, default=Nature.PERSONAL)
    entitled_days = models.PositiveSmallIntegerField(null=True, blank=True)
    in_working_days = models.BooleanField(default=False)
    statutory = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=300, blank=True)
    hoped_days = models.PositiveSmallIntegerField(null=True, blank=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="kinds")
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "code")
        constraints = (
            models.UniqueConstraint(fields=("desk", "code"), name="one_kind_per_code"),
            models.CheckConstraint(condition=models.Q(nature__in=Nature.values), name="kind_nature_is_known"),
            models.CheckConstraint(
                condition=models.Q(statutory=False) | models.Q(entitled_days__isnull=False),
                name="statutory_says_within_how_long",
            ),
        )

    def __str__(self) -> str:
        return self.name_in(get_language() or Language.FRENCH)

    @classmethod
    def seen_by(cls, membership: Membership) -> models.QuerySet["Kind"]:
        """The headings of a member's own teams, and those of no team."""
        theirs = models.Q(team=None) | models.Q(team__in=membership.team_keys)
        return cls.objects.filter(theirs, desk=membership.desk_id)

    def name_in(self, language: str) -> str:
        """The heading's name in a language."""
        return self.name_en if language.startswith("en") else self.name_fr


class KindExample(models.Model):
    """A sentence that shows what belongs under a heading; kinds are proposed from these."""

    kind = models.ForeignKey(Kind, on_delete=models.CASCADE, related_name="examples")
    text = models.CharField(max_length=500)
    language = models.CharField(max_length=5, choices=Language)

    def __str__(self) -> str:
        return self.text


class Capacity(models.Model):
    """How many answers a week the desk says it can give, from a day on. The newest row counts."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="capacities")
    answers_per_week = models.PositiveIntegerField()
    since = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-since", "-id")

    def __str__(self) -> str:
        return f"{self.answers_per_week} / week since {self.since}"


class ClosedDay(models.Model):
    """A day on which the desk does not work, besides its weekly rest and public holidays."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="closed_days")
    day = models.DateField()
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("desk", "day"), name="closed_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.name}".strip()


class Event(models.Model):
    """The audit trail: who did what to which record, when and why. Opaque ids only; it only grows."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    record = models.CharField(max_length=40)
    record_id = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("desk", "-at"), name="event_by_desk"),
            models.Index(fields=("desk", "verb", "-at", "-id"), name="event_by_verb"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.record} {self.record_id}"


def log(
    desk: Desk, verb: str, record: Any, *, by: User | None, now: datetime, why: str = "", **facts: Any
) -> Event:
    """Writes one row of the audit trail about ``record`` (a model instance with ``public_id`` or a key)."""
    return Event.objects.create(
        desk=desk,
        at=now,
        by=by,
        verb=verb,
        record=record._meta.model_name,
        record_id=str(getattr(record, "public_id", record.pk)),
        facts=facts,
        why=why,
    )
