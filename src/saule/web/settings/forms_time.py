"""The forms of hours, leave, outside teams and the rhythm of news."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from saule.desk.models import Contract
from saule.desk.rhythm import LAST_HOUR, MOST_SILENT
from saule.desk.timetabling import MOST_ANSWERS
from saule.web.settings.forms import DayField, longest

MINUTES = 60
MOST_HOURS = 24
DAYS = tuple(f"day_{number}" for number in range(1, 8))


class HoursField(forms.DecimalField):
    """The hours of one day; left empty, there are none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_value=MOST_HOURS,
            max_digits=4,
            decimal_places=2,
            widget=forms.NumberInput(attrs={"step": "0.25"}),
            **kwargs,
        )


class HoursForm(forms.Form):
    """Hours on each day of the week, from a day on."""

    since = DayField(
        label=_("From this day on (left empty: today)"),
        required=False,
        help_text=_("What was stated before stays for the days before."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, word in zip(DAYS, WEEKDAYS.values(), strict=True):
            self.fields[name] = HoursField(label=word)
        self.order_fields(DAYS)

    @staticmethod
    def of(minutes: Sequence[int]) -> dict[str, float]:
        """What the form shows of these minutes."""
        return {name: round(one / MINUTES, 2) for name, one in zip(DAYS, minutes, strict=True)}

    @staticmethod
    def minutes(values: Mapping[str, Any]) -> list[int]:
        """The minutes that were typed as hours."""
        return [round(float(values[name] or 0) * MINUTES) for name in DAYS]


class LeaveForm(forms.Form):
    """Days on which a colleague is away."""

    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day (may be left empty)"), required=False)

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", gettext("The last day comes before the first."))
        return self.cleaned_data


class ContractForm(forms.Form):
    """What an outside team is to answer."""

    name = forms.CharField(label=_("Outside team"), max_length=longest(Contract, "name"))
    answers_per_week = forms.IntegerField(
        label=_("Answers a week"),
        min_value=0,
        max_value=MOST_ANSWERS,
        help_text=_("On top of what the desk’s own team answers. 0 ends it."),
    )


class RhythmForm(forms.Form):
    """On which days of the week there is news, at which hour, and after how long a silence."""

    weekdays = forms.MultipleChoiceField(
        label=_("There is news on"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(str(number + 1), name) for number, name in WEEKDAYS.items()],
    )
    hour = forms.IntegerField(label=_("At, o’clock"), min_value=0, max_value=LAST_HOUR)
    silent_beats = forms.IntegerField(
        label=_("Where things stand is told after so many days of news without any"),
        min_value=1,
        max_value=MOST_SILENT,
    )
