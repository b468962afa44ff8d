"""Template tags and filters of Saule's pages."""

from django import template

register = template.Library()
