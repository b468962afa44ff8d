"""The figure guard: what an answer or a reply states is held against the desk's reference.

It sleeps at a desk that has stated no fact. Nothing with a figure in doubt leaves before somebody stands for
it by name; who did, and which facts a text relied on, are rows.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.desk.models import Desk, User, log
from saule.engines import facts as engine
from saule.engines.facts import Finding, Verdict, check_figures
from saule.engines.figures import Sort
from saule.matters.errors import FiguresInDoubt
from saule.matters.models import Answer, Delivery, Fact, FactUse, FigureConfirmation

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure that the reference does not have, or has otherwise; ``facts`` are what it has."""

    finding: Finding
    facts: tuple[Fact, ...]
    confirmed: FigureConfirmation | None = None

    @property
    def code(self) -> str:
        """What names it in a form: the same figure, wherever it stands."""
        return code_of(self.finding.figure.sort, self.finding.figure.value)


def code_of(sort: str, value: str) -> str:
    """One name for a figure."""
    return f"{sort}:{value}"


def reference(desk: Desk) -> dict[int, Fact]:
    """The facts of a desk by key, those that were replaced too: what is outdated is recognised."""
    return {fact.pk: fact for fact in desk.facts.select_related("desk")}


def read(text: str, known: dict[int, Fact], *, desk: Desk, now: datetime) -> list[Finding]:
    """What each figure of the text is worth today; nothing at a desk without facts."""
    if not any(fact.ended_at is None for fact in known.values()):
        return []
    return check_figures(text, map(as_known, known.values()), on=desk.local_date(now))


def as_known(fact: Fact) -> engine.Fact:
    """A fact as the engine takes it. A version that has ended holds on no day to come."""
    ends = fact.ends
    if fact.ended_at is not None:
        closed = fact.desk.local_date(fact.ended_at) - timedelta(days=1)
        ends = min(ends, closed) if ends else closed
    names = tuple(name for name in (fact.name_fr, fact.name_en) if name)
    return engine.Fact(fact.pk, Sort(fact.sort), fact.value, names, fact.starts, ends)


def doubts_in(
    text: str,
    known: dict[int, Fact],
    *,
    desk: Desk,
    now: datetime,
    confirmed: Iterable[FigureConfirmation] = (),
) -> list[Doubt]:
    """The figures of a text that somebody has to stand for, each value once, with who did already."""
    stood_for = {code_of(one.sort, one.value): one for one in confirmed}
    found: dict[str, Doubt] = {}
    for finding in read(text, known, desk=desk, now=now):
        if finding.doubtful:
            code = code_of(finding.figure.sort, finding.figure.value)
            facts = tuple(known[key] for key in finding.facts)
            found.setdefault(code, Doubt(finding, facts, stood_for.get(code)))
    return list(found.values())


def doubts_of(answer: Answer, *, now: datetime) -> list[Doubt]:
    """The figures in doubt of an answer, in all its languages."""
    texts = "\n\n".join(text.body for text in answer.texts.all())
    confirmed = answer.confirmations.select_related("by")
    return doubts_in(texts, reference(answer.desk), desk=answer.desk, now=now, confirmed=confirmed)


def confirm(answer: Answer, codes: Collection[str], *, by: User, now: datetime) -> int:
    """Somebody stands by name for these figures of an answer; returns how many are new."""
    new = [one for one in doubts_of(answer, now=now) if one.confirmed is None and one.code in codes]
    with transaction.atomic():
        for one in new:
            FigureConfirmation.objects.get_or_create(
                answer=answer,
                sort=one.finding.figure.sort,
                value=one.finding.figure.value,
                defaults=fields_of(one, by=by, now=now),
            )
        if new:
            log(answer.desk, "confirm figures", answer, by=by, now=now, count=len(new))
    return len(new)


def withdraw(answer: Answer, code: str, *, by: User, now: datetime) -> None:
    """Somebody stands for a figure no more, before the answer is sent."""
    sort, _colon, value = code.partition(":")
    with transaction.atomic():
        if (
            answer.state != Answer.State.SENT
            and answer.confirmations.filter(sort=sort, value=value).delete()[0]
        ):
            log(answer.desk, "withdraw figure", answer, by=by, now=now)


def fields_of(doubt: Doubt, *, by: User, now: datetime) -> dict[str, object]:
    """What a confirmation holds besides the figure itself."""
    return {"written": doubt.finding.figure.text[:60], "verdict": doubt.finding.verdict, "by": by, "at": now}


def check_answer(answer: Answer, *, now: datetime) -> None:
    """Raises FiguresInDoubt when an answer states figures for which nobody stands."""
    refuse([one for one in doubts_of(answer, now=now) if one.confirmed is None])


def check_reply(
    text: str, *, desk: Desk, sure: Collection[str], now: datetime
) -> tuple[list[Finding], list[Doubt]]:
    """What a reply states, and the doubts for which its writer stands (``sure``: their codes).

    Raises FiguresInDoubt for others.
    """
    known = reference(desk)
    doubts = doubts_in(text, known, desk=desk, now=now)
    refuse([one for one in doubts if one.code not in sure])
    return read(text, known, desk=desk, now=now), doubts


def refuse(doubts: list[Doubt]) -> None:
    """Raises FiguresInDoubt unless there are none."""
    if doubts:
        named = ", ".join(one.finding.figure.text for one in doubts[:MOST_NAMED])
        words = ngettext(
            "The reference does not have this figure so: %(figures)s. Correct it, or confirm it.",
            "The reference does not have these figures so: %(figures)s. Correct them, or confirm them.",
            len(doubts),
        )
        raise FiguresInDoubt(words % {"figures": named})


def note_answer(answer: Answer, *, now: datetime) -> None:
    """Writes which facts an answer that is sent relies on."""
    texts = "\n\n".join(text.body for text in answer.texts.all())
    found = read(texts, reference(answer.desk), desk=answer.desk, now=now)
    FactUse.objects.bulk_create(
        [FactUse(fact_id=key, answer=answer, at=now) for key in facts_in(found)], ignore_conflicts=True
    )


def note_reply(
    delivery: Delivery, found: list[Finding], doubts: list[Doubt], *, by: User, now: datetime
) -> None:
    """Writes which facts a reply relies on, and for which figures its writer stood."""
    FactUse.objects.bulk_create(FactUse(fact_id=key, delivery=delivery, at=now) for key in facts_in(found))
    FigureConfirmation.objects.bulk_create(
        FigureConfirmation(
            delivery=delivery,
            sort=one.finding.figure.sort,
            value=one.finding.figure.value,
            **fields_of(one, by=by, now=now),
        )
        for one in doubts
    )


def facts_in(found: Iterable[Finding]) -> list[int]:
    """The facts that these figures state or contradict, each once."""
    return list(dict.fromkeys(key for finding in found for key in finding.facts))


def words_of(doubt: Doubt, language: str) -> str:
    """Why a figure is in doubt, in a sentence."""
    facts = ", ".join(f"{fact.name_in(language)} = {fact.written}" for fact in doubt.facts[:MOST_NAMED])
    if doubt.finding.verdict == Verdict.CONTRADICTS:
        return _("The reference says otherwise: %(facts)s.") % {"facts": facts}
    if doubt.finding.verdict == Verdict.OUTDATED:
        return _("This held at another time: %(facts)s.") % {"facts": facts}
    return _("The reference does not know it.")
