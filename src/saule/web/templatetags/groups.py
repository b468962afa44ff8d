"""Tags of the pages on which groups are corrected."""

from django import template
from django.contrib.messages.storage.base import Message

from saule.web import acts, suggestions

register = template.Library()


@register.filter
def undo_of(message: Message) -> str:
    """The correction that a notice offers to undo."""
    return acts.undo_of(message)


@register.simple_tag(takes_context=True)
def questions(context: template.Context) -> int:
    """How many suggestions wait for an answer."""
    return suggestions.waiting(context["request"]).count()
