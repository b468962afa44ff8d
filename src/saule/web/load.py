"""The load: how the work that arrives compares with what can be answered, and what would help."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.cache import cache
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from saule.desk.policies import may
from saule.matters.models import Matter
from saule.promises.overheating import A_WEEK, Heat, Remedy, heat, remedies
from saule.promises.queueing import Queue
from saule.web import charts, words
from saule.web.pages import show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.words import number_words

SECONDS = 60
WEEKS = 12
WIDE, NARROW = (980, 240), (340, 240)
EPISODES = 6


@dataclass(frozen=True, slots=True)
class Help:
    """One remedy in words: what to do, what comes of it, and where to do it."""

    what: str
    effect: str
    link: str
    word: str


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the table: what came or is foreseen, what can be answered, and what waits at its end."""

    day: date
    arriving: float
    capacity: float | None
    waiting: float | None


@require_safe
@needs("see figures")
def load(request: DeskRequest) -> HttpResponse:
    """The gauge in full: figures with their intervals, the days to come, remedies, earlier alarms."""
    found = hot(request)
    if found is None:
        return show(request, "load", heat=None)
    heat_, helps = found
    return show(
        request,
        "load",
        heat=heat_,
        trend=trend_words(heat_),
        helps=[help_words(request, one) for one in helps],
        weeks=weeks(heat_),
        outlooks=[outlook(request, heat_, size) for size in (WIDE, NARROW)],
        episodes=list(request.desk.overheatings.all()[:EPISODES]),
    )


def hot(request: DeskRequest) -> tuple[Heat, list[Remedy]] | None:
    """The heat and its remedies; they need not be newer than a minute."""
    key = f"load:{request.desk.public_id}:{request.today}"
    known: tuple[Heat, list[Remedy]] | str | None = cache.get(key)
    if known is None:
        found = heat(request.desk, now=request.now)
        # What waits is read for it, and need not be kept: it is all that waits at the desk.
        known = (replace(found, queue=Queue(())), remedies(found, now=request.now)) if found else "unknown"
        cache.set(key, known, SECONDS)
    return None if isinstance(known, str) else known


def trend_words(found: Heat) -> str:
    """Whether more comes each week, as far as the weeks can tell."""
    known = len(found.weekly)
    if known < 3:
        return _("There are too few weeks to see a trend.")
    slope = number_words(abs(found.slope), 1)
    if found.growing > 0:
        return _("It grows by %(count)s a week.") % {"count": slope}
    if found.growing < 0:
        return _("It shrinks by %(count)s a week.") % {"count": slope}
    return _("It neither surely grows nor surely shrinks.")


def help_words(request: DeskRequest, one: Remedy) -> Help:
    """A remedy in words, with its way there for those who may."""
    amount = number_words(one.amount)
    what, link, word = ways(request, one, amount)
    return Help(what, effect_words(request, one), link, word)


def ways(request: DeskRequest, one: Remedy, amount: str) -> tuple[str, str, str]:
    """What to do, where, and how the link is called; no link for whoever may not."""
    mine = may(request.membership, "see settings")
    if one.code == "threshold":
        link = f"{reverse('threshold')}" if mine else ""
        return _("Raise the threshold to %(count)s signatures") % {"count": amount}, link, _("The threshold")
    if one.code == "answer" and one.matter is not None:
        return answer_way(request, one.matter)
    texts = {
        "hours": _("Add %(count)s answers a week with your own staff"),
        "provider": _("Hand outside teams what they are contracted for: %(count)s answers a week")
        if one.amount
        else _("Hand work to an outside team"),
        "peers": _("Ask peers for those below their threshold: %(count)s people"),
    }
    link = reverse("settings") if mine and one.code != "peers" else ""
    return texts[one.code] % {"count": amount}, link, _("What the team can answer")


