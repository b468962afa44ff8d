"""Reports: where the figures of the desk can be looked at."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from saule.web.pages import show
from saule.web.policies import needs
from saule.web.requests import DeskRequest


@require_safe
@needs("see figures")
def reports(request: DeskRequest) -> HttpResponse:
    """What reports there are."""
    return show(request, "reports")
