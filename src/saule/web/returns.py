"""What came back: who never got an answer, as a list for those who call or write."""

import csv
from functools import partial
from io import StringIO

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from saule.desk.unveiling import unveil
from saule.matters.models import Answer, Delivery, Matter, Return
from saule.matters.returning import came_back
from saule.web.pages import attempt
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.veils import hints, said

RETURNED = "returned"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def final(of: str = "pk") -> Exists:
    """Whether a delivery came back, and never arrives."""
    return Exists(Return.objects.filter(delivery=OuterRef(of), final=True))


def unreached(answer: Answer) -> QuerySet[Delivery]:
    """The deliveries of an answer that never reached anybody."""
    return Delivery.objects.filter(final(), answer=answer)


def reason(row: Return) -> str:
    """Why a mail came back, in words."""
    if not row.final:
        return _("It is late: the other server still tries.")
    if row.permanent:
        return _("The address takes no mail: nothing automatic is sent there any more.")
    return _("It was not taken for now: what goes there waits for a while.")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see work", changing="unveil")
def list_of_unreached(request: DeskRequest, public_id: str) -> HttpResponse:
    """Who never got the answer, as a file for a spreadsheet. POST: with addresses, and why."""
    mine = Matter.objects.visible_to(request.membership).filter(pk=OuterRef("matter"))
    found = get_object_or_404(Answer.objects.filter(Exists(mine)), public_id=public_id)
    rows = {row.pk: row for row in unreached(found).select_related("person", "address", "conversation")}
    if request.method == "POST":
        keys = sorted({row.person.canonical.public_id for row in rows.values()})
        verb = partial(unveil, keys, by=request.membership, now=request.now, **said(request))
        if not attempt(request, verb):
            return redirect("outcomes", public_id)
    return as_file(request, found, rows)


def as_file(request: DeskRequest, found: Answer, rows: dict[int, Delivery]) -> HttpResponse:
    """These mails that came back, a line each; addresses as hints unless it was said why they are needed."""
    seen = str if request.method == "POST" else hints(request).of
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(
        [_("Name"), _("Address"), _("Language"), _("Why"), _("Code"), _("Day"), _("Conversation")]
    )
    for one in came_back(list(rows)):
        delivery = rows[one.delivery_id]
        link = request.build_absolute_uri(reverse("conversation", args=[delivery.conversation.public_id]))
        day = request.desk.local_date(one.at).isoformat()
        name, address = plain(delivery.person.name), plain(seen(delivery.address.value))
        language = delivery.get_language_display()
        writer.writerow([name, address, language, reason(one), one.status, day, link])
    # The mark makes spreadsheets read UTF-8.
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    name = slugify(_("not reached")) or "list"
    response["Content-Disposition"] = f'attachment; filename="{name}-{found.public_id}.csv"'
    return response


def plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
