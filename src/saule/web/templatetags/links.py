"""``{% url %}`` as Django has it, for pages with many links: the form of an address is looked for once."""

import re
from functools import cache

from django import template
from django.template import defaulttags
from django.template.base import Parser, Token
from django.urls import get_script_prefix, reverse

register = template.Library()

PLAIN = re.compile(r"[A-Za-z0-9_-]+")
STAND_IN = 7_100_000_000


@cache
def form(name: str, numbers: tuple[bool, ...], _prefix: str) -> str:
    """The address called ``name`` with ``{}`` for each of its parts, below the prefix that holds now.

    ``numbers``: which parts are numbers; where an address wants one, a word is an error as ever.
    """
    stand_ins = [f"{'' if number else 'part-'}{STAND_IN + at}" for at, number in enumerate(numbers)]
    address = reverse(name, args=stand_ins)
    for one in stand_ins:
        address = address.replace(one, "{}")
    return address


class Link(defaulttags.URLNode):
    """Fills the form with keys and public ids; anything else is left to Django."""

    def render(self, context: template.Context) -> str:
        """The address, or nothing when it is only given a name."""
        parts = [str(arg.resolve(context)) for arg in self.args]
        if self.kwargs or not all(map(PLAIN.fullmatch, parts)):
            return super().render(context)
        numbers = tuple(map(str.isdecimal, parts))
        address = form(self.view_name.resolve(context), numbers, get_script_prefix()).format(*parts)
        if not self.asvar:
            return address
        context[self.asvar] = address
        return ""


@register.tag
def url(parser: Parser, token: Token) -> Link:
    """The address of a page."""
    node = defaulttags.url(parser, token)
    return Link(node.view_name, node.args, node.kwargs, node.asvar)
