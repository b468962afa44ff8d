"""What one may try in the simulator; everything may be left out, and the form is a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saule.engines.replaying import Order, Staffing
from saule.engines.threshold import HIGHEST
from saule.promises.simulating import Trial

PETITIONS, DESK = "petitions", "desk"
MOST = 10_000
LAST_WEEK = 1_000
SEEDS = 1_000_000


class SimulatorForm(forms.Form):
    """Whose history, which thresholds, what staffing, which order of work."""

    history = forms.ChoiceField(
        label=gettext_lazy("History"),
        required=False,
        choices=(
            (PETITIONS, gettext_lazy("petitions to the White House, 2011 to 2016")),
            (DESK, gettext_lazy("the shared matters of this desk")),
        ),
    )
    threshold = forms.IntegerField(
        label=gettext_lazy("A threshold of your own"),
        required=False,
        min_value=1,
        max_value=HIGHEST,
        help_text=gettext_lazy("In people; shown beside the others."),
    )
    capacity = forms.FloatField(
        label=gettext_lazy("Shared matters answered a week"),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=gettext_lazy(
            "Left empty: two for the petitions, and what this desk can answer for its own."
        ),
    )
    change = forms.IntegerField(
        label=gettext_lazy("From week number…"),
        required=False,
        min_value=0,
        max_value=LAST_WEEK,
        help_text=gettext_lazy("Leave empty if staffing does not change."),
    )
    then = forms.FloatField(
        label=gettext_lazy("…answered a week"), required=False, min_value=0, max_value=MOST
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Answered first among those that are due"),
        required=False,
        choices=(
            (Order.PASSING.value, gettext_lazy("the one that passed the threshold first")),
            (Order.STRENGTH.value, gettext_lazy("the one with the most people")),
            (Order.ARRIVAL.value, gettext_lazy("the one that came in first")),
        ),
    )
    due_only = forms.BooleanField(
        label=gettext_lazy("Free hours do not go to matters below the threshold"), required=False
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        required=False,
        min_value=0,
        max_value=SEEDS,
        help_text=gettext_lazy("How fast each matter grows is drawn by lot; the same number draws the same."),
    )

    def clean(self) -> dict[str, Any]:
        """A change of staffing is both a week and a figure."""
        week, then = self.cleaned_data.get("change"), self.cleaned_data.get("then")
        if week is None and then is not None and "change" not in self.errors:
            self.add_error("change", _("Say from which week on."))
        if then is None and week is not None and "then" not in self.errors:
            self.add_error("then", _("Say how many answers a week from then on."))
        return self.cleaned_data

    def trial(self, thresholds: tuple[int | None, ...], weekly: float) -> Trial:
        """What is tried; ``weekly`` where no capacity is given. Only of a form that is valid."""
        given = self.cleaned_data
        capacity, own, seed = given["capacity"], given["threshold"], given["seed"]
        named = (own,) if own else ()
        return Trial(
            thresholds=tuple(dict.fromkeys((*named, *thresholds))),
            staffing=Staffing(
                weekly if capacity is None else capacity, given["change"], given["then"] or 0.0
            ),
            order=Order(given["order"] or Order.PASSING),
            due_only=given["due_only"],
            seed=1 if seed is None else seed,
        )
