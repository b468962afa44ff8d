"""The forms for writing to one person, and for the texts that are used often."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saule.desk.models import Desk, Language, Team
from saule.matters.drafting import LONGEST
from saule.matters.models import SavedReply
from saule.matters.placeholders import PLACEHOLDERS, braced


class ReplyForm(forms.Form):
    """What somebody writes; ``seen`` and ``version`` are what their ``window`` last saw."""

    body = forms.CharField(required=False, strip=False, max_length=LONGEST, label=_("The reply"))
    version = forms.IntegerField(required=False, min_value=0)
    seen = forms.CharField(required=False, max_length=60)
    window = forms.CharField(required=False, max_length=24)


class SavedReplyForm(forms.Form):
    """A saved reply: its name, whose it is, and its text in each language."""

    name = forms.CharField(label=_("Name"), max_length=80)
    team = forms.ModelChoiceField(
        label=_("For the team"), queryset=Team.objects.none(), required=False, empty_label=_("everybody")
    )

    def __init__(self, *args: Any, desk: Desk, known: SavedReply | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = desk.teams.order_by("name")  # type: ignore[attr-defined]
        texts = {text.language: text.body for text in known.texts.all()} if known else {}
        if known:
            self.initial.update({"name": known.name, "team": known.team_id})
        for language, word in Language.choices:
            self.fields[f"text_{language}"] = forms.CharField(
                label=_("Text in %(language)s") % {"language": word},
                required=False,
                max_length=LONGEST,
                initial=texts.get(language, ""),
                widget=forms.Textarea(attrs={"lang": language, "rows": 8}),
            )
        self.fields[f"text_{desk.language}"].help_text = _("Placeholders: %(known)s") % {
            "known": ", ".join(braced(PLACEHOLDERS))
        }

    def texts(self) -> dict[str, str]:
        """The text by language."""
        return {language: self.cleaned_data[f"text_{language}"] for language in Language.values}
