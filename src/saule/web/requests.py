"""What a request carries once the middleware has seen it."""

from datetime import date, datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from saule.desk.models import Desk, Membership, User


class DeskRequest(HttpRequest):
    """A request of somebody at a desk.

    ``membership``, ``desk`` and ``today`` (the day at the desk) are only missing on pages that ask for none.
    """

    user: User
    membership: Membership
    desk: Desk
    today: date
    now: datetime
    htmx: HtmxDetails
