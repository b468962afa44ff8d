"""The answer beside a matter: its text in each language, where it stands, and what became of those sent."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from saule.desk.models import Language
from saule.matters import answering
from saule.matters.amending import leaves_at
from saule.matters.audience import Audience, Why, audience, sent_on
from saule.matters.drafting import FILES
from saule.matters.merged import family
from saule.matters.models import Answer, Delivery, Matter
from saule.matters.reopening import mails_of
from saule.web.keeping import kept
from saule.web.past import recalled
from saule.web.requests import DeskRequest
from saule.web.returns import RETURNED, unreached

SOON = timedelta(minutes=5)
MOST_MERGED = 20
State = Delivery.State


@dataclass(frozen=True, slots=True)
class Tab:
    """One language of the answer: how many people read it, and whether anything is written."""

    code: str
    word: str
    people: int
    written: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """An audience in figures: why these people, how many, how many more cannot be written to; ``read`` says
    how many read which language, most first.
    """

    why: Why
    people: int
    unreachable: int
    read: list[tuple[str, int]]

    def __len__(self) -> int:
        return self.people


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer that was sent: how many mails stand where, how many people wrote since,
    and how many mails came back. ``origin``: the matter it was sent in, if that was merged since."""

    answer: Answer
    states: list[tuple[str, str, int]]
    total: int
    later: int
    returned: int
    origin: Matter | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """Whether mails are leaving right now, and for how many seconds the sending can be undone for sure."""

    moving: bool
    undoable: bool
    seconds: int


def context(request: DeskRequest, matter: Matter) -> dict[str, Any]:
    """All that the panel shows."""
    answer = in_the_making(matter)
    texts = {text.language: text for text in answer.texts.all()} if answer else {}
    found = reached(request, matter, answer)
    needed = found.read or [(matter.language or request.desk.language, 0)]
    here = chosen_language(request, [code for code, _ in needed])
    names = dict(Language.choices)
    rows = matter.answers.filter(state=Answer.State.SENT).order_by("-created_at")
    sent = [outcome(request, one) for one in rows]
    return {
        "answer": answer,
        "tabs": [
            Tab(
                code,
                str(names[code]),
                people,
                bool(texts.get(code) and texts[code].body.strip()),
                code == here,
            )
            for code, people in needed
        ],
        "language": here,
        "text": texts.get(here),
        "sent": [*sent, *sent_elsewhere(request, matter)],
        **recalled(request, matter, here),
        "writing": answer is not None or not sent or "write" in request.GET,
        **reach(answer, found),
        **asking(answer),
    }


def sent_elsewhere(request: DeskRequest, matter: Matter) -> list[Sent]:
    """What was sent in matters that were merged into this one since, as far as the member sees them."""
    merged = [key for key in family_of(request, matter) if key != matter.pk]
    if not merged:
        return []
    seen = Matter.objects.visible_to(request.membership).filter(pk__in=merged)
    rows = Answer.objects.filter(matter__in=seen, state=Answer.State.SENT).select_related("matter")
    newest = rows.order_by("-created_at")[:MOST_MERGED]
    return [replace(outcome(request, one), origin=one.matter) for one in newest]


def family_of(request: DeskRequest, matter: Matter) -> list[int]:
    """The keys of a matter and of those merged into it; asked once, however many answers are shown."""
    return kept(request, f"family-{matter.pk}", lambda: family(matter))


def people_of(request: DeskRequest, matter: Matter, answer: Answer | None) -> Audience:
    """Whom the answer would reach: looked for again only when something has changed."""
    name = f"audience-{name_of(matter, answer)}"
    return kept(request, name, lambda: audience(matter, answer, together=family_of(request, matter)))


def reached(request: DeskRequest, matter: Matter, answer: Answer | None) -> Reach:
    """The same in figures: thousands of people are not taken out of what is kept to be counted."""

    def count() -> Reach:
        found = people_of(request, matter, answer)
        return Reach(found.why, len(found), found.unreachable, found.languages())

    return kept(request, f"reach-{name_of(matter, answer)}", count)


def name_of(matter: Matter, answer: Answer | None) -> str:
    """Under which the people of an answer are kept."""
    return f"{matter.pk}-{answer.pk if answer else 0}-{answer.corrects_id if answer else 0}"


def reach(answer: Answer | None, found: Audience | Reach) -> dict[str, Any]:
    """Whom the answer would reach, and why them: what the part ``audience`` shows."""
    corrected = answer.corrects if answer else None
    return {"audience": found, "corrected_on": sent_on(corrected) if corrected else None}


def asking(answer: Answer | None) -> dict[str, Any]:
    """Who asks for approval of it; or who gave it back, if it has not been asked for again since."""
    last = answer and answer.transitions.select_related("by").order_by("-at", "-id").first()
    if not last:
        return {}
    if last.to_state == Answer.State.PROPOSED:
        return {"asker": last.by}
    given_back = last.from_state == Answer.State.PROPOSED and last.to_state == Answer.State.DRAFT
    return {"given_back": last} if given_back and last.why != answering.TEXT_CHANGED else {}


def in_the_making(matter: Matter) -> Answer | None:
    """The answer that is being written or read again."""
    rows = matter.answers.filter(state__in=answering.IN_THE_MAKING).select_related("author", "corrects")
    found = rows.prefetch_related("texts", FILES).order_by("-created_at").first()
    if found is not None:
        found.desk = matter.desk  # known already: not looked up again
    return found


def chosen_language(request: DeskRequest, needed: list[str]) -> str:
    """The language asked for if it is known, else the one most people read."""
    wanted = request.GET.get("language", "")
    return wanted if wanted in Language.values else needed[0]


def outcome(request: DeskRequest, answer: Answer) -> Sent:
    """What became of a sent answer, in counts. What is, or was, corrected is not sent to more people."""
    theirs = mails_of(answer)
    counts = dict(theirs.values_list("state").annotate(n=Count("id")).order_by())
    total, back = sum(counts.values()), unreached(answer).count()
    if back:
        # Who never got it is not among those to whom it was sent.
        counts |= {State.SENT: max(0, counts.get(State.SENT, 0) - back), RETURNED: back}
    names = [*Delivery.State.choices, (RETURNED, _("came back"))]
    states = [(state, str(name), counts[state]) for state, name in names if counts.get(state)]
    final = not answer.corrects_id and not answer.corrections.exists()
    later = len(reached(request, answer.matter, answer)) if final else 0
    return Sent(answer, states, total, later, back)


def journey(answer: Answer, *, now: datetime) -> Journey:
    """How far the mails of an answer are. What is put off for long, or rehearses, is not moving."""
    rows = mails_of(answer)
    soon = Q(state__in=(State.WAITING, State.DEFERRED), not_before__lte=now + SOON)
    leaving = rows.filter(soon | Q(state=State.ATTEMPTING)).select_related("mailbox").first()
    leaves = leaves_at(answer)
    seconds = ceil((leaves - now).total_seconds()) if leaves else 0
    return Journey(leaving is not None and leaving.mailbox.live, leaves is not None, max(0, seconds))
