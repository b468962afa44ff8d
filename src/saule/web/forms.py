"""The forms: each names what it asks for; one template shows every field."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from saule.desk.models import Desk, Kind, Language, Nature


class SignInForm(AuthenticationForm):
    """Address and password."""

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("Electronic address")
        self.fields["username"].widget = forms.EmailInput(
            attrs={"autocomplete": "username", "autofocus": True}
        )
        self.fields["password"].label = _("Password")
        self.error_messages["invalid_login"] = _("This address and password do not go together.")


class WhyForm(forms.Form):
    """A decision asks for its reason."""

    why = forms.CharField(label=_("Why?"), max_length=300)


class ReversalForm(forms.Form):
    """Undoing a decision; the reason may be left out."""

    why = forms.CharField(label=_("Why? (may be left empty)"), max_length=300, required=False)


class SettlementForm(forms.Form):
    """A conversation needs no answer, and why."""

    why = forms.CharField(
        label=_("This needs no answer, because…"),
        max_length=300,
        help_text=_("The reason stays in the trail. Nothing is sent to the person."),
    )


class FollowUpForm(forms.Form):
    """Why the common answer is not enough for a person, or why it is."""

    why = forms.CharField(
        label=_("Why?"), max_length=300, widget=forms.TextInput(attrs={"id": "id_follow_up_why"})
    )


class TitleForm(forms.Form):
    """Another title for a matter."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("Those who are answered here may read it: name nobody."),
    )


class SplitForm(forms.Form):
    """What the messages that are split off are about."""

    title = forms.CharField(
        label=_("Title of the new matter"),
        max_length=200,
        required=False,
        help_text=_("Left empty, it is named after its first message."),
    )


class KindForm(forms.Form):
    """Kind and nature of a matter."""

    kind = forms.ModelChoiceField(
        label=_("Kind"), queryset=Kind.objects.none(), required=False, empty_label=_("without a kind")
    )
    nature = forms.ChoiceField(
        label=_("Nature"),
        choices=Nature.choices,
        help_text=_("Personal: somebody’s own case, always due. Shared: one answer serves all."),
    )

    def __init__(self, *args: Any, desk: Desk, now: Kind | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An archived heading is offered only where it stands already.
        offered = desk.kinds.filter(Q(archived_at=None) | Q(pk=now.pk if now else None))
        self.fields["kind"].queryset = offered  # type: ignore[attr-defined]


class GravityForm(forms.Form):
    """Whether a matter is a danger, and why."""

    grave = forms.BooleanField(required=False, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why?"), max_length=300, widget=forms.TextInput(attrs={"id": "id_gravity_why"})
    )


class TextForm(forms.Form):
    """An answer in one language."""

    language = forms.ChoiceField(choices=Language.choices, widget=forms.HiddenInput)
    body = forms.CharField(required=False, strip=False, max_length=50_000, widget=forms.Textarea)


class VerdictForm(forms.Form):
    """What a person decides about a mail of which it is not known whether it left."""

    outcome = forms.ChoiceField(
        label=_("What happened, or should happen?"),
        widget=forms.RadioSelect,
        choices=[
            ("sent", _("It did leave: note it as sent")),
            ("resend", _("It did not leave: send it again")),
            ("drop", _("Let it be: it is not sent")),
        ],
    )
    why = forms.CharField(label=_("How do you know?"), max_length=300)


class CapacityForm(forms.Form):
    """How many answers a week can be given from today on."""

    answers_per_week = forms.IntegerField(
        label=_("Answers a week"),
        min_value=0,
        max_value=1_000_000,
        help_text=_("One answer to a shared matter counts once, however many people it reaches."),
    )


class SwitchForm(forms.Form):
    """Switching a mailbox live, after reading what would leave, or back to rehearsal."""

    live = forms.BooleanField(required=False, widget=forms.HiddenInput)
    read = forms.BooleanField(label=_("I have read what would leave."))
    why = forms.CharField(label=_("A note for the trail (may be left empty)"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not forms.BooleanField(required=False).to_python(self["live"].value()):
            del self.fields["read"]


class ObjectionForm(forms.Form):
    """The person says that an answer does not answer them."""

    words = forms.CharField(
        label=_("What is still missing?"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("You may leave this empty."),
    )


class LanguageForm(forms.Form):
    """The language one reads the desk in."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
