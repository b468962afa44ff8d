"""The threshold: what is in force, what Saule recommends and why, what was decided before."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saule.desk.changing import stamp, values_of
from saule.desk.models import Desk, Threshold
from saule.matters.models import Earning
from saule.promises import thresholds
from saule.promises.weighing import recommend
from saule.web.keeping import kept
from saule.web.pages import attempt, cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings import consequences
from saule.web.settings.changing import Change, changed, to
from saule.web.settings.threshold_forms import LimitsForm, ThresholdForm
from saule.web.threshold_words import advice, said

LIMITS = ["automatic", "lowest", "highest", "notice_days", "lapse_days"]


@require_safe
@needs("see settings")
def threshold(request: DeskRequest) -> HttpResponse:
    """The threshold in force, the one announced, what is recommended with its figures, and all before."""
    desk, now = request.desk, request.now
    standing = thresholds.standing(desk, now=now)
    rows = desk.thresholds.select_related("by", "cancelled_by")
    listing = cut(request, rows, 20)
    return show(
        request,
        "settings/threshold",
        standing=standing,
        row=standing.row and said(standing.row),
        coming=standing.coming and said(standing.coming),
        advice=advice(kept(request, "threshold", lambda: thresholds.facts_of(recommend(desk, now=now)))),
        limits=thresholds.limits(desk),
        listing=listing,
        history=[said(row) for row in listing],
        figures=kept(request, "asking", lambda: figures(desk)),
        tab="threshold",
    )


def figures(desk: Desk) -> dict[str, int]:
    """How many open matters ask for signatures, how many of them have earned an answer."""
    asking = desk.matters.open().filter(threshold__gt=1, nature="shared")
    return {
        "asking": asking.count(),
        "earned": asking.filter(earned_at__isnull=False).count(),
        "ever": Earning.objects.filter(matter__desk=desk, because="passed").count(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def announcement(request: DeskRequest) -> HttpResponse:
    """Announces a threshold, after showing what follows from it."""
    desk = request.desk
    wanted = request.GET.get("value", "")
    initial = {"value": int(wanted)} if wanted.isdecimal() and len(wanted) < 8 else {}
    change = Change(
        title=_("Announce a threshold"),
        intro=_(
            "It is public, with its reason, before it applies. It holds for matters that begin then;"
            " a lower one for all. Nothing that a matter has earned is taken from it."
        ),
        form=ThresholdForm(request.POST or None, initial=initial),
        verb=lambda values: thresholds.announce(desk, **values, by=request.user, now=request.now),
        back=to("threshold"),
        tab="threshold",
        button=_("Announce it"),
        done=_("Announced. Until it applies it can be cancelled here."),
        consequences=partial(consequences.of_threshold, request),
    )
    return changed(request, change)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def limits(request: DeskRequest) -> HttpResponse:
    """Within what Saule may decide by itself, and how long before a higher threshold is announced."""
    desk = request.desk
    now_is: dict[str, Any] = values_of(thresholds.limits(desk), LIMITS)
    change = Change(
        title=_("What Saule may decide"),
        form=LimitsForm(request.POST or None, initial=now_is),
        verb=lambda values: thresholds.set_limits(desk, values, by=request.user, now=request.now),
        back=to("threshold"),
        tab="threshold",
        button=_("Change"),
        done=_("Changed. What was announced before stands."),
        consequences=partial(consequences.of_limits, request),
        seen=stamp(now_is),
    )
    return changed(request, change)


@require_POST
@needs("change settings")
def cancellation(request: DeskRequest, key: int) -> HttpResponse:
    """Takes the announcement of a threshold back, before it applies."""
    row = get_object_or_404(Threshold, desk=request.desk, pk=key)
    verb = partial(thresholds.cancel, row, by=request.user, now=request.now)
    attempt(request, verb, _("Cancelled. What was in force stays in force."))
    return redirect("threshold")
