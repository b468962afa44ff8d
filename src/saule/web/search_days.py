"""The days between which one searches: read from the address, and said when they cannot be used."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saule.web.settings.forms import DayField

YEARS = (1970, 2099)
EXAMPLE = "2026-11-30"
LONGEST_QUOTE = 40


class LookedForDay(DayField):
    """A day that may be left out; what is typed instead of one is named."""

    def to_python(self, value: Any) -> date | None:
        """The day. Raises ValidationError."""
        try:
            day: date | None = super().to_python(value)
        except ValidationError as error:
            words = _("“%(text)s” is no date and was left out. Write year-month-day, such as %(example)s.")
            typed = Truncator(str(value)).chars(LONGEST_QUOTE)
            raise ValidationError(words % {"text": typed, "example": EXAMPLE}) from error
        if day and not YEARS[0] <= day.year <= YEARS[1]:
            words = _("Only days of the years %(first)s to %(last)s are looked for: this one was left out.")
            raise ValidationError(words % {"first": YEARS[0], "last": YEARS[1]})
        return day


class DaysForm(forms.Form):
    """The first and the last day; either may be left empty."""

    since = LookedForDay(label=gettext_lazy("First day"), required=False)
    until = LookedForDay(label=gettext_lazy("Last day"), required=False)

    def clean(self) -> dict[str, Any]:
        """Days in their order. A field for days cannot show what is none: text takes its place."""
        for name in self.errors:
            self.fields[name].widget.input_type = "text"
        first, last = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if first and last and last < first:
            self.cleaned_data.update(since=None)
            self.add_error("until", _("The last day comes before the first: neither was used."))
        return self.cleaned_data
