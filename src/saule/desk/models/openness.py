"""What an owner decides about those outside: when they hear news, what of the desk is public,
and when people's answers to each other are shown.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from saule.desk.models.desk import Desk, User


class Rhythm(models.Model):
    """On which days of the week (1 is Monday) and at which hour there is news. The newest row counts.

    Whoever has heard nothing for ``silent_beats`` such days is told where things stand.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="rhythms")
    weekdays = models.CharField(max_length=7)
    hour = models.PositiveSmallIntegerField()
    silent_beats = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(hour__lte=23) & ~models.Q(weekdays="") & models.Q(silent_beats__gte=1),
                name="rhythm_has_days_and_an_hour",
            ),
        )

    def __str__(self) -> str:
        return f"news on {self.weekdays} at {self.hour}"


class BoardSwitch(models.Model):
    """A person opened the board of promises to the public, or closed it, having read what is public then."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="board_switches")
    is_open = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.desk}: board {'open' if self.is_open else 'closed'}"


class MattersBoard(models.Model):
    """Whether everybody may read of the matters that the desk publishes, and under which licence others may
    use their figures. The newest row counts.
    """

    class Licence(models.TextChoices):
        """What others may do with the figures: the identifiers are those of SPDX."""

        ETALAB = "etalab-2.0", _("Licence Ouverte 2.0 (Etalab): free, naming the source")
        BY = "CC-BY-4.0", _("Creative Commons BY 4.0: free, naming the source")
        ODBL = "ODbL-1.0", _("ODbL 1.0: free, naming the source, under the same licence")
        ZERO = "CC0-1.0", _("Creative Commons Zero 1.0: free, without conditions")

    PAGES: ClassVar[dict[str, str]] = {
        Licence.ETALAB: "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        Licence.BY: "https://creativecommons.org/licenses/by/4.0/",
        Licence.ODBL: "https://opendatacommons.org/licenses/odbl/1-0/",
        Licence.ZERO: "https://creativecommons.org/publicdomain/zero/1.0/",
    }

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="matters_boards")
    is_open = models.BooleanField()
    licence = models.CharField(max_length=20, choices=Licence, default=Licence.ETALAB)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.desk}: matters {'open' if self.is_open else 'closed'}"

    @property
    def licence_page(self) -> str:
        """Where the licence can be read."""
        return self.PAGES[self.licence]


class PeerModeration(models.Model):
    """When what people answer each other is shown: the newest row counts."""

    class When(models.TextChoices):
        """At once, or after a colleague has looked."""

        AT_ONCE = "at_once", _("at once")
        KNOWN = "known", _("at once if the desk found an earlier answer of theirs correct, else after a look")
        LOOKED_AT = "looked_at", _("after a colleague has looked at it")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="peer_moderations")
    when = models.CharField(max_length=12, choices=When)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.desk}: {self.when}"
