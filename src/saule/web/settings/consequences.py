"""What follows from a change of the settings, in sentences, before it is made."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.desk.calendar import named_holidays
from saule.desk.factoring import demanded, without
from saule.desk.models import Desk, Kind, Membership, PeerModeration, Role
from saule.desk.rhythm import Beats
from saule.matters.models import Conversation, Matter, PeerAnswer
from saule.matters.publishing import published
from saule.promises import thresholds
from saule.promises.board import FEWEST, board
from saule.promises.models import Promise
from saule.web.requests import DeskRequest
from saule.web.words import date_words, day_words, number_words

NAMED = 8


def promised_on(desk: Desk, days: Iterable[date]) -> int:
    """How many open promises name one of these days."""
    return Promise.objects.filter(desk=desk, state__in=Promise.OPEN, day__in=list(days)).count()


def promises_stand(count: int) -> str:
    """That promises given stay as they are."""
    text = ngettext(
        "%(count)s promise names such a day. It stands as it was given: move it if you must.",
        "%(count)s promises name such a day. They stand as they were given: move them if you must.",
        count,
    )
    return text % {"count": number_words(count)} if count else _("No promise names such a day.")


def of_facts(request: DeskRequest, values: dict[str, Any], names: list[str]) -> list[str]:
    """What follows from other facts of the desk."""
    said = []
    if "name" in names:
        said.append(_("People read the new name on their pages; mailboxes keep their own."))
    if "language" in names:
        said.append(_("People whose language is not known are written to in the new one."))
    if "time_zone" in names:
        said.append(_("Hours are shown as they are there. Promised dates stay the same dates."))
    if "country" in names:
        said += of_country(request, values["country"])
    if "large_audience" in names:
        said.append(_("It holds for whatever is sent from now on."))
    if "undo_seconds" in names:
        said.append(of_undo(values["undo_seconds"]))
    if "second_factor" in names:
        said.append(of_second_factor(request, values["second_factor"]))
    return said


def of_second_factor(request: DeskRequest, wanted: str) -> str:
    """Who would have to set one up before they can go on."""
    rows = request.desk.memberships.filter(ended_at=None).select_related("user", "desk")
    asked = [one for one in rows if demanded(one, wanted)]
    count = len(without(asked))
    if not asked:
        return _("Whoever has a second factor keeps it; nobody has to have one.")
    text = ngettext(
        "%(count)s colleague has none yet, and is led to setting one up on their next page.",
        "%(count)s colleagues have none yet, and are led to setting one up on their next page.",
        count,
    )
    return text % {"count": number_words(count)} if count else _("All of them have one already.")


def of_undo(seconds: int) -> str:
    """What the time to take a mail back means."""
    if seconds:
        return _("What is sent from now on rests that long. What is on its way already is not concerned.")
    return _("What is sent leaves at once: nothing can be taken back any more.")


def of_country(request: DeskRequest, country: str) -> list[str]:
    """Which days to come are no longer free, and which become so."""
    years = (request.today.year, request.today.year + 1)
    language = request.LANGUAGE_CODE
    before, after = (
        {
            day: name
            for year in years
            for day, name in named_holidays(code, year, language)
            if day > request.today
        }
        for code in (request.desk.country, country)
    )
    gone, new = (sorted(one.keys() - other.keys()) for one, other in ((before, after), (after, before)))
    said = []
    if gone:
        said.append(_("Free no more: %(days)s.") % {"days": day_list(gone, request.today)})
    if new:
        said.append(_("Free from now on: %(days)s.") % {"days": day_list(new, request.today)})
        said.append(promises_stand(promised_on(request.desk, new)))
    return said


def day_list(days: list[date], today: date) -> str:
    """The first of these days in words, and how many more there are."""
    words = ", ".join(date_words(day, today) for day in days[:NAMED])
    return f"{words} + {len(days) - NAMED}" if len(days) > NAMED else words


def of_kind(kind: Kind, values: dict[str, Any], names: list[str]) -> list[str]:
    """What follows from another text under a heading."""
    said = []
    if "statutory" in names:
        said.append(of_text(kind, values["statutory"]))
    if {"entitled_days", "in_working_days", "hoped_days"} & set(names):
        said.append(_("It holds for dates given from now on: promises already given stay as they are."))
    if "nature" in names:
        said.append(_("Matters follow as mail comes in, but for those whose nature a colleague has set."))
    if "team" in names:
        said.append(of_team(kind, values["team"]))
    if {"examples_fr", "examples_en"} & set(names):
        said.append(_("Proposals to come follow the examples; what a colleague has set stays."))
    return said


def of_text(kind: Kind, statutory: bool) -> str:
    """What becomes due, or is no longer due by itself, when a text grants an answer under a heading."""
    if not statutory:
        return _("Its shared matters follow the threshold again.")
    below = Matter.objects.filter(desk=kind.desk, kind=kind).open().count() - (
        Matter.objects.filter(desk=kind.desk, kind=kind).open().due().count()
    )
    text = ngettext(
        "%(count)s matter below its threshold becomes due.",
        "%(count)s matters below their threshold become due.",
        below,
    )
    first = _("It comes first in the queue, by its deadline.")
    return f"{first} {text % {'count': number_words(below)}}" if below else first


def of_team(kind: Kind, team: Any) -> str:
    """Who sees the matters of a heading under another team."""
    count = Matter.objects.filter(desk=kind.desk, kind=kind).open().count()
    shown = number_words(count)
    if team is None:
        text = ngettext(
            "Every agent sees its %(count)s open matter.",
            "Every agent sees its %(count)s open matters.",
            count,
        )
        return text % {"count": shown}
    text = ngettext(
        "Of the agents, only those of the team %(team)s see its %(count)s open matter.",
        "Of the agents, only those of the team %(team)s see its %(count)s open matters.",
        count,
    )
    return text % {"count": shown, "team": team.name}


def of_archiving(kind: Kind) -> str:
    """What becomes of the matters under a heading that is offered no more."""
    count = Matter.objects.filter(desk=kind.desk, kind=kind).count()
    text = ngettext(
        "%(count)s matter is under this heading and keeps it.",
        "%(count)s matters are under this heading and keep it.",
        count,
    )
    return text % {"count": number_words(count)} if count else _("No matter is under this heading.")


def of_role(values: dict[str, Any], names: list[str]) -> list[str]:
    """What a colleague may do in another role or other teams."""
    said = []
    if "teams" in names and values["role"] == Role.AGENT:
        said.append(_("They see the matters of these teams, and those of no team; no others."))
    said.append(_("It holds from the next page they open."))
    return said


def of_leaving(membership: Membership) -> list[str]:
    """What becomes of the work of a colleague who leaves."""
    theirs = Conversation.objects.filter(desk=membership.desk, assigned_to=membership.user)
    count = theirs.waiting().count()
    text = ngettext(
        "%(count)s conversation that waits is theirs: colleagues are offered it from then on.",
        "%(count)s conversations that wait are theirs: colleagues are offered them from then on.",
        count,
    )
    return [
        _("They are signed out at once and cannot open this desk any more."),
        _("What they did stays in the trail under their name."),
        *([text % {"count": number_words(count)}] if count else []),
    ]


def of_working_days(request: DeskRequest, values: dict[str, Any], _names: list[str]) -> list[str]:
    """Which promises name a weekday that is to be free."""
    now = set(request.desk.working_days)
    free = {int(digit) for digit in now - set(values["working_days"])}
    if not free:
        return [_("Dates given from now on may fall on the new days.")]
    days = Promise.objects.filter(desk=request.desk, state__in=Promise.OPEN, day__gte=request.today)
    found = [day for day in days.values_list("day", flat=True) if day and day.isoweekday() in free]
    return [_("Dates given from now on avoid the days off."), promises_stand(len(found))]


def of_rhythm(request: DeskRequest, values: dict[str, Any], _names: list[str]) -> list[str]:
    """When those who wait hear news next, and what was told them before."""
    beats = Beats(request.desk, "".join(values["weekdays"]), values["hour"], values["silent_beats"])
    day = day_words(beats.following(request.now), request.today)
    return [
        _("The next news goes out on %(day)s.") % {"day": day},
        _("Days of news that people were told before may no longer be right."),
    ]


def of_quality(request: DeskRequest, values: dict[str, Any], names: list[str]) -> list[str]:
    """What is looked at again with other days, and from when on other shares are drawn."""
    said = []
    if "days" in names:
        known = request.desk.sequels.counted().count()
        text = ngettext(
            "%(count)s answer of the past is looked at again with the new days: earlier figures change.",
            "%(count)s answers of the past are looked at again with the new days: earlier figures change.",
            known,
        )
        said.append(text % {"count": number_words(known)})
    if {"per_cent", "least"} & set(names):
        said.append(_("The next draw, on Monday, follows the new numbers. What was drawn stays drawn."))
    return said


def of_peers(request: DeskRequest, values: dict[str, Any], _names: list[str]) -> list[str]:
    """From when on another rule holds, and what waits for a look all the same."""
    count = PeerAnswer.objects.filter(desk=request.desk).to_look_at().count()
    text = ngettext(
        "%(count)s answer waits for a look now, and goes on waiting.",
        "%(count)s answers wait for a look now, and go on waiting.",
        count,
    )
    said = [_("It holds for what is written from now on. What is shown stays shown.")]
    if values["when"] == PeerModeration.When.AT_ONCE:
        said.append(_("Nobody at the desk will have read an answer before everybody can."))
    return said + ([text % {"count": number_words(count)}] if count else [])


def of_board(request: DeskRequest, values: dict[str, Any], _names: list[str]) -> list[str]:
    """What everybody can read once the board is public."""
    if values["is_open"] != "yes":
        return [_("Nobody outside can read it from then on; copies may be kept elsewhere.")]
    found = board(request.desk, now=request.now)
    figures = {
        name: number_words(getattr(found.total, name)) for name in ("given", "ended", "kept", "undated")
    }
    figures |= {"late": number_words(found.late_count), "fewest": number_words(FEWEST)}
    return [
        _("Everybody can read: %(given)s promises in twelve months; %(kept)s of %(ended)s kept.") % figures,
        _("%(late)s are late now, each with its heading and its days; %(undated)s have no date.") % figures,
        _("The charter and the history of thresholds, with the reasons written for them, are shown as well."),
        _("No names, no texts, no heading with fewer than %(fewest)s promises in a month.") % figures,
    ]


def of_matters(request: DeskRequest, values: dict[str, Any], _names: list[str]) -> list[str]:
    """What everybody can read once the board of matters is public."""
    if values["is_open"] != "yes":
        return [_("Nobody outside can read it from then on; copies may be kept elsewhere.")]
    count = published(request.desk).count()
    text = ngettext(
        "Everybody can read of %(count)s matter that is published now, and of those published later.",
        "Everybody can read of %(count)s matters that are published now, and of those published later.",
        count,
    )
    return [
        text % {"count": number_words(count)},
        _("Of each: the words that a colleague wrote for it, how many ask, what is promised, your answers."),
        _("No names, and nothing of what anybody wrote to you."),
    ]


def of_closing(request: DeskRequest, values: dict[str, Any], _names: list[str]) -> list[str]:
    """Which promises name a day on which the desk is to be closed."""
    span = (values["first"], values["last"] or values["first"])
    rows = Promise.objects.filter(desk=request.desk, state__in=Promise.OPEN, day__range=span)
    return [_("Dates given from now on avoid these days."), promises_stand(rows.count())]


def of_threshold(request: DeskRequest, values: dict[str, Any], _names: list[str]) -> list[str]:
    """What follows from announcing a threshold."""
    desk, value = request.desk, values["value"]
    now_is = thresholds.standing(desk, now=request.now).value
    day = values["since"] or thresholds.earliest(desk, value, now=request.now)
    said = [
        _("From %(day)s on, a shared matter that begins is due from %(value)s confirmed signatures on.")
        % {"day": date_words(day, request.today), "value": number_words(value)}
        if value > 1
        else _("From %(day)s on, everything is due.") % {"day": date_words(day, request.today)}
    ]
    asking = desk.matters.open().filter(threshold__gt=max(value, 1), nature="shared", earned_at=None)
    if value > now_is:
        said.append(_("Matters that have begun keep the threshold they have. Nothing earned is lost."))
    elif count := asking.filter(confirmed__gte=value).count() if value > 1 else asking.count():
        text = ngettext("%(count)s open matter becomes due.", "%(count)s open matters become due.", count)
        said.append(text % {"count": number_words(count)})
    said.append(_("It is public from now on, with its reason."))
    return said


def of_limits(_request: DeskRequest, values: dict[str, Any], _names: list[str]) -> list[str]:
    """What follows from other limits."""
    if not values["automatic"]:
        return [_("Saule recommends, and changes nothing by itself.")]
    text = _(
        "From the next round of the worker on, Saule weighs the threshold once a day. What it decides is"
        " announced %(days)s days before a higher one applies, and can be cancelled until then."
    )
    return [text % {"days": number_words(values["notice_days"])}]
