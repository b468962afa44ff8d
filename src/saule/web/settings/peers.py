"""When what people answer each other is shown: an owner's act."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from saule.desk.changing import stamp
from saule.desk.models import PeerModeration
from saule.desk.moderating import moderation_of, state_moderation
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings import consequences
from saule.web.settings.changing import Change, changed, seen_by, to


class PeerRulesForm(forms.Form):
    """At once, or after a look."""

    when = forms.ChoiceField(
        label=gettext_lazy("An answer is shown"),
        widget=forms.RadioSelect,
        choices=PeerModeration.When.choices,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def peer_rules(request: DeskRequest) -> HttpResponse:
    """Changes when answers are shown."""
    now = {"when": moderation_of(request.desk)}

    def verb(values: dict[str, Any]) -> None:
        state_moderation(
            request.desk, values["when"], seen=seen_by(request), by=request.user, now=request.now
        )

    change = Change(
        title=_("When people’s answers to each other are shown"),
        intro=_("Telephone numbers, addresses and names with a title are taken out of them in any case."),
        form=PeerRulesForm(request.POST or None, initial=now),
        verb=verb,
        back=to("peers"),
        tab="",
        button=_("Change"),
        done=_("Changed."),
        consequences=partial(consequences.of_peers, request),
        seen=stamp(now),
    )
    return changed(request, change)
