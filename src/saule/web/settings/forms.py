"""The forms of the settings."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from saule.desk.calendar import has_holidays
from saule.desk.models import ClosedDay, Desk, Kind, Language, Mailbox, Membership, Nature, Team, User
from saule.desk.staffing import STAFF_ROLES
from saule.desk.stating import LONGEST_UNDO
from saule.web.settings.words import ROLES

TEN_YEARS = 3650
LONGEST_EXAMPLES = 60_000
MISSING = {
    "entitled_days": _("Say within how many days the text grants an answer."),
    "legal_basis": _("Say which text grants it: people may ask."),
}


def longest(model: Any, field: str) -> int:
    """The most characters that a field of the store holds."""
    return model._meta.get_field(field).max_length or 0


def zones(present: str) -> list[tuple[str, Any]]:
    """The time zones by region; the desk's own is always among them."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted({*places(), present}):
        region, _slash, place = name.partition("/")
        regions.setdefault(region, []).append((name, (place or name).replace("_", " ").replace("/", ", ")))
    return [*regions.items()]


@cache
def places() -> frozenset[str]:
    """The time zones that are named after a place: a long walk through the machine's files."""
    return frozenset(filter(is_place, available_timezones()))


def is_place(name: str) -> bool:
    """Whether a time zone is named after a place, as people look it up."""
    return "/" in name and name.partition("/")[0] not in ("Etc", "SystemV", "posix", "right", "US")


