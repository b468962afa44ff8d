"""The public notice: what is done with your data, in plain words first, the whole register behind."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from saule.desk.data_office import office_of
from saule.desk.models import Desk
from saule.people.asking import asked
from saule.people.wordings import WORDINGS, Purpose, present
from saule.web.policies import ANYONE, needs
from saule.web.processing import measures, parts
from saule.web.public import FRESH, STALE, language_of
from saule.web.requests import DeskRequest


def of_desk(page: Callable[[DeskRequest, Desk], HttpResponse]) -> Callable[..., HttpResponse]:
    """Finds the desk, speaks the reader's language, and lets everybody keep a copy."""

    @wraps(page)
    def public(request: DeskRequest, public_id: str) -> HttpResponse:
        desk = Desk.objects.filter(public_id=public_id).first()
        if desk is None:
            raise Http404
        with override(language_of(request, desk)), timezone.override(desk.zone):
            response = page(request, desk)
            response["Content-Language"] = get_language() or desk.language
        response["Cache-Control"] = f"public, max-age={FRESH}, stale-while-revalidate={STALE}"
        patch_vary_headers(response, ("Accept-Language",))
        return response

    return public


@require_safe
@needs(ANYONE)
@of_desk
def privacy(request: DeskRequest, desk: Desk) -> HttpResponse:
    """What is done with the data of those who write, sign, help, or work here; what they can do about it."""
    language = get_language() or desk.language
    context = {
        "the_desk": desk,
        "today": desk.local_date(request.now),
        "office": office_of(desk),
        "parts": parts(),
        "asked": asked(desk),
        "consents": [present(purpose).in_language(language) for purpose in Purpose if purpose in WORDINGS],
        "measures": measures(),
        "page_language": language,
    }
    return render(request, "web/privacy.html", context)
