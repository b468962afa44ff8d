"""Merging: two matters are one. All messages, signatures and what is being written go along."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.models import User
from saule.matters.acting import Act, check_sight, filings_of, going
from saule.matters.because import AUDIENCE_CHANGED, MERGED
from saule.matters.earning import carry
from saule.matters.models import Answer, Correction, Matter
from saule.matters.placing import NotThere

IN_THE_MAKING = (Answer.State.DRAFT, Answer.State.PROPOSED, Answer.State.APPROVED)


def merge(matter: Matter, into: Matter, *, by: User, now: datetime, why: str = "") -> Correction:
    """Everything that is in ``matter`` is in ``into`` from now on. Raises NotThere.

    The better threshold is kept, what either has earned, and a danger that a person saw. An answer in the
    making goes along as a draft, unless one is being written there: more people would read it than who
    approved it knew.
    """
    with transaction.atomic():
        check_sight(matter.desk, (matter, into), by)
        act = Act(Correction.Verb.MERGE, matter, into, by=by, now=now, why=why)
        held, there = act.held[matter.pk], act.held[into.pk]
        check_pair(held, there)
        act.carry_out(going(act, filings_of(held), there, "merged"))
        act.more["answers"] = take_answer_along(held, there, by=by, now=now)
        held.move_to(Matter.State.MERGED, by=by, now=now, why=act.why or MERGED, merged_into=there)
        keep_what_was_earned(held, there)
        carry(held, there, act.correction, now=now)
        return act.finish()


def check_pair(matter: Matter, into: Matter) -> None:
    """Raises NotThere when the two cannot become one."""
    if matter.pk == into.pk:
        raise NotThere(_("A matter cannot be merged into itself."))
    if matter.desk_id != into.desk_id:
        raise NotThere(_("This matter does not exist here."))
    if matter.state == Matter.State.MERGED:
        raise NotThere(_("Somebody has merged this matter already. Look at it again."))
    if into.state == Matter.State.MERGED:
        raise NotThere(_("“%(title)s” was merged into another matter meanwhile.") % {"title": into.title})


def keep_what_was_earned(matter: Matter, into: Matter) -> None:
    """The better threshold, and a person's word that there is danger."""
    fields = {"threshold": min(matter.threshold, into.threshold)}
    if matter.grave and matter.grave_by_person and not into.grave_by_person:
        fields |= {"grave": True, "grave_by_person": True, "grave_because": matter.grave_because}
    Matter.objects.filter(pk=into.pk).update(**fields)


def take_answer_along(matter: Matter, into: Matter, *, by: User, now: datetime) -> list[int]:
    """The answer in the making becomes a draft of ``into`` if nobody writes one there; returns its key."""
    answer = matter.answers.filter(state__in=IN_THE_MAKING).order_by("-created_at").first()
    if answer is None or into.answers.filter(state__in=IN_THE_MAKING).exists():
        return []
    if answer.state != Answer.State.DRAFT:
        answer.move_to(Answer.State.DRAFT, by=by, now=now, why=AUDIENCE_CHANGED)
    Answer.objects.filter(pk=answer.pk).update(matter=into)
    return [answer.pk]
