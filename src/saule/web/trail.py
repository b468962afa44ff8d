"""What happened to one matter, in words: what people did to it, and where it stood."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.desk.errors import SauleError
from saule.desk.models import Event, Nature
from saule.matters.because import in_words
from saule.matters.models import Correction, Decision, Matter
from saule.matters.undoing import check_undoable
from saule.web.words import deed, number_words, trail_word

SHOWN = 200
MANY = 4
Verb = Correction.Verb
OTHER = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a sentence for the other matter, until it is known whether its reader may see that one."""


class Other(NamedTuple):
    """The other matter that something was about."""

    pk: int
    public_id: str
    title: str


class Link(NamedTuple):
    """A sentence around the title of another matter, which leads to its page."""

    before: str
    public_id: str
    title: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: what, who did it (empty: Saule), why, when, and the act if it was one."""

    words: str
    by: str
    why: str
    at: datetime
    correction: Correction | None = None
    other: Other | None = None
    link: Link | None = None
    """The same words, if the reader may open the other matter."""
    parts: tuple["Step", ...] = ()
    """What it was made of, where it sums up several."""

    @property
    def undoable(self) -> bool:
        """Whether it can be undone now."""
        if self.correction is None:
            return False
        try:
            check_undoable(self.correction)
        except SauleError:
            return False
        return True


def steps(matter: Matter, openable: QuerySet[Matter]) -> list[Step]:
    """What was done to the matter, where it stood, and what was said of it, the newest first.

    Of other matters, only the ``openable`` ones are named.
    """
    about = Q(matter=matter) | Q(other=matter) | Q(undoes__matter=matter) | Q(undoes__other=matter)
    related = ("by", "matter", "other", "undoes__matter", "undoes__other", "desk")
    acts = Correction.objects.filter(about, desk=matter.desk_id).select_related(*related)
    kinds = {kind.pk: str(kind) for kind in matter.desk.kinds.all()}
    found = [
        Step(said_of(one, matter, kinds), name(one, one.by), one.why, one.at, one, other_of(one, matter))
        for one in acts.order_by("-at", "-pk")[:SHOWN]
    ]
    moments = {step.at for step in found}
    found += (
        states(matter, moments) + sayings(matter, moments) + second_thoughts(matter) + judged_peers(matter)
    )
    others = {one.other.pk for step in found for one in (step, *step.parts) if one.other}
    mine = set(openable.filter(pk__in=others).values_list("pk", flat=True))
    found = [replace(step, parts=tuple(naming(part, mine) for part in step.parts)) for step in found]
    return sorted((naming(step, mine) for step in found), key=lambda step: step.at, reverse=True)


def other_of(correction: Correction, here: Matter) -> Other | None:
    """The other matter of an act, or of the one that it undid."""
    act = correction.undoes or correction
    other = act.other if act.matter_id == here.pk else act.matter
    return Other(other.pk, other.public_id, other.title) if other is not None else None


def naming(step: Step, openable: set[int]) -> Step:
    """The step with the title of the other matter in its words, or only with whose it is."""
    if step.other is None or OTHER not in step.words:
        return step
    if step.other.pk not in openable:
        return replace(step, words=step.words.replace(OTHER, _("another team’s matter")))
    title = step.other.title or _("Without a title")
    quoted = step.words.replace(OTHER, _("“%(title)s”") % {"title": OTHER})
    before, _here, after = quoted.partition(OTHER)
    link = Link(before, step.other.public_id, title, after)
    return replace(step, words=f"{before}{title}{after}", link=link)


def name(correction: Correction, by: Any) -> str:
    """Who did it: somebody of the desk, or the writer."""
    return by.name if by else _("the writer")


def states(matter: Matter, moments: set[datetime]) -> list[Step]:
    """Where the matter stood; not what the act of the same moment says already."""
    names = dict(Matter.State.choices)
    moves = matter.transitions.select_related("by").order_by("-at", "-id")[:SHOWN]
    return [
        Step(
            f"{names[move.from_state]} → {names[move.to_state]}",
            move.by.name if move.by else "",
            "" if move.why == move.to_state else in_words(move.why),
            move.at,
        )
        for move in moves
        if move.at not in moments or Matter.State.MERGED not in (move.from_state, move.to_state)
    ]


def sayings(matter: Matter, moments: set[datetime]) -> list[Step]:
    """What people said of it before acts were kept as such, and what is no correction."""
    events = Event.objects.filter(desk=matter.desk, record="matter", record_id=matter.public_id)
    kinds = {kind.code: str(kind) for kind in matter.desk.kinds.all()}
    rows = events.select_related("by").order_by("-at", "-id")[:SHOWN]
    return [
        Step(said(event, kinds), event.by.name if event.by else "", event.why, event.at)
        for event in rows
        if event.at not in moments
    ]


JUDGED = ("show", "refuse", "take down", "mark correct", "mark wrong", "take mark back")


def judged_peers(matter: Matter) -> list[Step]:
    """What the desk did with the answers that people gave each other here; never whose they are."""
    keys = matter.peer_answers.values("public_id")
    events = Event.objects.filter(desk=matter.desk, record="peeranswer", record_id__in=keys, verb__in=JUDGED)
    rows = events.select_related("by").order_by("-at", "-id")[:SHOWN]
    return [
        Step(
            trail_word(deed(event.verb, event.record)), event.by.name if event.by else "", event.why, event.at
        )
        for event in rows
    ]


def second_thoughts(matter: Matter) -> list[Step]:
    """What Saule filed elsewhere by itself when it looked at messages together; a step for each look."""
    here = Q(matter=matter) | Q(before=matter)
    rows = Decision.objects.filter(here, layer="revised", by=None, matter__isnull=False, before__isnull=False)
    ends = ("public_id", "title")
    named = [f"{place}__{end}" for place in ("matter", "before") for end in ends]
    looks = rows.order_by("-at").values("at", "matter", "before", *named).annotate(n=Count("pk"))
    moves: dict[tuple[datetime, bool], list[tuple[int, Other]]] = defaultdict(list)
    for look in looks[:SHOWN]:
        came = look["matter"] == matter.pk
        other = "before" if came else "matter"
        end = Other(look[other], look[f"{other}__public_id"], look[f"{other}__title"])
        moves[look["at"], came].append((look["n"], end))
    return [step for (at, came), found in moves.items() for step in one_look(found, at, came=came)]


def one_look(moves: Sequence[tuple[int, Other]], at: datetime, *, came: bool) -> list[Step]:
    """What one look brought here, or took away: a step for each other matter, or one that sums up many."""
    why = _("looked at together, they are nearer")
    steps = [
        Step(moved_words(n, came=came) % {"n": number_words(n), "matter": OTHER}, "", why, at, other=other)
        for n, other in sorted(moves, key=lambda move: -move[0])
    ]
    if len(steps) < MANY:
        return steps
    count = sum(n for n, _other in moves)
    words = summed_words(count, came=came) % {"n": number_words(count), "m": number_words(len(moves))}
    return [Step(words, "", why, at, parts=tuple(steps))]


def said(event: Event, kinds: dict[str, str]) -> str:
    """What a person said of the matter. Titles are not in the trail: they may hold names."""
    if event.verb == "judge gravity":
        return _("said to be a danger") if event.facts.get("grave") == "True" else _("said to be no danger")
    if event.verb == "set kind":
        nature = dict(Nature.choices).get(event.facts.get("nature"), "")
        kind = kinds.get(event.facts.get("kind", ""), _("without a kind"))
        return _("said to be: %(kind)s, %(nature)s") % {"kind": kind, "nature": nature}
    return _("renamed") if event.verb == "rename" else trail_word(event.verb)


# — acts in words —


def said_of(correction: Correction, here: Matter, kinds: dict[int, str]) -> str:
    """What an act did, as seen from one of its matters."""
    if correction.verb == Verb.UNDO and correction.undoes is not None:
        return _("undone: %(act)s") % {"act": said_of(correction.undoes, here, kinds)}
    if correction.verb in CHANGES:
        fields = correction.after.get("matters", {}).get(str(correction.matter_id), {})
        was = correction.before.get("matters", {}).get(str(correction.matter_id), {})
        return CHANGES[correction.verb](was, fields, kinds)
    count = correction.messages_count
    return MOVES[correction.verb](correction, correction.matter_id == here.pk, count) % {
        "n": number_words(count),
        "matter": OTHER,
    }


def renamed(was: dict[str, Any], became: dict[str, Any], _kinds: dict[int, str]) -> str:
    """From which title to which."""
    words = {"was": was.get("title", ""), "became": became.get("title", "")}
    return _("renamed: “%(was)s” → “%(became)s”") % words if words["became"] else _("title confirmed")


def filed(_was: dict[str, Any], became: dict[str, Any], kinds: dict[int, str]) -> str:
    """Under which heading, and of which nature; only what changed."""
    parts = []
    if "kind_id" in became:
        parts.append(kinds.get(became["kind_id"], _("without a kind")))
    if "nature" in became:
        parts.append(str(dict(Nature.choices).get(became["nature"], "")))
    return _("said to be: %(what)s") % {"what": ", ".join(parts)} if parts else _("heading confirmed")


def judged(was: dict[str, Any], became: dict[str, Any], _kinds: dict[int, str]) -> str:
    """A danger, or none; where nothing changed, the judgement was confirmed."""
    if "grave" not in became:
        return _("judgement of danger confirmed")
    return _("said to be a danger") if became["grave"] else _("said to be no danger")


def merged(_act: Correction, first: bool, count: int) -> str:
    """From the one that went, or from the one that has everything."""
    if first:
        return _("merged into %(matter)s")
    return ngettext(
        "%(matter)s was merged into it, with %(n)s message",
        "%(matter)s was merged into it, with %(n)s messages",
        count,
    )


def split_off(_act: Correction, first: bool, count: int) -> str:
    """From the whole, or from the part."""
    if first:
        return ngettext(
            "%(n)s message split off into %(matter)s", "%(n)s messages split off into %(matter)s", count
        )
    return ngettext(
        "split off from %(matter)s, with %(n)s message",
        "split off from %(matter)s, with %(n)s messages",
        count,
    )


def moved(_act: Correction, first: bool, count: int) -> str:
    """To here, or from here."""
    return moved_words(count, came=first)


def moved_words(count: int, *, came: bool) -> str:
    """Messages that came from another matter, or went to one."""
    if came:
        return ngettext(
            "%(n)s message moved here from %(matter)s", "%(n)s messages moved here from %(matter)s", count
        )
    return ngettext("%(n)s message moved to %(matter)s", "%(n)s messages moved to %(matter)s", count)


def summed_words(count: int, *, came: bool) -> str:
    """Messages that came from many matters, or went to many."""
    if came:
        return ngettext(
            "%(n)s message moved here from %(m)s matters",
            "%(n)s messages moved here from %(m)s matters",
            count,
        )
    return ngettext("%(n)s message moved to %(m)s matters", "%(n)s messages moved to %(m)s matters", count)


def attached(_act: Correction, _first: bool, count: int) -> str:
    """Messages that are in another matter too."""
    return ngettext("%(n)s message attached here too", "%(n)s messages attached here too", count)


def taken_out(_act: Correction, _first: bool, count: int) -> str:
    """Messages that are not about it."""
    return ngettext("%(n)s message taken out", "%(n)s messages taken out", count)


def stepped_out(_act: Correction, first: bool, _count: int) -> str:
    """The writer said that they are not of this."""
    if first:
        return _("somebody said that what they wrote is not about this")
    return _("its writer stepped out of %(matter)s")


def kept_apart(correction: Correction, first: bool, count: int) -> str:
    """Two matters that are not one, or messages that do not belong."""
    if correction.after.get("opened"):
        return split_off(correction, first, count)
    if correction.other_id is None:
        return _("a message is kept out of it")
    return _("kept apart from %(matter)s")


CHANGES: dict[str, Callable[[dict[str, Any], dict[str, Any], dict[int, str]], str]] = {
    Verb.RENAME: renamed,
    Verb.KIND: filed,
    Verb.GRAVITY: judged,
}
MOVES: dict[str, Callable[[Correction, bool, int], str]] = {
    Verb.MERGE: merged,
    Verb.SPLIT: split_off,
    Verb.MOVE: moved,
    Verb.ATTACH: attached,
    Verb.DETACH: taken_out,
    Verb.STEP_OUT: stepped_out,
    Verb.KEEP_APART: kept_apart,
    Verb.KEEP_TOGETHER: lambda _act, _first, _count: _("said to be one matter, all of it"),
}