def answer_way(request: DeskRequest, matter: Matter) -> tuple[str, str, str]:
    """Answering the matter in which most people wait, named only to those who may see it."""
    seen = Matter.objects.visible_to(request.membership).filter(pk=matter.pk).exists()
    if not seen:
        return _("Answer the matter in which most people wait"), "", ""
    what = _("Answer “%(title)s”") % {"title": matter.title or _("Without a title")}
    return what, reverse("matter", args=(matter.public_id,)), _("To the matter")


def effect_words(request: DeskRequest, one: Remedy) -> str:
    """What comes of a remedy, in figures."""
    if one.code == "provider":
        return provider_words(request, one)
    said = []
    if one.people:
        text = ngettext(
            "%(count)s person has their answer.", "%(count)s people have their answer.", one.people
        )
        if one.code == "peers":
            text = _("No official answer is owed to them; how many peers help is not measured yet.")
        said.append(text % {"count": number_words(one.people)})
    if one.units:
        text = ngettext("%(count)s answer fewer is due.", "%(count)s answers fewer are due.", one.units)
        said.append(text % {"count": number_words(one.units)})
    if one.code == "peers":
        return " ".join(said)
    if one.hours:
        said.append(_("At your pace that is about %(hours)s hours.") % {"hours": number_words(one.hours)})
    if one.share is not None:
        said.append(_("The load is then %(share)s.") % {"share": times(one.share)})
    said.append(
        _("Promises hold until %(day)s.") % {"day": words.date_words(one.breaks_on, request.today)}
        if one.breaks_on
        else _("No other promise is foreseen to break in the next four months.")
    )
    return " ".join(said)


def provider_words(request: DeskRequest, one: Remedy) -> str:
    """What outside teams bring: what would be without them, for the plan counts on them already."""
    if not one.amount:
        return _("None is contracted: what one could take, and from when, is not known here.")
    said = [_("The load counts on it already.")]
    if one.unused is not None:
        text = ngettext(
            "%(count)s of them could still be handed on this week.",
            "%(count)s of them could still be handed on this week.",
            one.unused,
        )
        said.append(text % {"count": number_words(one.unused)})
    if one.share is not None:
        said.append(_("Without it the load would be %(share)s.") % {"share": times(one.share)})
    if one.breaks_on:
        day = words.date_words(one.breaks_on, request.today)
        said.append(_("Without it promises would hold until %(day)s.") % {"day": day})
    return " ".join(said)


def times(share: float) -> str:
    """A load as people say it: “87 %” or “1.4 times”."""
    if share <= 1:
        return words.percent(share, 1)
    return _("%(count)s times what can be answered") % {"count": number_words(share, 1)}


def weeks(found: Heat) -> list[Week]:
    """The past weeks, and those to come as they are foreseen."""
    known = len(found.weekly)
    past = [
        Week(found.today - timedelta(weeks=known - n) + timedelta(days=1), float(count), None, None)
        for n, count in enumerate(found.weekly)
    ]
    spans = [(n * A_WEEK, (n + 1) * A_WEEK) for n in range(WEEKS)]
    coming = [
        Week(
            found.plan[start].day,
            found.outlook.arrivals * A_WEEK,
            sum(found.outlook.capacity[start:end]),
            found.waiting[end - 1],
        )
        for start, end in spans
    ]
    return past + coming


def outlook(request: DeskRequest, found: Heat, size: tuple[int, int]) -> charts.Outlook:
    """The chart of what waits in the days to come, with the day from which promises break."""
    days = found.plan[: WEEKS * A_WEEK]
    named = [days[0], days[len(days) // 2], days[-1]] if size == WIDE else [days[0], days[-1]]
    place = next((n for n, day in enumerate(days) if day.day == found.breaks_on), None)
    return charts.outlook(
        found.waiting[: len(days)],
        place,
        _("%(count)s due") % {"count": number_words(round(found.waiting[len(days) - 1]))},
        _("promises break"),
        [words.date_words(day.day, request.today) for day in named],
        size,
    )
