"""The forms about providers: what they are handed and paid, what they answer about data security."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saule.desk.models import Contract, Desk, Kind, Language, User
from saule.desk.timetabling import MOST_ANSWERS
from saule.providers.contracting import MOST_CENTS, MOST_DAYS, Paid, Wanted
from saule.providers.models import OverflowRule, PriceRules, SecurityAnswer, Terms
from saule.providers.models.contracts import CENTS
from saule.providers.questions import QUESTIONS
from saule.providers.ranking import MOST_HOURS, How
from saule.providers.ranking import MOST_WEIGHT as MOST_RANK_WEIGHT
from saule.providers.securing import MOST_WEIGHT
from saule.web.settings.forms import DayField, longest


class ProviderForm(forms.Form):
    """A new provider."""

    name = forms.CharField(label=_("Name"), max_length=longest(Contract, "name"))
    answers_per_week = forms.IntegerField(
        label=_("Answers a week"),
        min_value=0,
        max_value=MOST_ANSWERS,
        help_text=_("What is contracted. It counts in the capacity of the desk, and can be changed there."),
    )


class DatedForm(forms.Form):
    """From which day to which something holds."""

    starts = DayField(label=_("From this day on (left empty: today)"), required=False)
    ends = DayField(label=_("Up to and including (left empty: until another follows)"), required=False)


class TermsForm(DatedForm):
    """What a provider may be handed."""

    kinds = forms.ModelMultipleChoiceField(
        label=_("Headings"), queryset=Kind.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=Language.choices, widget=forms.CheckboxSelectMultiple
    )
    weekdays = forms.MultipleChoiceField(
        label=_("They answer on"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(str(number + 1), name) for number, name in WEEKDAYS.items()],
    )
    opens = forms.TimeField(
        label=pgettext_lazy("an hour", "From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes = forms.TimeField(
        label=pgettext_lazy("an hour", "To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    field_order = ("kinds", "languages", "weekdays", "opens", "closes", "starts", "ends")

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = desk.kinds.filter(archived_at=None)
        self.fields["kinds"].queryset = rows  # type: ignore[attr-defined]

    @staticmethod
    def of(terms: Terms | None) -> dict[str, Any]:
        """What the form shows of the terms that hold."""
        if terms is None:
            return {"weekdays": list("12345"), "opens": "09:00", "closes": "18:00", "languages": ["fr"]}
        return {
            "kinds": terms.kinds.all(),
            "languages": terms.languages,
            "weekdays": list(terms.weekdays),
            "opens": terms.opens,
            "closes": terms.closes,
        }

    @staticmethod
    def wanted(values: Mapping[str, Any]) -> Wanted:
        """What was typed."""
        return Wanted(
            kinds=list(values["kinds"]),
            languages=values["languages"],
            weekdays="".join(values["weekdays"]),
            opens=values["opens"],
            closes=values["closes"],
        )


class AmountField(forms.DecimalField):
    """An amount in euros."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"step": "0.01"})
        super().__init__(
            min_value=0, max_value=MOST_CENTS // CENTS, decimal_places=2, widget=widget, **kwargs
        )


