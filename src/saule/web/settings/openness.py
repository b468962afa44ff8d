"""Whether the boards of promises and of matters are public: an owner's act; what follows is shown first."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from saule.desk.models import MattersBoard
from saule.desk.opening import board_is_open, matters_board, switch_board, switch_matters
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


class MattersForm(forms.Form):
    """Whether everybody may read of the matters that are published, and what they may do with the figures."""

    is_open = forms.ChoiceField(
        label=gettext_lazy("The board of matters"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("public: everybody can read of the matters that are published")),
            ("no", gettext_lazy("not public")),
        ],
    )
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence of the figures"),
        choices=MattersBoard.Licence,
        help_text=gettext_lazy("Others may use the public figures again under these conditions."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def matters_switch(request: DeskRequest) -> HttpResponse:
    """Opens the board of matters, closes it, or states another licence."""

    def verb(values: dict[str, Any]) -> None:
        is_open, licence = values["is_open"] == "yes", values["licence"]
        switch_matters(request.desk, is_open=is_open, licence=licence, by=request.user, now=request.now)

    now = matters_board(request.desk)
    initial = {"is_open": "yes" if now.is_open else "no", "licence": now.licence}
    change = Change(
        title=_("The board of matters"),
        form=MattersForm(request.POST or None, initial=initial),
        verb=verb,
        back=to("public"),
        tab="",
        button=_("Change"),
        done=_("Changed."),
        consequences=partial(consequences.of_matters, request),
    )
    return changed(request, change)
