"""The reference: the desk's own figures, against which answers are read before they leave."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saule.matters import referencing
from saule.matters.errors import CannotState
from saule.matters.models import Fact
from saule.matters.referencing import Stated, used_by
from saule.web.pages import attempt, cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings.forms import DayField

LARGEST_FILE = 1_000_000
MOST_SHOWN = 20


class FactForm(forms.Form):
    """A fact as somebody states it."""

    name_fr = forms.CharField(label=gettext_lazy("Name in French"), max_length=120, required=False)
    name_en = forms.CharField(
        label=gettext_lazy("Name in English"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("In the words people use: an answer that has half of them speaks of it."),
    )
    sort = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Fact.Sort.choices)
    value = forms.CharField(
        label=gettext_lazy("Figure"),
        max_length=60,
        help_text=gettext_lazy("As one writes it: 45.50 € · 5.5 % · 5 December 2026 · 15 working days"),
    )
    about = forms.CharField(label=gettext_lazy("For whom"), max_length=200, required=False)
    starts = DayField(label=pgettext_lazy("a day", "From"), required=False)
    ends = DayField(label=gettext_lazy("Up to and including"), required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)


class FactsFileForm(forms.Form):
    """A file of facts."""

    file = forms.FileField(
        label=gettext_lazy("A file of facts (CSV)"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=", ".join(referencing.COLUMNS),
    )

    def text(self) -> str:
        """What the file says. Raises CannotState when it is no text, or too large."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise CannotState(_("A file of facts has 1 MB at most."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise CannotState(_("The file is not a text in UTF-8.")) from None


def found(request: DeskRequest, public_id: str) -> Fact:
    """The desk's fact; else 404."""
    rows = Fact.objects.filter(desk=request.desk).select_related("desk", "by", "follows")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
@needs("see settings")
def facts(request: DeskRequest) -> HttpResponse:
    """All that stand, and what was taken out."""
    return listed(request, FactsFileForm())


def listed(request: DeskRequest, form: FactsFileForm, *, status: int = 200) -> HttpResponse:
    """The page of the reference."""
    rows = request.desk.facts.select_related("by")
    out = rows.filter(ended_at__isnull=False, followed_by=None).order_by("-ended_at")
    return show(
        request,
        "settings/facts",
        status=status,
        listing=cut(request, rows.current()),
        out=out[:MOST_SHOWN],
        form=form,
        tab="facts",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see settings", changing="keep facts")
def new_fact(request: DeskRequest) -> HttpResponse:
    """GET: an empty form. POST: states a new fact."""
    return edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see settings", changing="keep facts")
def fact(request: DeskRequest, public_id: str) -> HttpResponse:
    """GET: a fact, its earlier versions, and the answers that state it. POST: a new version of it."""
    return edit(request, found(request, public_id))


def edit(request: DeskRequest, known: Fact | None) -> HttpResponse:
    """The form, with what is wrong in it after it was sent."""
    data = request.POST if request.method == "POST" else None
    form = FactForm(data, initial=initial(known))
    if data is not None and form.is_valid():
        try:
            made = referencing.state_fact(
                request.desk,
                Stated(**form.cleaned_data),
                by=request.user,
                now=request.now,
                instead_of=known,
            )
            return stated(request, made, known)
        except CannotState as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    answers, replies = used_by(known) if known else ([], 0)
    return show(
        request,
        "settings/fact",
        status=422 if form.errors else 200,
        tab="facts",
        form=form,
        known=known,
        before=referencing.earlier(known) if known else [],
        answers=answers[:MOST_SHOWN],
        replies=replies,
    )


def initial(known: Fact | None) -> dict[str, Any]:
    """What the form shows of a fact."""
    if known is None:
        return {}
    names = ("name_fr", "name_en", "sort", "about", "starts", "ends", "source")
    return {"value": known.written, **{name: getattr(known, name) for name in names}}


def stated(request: DeskRequest, made: Fact, known: Fact | None) -> HttpResponse:
    """Says what follows: which answers told the figure that was replaced."""
    answers, replies = used_by(made) if known and made != known else ([], 0)
    if answers or replies:
        words = _("Stated. Look below at the answers that told the figure as it was.")
        messages.warning(request, words)
        return redirect("fact", made.public_id)
    messages.success(request, _("Stated."))
    return redirect("facts")


@require_POST
@needs("keep facts")
def fact_removal(request: DeskRequest, public_id: str) -> HttpResponse:
    """Takes a fact out, or brings it back."""
    known = found(request, public_id)
    stands = known.ended_at is None
    verb = referencing.take_out if stands else referencing.bring_back
    words = _("Taken out. Nothing is read against it any more.") if stands else _("It stands again.")
    attempt(request, partial(verb, known, by=request.user, now=request.now), words)
    return redirect("facts")


@require_POST
@needs("keep facts")
def facts_import(request: DeskRequest) -> HttpResponse:
    """Takes in a file of facts, all of it or nothing."""
    form = FactsFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            count = referencing.import_facts(request.desk, form.text(), by=request.user, now=request.now)
            text = ngettext("%(count)s fact is new or changed.", "%(count)s facts are new or changed.", count)
            messages.success(request, text % {"count": count})
            return redirect("facts")
        except CannotState as error:
            form.add_error("file", str(error))
    return listed(request, form, status=422)


@require_safe
@needs("see settings")
def facts_export(request: DeskRequest) -> HttpResponse:
    """The reference as a file that the import reads."""
    text = referencing.export_facts(list(request.desk.facts.current()))
    headers = {"Content-Disposition": 'attachment; filename="saule-facts.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
