"""Tags of the pages on which groups are corrected."""

from django import template

from saule.web import suggestions

register = template.Library()


@register.simple_tag(takes_context=True)
def questions(context: template.Context) -> int:
    """How many suggestions wait for an answer."""
    return suggestions.waiting(context["request"]).count()
