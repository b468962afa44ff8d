"""What several pages do the same way: render, cut a list into pages, say what a verb refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from saule.desk.errors import SauleError
from saule.web.many import Many, Pages
from saule.web.requests import DeskRequest

PAGE_LENGTH = 25


def show(request: DeskRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Renders a page inside the frame, or alone when htmx asks for a part of it."""
    return render(request, f"web/{template}.html", context, status=status)


def cut(
    request: DeskRequest,
    rows: QuerySet[Any] | list[Any],
    length: int = PAGE_LENGTH,
    *,
    count: Many | None = None,
) -> Page[Any]:
    """The part of ``rows`` that the query's ``page`` asks for; the nearest one that exists.

    ``count``: how many there are, where that is known already.
    """
    pages = Pages(rows, length)
    if count is not None:
        pages.count = count
    return pages.get_page(request.GET.get("page"))


def attempt(request: DeskRequest, verb: Callable[[], Any], done: str = "") -> bool:
    """Calls one verb; says ``done``, or what it refused, at the head of the next page."""
    try:
        verb()
    except SauleError as error:
        messages.error(request, str(error))
        return False
    if done:
        messages.success(request, done)
    return True


def sound(request: DeskRequest, form: Form) -> bool:
    """Whether a small form can be used; else says what is missing, at the head of the next page."""
    for name, errors in form.errors.items():
        said = " ".join(str(error) for error in errors)
        label = form[name].label if name in form.fields else ""
        messages.error(request, f"{label} – {said}" if label else said)
    return form.is_valid()


def back(request: DeskRequest, name: str, *args: Any) -> HttpResponseRedirect:
    """To the page called ``name``, with a status that makes a browser GET it (303 in spirit)."""
    return redirect(name, *args)
