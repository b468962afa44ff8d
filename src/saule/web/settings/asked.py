"""What the desk's form asks beside the message: the catalogue, what is switched on, and how people see it."""

from dataclasses import asdict, dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saule.people.askable import CATALOGUE, Askable
from saule.people.asking import Asked, NotAskable, ask, asked, stop_asking
from saule.web.asked_fields import AskedFields
from saule.web.pages import attempt, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest


class AskForm(forms.Form):
    """Whether a field may be left out, and if not, why."""

    required = forms.BooleanField(label=gettext_lazy("Nobody can leave it out"), required=False)
    because = forms.CharField(
        label=gettext_lazy("Needed, because"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only if nobody can leave it out. People read it beside the field."),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the catalogue, and how it is asked now, if it is."""

    field: Askable
    now: Asked | None


@require_safe
@needs("see registers")
def asked_fields(request: DeskRequest) -> HttpResponse:
    """The catalogue with what is asked now, and the form as people see it."""
    standing = {one.field.code: one for one in asked(request.desk)}
    return show(
        request,
        "settings/asked",
        lines=[Line(field, standing.get(code)) for code, field in CATALOGUE.items()],
        preview=AskedFields(desk=request.desk, auto_id="preview_%s"),
        tab="registers",
        part="asked",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def asked_field(request: DeskRequest, code: str) -> HttpResponse:
    """Switches one field on, or changes whether it is needed and why."""
    field = CATALOGUE.get(code)
    if field is None:
        raise Http404
    now = next((one for one in asked(request.desk) if one.field.code == code), None)
    sent = request.POST if request.method == "POST" else None
    form = AskForm(sent, initial=asdict(now) if now else {})
    if request.method == "POST" and written(request, form, code):
        messages.success(request, _("The form asks it from now on, with its purpose beside it."))
        return redirect("asked-fields")
    return show(
        request,
        "settings/asked_field",
        status=422 if form.errors else 200,
        field=field,
        now=now,
        form=form,
        tab="registers",
        part="asked",
    )


def written(request: DeskRequest, form: AskForm, code: str) -> bool:
    """Whether the form asks the field now; what stands against it is said at the form."""
    if not form.is_valid():
        return False
    try:
        ask(request.desk, code, by=request.user, now=request.now, **form.cleaned_data)
    except NotAskable as error:
        form.add_error("because", str(error))
        return False
    return True


@require_POST
@needs("change settings")
def asked_field_ending(request: DeskRequest, code: str) -> HttpResponse:
    """The form asks it no more."""
    verb = partial(stop_asking, request.desk, code, by=request.user, now=request.now)
    attempt(request, verb, _("The form asks it no more. What was answered stays as long as it may."))
    return redirect("asked-fields")
