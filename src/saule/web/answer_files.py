"""Files that go along with the answer to a matter: put there, taken out again."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from saule.matters import answering, enclosing
from saule.matters.models import Enclosure, Matter
from saule.web.matters import visible
from saule.web.pages import attempt
from saule.web.policies import needs
from saule.web.replies import MOST_AT_ONCE, put
from saule.web.requests import DeskRequest


@require_POST
@needs("answer")
def answer_files(request: DeskRequest, public_id: str) -> HttpResponse:
    """Puts files to the answer that is being written."""
    matter = visible(request, public_id)
    files = request.FILES.getlist("files")[:MOST_AT_ONCE]
    if files:
        draft = answering.draft_for(matter, by=request.user, now=request.now)
        for file in files:
            verb = partial(put, request, draft, file.name or "", file.content_type or "", file)
            attempt(request, verb)
    return to_answer(matter)


@require_POST
@needs("answer")
def answer_file_removal(request: DeskRequest, public_id: str) -> HttpResponse:
    """Takes a file out of an answer that has not been sent."""
    mine = Matter.objects.visible_to(request.membership)
    rows = Enclosure.objects.filter(answer__matter__in=mine).select_related("answer__matter")
    file = get_object_or_404(rows.defer("content"), public_id=public_id)
    matter = file.answer.matter  # type: ignore[union-attr]
    attempt(request, partial(enclosing.remove, file, by=request.user, now=request.now))
    return to_answer(matter)


def to_answer(matter: Matter) -> HttpResponse:
    """Back to where the answer is written."""
    return redirect(f"{reverse('matter', args=[matter.public_id])}#answer")