class DeskForm(forms.Form):
    """The facts of the desk."""

    name = forms.CharField(
        label=_("Name"), max_length=longest(Desk, "name"), help_text=_("People read it in every mail.")
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        help_text=_("In which Saule writes to people whose own language it does not know."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    country = forms.CharField(
        label=_("Country (for public holidays)"),
        max_length=2,
        help_text=_("Its code of two letters, such as FR, BE or CA."),
    )
    large_audience = forms.IntegerField(
        label=_("Approval needed above, people"),
        min_value=1,
        max_value=1_000_000,
        help_text=_(
            "An answer to more people than this waits for a supervisor or an owner who has not written it."
        ),
    )
    undo_seconds = forms.IntegerField(
        label=_("Time to take a mail back, seconds"),
        min_value=0,
        max_value=LONGEST_UNDO,
        help_text=_("What is sent rests that long, so that it can be stopped. 0: it leaves at once."),
    )
    second_factor = forms.ChoiceField(
        label=_("A second factor is asked of"),
        choices=Desk.SecondFactorFor.choices,
        help_text=_("Besides their password they type a code that their telephone shows."),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zones(desk.time_zone)  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        """The code in capitals, of a country whose holidays are known: what follows from it can be shown."""
        code = str(self.cleaned_data["country"]).upper()
        if not has_holidays(code):
            words = gettext("“%(given)s” is not the code of a country (such as FR).")
            raise forms.ValidationError(words % {"given": code})
        return code


class HeadingForm(forms.Form):
    """What the charter says under one heading."""

    name_fr = forms.CharField(label=_("Name in French"), max_length=longest(Kind, "name_fr"))
    name_en = forms.CharField(
        label=_("Name in English"),
        max_length=longest(Kind, "name_en"),
        required=False,
        help_text=_("Left empty, the French one stands for it."),
    )
    nature = forms.ChoiceField(
        label=_("Nature"),
        choices=Nature.choices,
        help_text=_("Personal: somebody’s own case, always due. Shared: one answer serves all."),
    )
    entitled_days = forms.IntegerField(
        label=_("Entitled to an answer within, days"),
        required=False,
        min_value=1,
        max_value=TEN_YEARS,
        help_text=_("What a text or the organisation grants. Left empty: nothing is granted."),
    )
    in_working_days = forms.BooleanField(label=_("Only days on which the desk works count"), required=False)
    statutory = forms.BooleanField(
        label=_("A text grants it"),
        required=False,
        help_text=_("Then it is due whatever the threshold, and comes first in the queue by its deadline."),
    )
    legal_basis = forms.CharField(
        label=_("Which text"),
        max_length=longest(Kind, "legal_basis"),
        required=False,
        help_text=_("As people can look it up, such as: CRPA, article L. 231-1."),
    )
    hoped_days = forms.IntegerField(
        label=_("Hoped for within, days"), required=False, min_value=1, max_value=TEN_YEARS
    )
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("every team"),
        help_text=_("Agents see the matters of their teams, and those of no team."),
    )
    examples_fr = forms.CharField(
        label=_("Examples in French, one sentence a line"),
        required=False,
        max_length=LONGEST_EXAMPLES,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("As people write them. Saule proposes this heading for what resembles them."),
    )
    examples_en = forms.CharField(
        label=_("Examples in English, one sentence a line"),
        required=False,
        max_length=LONGEST_EXAMPLES,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = desk.teams.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What a text grants says within how long, and which text it is."""
        if self.cleaned_data.get("statutory"):
            for name, text in MISSING.items():
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, text)
        return self.cleaned_data

    def clean_name_en(self) -> str:
        """The French name where no English one is given."""
        return str(self.cleaned_data["name_en"] or self.cleaned_data.get("name_fr", ""))


class MemberForm(forms.Form):
    """What a colleague may do, and in which teams."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=Team.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They matter for agents, who see the matters of their teams, and those of no team."),
    )

    def __init__(self, *args: Any, desk: Desk, now: str = "agent", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [role for role in ROLES if role in STAFF_ROLES or role == now]
        self.fields["role"].choices = [(r.value, role_words(r)) for r in roles]  # type: ignore[attr-defined]
        self.fields["teams"].queryset = desk.teams.order_by("name")  # type: ignore[attr-defined]
        if not desk.teams.exists():
            del self.fields["teams"]


def role_words(role: Any) -> str:
    """A role, and what it may do."""
    return gettext("%(role)s: %(may)s") % {"role": str(role.label).capitalize(), "may": ROLES[role]}


class InviteForm(MemberForm):
    """A colleague who is to join."""

    email = forms.EmailField(
        label=_("Electronic address"), max_length=longest(User, "email"), help_text=_("To sign in with.")
    )
    name = forms.CharField(label=_("Name"), max_length=longest(User, "name"))
    field_order = ("email", "name", "role", "teams")


class ProfileForm(forms.Form):
    """The headings a colleague answers best, and the languages they write."""

    skills = forms.ModelMultipleChoiceField(
        label=_("Headings they know"),
        queryset=Kind.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages they write"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].queryset = desk.kinds.filter(archived_at=None)  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    """The name of a team."""

    name = forms.CharField(label=_("Name"), max_length=longest(Team, "name"))


class MailboxForm(forms.Form):
    """A new address of the desk."""

    address = forms.EmailField(label=_("Address"), max_length=longest(Mailbox, "address"))
    name = forms.CharField(
        label=_("Name"),
        max_length=longest(Mailbox, "name"),
        required=False,
        help_text=_("People read it beside the address. Left empty: the desk’s name."),
    )


class MailboxNameForm(forms.Form):
    """What people read beside the address."""

    name = forms.CharField(label=_("Name"), max_length=longest(Mailbox, "name"))


class WorkingDaysForm(forms.Form):
    """The days of the week on which the desk works."""

    working_days = forms.MultipleChoiceField(
        label=_("The desk works on"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(str(number + 1), name) for number, name in WEEKDAYS.items()],
    )


class DayField(forms.DateField):
    """A day, chosen with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class ClosedDaysForm(forms.Form):
    """Days on which the desk is closed."""

    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day (may be left empty)"), required=False)
    name = forms.CharField(
        label=_("Why (may be left empty)"), max_length=longest(ClosedDay, "name"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """The days in their order: what follows from closing is shown before the desk is asked."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", gettext("The last day comes before the first."))
        return self.cleaned_data


class NameForm(forms.Form):
    """One's own name."""

    name = forms.CharField(
        label=_("Name"), max_length=longest(User, "name"), help_text=_("Your colleagues read it.")
    )


class JoiningForm(SetPasswordForm):  # type: ignore[type-arg]
    """Name and password of a colleague who joins."""

    name = forms.CharField(
        label=_("Your name"), max_length=longest(User, "name"), help_text=_("Your colleagues read it.")
    )
    field_order = ("name", "new_password1", "new_password2")

    def __init__(self, membership: Membership, *args: Any, **kwargs: Any) -> None:
        super().__init__(membership.user, *args, **kwargs)
        name_passwords(self)


class PasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """Another password, with the one until now."""

    old_password = forms.CharField(
        label=_("Password until now"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old_password", "new_password1", "new_password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_passwords(self)


def name_passwords(form: forms.Form) -> None:
    """The words of Saule for the two password fields."""
    form.fields["new_password1"].label = _("New password")
    form.fields["new_password1"].help_text = _("Twelve characters at least, and not one of the common ones.")
    form.fields["new_password2"].label = _("The same once more")
    form.fields["new_password2"].help_text = ""
