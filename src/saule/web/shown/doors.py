"""Doors: finds the desk, the matter and the language of a public address, and answers with a copy."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from saule import __version__
from saule.desk.models import Desk, Language, MattersBoard
from saule.desk.opening import board_is_open, matters_board
from saule.matters.merged import standing_for
from saule.matters.models import Matter, Publication
from saule.promises.showing import Shown, shown
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest
from saule.web.shown.copies import copy_of

FRESH, STALE = 30, 600
"""For how many seconds others may keep a copy, and show it while they fetch a newer one."""
LISTED = timedelta(seconds=20)
"""How old the figures of the whole board may be."""


class Gone(Exception):
    """The matter was public, and is not any more; ``merged``: it went into one that is not public."""

    def __init__(self, *, merged: bool) -> None:
        super().__init__()
        self.merged = merged


class Elsewhere(Exception):
    """The matter is read under another key, into which it was merged."""

    def __init__(self, public_id: str) -> None:
        super().__init__()
        self.public_id = public_id


@dataclass(frozen=True, slots=True)
class Made:
    """An answer that can be given to everybody who asks for the same."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    language: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """What is asked for: of which desk, when, and in which language (``asked``: the address says it)."""

    desk: Desk
    board: MattersBoard
    language: str
    asked: bool
    now: datetime
    query: Mapping[str, str]

    @property
    def today(self) -> date:
        """The day at the desk."""
        return self.desk.local_date(self.now)

    @property
    def lang(self) -> str:
        """What links carry along, so that a language that was chosen stays."""
        return f"?lang={self.language}" if self.asked else ""

    def all_shown(self) -> list[Shown]:
        """All matters that are public here."""
        make = lambda: shown(self.desk, now=self.now)  # noqa: E731 - said once, here
        return copy_of(f"shown:{self.desk.public_id}", make, now=self.now, new=LISTED)

    def page(self, template: str, *, status: int = 200, **context: Any) -> Made:
        """A page, in which nothing is of whoever asks."""
        known = {
            "the_desk": self.desk,
            "today": self.today,
            "lang": self.lang,
            "page_language": self.language,
            "LANGUAGE_CODE": self.language,
            "other_language": next(code for code in Language.values if code != self.language),
            "version": __version__,
            "with_promises": board_is_open(self.desk),
        }
        body = render_to_string(f"web/{template}.html", {**known, **context})
        return Made(body.encode(), status=status, language=self.language)


Page = Callable[..., Made]
View = Callable[..., HttpResponseBase]


def public(*, query: tuple[str, ...] = ()) -> Callable[[Page], View]:
    """Makes a page that everybody may open and keep: ``page(visit, …)`` says what is on it.

    A page that depends on a ``query`` is made anew for each; what it is made of is a copy all the same.
    """

    def decorate(page: Page) -> View:
        @require_safe
        @needs(ANYONE)
        @wraps(page)
        def view(request: DeskRequest, public_id: str, **about: Any) -> HttpResponseBase:
            wanted, asked = language_wanted(request)
            chosen = {name: request.GET.get(name, "") for name in query}

            def make() -> Made:
                return made_for(request, page, public_id, wanted, asked, chosen, about)

            if any(chosen.values()):
                return answered(request, make())
            key = f"{page.__module__}.{page.__name__}:{request.path}:{wanted}:{asked}"
            return answered(request, copy_of(hashlib.sha256(key.encode()).hexdigest(), make, now=request.now))

        return view

    return decorate


def made_for(
    request: DeskRequest,
    page: Page,
    public_id: str,
    wanted: str,
    asked: bool,
    chosen: Mapping[str, str],
    about: Mapping[str, Any],
) -> Made:
    """What stands at an address of a desk whose board is open, in the language wanted or in the desk's."""
    desk = Desk.objects.filter(public_id=public_id).first()
    if desk is None or not (board := matters_board(desk)).is_open:
        raise Http404
    visit = Visit(desk, board, wanted or desk.language, asked, request.now, chosen)
    with override(visit.language), timezone.override(desk.zone):
        try:
            return page(visit, **about)
        except Elsewhere as elsewhere:
            name = request.resolver_match.url_name if request.resolver_match else ""
            there = reverse(name or "", kwargs={"public_id": public_id, **about, "key": elsewhere.public_id})
            return Made(b"", status=302, headers={"Location": f"{there}{visit.lang}"})
        except Gone as gone:
            return visit.page("public_gone", status=410, merged=gone.merged)


def answered(request: HttpRequest, made: Made) -> HttpResponseBase:
    """The answer to one reader: short, if they have this copy already."""
    response = HttpResponse(made.body, content_type=made.kind, status=made.status, headers=made.headers)
    response["Cache-Control"] = f"public, max-age={FRESH}, stale-while-revalidate={STALE}"
    if made.language:
        response["Content-Language"] = made.language
    patch_vary_headers(response, ("Accept-Language",))
    etag = f'"{hashlib.sha256(made.body + made.language.encode()).hexdigest()[:32]}"'
    if made.status != 200:
        return response
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def language_wanted(request: HttpRequest) -> tuple[str, bool]:
    """The language in the address (and that it stands there), else the reader's own as their browser says;
    empty where it speaks none of ours.
    """
    asked = request.GET.get("lang", "")
    if asked in Language.values:
        return asked, True
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    spoken = (code[:2] for code, _share in wanted)
    return next((code for code in spoken if code in Language.values), ""), False


def publication_of(desk: Desk, key: str) -> Publication:
    """The matter that a public address names. Raises Http404, Elsewhere and Gone."""
    rows = Publication.objects.select_related("matter__kind", "matter__desk", "desk")
    found = rows.filter(desk=desk, matter__public_id=key).first()
    if found is None:
        raise Http404
    if found.matter.state == Matter.State.MERGED:
        heir = standing_for(found.matter)
        if Publication.objects.standing().filter(matter=heir).exists():
            raise Elsewhere(heir.public_id)
        raise Gone(merged=True)
    if not found.stands:
        raise Gone(merged=False)
    return found


def absolute(name: str, *args: str, language: str = "") -> str:
    """The whole address of a public page."""
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}{f'?lang={language}' if language else ''}"


def called(desk: Desk) -> str:
    """What the board of a desk is called."""
    return _("What people ask of %(desk)s") % {"desk": desk.name}