class PricesForm(DatedForm):
    """What a provider is paid."""

    per_resolved = AmountField(
        label=_("For each person who was helped, €"),
        help_text=_("Who comes back about the same is not paid for."),
    )
    per_repeat = AmountField(label=_("Taken off for each who comes back, €"), required=False)
    repeat_days = forms.IntegerField(
        label=_("Coming back counts within, days"), min_value=1, max_value=MOST_DAYS
    )
    holdback_percent = forms.IntegerField(
        label=_("Share of a month that is held back, in percent"), min_value=0, max_value=100, required=False
    )
    holdback_days = forms.IntegerField(
        label=_("It is paid after, days"), min_value=0, max_value=MOST_DAYS, required=False
    )
    floor = AmountField(label=_("A month is paid at least, € (may be left empty)"), required=False)
    cap = AmountField(label=_("A month is paid at most, € (may be left empty)"), required=False)
    field_order = (
        "per_resolved",
        "per_repeat",
        "repeat_days",
        "holdback_percent",
        "holdback_days",
        "floor",
        "cap",
        "starts",
        "ends",
    )

    @staticmethod
    def of(rules: PriceRules | None) -> dict[str, Any]:
        """What the form shows of the prices that hold."""
        if rules is None:
            return {"repeat_days": 14}
        amounts = ("per_resolved", "per_repeat", "floor", "cap")
        others = ("repeat_days", "holdback_percent", "holdback_days")
        return {
            **{name: euros(getattr(rules, name)) for name in amounts},
            **{name: getattr(rules, name) for name in others},
        }

    @staticmethod
    def paid(values: Mapping[str, Any]) -> Paid:
        """What was typed, in cents."""
        return Paid(
            per_resolved=cents(values["per_resolved"]) or 0,
            per_repeat=cents(values["per_repeat"]) or 0,
            repeat_days=values["repeat_days"],
            holdback_percent=values["holdback_percent"] or 0,
            holdback_days=values["holdback_days"] or 0,
            floor=cents(values["floor"]),
            cap=cents(values["cap"]),
        )


def euros(amount: int | None) -> Decimal | None:
    """Cents as they are typed."""
    return None if amount is None else Decimal(amount) / CENTS


def cents(amount: Decimal | None) -> int | None:
    """What was typed, in cents."""
    return None if amount is None else round(amount * CENTS)


class QuestionsForm(forms.Form):
    """What a provider answers about data security, with evidence and its day."""

    def __init__(self, *args: Any, known: Mapping[str, SecurityAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            stands = known.get(question.code)
            self.fields[question.code] = forms.ChoiceField(
                label=str(question.words),
                required=False,
                choices=[("", _("not answered")), *((one.code, one.words) for one in question.choices)],
                initial=stands.choice if stands else "",
            )
            self.fields[f"{question.code}_evidence"] = forms.CharField(
                label=_("Evidence"),
                required=False,
                max_length=longest(SecurityAnswer, "evidence"),
                initial=stands.evidence if stands else "",
            )
            self.fields[f"{question.code}_dated"] = DayField(
                label=_("Of (day)"), required=False, initial=stands.dated if stands else None
            )


class WeightsForm(forms.Form):
    """How much each question counts."""

    def __init__(self, *args: Any, weights: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.code] = forms.IntegerField(
                label=str(question.words), min_value=0, max_value=MOST_WEIGHT, initial=weights[question.code]
            )


class OverflowForm(forms.Form):
    """How work is handed on."""

    mode = forms.ChoiceField(
        label=_("When the desk runs hot"),
        choices=OverflowRule.Mode.choices,
        widget=forms.RadioSelect,
        help_text=_("Only while it runs hot, and never what is grave or has files in it."),
    )
    relevance_weight = forms.IntegerField(
        label=_("How much relevance counts in a rank"), min_value=0, max_value=MOST_RANK_WEIGHT
    )
    security_weight = forms.IntegerField(
        label=_("How much data security counts"), min_value=0, max_value=MOST_RANK_WEIGHT
    )
    lowest_rank = forms.IntegerField(
        label=_("Below this rank nothing is handed any more"), min_value=0, max_value=100
    )
    take_hours = forms.IntegerField(
        label=_("What is not taken comes back after, hours"), min_value=1, max_value=MOST_HOURS
    )

    @staticmethod
    def how(values: Mapping[str, Any]) -> How:
        """What was typed."""
        return How(**values)


class AgentForm(forms.Form):
    """Somebody of a provider who is to answer."""

    email = forms.EmailField(
        label=_("Electronic address"), max_length=longest(User, "email"), help_text=_("To sign in with.")
    )
    name = forms.CharField(label=_("Name"), max_length=longest(User, "name"))
