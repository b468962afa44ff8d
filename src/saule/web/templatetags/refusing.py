"""What the page of a refusal offers instead of itself."""

from django import template
from django.utils.text import get_text_list

from saule.desk.models import Desk, Role

register = template.Library()


@register.filter
def owners(desk: Desk) -> str:
    """The names of those who can give a colleague another role: “Anne or Bob”."""
    rows = desk.memberships.filter(role=Role.OWNER, ended_at=None, user__is_active=True).order_by(
        "since", "pk"
    )
    return get_text_list(list(rows.values_list("user__name", flat=True)))
