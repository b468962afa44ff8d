"""Signing, for the public page of a matter."""

from django import template

from saule.matters.models import Matter
from saule.web.joining import SignForm, supporters

register = template.Library()
MOST = 12


@register.simple_tag
def sign_form() -> SignForm:
    """The form, empty: its page is the same for everybody."""
    return SignForm()


@register.simple_tag
def names_shown(matter: Matter) -> list[str]:
    """Who signed last under a name to show."""
    return supporters(matter, MOST)
