"""Saved replies: the texts that the desk uses often; written and put away by those who lead it."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saule.desk.errors import SauleError
from saule.matters import saved_replies as replies
from saule.matters.models import SavedReply
from saule.web.pages import attempt, show
from saule.web.policies import needs
from saule.web.reply_forms import SavedReplyForm
from saule.web.requests import DeskRequest

MOST = 500


def found(request: DeskRequest, public_id: str) -> SavedReply:
    """The desk's saved reply; else 404."""
    rows = SavedReply.objects.filter(desk=request.desk).select_related("desk").prefetch_related("texts")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
@needs("see settings")
def saved_replies(request: DeskRequest) -> HttpResponse:
    """All of them, the most used first; those put away stand apart."""
    rows = request.desk.saved_replies.select_related("team").prefetch_related("texts")
    every = list(rows.order_by("-used", "name", "id")[:MOST])
    return show(
        request,
        "saved_replies",
        tab="saved-replies",
        in_use=[one for one in every if one.archived_at is None],
        archived=[one for one in every if one.archived_at is not None],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see settings", changing="write saved replies")
def new_saved_reply(request: DeskRequest) -> HttpResponse:
    """GET: an empty form. POST: writes a new one."""
    return edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see settings", changing="write saved replies")
def saved_reply(request: DeskRequest, public_id: str) -> HttpResponse:
    """GET: its name, team and texts. POST: writes them anew."""
    return edit(request, found(request, public_id))


def edit(request: DeskRequest, known: SavedReply | None) -> HttpResponse:
    """The form, with what is wrong in it after it was sent."""
    data = request.POST if request.method == "POST" else None
    form = SavedReplyForm(data, desk=request.desk, known=known)
    if data is not None and form.is_valid():
        try:
            replies.write(
                request.desk,
                known,
                name=form.cleaned_data["name"],
                texts=form.texts(),
                team=form.cleaned_data["team"],
                by=request.user,
                now=request.now,
            )
            return redirect("saved-replies")
        except SauleError as error:
            form.add_error(f"text_{request.desk.language}", str(error))
    status = 422 if form.errors else 200
    return show(request, "saved_reply", status=status, tab="saved-replies", form=form, known=known)


@require_POST
@needs("write saved replies")
def saved_reply_archive(request: DeskRequest, public_id: str) -> HttpResponse:
    """Puts it away, or brings it back."""
    known = found(request, public_id)
    away = known.archived_at is None
    verb = replies.archive if away else replies.bring_back
    words = _("Put away. Nobody is offered it any more.") if away else _("It is on offer again.")
    attempt(request, partial(verb, known, by=request.user, now=request.now), words)
    return redirect("saved-replies")
