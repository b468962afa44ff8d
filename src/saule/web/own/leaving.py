"""Taking everything along, and being erased."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from saule.people.erasing import ask_erasure, erase
from saule.people.exporting import export
from saule.people.models import Address
from saule.web.own.doors import theirs
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest


@require_safe
@needs(ANYONE)
@theirs
def file(request: DeskRequest, token: str, address: Address) -> HttpResponse:
    """Everything held about them, as one file made on the spot."""
    content = export(address.person.canonical, language=get_language() or "fr", now=request.now)
    response = HttpResponse(content, content_type="application/zip")
    day = address.desk.local_date(request.now).isoformat()
    response["Content-Disposition"] = f'attachment; filename="saule-{day}.zip"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ANYONE)
@theirs
def erasure(request: DeskRequest, token: str, address: Address) -> HttpResponse:
    """GET: what an erasure does, and that it is for good. POST, confirmed: it is done, and proven."""
    confirmed = request.method == "POST" and request.POST.get("sure") == "yes"
    if not confirmed:
        missing = request.method == "POST"
        context = {
            "the_desk": address.desk,
            "token": token,
            "missing": missing,
            "page_language": get_language(),
        }
        return render(request, "web/own/erasure.html", context)
    language = get_language() or address.desk.language
    proof = ask_erasure(address.person, by=None, now=request.now, language=language)
    erase(proof, now=request.now)
    return redirect("erasure-proof", proof.public_id)
