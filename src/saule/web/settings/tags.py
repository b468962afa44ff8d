"""The desk's tags: put away when nobody should be offered them any more, and brought back."""

from functools import partial

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saule.matters import tagging
from saule.matters.models import Tag
from saule.web.pages import attempt, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest

MOST = 500


@require_safe
@needs("see settings")
def tags(request: DeskRequest) -> HttpResponse:
    """All of them by name, with how many conversations bear them; those put away stand apart."""
    bear = Count("taggings", filter=Q(taggings__ended_at=None))
    every = list(Tag.objects.filter(desk=request.desk).annotate(bear=bear).order_by("name")[:MOST])
    return show(
        request,
        "settings/tags",
        tab="tags",
        in_use=[tag for tag in every if tag.archived_at is None],
        archived=[tag for tag in every if tag.archived_at is not None],
    )


@require_POST
@needs("keep tags")
def archive(request: DeskRequest, key: int) -> HttpResponse:
    """Puts a tag away, or brings it back."""
    tag = get_object_or_404(Tag.objects.select_related("desk"), desk=request.desk, pk=key)
    if request.POST.get("back"):
        verb, done = tagging.restore, _("It is on offer again.")
    else:
        verb, done = tagging.archive, _("Put away. It stays on the conversations that bear it.")
    attempt(request, partial(verb, tag, by=request.user, now=request.now), done)
    return redirect("desk-tags")
