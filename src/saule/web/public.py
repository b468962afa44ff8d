"""What the desk publishes: its board of promises, for everybody; and where staff see what is public."""

import csv
from collections.abc import Callable
from functools import wraps

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from saule.desk.models import Desk, Language
from saule.desk.opening import board_is_open
from saule.matters.models import PeerAnswer
from saule.promises.board import FEWEST, OTHERS, Board, board
from saule.web import publications
from saule.web.board_data import COLUMNS, fields, plain_board, row_of
from saule.web.pages import show
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest

FRESH, STALE = 300, 86_400
"""For how many seconds a copy of the board is new, and may be shown while a newer one is fetched."""

Page = Callable[[DeskRequest, Desk, Board], HttpResponse]


def published(page: Page) -> Callable[..., HttpResponse]:
    """Finds a desk's board if it is public, speaks the reader's language, and lets everybody keep a copy.

    It is the same for all who read that language: nobody is known here, and no cookie is set.
    """

    @wraps(page)
    def public(request: DeskRequest, public_id: str) -> HttpResponse:
        desk = Desk.objects.filter(public_id=public_id).first()
        if desk is None or not board_is_open(desk):
            raise Http404
        with override(language_of(request, desk)), timezone.override(desk.zone):
            response = page(request, desk, kept_board(request, desk))
            response["Content-Language"] = get_language() or desk.language
        response["Cache-Control"] = f"public, max-age={FRESH}, stale-while-revalidate={STALE}"
        patch_vary_headers(response, ("Accept-Language",))
        return response

    return public


def language_of(request: HttpRequest, desk: Desk) -> str:
    """The language asked for in the address, else the reader's own as their browser says, else the desk's."""
    asked = request.GET.get("lang", "")
    if asked in Language.values:
        return asked
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    spoken = (code[:2] for code, _share in wanted)
    return next((code for code in spoken if code in Language.values), desk.language)


def kept_board(request: DeskRequest, desk: Desk) -> Board:
    """The board, counted anew once its copies are not new any more."""
    key = f"board:{desk.public_id}"
    known = cache.get(key)
    if not isinstance(known, Board):
        known = board(desk, now=request.now)
        cache.set(key, known, FRESH)
    return known


@require_safe
@needs(ANYONE)
@published
def promises_page(request: DeskRequest, desk: Desk, found: Board) -> HttpResponse:
    """The board of promises: given, kept, moved, late, without a date; the charter; the thresholds."""
    names = {kind.code: str(kind) for kind in desk.kinds.all()}
    context = {
        "the_desk": desk,
        "today": desk.local_date(request.now),
        "board": found,
        "months": [
            (month, [row for row in found.rows if row.month == month.month]) for month in found.months
        ],
        "names": {**names, OTHERS: _("others")},
        "fields": fields(),
        "fewest": FEWEST,
        "fresh": FRESH,
        "page_language": get_language(),
    }
    return render(request, "web/board.html", context)


@require_safe
@needs(ANYONE)
@published
def promises_json(_request: DeskRequest, desk: Desk, found: Board) -> HttpResponse:
    """The same as JSON, with what each field says."""
    return JsonResponse(plain_board(desk, found), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
@needs(ANYONE)
@published
def promises_csv(_request: DeskRequest, desk: Desk, found: Board) -> HttpResponse:
    """The rows as CSV: a month and a heading in each line, what is shown together as “-”."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="promises-{desk.public_id}.csv"'
    lines = csv.DictWriter(response, COLUMNS, lineterminator="\r\n")
    lines.writeheader()
    for row in found.rows:
        lines.writerow(row_of(row))
    return response


@require_safe
@needs("see promises")
def public(request: DeskRequest) -> HttpResponse:
    """What everybody can read of the desk, and what they could."""
    is_open = board_is_open(request.desk)
    return show(
        request,
        "public",
        is_open=is_open,
        switch=request.desk.board_switches.select_related("by").first(),
        board=kept_board(request, request.desk),
        **publications.overview(request),
        to_look_at=PeerAnswer.objects.visible_to(request.membership).to_look_at().count(),
    )
