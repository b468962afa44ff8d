"""The forms about the threshold."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from saule.desk.models import Threshold
from saule.web.settings.forms import TEN_YEARS, DayField, longest

MOST = 100_000_000


class ThresholdForm(forms.Form):
    """A threshold, from when it applies, and why."""

    value = forms.IntegerField(
        label=_("Confirmed signatures from which a shared matter is due an answer"),
        min_value=1,
        max_value=MOST,
        help_text=_("1: everything is due. Personal requests and dangers always are."),
    )
    since = DayField(
        label=_("From which day on (may be left empty)"),
        required=False,
        help_text=_("Left empty: a lower one at once, a higher one after the usual notice."),
    )
    why = forms.CharField(
        label=_("Why?"),
        max_length=longest(Threshold, "why"),
        help_text=_("People read it beside the threshold."),
    )


class LimitsForm(forms.Form):
    """Within what Saule may decide by itself."""

    automatic = forms.BooleanField(
        label=_("Saule decides within these limits"),
        required=False,
        help_text=_("Otherwise it only recommends. It decides once a day at most."),
    )
    lowest = forms.IntegerField(label=_("Lowest threshold"), min_value=1, max_value=MOST)
    highest = forms.IntegerField(label=_("Highest threshold"), min_value=1, max_value=MOST)
    notice_days = forms.IntegerField(
        label=_("Days between the announcement of a higher threshold and its beginning"),
        min_value=1,
        max_value=366,
        help_text=_("A lower one applies at once."),
    )
    lapse_days = forms.IntegerField(
        label=_("Days after which a matter below its threshold lapses"),
        min_value=7,
        max_value=TEN_YEARS,
        help_text=_("People are told the day beforehand. It holds for matters that begin from now on."),
    )

    def clean(self) -> dict[str, Any]:
        """The limits in their order."""
        lowest, highest = self.cleaned_data.get("lowest"), self.cleaned_data.get("highest")
        if lowest and highest and highest < lowest:
            self.add_error("highest", gettext("The highest threshold is below the lowest."))
        return self.cleaned_data
