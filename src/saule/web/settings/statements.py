"""Outcome statements of providers: issued for a month, read, downloaded, corrected by another one."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saule.desk.errors import SauleError
from saule.providers import issuing
from saule.providers.models import Statement
from saule.web import statement_files, statement_words
from saule.web.forms import WhyForm
from saule.web.pages import show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings.providers import mine


def found(request: DeskRequest, public_id: str) -> Statement:
    """The desk's statement; else 404."""
    rows = Statement.objects.select_related("provider__desk", "by", "corrects", "corrected_by")
    return get_object_or_404(rows, provider__desk=request.desk, public_id=public_id)


@require_POST
@needs("lead providers")
def provider_statements(request: DeskRequest, public_id: str) -> HttpResponse:
    """Issues the statement of a month."""
    one = mine(request, public_id)
    try:
        month = date.fromisoformat(f"{request.POST.get('month', '')[:7]}-01")
        made = issuing.issue(one, month, by=request.user, now=request.now)
    except ValueError:
        messages.error(request, _("Choose a month."))
        return redirect("provider", public_id)
    except SauleError as error:
        messages.error(request, str(error))
        return redirect("provider", public_id)
    messages.success(request, _("Issued. Nothing changes it any more."))
    return redirect("statement", made.public_id)


@require_safe
@needs("see settings")
def statement(request: DeskRequest, public_id: str) -> HttpResponse:
    """What a provider did in a month, and what it is owed."""
    one = found(request, public_id)
    newest = one.provider.statements.order_by("-month", "-id").first()
    return show(
        request,
        "settings/statement",
        statement=one,
        name=statement_words.title(one),
        figures=statement_words.figures(one),
        share=statement_words.share(one),
        lines=statement_words.lines(one),
        rules=statement_words.rules(one),
        total=statement_words.money(one.total),
        whole=issuing.is_whole(one),
        correctable=newest == one,
        form=WhyForm(),
        tab="providers",
    )


@require_POST
@needs("lead providers")
def statement_correction(request: DeskRequest, public_id: str) -> HttpResponse:
    """Issues another statement in the place of this one."""
    one, form = found(request, public_id), WhyForm(request.POST)
    if not sound(request, form):
        return redirect("statement", public_id)
    verb = partial(issuing.correct, one, by=request.user, now=request.now, why=form.cleaned_data["why"])
    try:
        made = verb()
    except SauleError as error:
        messages.error(request, str(error))
        return redirect("statement", public_id)
    messages.success(request, _("Corrected by this one. The one before stays as it is."))
    return redirect("statement", made.public_id)


@require_safe
@needs("see settings")
def statement_pdf(request: DeskRequest, public_id: str) -> HttpResponse:
    """The statement to print."""
    one = found(request, public_id)
    return file(statement_files.as_pdf(one), "application/pdf", f"{name_of(one)}.pdf")


@require_safe
@needs("see settings")
def statement_csv(request: DeskRequest, public_id: str) -> HttpResponse:
    """The statement for a spreadsheet."""
    one = found(request, public_id)
    return file(statement_files.as_csv(one).encode(), "text/csv; charset=utf-8", f"{name_of(one)}.csv")


def name_of(one: Statement) -> str:
    """What its file is called."""
    return f"saule-{one.month:%Y-%m}-{one.public_id}"


def file(content: bytes, sort: str, name: str) -> HttpResponse:
    """A file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=sort, headers=headers)
