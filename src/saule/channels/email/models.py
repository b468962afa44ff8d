"""What the e-mail channel keeps: the servers that mail is fetched from, how far, and what went wrong."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saule.channels.email.sealing import seal, unseal
from saule.desk.models import Desk, Mailbox
from saule.matters.models import Delivery

LATE = timedelta(minutes=2)


class Security(models.TextChoices):
    """How the way to the server is protected."""

    TLS = "tls", _("TLS from the start (port 993)")
    STARTTLS = "starttls", _("STARTTLS (port 143)")
    NONE = "none", _("none (only on this machine)")


class AccountQuerySet(models.QuerySet["Account"]):
    """Reads over accounts."""

    def at_work(self) -> "AccountQuerySet":
        """Those that nobody has paused."""
        return self.filter(paused_at=None)

    def due(self, now: datetime) -> "AccountQuerySet":
        """Those whose time has come, longest wait first. A clock that was set back makes nobody wait."""
        come = Q(next_at=None) | Q(next_at__lte=now) | Q(tried_at__gt=now)
        return self.at_work().filter(come).order_by(models.F("tried_at").asc(nulls_first=True), "pk")

    def late(self, now: datetime) -> "AccountQuerySet":
        """Those that were not read for a while."""
        return self.at_work().filter(Q(ok_at=None, connected_at__lt=now - LATE) | Q(ok_at__lt=now - LATE))


class Account(models.Model):
    """Where a mailbox's mail is fetched: a server (IMAP), who signs in, and how it fares.

    What was on the server before ``connected_at`` is history: it is read, and nobody is acknowledged for it.
    ``error`` is a code (see ``health``); ``lag_seconds`` is how long the newest mail lay on the server.
    """

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="account")
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=10, choices=Security, default=Security.TLS)
    user = models.CharField(max_length=254)
    secret = models.TextField()
    connected_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    ok_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=40, blank=True)
    lag_seconds = models.PositiveIntegerField(null=True, blank=True)
    leased_by = models.CharField(max_length=80, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Account"]] = AccountQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(security__in=Security.values), name="security_is_known"),
        )

    def __str__(self) -> str:
        return f"account of mailbox {self.mailbox_id}"

    @property
    def password(self) -> str:
        """The password, opened. Raises LostSecret when the installation's secret is another one now."""
        return unseal(self.secret)

    @password.setter
    def password(self, value: str) -> None:
        self.secret = seal(value)


class Folder(models.Model):
    """How far one folder of an account is read.

    New mail has UIDs above ``last_uid``. Older mail is read from ``older_uid`` downwards, the newest first,
    until it is 0. What has a UID below ``live_from`` was there before the account was connected; it is empty
    once the server has numbered its mails anew (another UIDVALIDITY), and then their dates tell.
    ``troubles`` counts the times that the connection broke while a mail was being fetched.
    """

    class Role(models.TextChoices):
        """What lies in it."""

        INBOX = "inbox", _("mail that came in")
        SENT = "sent", _("mail that was sent")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="folders")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=Role, default=Role.INBOX)
    uidvalidity = models.BigIntegerField(null=True, blank=True)
    last_uid = models.BigIntegerField(default=0)
    older_uid = models.BigIntegerField(default=0)
    live_from = models.BigIntegerField(null=True, blank=True)
    troubles = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account", "name"), name="one_folder_per_name"),
            models.CheckConstraint(condition=Q(role__in=["inbox", "sent"]), name="folder_role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.name}"


class DeadLetter(models.Model):
    """A mail that could not be fetched or kept: where it lies, why, and what is known of its bytes.

    ``raw`` is free of card numbers, and empty when the server did not hand the mail over.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="dead_letters")
    folder = models.ForeignKey(Folder, on_delete=models.PROTECT, related_name="dead_letters")
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    position = models.CharField(max_length=200, blank=True)
    raw = models.BinaryField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    live = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=40)
    at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    replayed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("folder", "uidvalidity", "uid"), name="one_dead_letter_per_mail"),
        )
        indexes = (
            models.Index(
                fields=("account", "-at"), condition=Q(replayed_at=None), name="dead_letter_to_replay"
            ),
        )

    def __str__(self) -> str:
        return f"dead letter {self.pk}"


class SentCopy(models.Model):
    """A copy of a mail of ours lies where sent mail lies: evidence that it left. These rows only grow."""

    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="sent_copy")
    folder = models.CharField(max_length=200)
    arrived_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"copy of {self.delivery}"


class Algorithm(models.TextChoices):
    """How mails are signed. RSA is understood everywhere, Ed25519 is shorter and newer (RFC 8463)."""

    RSA = "rsa-sha256", "RSA"
    ED25519 = "ed25519-sha256", "Ed25519"


class SigningKey(models.Model):
    """A key with which the mails of one domain are signed (DKIM) while ``signs_since`` says so.

    ``secret`` is sealed; ``public`` is published by the domain's owner under ``selector``.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="signing_keys")
    domain = models.CharField(max_length=253)
    algorithm = models.CharField(max_length=20, choices=Algorithm)
    selector = models.CharField(max_length=63)
    secret = models.TextField()
    public = models.TextField()
    made_at = models.DateTimeField()
    signs_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("desk", "domain", "algorithm"),
                condition=Q(ended_at=None),
                name="one_signing_key_per_domain",
            ),
            models.CheckConstraint(
                condition=Q(algorithm__in=Algorithm.values), name="signing_algorithm_is_known"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Where in the DNS the public key is looked for."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """What the DNS must say there (TXT)."""
        kind = "rsa" if self.algorithm == Algorithm.RSA else "ed25519"
        return f"v=DKIM1; k={kind}; p={self.public}"
