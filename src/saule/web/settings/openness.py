"""Whether the board of promises is public: an owner's act, with what becomes public shown first."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from saule.desk.opening import board_is_open, switch_board
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings import consequences
from saule.web.settings.changing import Change, changed, to


class BoardForm(forms.Form):
    """Whether everybody may read the board of promises."""

    is_open = forms.ChoiceField(
        label=gettext_lazy("The board of promises"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("public: everybody can read it")),
            ("no", gettext_lazy("not public")),
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def board_switch(request: DeskRequest) -> HttpResponse:
    """Makes the board public, or closes it."""

    def verb(values: dict[str, Any]) -> None:
        switch_board(request.desk, is_open=values["is_open"] == "yes", by=request.user, now=request.now)

    now = "yes" if board_is_open(request.desk) else "no"
    change = Change(
        title=_("The board of promises"),
        form=BoardForm(request.POST or None, initial={"is_open": now}),
        verb=verb,
        back=to("public"),
        tab="",
        button=_("Change"),
        done=_("Changed."),
        consequences=partial(consequences.of_board, request),
    )
    return changed(request, change)
