"""Tags for what tells where people outside are reached: hints, until a colleague says why they need more."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from saule.people.detailing import Given
from saule.people.models import Person
from saule.web import veils
from saule.web.requests import DeskRequest

register = template.Library()


def asked_in(context: template.Context) -> DeskRequest:
    """Who asks for the page."""
    request: DeskRequest = context["request"]
    return request


@register.simple_tag(takes_context=True)
def reached(context: template.Context, value: str, person: Person | None) -> str:
    """An address or a number of this person."""
    return veils.shown(asked_in(context), value, person) if value else ""


@register.simple_tag(takes_context=True)
def someone(context: template.Context, person: Person | None, value: str = "") -> str:
    """Somebody by their name, else by their address, else as somebody without a name."""
    name = person.name if person else ""
    if not name and value:
        return veils.shown(asked_in(context), value, person)
    return name or _("somebody without a name")


@register.simple_tag(takes_context=True)
def answered(context: template.Context, one: Given, person: Person) -> str:
    """What a person answered in a form of the desk’s."""
    return veils.shown_detail(asked_in(context), one, person)


@register.inclusion_tag("web/parts/unveil_list.html", takes_context=True)
def unveil_list(context: template.Context) -> dict[str, Any]:
    """The question why one needs the addresses of those whom an answer never reached."""
    form = veils.UnveilForm(auto_id="id_list_%s") if context["can"]["unveil"] else None
    return {"answer": context["answer"], "csrf_token": context.get("csrf_token"), "unveil_form": form}


@register.inclusion_tag("web/parts/unveil.html", takes_context=True)
def unveil(context: template.Context, person: Person | None) -> dict[str, Any]:
    """The question why one needs to see this person's addresses; or until when one does."""
    request = asked_in(context)
    form = veils.UnveilForm(auto_id=f"id_unveil_{person.public_id}_%s") if person else None
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "person": person if context["can"]["unveil"] else None,
        "until": veils.shown_until(request, person),
        "today": request.today,
        "unveil_form": form,
    }
