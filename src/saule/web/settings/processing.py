"""The register of processing (GDPR 30), made from the register of fields; and who answers for the data."""

import csv
from functools import partial
from io import StringIO
from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from saule.desk.changing import stamp
from saule.desk.data_office import office_of, state_office, stated
from saule.web.pages import show
from saule.web.policies import needs
from saule.web.processing import Part, measures, parts
from saule.web.requests import DeskRequest
from saule.web.returns import plain
from saule.web.settings.changing import Change, changed, seen_by, to


class OfficeForm(forms.Form):
    """Who answers for the data."""

    controller = forms.CharField(
        label=gettext_lazy("Controller"),
        max_length=300,
        help_text=gettext_lazy("The organisation in law, with its address."),
    )
    officer = forms.CharField(
        label=gettext_lazy("Data protection officer"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("By name or by function."),
    )
    contact = forms.CharField(
        label=gettext_lazy("How to reach them"),
        max_length=300,
        help_text=gettext_lazy("A mail address, a postal address or a telephone number: everybody reads it."),
    )
    transfers = forms.CharField(
        label=gettext_lazy("What is sent outside the European Union, where, and under which guarantee"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Empty: nothing is."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def activity(part: Part, transfers: str) -> dict[str, Any]:
    """One activity as article 30 asks for it."""
    return {
        "activity": part.activity,
        "subjects": part.subjects,
        "purposes": part.said("purpose"),
        "bases": part.said("basis"),
        "categories": [f"{table.record} ({line.words})" for table in part.tables for line in table.lines],
        "recipients": part.said("seen_by"),
        "transfers": transfers,
        "time_limits": part.said("expiry"),
        "measures": measures(),
    }


def register(request: DeskRequest) -> dict[str, Any]:
    """The whole register of processing of a desk."""
    office = office_of(request.desk)
    transfers = (office and office.transfers) or _("Nothing is sent there.")
    return {
        "desk": request.desk.name,
        "day": request.today.isoformat(),
        "controller": office.controller if office else request.desk.name,
        "officer": office.officer if office else "",
        "contact": office.contact if office else "",
        "activities": [activity(part, transfers) for part in parts()],
    }


@require_safe
@needs("see registers")
def processing(request: DeskRequest) -> HttpResponse:
    """The register of processing, as it prints."""
    found = register(request)
    return show(
        request,
        "settings/processing",
        register=found,
        office=office_of(request.desk),
        words=words(),
        day=request.today,
        tab="registers",
        part="processing",
    )


def words() -> dict[str, str]:
    """What each column is called."""
    return {
        "activity": _("Activity"),
        "subjects": _("People concerned"),
        "purposes": _("Purposes"),
        "bases": _("Legal bases"),
        "categories": _("Categories of data"),
        "recipients": _("Recipients"),
        "transfers": _("Outside the European Union"),
        "time_limits": _("Kept until"),
        "measures": _("Measures of protection"),
    }


@require_safe
@needs("see registers")
def processing_json(request: DeskRequest) -> HttpResponse:
    """The same as JSON."""
    response = JsonResponse(register(request), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="processing.json"'
    return response


@require_safe
@needs("see registers")
def processing_csv(request: DeskRequest) -> HttpResponse:
    """The same for a spreadsheet: an activity in each line."""
    file, columns = StringIO(), words()
    lines = csv.writer(file)
    lines.writerow([_("Controller"), _("Data protection officer"), *columns.values()])
    found = register(request)
    for one in found["activities"]:
        cells = ("; ".join(one[name]) if isinstance(one[name], list) else one[name] for name in columns)
        lines.writerow([plain(cell) for cell in (found["controller"], found["officer"], *cells)])
    # The mark makes spreadsheets read UTF-8.
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="processing.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def data_office(request: DeskRequest) -> HttpResponse:
    """States who answers for the data, and how they are reached."""
    now = stated(request.desk)
    initial = {**now, "controller": now["controller"] or request.desk.name}
    change = Change(
        title=_("Who answers for the data"),
        intro=_("Everybody reads it in the notice about their data, which each page outside links to."),
        form=OfficeForm(request.POST or None, initial=initial),
        verb=partial(state_office, request.desk, seen=seen_by(request), by=request.user, now=request.now),
        back=to("processing"),
        tab="registers",
        button=_("State it"),
        done=_("Stated: it stands in the notice from now on."),
        seen=stamp(now),
    )
    return changed(request, change)
