"""Matters that everybody may read of: what a person at the desk wrote about them for all to see."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from saule.desk.models import Desk, Nature
from saule.desk.states import Stateful, Transition, legal_states, state_is_known
from saule.matters.models.matters import Matter


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Reads over publications."""

    def standing(self) -> "PublicationQuerySet":
        """Those that nobody has withdrawn, of matters that were not merged into another and are not, as is
        found later, somebody's own.
        """
        return self.filter(state=Publication.State.PUBLISHED, matter__nature=Nature.SHARED).exclude(
            matter__state=Matter.State.MERGED
        )


class Publication(Stateful):
    """A matter has a public page, under a title and with a summary that a person wrote for it.

    They are in the language of the desk at least, and in the other one where it is not empty. ``since`` is
    when it was published last, and ``by`` whom.
    """

    class State(models.TextChoices):
        """Whether everybody may read it."""

        PUBLISHED = "published", pgettext_lazy("a matter", "published")
        WITHDRAWN = "withdrawn", pgettext_lazy("a matter", "withdrawn from the public")

    LEGAL = legal_states(published="withdrawn", withdrawn="published")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="publications")
    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, related_name="publication")
    title_fr = models.CharField(max_length=120, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    summary_fr = models.CharField(max_length=600, blank=True)
    summary_en = models.CharField(max_length=600, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.PUBLISHED)
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["Publication"]] = PublicationQuerySet.as_manager()

    class Meta:
        constraints = (state_is_known("published withdrawn", "publication_state_is_known"),)
        indexes = (models.Index(fields=("desk", "state"), name="publication_by_state"),)

    def __str__(self) -> str:
        return self.title_in(self.desk.language)

    @property
    def stands(self) -> bool:
        """The same as ``standing`` for one of them."""
        return (
            self.state == self.State.PUBLISHED
            and self.matter.nature == Nature.SHARED
            and self.matter.state != Matter.State.MERGED
        )

    def language_in(self, language: str) -> str:
        """The language in which a reader of ``language`` gets title and summary."""
        return language if getattr(self, f"title_{language}", "") else self.desk.language

    def title_in(self, language: str) -> str:
        """The title for a reader of ``language``."""
        return str(getattr(self, f"title_{self.language_in(language)}"))

    def summary_in(self, language: str) -> str:
        """The summary for a reader of ``language``."""
        return str(getattr(self, f"summary_{self.language_in(language)}"))


class PublicationTransition(Transition):
    """A publication was withdrawn, or published again."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="transitions")
