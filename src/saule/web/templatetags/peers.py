"""What people answer each other, for the public page of a matter."""

from typing import NamedTuple

from django import template

from saule.matters.models import Matter
from saule.matters.peers import Told, told_in

register = template.Library()
MOST = 6


class Others(NamedTuple):
    """The answers that stand there at once, those that are folded away, and those that were found wrong."""

    first: list[Told]
    more: list[Told]
    wrong: list[Told]


@register.simple_tag
def answers_of_others(matter: Matter) -> Others | None:
    """The answers that everybody may read, the most useful first; None if there are none."""
    told = told_in(matter)
    good = [one for one in told if not one.wrong]
    return Others(good[:MOST], good[MOST:], [one for one in told if one.wrong]) if told else None
