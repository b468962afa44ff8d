"""Apart: some people are left out of an answer to many, to be written to personally; they go on waiting."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.models import User, log
from saule.matters.audience import Recipient
from saule.matters.errors import CannotAnswer
from saule.matters.models import Answer, AnsweredApart
from saule.matters.placeholders import greets_by_neutral_words, neutral_of
from saule.people.models import Person


def lacking(answer: Answer, found: Collection[Recipient]) -> list[Recipient]:
    """Those of whom something is not known that the text speaks of: they would read neutral words."""
    texts = {text.language: text.body for text in answer.texts.all() if text.body.strip()}
    return [
        one
        for one in found
        if neutral_of(one.person.name) and greets_by_neutral_words(text_of(texts, answer, one.language))
    ]


def text_of(texts: dict[str, str], answer: Answer, language: str) -> str:
    """The text that a reader of this language gets."""
    return texts.get(language) or texts.get(answer.desk.language) or next(iter(texts.values()), "")


def set_apart(answer: Answer, people: Collection[Person], *, by: User, now: datetime) -> int:
    """Leaves these people out of the answer; returns how many are new. Raises CannotAnswer if it was sent."""
    if answer.state == Answer.State.SENT:
        raise CannotAnswer(_("This answer has been sent: nobody can be left out any more."))
    with transaction.atomic():
        known = set(answer.apart.filter(ended_at=None).values_list("person", flat=True))
        new = [person for person in people if person.pk not in known]
        AnsweredApart.objects.bulk_create(
            [AnsweredApart(answer=answer, person=person, at=now, by=by) for person in new],
            ignore_conflicts=True,
        )
        if new:
            log(answer.desk, "set apart", answer, by=by, now=now, people=len(new))
    return len(new)


def put_together(answer: Answer, people: Collection[Person], *, by: User, now: datetime) -> int:
    """They get the answer like everybody, after all."""
    with transaction.atomic():
        rows = answer.apart.filter(ended_at=None, person__in=people)
        count = rows.update(ended_at=now)
        if count:
            log(answer.desk, "put together", answer, by=by, now=now, people=count)
    return count
