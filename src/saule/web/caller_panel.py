"""What the page of a person says of their calls: a code on its way, and when they were known by one."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from saule.matters.models import CallerCode
from saule.matters.verifying import known_addresses, known_at, open_code
from saule.web.requests import DeskRequest

MOST_SHOWN = 3


class SaidForm(forms.Form):
    """What the caller read out."""

    code = forms.CharField(
        label=gettext_lazy("What the caller reads out"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 8}),
    )


def calling(request: DeskRequest, members: Collection[int]) -> dict[str, Any]:
    """What the page of a person says of their calls."""
    return {
        "caller_addresses": list(known_addresses(members).order_by("pk")),
        "caller_code": open_code(members, now=request.now),
        "caller_form": SaidForm(),
        "caller_known": known_at(CallerCode.objects.filter(person__in=members))[:MOST_SHOWN],
        "caller_place": request.GET.get("conversation", ""),
    }
