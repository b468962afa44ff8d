"""The fields that a desk's form asks beside the message: from the catalogue, each with its purpose beside it.

A form outside takes `AskedFields` as a base, shows ``web/parts/asked_fields.html``, and hands `answers` to
``saule.people.detailing.give``.
"""

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _

from saule.desk.models import Desk, Language
from saule.people.askable import Sort
from saule.people.asking import Asked, asked
from saule.people.detailing import Unfit, fitting

PREFIX = "asked_"


class AskedFields(forms.Form):
    """Adds what the desk asks; ``now`` is only needed for dates."""

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked(desk)
        for one in self.asked:
            self.fields[PREFIX + one.field.code] = field_of(one)

    @property
    def asked_fields(self) -> list[BoundField]:
        """The fields that were added, in the catalogue's order."""
        return [self[PREFIX + one.field.code] for one in self.asked]

    def answers(self) -> dict[str, str]:
        """What was answered, by the catalogue's codes; nothing for what was left empty."""
        given = {one.field.code: self.cleaned_data.get(PREFIX + one.field.code, "") for one in self.asked}
        return {code: value for code, value in given.items() if value}


def field_of(one: Asked) -> forms.Field:
    """One field with its purpose, and why it is needed or that it may be left out."""
    told = (
        _("Needed, because: %(why)s") % {"why": one.because} if one.required else _("You can leave this out.")
    )
    common: dict[str, Any] = {
        "label": one.field.label,
        "required": one.required,
        "help_text": _("Asked %(purpose)s. %(told)s") % {"purpose": one.field.purpose, "told": told},
    }
    if one.field.sort == Sort.LANGUAGE:
        return forms.ChoiceField(choices=[("", "–"), *Language.choices], **common)
    kind = "date" if one.field.sort == Sort.DATE else one.field.sort.value
    attrs = {"autocomplete": one.field.autocomplete, "type": "text" if kind == "line" else kind}
    field = forms.CharField(max_length=one.field.longest, widget=forms.TextInput(attrs=attrs), **common)
    field.validators.append(partial(check, one))
    return field


def check(one: Asked, value: str) -> None:
    """Raises ValidationError for what this field cannot hold."""
    try:
        fitting(one.field, value, today=timezone.localdate())
    except Unfit as error:
        raise ValidationError(str(error)) from error
