"""The form about two persons who may be one."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LikenessForm(forms.Form):
    """What somebody says of two persons; the reason may be left out."""

    verdict = forms.ChoiceField(
        choices=[("same", ""), ("different", ""), ("open", "")], widget=forms.HiddenInput
    )
    why = forms.CharField(
        label=_("Why? (may be left empty)"),
        max_length=300,
        required=False,
        help_text=_("The reason stays in the trail: name nobody in it."),
    )
