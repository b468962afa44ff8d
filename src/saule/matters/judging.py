"""Judging: the desk shows what people answer each other or not, by published rules, and says what is correct.

Nothing disappears without a word: what was refused or taken down has a rule and a row, and can be shown
again; what is wrong stays to be read, with the reason beside it.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible
from saule.desk.models import User, log
from saule.matters.guarding import Doubt, doubts_in, reference, refuse
from saule.matters.models import PeerAnswer, PeerMark
from saule.matters.settling import ReasonNeeded
from saule.matters.typed import one_line

State = PeerAnswer.State
Verdict = PeerMark.Verdict


def show(answer: PeerAnswer, *, by: User, now: datetime) -> PeerAnswer:
    """A colleague has looked: everybody can read it, also what had been refused or taken down before."""
    with transaction.atomic():
        if answer.state == State.WITHDRAWN:
            raise NotPossible(_("Its writer has withdrawn it: only they can show it again."))
        answer.move_to(State.SHOWN, by=by, now=now, rule="")
        log(answer.desk, "show", answer, by=by, now=now)
    return answer


def refuse_by_rule(answer: PeerAnswer, rule: str, *, by: User, now: datetime, why: str = "") -> PeerAnswer:
    """It is not shown, or not any more, for one of the published rules; ``why`` may say more to its writer.

    Raises ReasonNeeded without a rule, NotPossible for what is not shown and does not wait for a look.
    """
    if rule not in PeerAnswer.Rule.values:
        raise ReasonNeeded(_("Choose the rule for which it is not shown: its writer is told."))
    with transaction.atomic():
        down = answer.state == State.SHOWN
        if not down and answer.state != State.PROPOSED:
            raise NotPossible(_("It is not shown any more. Look again."))
        why = one_line(why, 300)
        state = State.TAKEN_DOWN if down else State.REFUSED
        answer.move_to(state, by=by, now=now, why=why, rule=rule)
        log(answer.desk, "take down" if down else "refuse", answer, by=by, now=now, why=why, rule=rule)
    return answer


def doubts_of(answer: PeerAnswer, *, now: datetime) -> list[Doubt]:
    """The figures of an answer that the desk's reference does not have, or has otherwise."""
    return doubts_in(answer.text, reference(answer.desk), desk=answer.desk, now=now)


def mark_correct(answer: PeerAnswer, *, by: User, now: datetime, sure: Collection[str] = ()) -> PeerMark:
    """The desk says that it is correct.

    ``sure``: the figures in doubt for which the colleague stands by name. Raises FiguresInDoubt for others.
    """
    doubts = doubts_of(answer, now=now)
    refuse([one for one in doubts if one.code not in sure])
    return mark(answer, Verdict.CORRECT, by=by, now=now, figures=[one.finding.figure.text for one in doubts])


def mark_wrong(answer: PeerAnswer, *, by: User, now: datetime, why: str) -> PeerMark:
    """The desk says that it is wrong, and why: everybody reads that beside it. Raises ReasonNeeded."""
    if not (why := one_line(why, 300)):
        raise ReasonNeeded(_("Say in a sentence what is wrong: it stands beside the answer for all to read."))
    return mark(answer, Verdict.WRONG, by=by, now=now, why=why)


def mark(
    answer: PeerAnswer,
    verdict: str,
    *,
    by: User,
    now: datetime,
    why: str = "",
    figures: Collection[str] = (),
) -> PeerMark:
    """A mark, which counts from now on."""
    with transaction.atomic():
        made = PeerMark.objects.create(
            peer_answer=answer, verdict=verdict, why=why, figures=list(figures), at=now, by=by
        )
        log(answer.desk, f"mark {verdict}", answer, by=by, now=now, why=why)
    return made


def unmark(answer: PeerAnswer, *, by: User, now: datetime) -> PeerMark | None:
    """Takes the newest mark back: the one before it counts again, if there was one. None if none stands."""
    with transaction.atomic():
        PeerAnswer.objects.select_for_update(no_key=True).get(pk=answer.pk)
        last = answer.marks.standing().order_by("-at", "-pk").first()
        if last is not None:
            last.ended_at, last.ended_by = now, by
            last.save(update_fields=["ended_at", "ended_by"])
            log(answer.desk, "take mark back", answer, by=by, now=now)
    return last


def marks_of(answers: Collection[int]) -> dict[int, PeerMark]:
    """The mark that counts of each of these answers, for those that have one."""
    rows = PeerMark.objects.standing().filter(peer_answer__in=answers).select_related("by")
    return {row.peer_answer_id: row for row in rows.order_by("at", "pk")}
