"""What happened to one matter, in words: where it stood, and what people said of it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from saule.desk.models import Event, Nature
from saule.matters.models import Matter
from saule.web.words import trail_word

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: what, who did it (empty: Saule), why, when."""

    words: str
    by: str
    why: str
    at: datetime


def steps(matter: Matter) -> list[Step]:
    """Changes of state and of what the matter is said to be, the newest first."""
    names = dict(Matter.State.choices)
    moves = matter.transitions.select_related("by").order_by("-at", "-id")[:SHOWN]
    found = [
        Step(
            f"{names[move.from_state]} → {names[move.to_state]}",
            move.by.name if move.by else "",
            "" if move.why == move.to_state else move.why,
            move.at,
        )
        for move in moves
    ]
    events = Event.objects.filter(desk=matter.desk, record="matter", record_id=matter.public_id)
    kinds = {kind.code: str(kind) for kind in matter.desk.kinds.all()}
    found += [
        Step(said(event, kinds), event.by.name if event.by else "", event.why, event.at)
        for event in events.select_related("by").order_by("-at", "-id")[:SHOWN]
    ]
    return sorted(found, key=lambda step: step.at, reverse=True)


def said(event: Event, kinds: dict[str, str]) -> str:
    """What a person said of the matter. Titles are not in the trail: they may hold names."""
    if event.verb == "judge gravity":
        return _("said to be a danger") if event.facts.get("grave") == "True" else _("said to be no danger")
    if event.verb == "set kind":
        nature = dict(Nature.choices).get(event.facts.get("nature"), "")
        kind = kinds.get(event.facts.get("kind", ""), _("without a kind"))
        return _("said to be: %(kind)s, %(nature)s") % {"kind": kind, "nature": nature}
    return _("renamed") if event.verb == "rename" else trail_word(event.verb)
