"""A colleague says why they need to see where somebody is reached, and sees it for half an hour."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saule.desk.unveiling import unveil
from saule.people.models import Person
from saule.web.acts import back_to
from saule.web.pages import attempt
from saule.web.people import visible
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.veils import remember, said


@require_POST
@needs("unveil")
def unveiling(request: DeskRequest, public_id: str) -> HttpResponse:
    """Shows a person's addresses and numbers to this colleague for a while, because they say why."""
    theirs = visible(request, public_id)
    keys = Person.objects.filter(pk__in=theirs.members).values_list("public_id", flat=True)

    def verb() -> None:
        of = [theirs.person.public_id]
        until = unveil(of, by=request.membership, now=request.now, **said(request))
        remember(request, keys, until)

    attempt(request, verb, _("Shown to you for half an hour. That you asked, and why, is written down."))
    return back_to(request, "person", public_id)
