"""The threshold in words: what is in force, why, and what the controller recommends with its figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from saule.desk.models import Threshold
from saule.web.words import number_words, percent

REASONS = {
    "room": gettext_lazy(
        "All that comes in can be answered: %(arrivals)s shared matters a week, and room for %(capacity)s"
        " answers to them. No threshold is needed."
    ),
    "overload": gettext_lazy(
        "%(arrivals)s shared matters come in a week and %(capacity)s can be answered, while %(backlog)s"
        " answers are due already and %(in_flight)s more will be. Of the new ones, %(share)s can be answered"
        " in time: those with %(wanted)s signatures or more."
    ),
    "overload_now": gettext_lazy(
        "%(arrivals)s shared matters come in a week and %(capacity)s can be answered, while %(backlog)s"
        " answers are due already. Of the new ones, %(share)s can be answered in time: those with %(wanted)s"
        " signatures or more."
    ),
    "room_again": gettext_lazy(
        "There is room for more: %(capacity)s shared matters can be answered a week, %(arrivals)s come in and"
        " %(backlog)s answers are due. Of the new ones, %(share)s can be answered in time: those with"
        " %(wanted)s signatures or more."
    ),
    "steady": gettext_lazy(
        "It is about right. The figures ask for %(wanted)s: too near to what is in force to change it."
    ),
    "resting": gettext_lazy(
        "It has changed within the last two weeks, and rests. The figures ask for %(wanted)s by now."
    ),
    "no_capacity": gettext_lazy(
        "Once personal requests are answered, nothing is left of the capacity that is known:"
        " no threshold can help."
    ),
    "unknown": gettext_lazy(
        "Too few shared matters came in to judge by (%(matters)s in two years): it stays as it is."
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A threshold and its reason in words."""

    row: Threshold
    value: str
    why: str
    state: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What is recommended: the value, in words too, why, and whether it goes only part of the way."""

    value: int
    words: str
    why: str
    limited: str
    facts: Mapping[str, Any]


def value_words(value: int) -> str:
    """“Everything is due”, or from how many signatures a shared matter is."""
    if value <= 1:
        return _("none: everything is due")
    text = ngettext("%(count)s confirmed signature", "%(count)s confirmed signatures", value)
    return text % {"count": number_words(value)}


def said(row: Threshold) -> Said:
    """A row in words. What Saule decided is said from its figures, in the reader's language."""
    why = reason_words(row.facts, row.value) if row.by_id is None and row.facts else row.why
    state = _("cancelled") if row.cancelled_at else "" if row.applied_at else _("announced")
    return Said(row, value_words(row.value), why, state)


def reason_words(facts: Mapping[str, Any], value: int) -> str:
    """The controller's reason with its figures."""
    reason = facts.get("reason", "")
    if reason not in REASONS:
        return ""
    if reason == "overload" and not round(facts["in_flight"]):
        reason = "overload_now"
    share = percent(facts["share"], 1)
    figures = {name: tenths(facts[name]) for name in ("arrivals", "capacity")}
    figures |= {name: number_words(round(facts[name])) for name in ("backlog", "in_flight", "matters")}
    wanted = number_words(facts["wanted"]) if facts["wanted"] else "–"
    return str(REASONS[reason]) % {**figures, "share": share, "wanted": wanted, "value": number_words(value)}


def tenths(value: float) -> str:
    """A figure to the tenth, but a whole number as one."""
    return number_words(value, 0 if round(value, 1).is_integer() else 1)


def advice(facts: Mapping[str, Any]) -> Advice:
    """A recommendation in words."""
    value = facts["recommended"]
    limited = (
        _("The figures ask for %(wanted)s; one change goes only part of the way.")
        % {"wanted": number_words(facts["wanted"])}
        if facts["limited"]
        else ""
    )
    return Advice(value, value_words(value), reason_words(facts, value), limited, facts)
