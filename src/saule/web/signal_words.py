"""Why a matter stands where it stands in the list, in one line."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.matters.models import Matter
from saule.web.words import number_words, percent

RARE = 2.0
"""From a chance of one in a hundred on, a week is called more than usual."""
DOTTED = " · "


def signal_words(matter: Matter) -> str:
    """“grave · 34 people this week against 5 usually · 80 % in their own words”; empty if not weighed yet."""
    return DOTTED.join(said(matter)) if matter.signals else ""


def said(matter: Matter) -> Iterator[str]:
    """Each signal that says something, the strongest first."""
    signals = matter.signals
    if matter.grave:
        yield _("grave: a vulnerable person") if signals["vulnerable"] else _("grave")
    elif signals["dangers"]:
        text = ngettext(
            "%(count)s message names a danger", "%(count)s messages name a danger", signals["dangers"]
        )
        yield text % {"count": number_words(signals["dangers"])}
    yield from burst(matter)
    if matter.own_words < matter.people:
        yield _("%(share)s in their own words") % {"share": percent(matter.own_words, matter.people)}
    yield from spread(matter)


def burst(matter: Matter) -> Iterator[str]:
    """How many came in the last week, against how many usually do."""
    recent, usual = matter.signals["recent"], matter.signals["usual"]
    if not recent or matter.people < 2:
        return
    text = ngettext("%(count)s person this week", "%(count)s people this week", recent)
    words = text % {"count": number_words(recent)}
    if not matter.signals["new"] and matter.signals["surprise"] >= RARE:
        against = _("against %(count)s usually") % {"count": number_words(usual, 1 if usual < 10 else 0)}
        words = f"{words} {against}"
    yield words


def spread(matter: Matter) -> Iterator[str]:
    """Over how many ways in, languages and mail domains."""
    signals = matter.signals
    if signals["channels"] > 1:
        text = ngettext("by %(count)s channel", "by %(count)s channels", signals["channels"])
        yield text % {"count": number_words(signals["channels"])}
    if signals["languages"] > 1:
        text = ngettext("in %(count)s language", "in %(count)s languages", signals["languages"])
        yield text % {"count": number_words(signals["languages"])}
    if matter.people >= 10 and signals["spread"] < 1.5:
        yield _("nearly all from one mail domain")
