"""Who wrote at an answer, who stood for it, and whom it was set aside for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from saule.matters.models.answers import Answer
from saule.people.models import Person


class AnswerWriter(models.Model):
    """Somebody has changed the words or the files of an answer: they do not approve it for many."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="writers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("answer", "user"), name="writes_at_an_answer_once"),)

    def __str__(self) -> str:
        return f"writer of {self.answer_id}"


class Approval(models.Model):
    """Somebody stands for an answer as it reads now (``digest``), which so many ``people`` get.

    A ``second`` person, or its writer: ``alone`` where nobody else at the desk may, or for ``few`` people.
    """

    class Sort(models.TextChoices):
        """By whom, seen from the text."""

        SECOND = "second", _("by a second person")
        ALONE = "alone", _("alone, by typing how many people read it")
        FEW = "few", _("by its writer: few people read it")

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="approvals")
    sort = models.CharField(max_length=10, choices=Sort)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    people = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(sort__in=["second", "alone", "few"]), name="approval_sort_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(sort="second") | ~Q(by=F("author")), name="nobody_is_their_own_second"
            ),
        )

    def __str__(self) -> str:
        return f"approval of {self.answer_id}"


class AnsweredApart(models.Model):
    """Somebody is left out of an answer to many, to be written to personally; put back by ``ended_at``."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="apart")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("answer", "person"), condition=Q(ended_at=None), name="answered_apart_once"
            ),
        )

    def __str__(self) -> str:
        return f"apart from {self.answer_id}"
