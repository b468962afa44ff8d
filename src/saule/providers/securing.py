"""Securing: what a provider answers about data security, how much each question counts, and the score."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible
from saule.desk.models import Desk, User, log
from saule.matters.typed import one_line
from saule.providers.models import Provider, QuestionWeight, SecurityAnswer
from saule.providers.questions import BY_CODE, QUESTIONS, Question

MOST_WEIGHT = 10


@dataclass(frozen=True, slots=True)
class Score:
    """From 0 to 100; None when no question counts. What is not answered is worth nothing, and named."""

    value: int | None
    unanswered: tuple[Question, ...]
    asked: int


def answers(provider: Provider) -> dict[str, SecurityAnswer]:
    """The answers that stand, by their questions."""
    newest = {row.question: row for row in provider.security_answers.select_related("by")}
    return {code: row for code, row in newest.items() if row.choice and code in BY_CODE}


def weights(desk: Desk) -> dict[str, int]:
    """How much each question counts at a desk."""
    stated = dict(desk.question_weights.values_list("question", "weight"))
    return {question.code: stated.get(question.code, question.weight) for question in QUESTIONS}


def score(provider: Provider) -> Score:
    """What the answers come to, by the weights of the desk."""
    counts, known = weights(provider.desk), answers(provider)
    asked = [question for question in QUESTIONS if counts[question.code]]
    whole = sum(counts[question.code] for question in asked)
    if not whole:
        return Score(None, (), 0)
    worth = sum(
        counts[question.code] * (question.worth(known[question.code].choice) or 0.0)
        for question in asked
        if question.code in known
    )
    unanswered = tuple(question for question in asked if question.code not in known)
    return Score(round(100 * worth / whole), unanswered, len(asked))


def answer_question(
    provider: Provider,
    code: str,
    choice: str,
    *,
    evidence: str = "",
    dated: date | None = None,
    by: User | None,
    now: datetime,
) -> SecurityAnswer | None:
    """Keeps an answer with its evidence; an empty ``choice`` takes it back. None when nothing is new.

    Raises NotPossible for a question or an answer that there is not.
    """
    question = BY_CODE.get(code)
    if question is None or (choice and question.worth(choice) is None):
        raise NotPossible(_("There is no such answer."), code)
    today = provider.desk.local_date(now)
    if dated and dated > today:
        raise NotPossible(_("Evidence cannot be from a day to come."), f"{code}_dated")
    evidence = one_line(evidence, 300)
    with transaction.atomic():
        Provider.objects.select_for_update().get(pk=provider.pk)
        stands = answers(provider).get(code)
        before = (stands.choice, stands.evidence, stands.dated) if stands else ("", "", None)
        if before == (choice, evidence, dated) or (not choice and stands is None):
            return None
        row = SecurityAnswer.objects.create(
            provider=provider, question=code, choice=choice, evidence=evidence, dated=dated, at=now, by=by
        )
        log(provider.desk, "answer question", provider, by=by, now=now, question=code, choice=choice)
    return row


def state_weights(desk: Desk, wanted: Mapping[str, int], *, by: User | None, now: datetime) -> int:
    """How much questions count from now on; returns how many changed. Raises NotPossible beyond 10."""
    if not all(0 <= weight <= MOST_WEIGHT for weight in wanted.values()) or not set(wanted) <= set(BY_CODE):
        raise NotPossible(_("A weight is between 0 and %(most)s.") % {"most": MOST_WEIGHT})
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        stood = weights(desk)
        new = {code: weight for code, weight in wanted.items() if stood[code] != weight}
        QuestionWeight.objects.bulk_create(
            QuestionWeight(desk=desk, question=code, weight=weight, at=now, by=by)
            for code, weight in new.items()
        )
        if new:
            log(desk, "weigh questions", desk, by=by, now=now, weights=new)
    return len(new)
