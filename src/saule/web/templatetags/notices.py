"""What the head of a page says, in boxes."""

from django import template

from saule.web import notices

register = template.Library()
register.filter(notices.boxes)
