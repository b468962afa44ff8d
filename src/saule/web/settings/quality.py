"""For how many days the desk listens after an answer, and how many answers are read again: an owner's act."""

from dataclasses import asdict
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from saule.desk.changing import stamp
from saule.desk.quality import MOST_AT_LEAST, MOST_DAYS, MOST_PER_CENT, Rules, rules_of
from saule.matters.following import listen
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings import consequences
from saule.web.settings.changing import Change, changed, seen_by, to


class QualityForm(forms.Form):
    """Days, a share, and a least number."""

    days = forms.IntegerField(
        label=gettext_lazy("Whoever is silent for so many days was helped"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=gettext_lazy("Who writes again about the same thing before was not."),
    )
    per_cent = forms.IntegerField(
        label=gettext_lazy("Answers in a hundred that a colleague reads again"),
        min_value=0,
        max_value=MOST_PER_CENT,
    )
    least = forms.IntegerField(
        label=gettext_lazy("And so many a week at least"), min_value=0, max_value=MOST_AT_LEAST
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def quality(request: DeskRequest) -> HttpResponse:
    """Changes the rules."""
    now = asdict(rules_of(request.desk))

    def verb(values: dict[str, Any]) -> None:
        listen(request.desk, Rules(**values), seen=seen_by(request), by=request.user, now=request.now)

    change = Change(
        title=_("Listening after an answer"),
        intro=_("A good answer ends the matter: so the desk listens for some days before it counts one."),
        form=QualityForm(request.POST or None, initial=now),
        verb=verb,
        back=to("reports"),
        tab="",
        button=_("Change"),
        done=_("Changed."),
        consequences=partial(consequences.of_quality, request),
        seen=stamp(now),
    )
    return changed(request, change)
