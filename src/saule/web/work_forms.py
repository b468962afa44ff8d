"""The forms of the work on conversations: who has them, their tags, their rest, notes about them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saule.desk.models import Desk, Membership, Team, User
from saule.matters import noting
from saule.matters.assigning import Holder, code
from saule.web import words

MORNING = time(8)
RESTS = (1, 3, 7, 14, 30)
MOST_NAMED = 12


class AssignmentForm(forms.Form):
    """To whom a conversation is given. ``instead_of`` is who had it when the page was made."""

    to = forms.ChoiceField(label=gettext_lazy("Give to"), required=False)
    instead_of = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, everyone: Sequence[Membership], teams: Sequence[Team], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.holders: dict[str, Holder] = {"": None}
        self.holders |= {code(one.user): one.user for one in everyone}
        self.holders |= {code(team): team for team in teams}
        people = [(code(one.user), one.user.name) for one in everyone]
        choices: list[Any] = [("", _("nobody")), (_("Colleagues"), people)]
        named = [(code(team), team.name) for team in teams]
        self.fields["to"].choices = [*choices, *([(_("Teams"), named)] if named else [])]  # type: ignore[attr-defined]

    @property
    def holder(self) -> Holder:
        """Who was chosen."""
        return self.holders[self.cleaned_data["to"]]


class TagForm(forms.Form):
    """A word to put on conversations."""

    name = forms.CharField(
        label=gettext_lazy("Tag"),
        widget=forms.TextInput(attrs={"list": "known-tags", "autocomplete": "off"}),
    )


class SnoozeForm(forms.Form):
    """Until when a conversation rests, and what it waits for."""

    rest = forms.ChoiceField(label=gettext_lazy("Let it rest until"))
    day = forms.DateField(
        label=gettext_lazy("or until another day"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    because = forms.CharField(
        label=gettext_lazy("What does it wait for?"),
        max_length=300,
        help_text=gettext_lazy("The date that was promised goes on. It wakes at once if the person writes."),
    )

    def __init__(self, *args: Any, desk: Desk, today: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.desk = desk
        days = dict.fromkeys(working(desk, today + timedelta(days=count)) for count in RESTS)
        choices = [(day.isoformat(), words.day_words(day, today)) for day in days]
        self.fields["rest"].choices = choices  # type: ignore[attr-defined]

    @property
    def until(self) -> datetime:
        """The morning of the day that was chosen, at the desk."""
        day = self.cleaned_data["day"] or date.fromisoformat(self.cleaned_data["rest"])
        return datetime.combine(day, MORNING, self.desk.zone)


def working(desk: Desk, day: date) -> date:
    """``day``, or the next one that is no weekly rest."""
    coming = (day + timedelta(days=count) for count in range(7))
    return next((one for one in coming if str(one.isoweekday()) in desk.working_days), day)


def own_teams(desk: Desk) -> list[Team]:
    """The teams that work can be given to: a provider's is handed work, with its terms and its row."""
    return list(desk.teams.filter(provider=None).order_by("name"))


class NoteForm(forms.Form):
    """A note for colleagues, and one of them to call."""

    body = forms.CharField(
        label=gettext_lazy("A note for colleagues"),
        max_length=noting.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "data-note": True}),
        help_text=gettext_lazy("It never leaves the house."),
    )
    calling = forms.ChoiceField(label=gettext_lazy("or call"), required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.people = {user.public_id: user for user in people}
        names = [(key, user.name) for key, user in self.people.items()]
        if names:
            whom = _("Call a colleague with @ and their name: %(names)s.")
            known = callable_names([name for _key, name in names])
            self.fields["body"].help_text += f" {whom % {'names': known}}"
        self.fields["calling"].choices = [("", _("nobody")), *names]  # type: ignore[attr-defined]

    @property
    def called(self) -> list[User]:
        """The colleague who was chosen, if one was."""
        return [user for key, user in self.people.items() if key == self.cleaned_data["calling"]]


def callable_names(names: Sequence[str]) -> str:
    """Whom one can call, as one writes it; where they are many, the list below the note has them all."""
    words = ", ".join(f"@{name}" for name in names[:MOST_NAMED])
    return f"{words}…" if len(names) > MOST_NAMED else words


class PlacingForm(forms.Form):
    """The matter that conversations are moved into."""

    matter = forms.CharField(
        label=gettext_lazy("Matter"),
        max_length=300,
        widget=forms.TextInput(attrs={"list": "known-matters", "autocomplete": "off"}),
        help_text=gettext_lazy("Its title, or the address of its page."),
    )
