"""Where an address came from, and on what basis its person may be written to unasked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from saule.desk.models import Desk
from saule.people.models.persons import Address, Person


class Origin(models.Model):
    """The proof of where an address came from and why its person may be solicited (GDPR 6, 14; ePrivacy 13).

    ``told`` is the sentence that the person reads about it; ``proof`` what staff can look up (a document, an
    address on the web). ``country`` (ISO 3166) and ``zone`` say whose hours and holidays count. The newest
    row of an address that has not ended counts.
    """

    class Source(models.TextChoices):
        """How the address became known."""

        THEMSELVES = "themselves", _("they gave it themselves")
        PUBLIC = "public", _("a public page or directory")
        EVENT = "event", _("an event where they gave it")
        REFERRAL = "referral", _("somebody they know")
        MEMBER = "member", _("the list of members")
        LIST = "list", _("a list that was bought or lent")

    class Basis(models.TextChoices):
        """On what basis they may be written to."""

        CONSENT = "consent", _("they agreed to it")
        PROFESSIONAL = "professional", _("an offer related to their job")
        MEMBER = "member", _("they are a member, and it is about that")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="origins")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="origins")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="origins")
    source = models.CharField(max_length=20, choices=Source)
    basis = models.CharField(max_length=20, choices=Basis)
    told = models.CharField(max_length=200)
    proof = models.CharField(max_length=300, blank=True)
    found_on = models.DateField()
    country = models.CharField(max_length=2, blank=True)
    zone = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = (models.Index(fields=("address", "-id"), name="origin_of_address"),)

    def __str__(self) -> str:
        return f"origin {self.pk}"
