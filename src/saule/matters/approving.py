"""Approving: who may stand for an answer, and whether somebody does who has not written it.

Above the desk's ``large_audience`` nobody approves what they have written at. Everybody counts who gets the
answer, or has it already, so that it cannot be sent in small parts, nor in another answer to those who were
left out of it. At a desk where nobody else may approve, whoever may confirms it alone by typing how many
people read it; the row says so.
"""

import hashlib
import json
from collections.abc import Set
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from saule.desk.changing import ChangedMeanwhile
from saule.desk.models import Membership, Role, User
from saule.desk.policies import may
from saule.matters.audience import Audience, answered_apart, audience, were_sent
from saule.matters.errors import NeedsApproval
from saule.matters.models import Answer, AnswerWriter, Approval

State = Answer.State


class Need(StrEnum):
    """What is missing before somebody may send an answer."""

    NOTHING = ""
    SOMEBODY_ELSE = "somebody-else"
    NUMBER = "number"


def note_writer(answer: Answer, *, by: User, now: datetime) -> None:
    """Remembers that somebody has changed the words."""
    AnswerWriter.objects.get_or_create(answer=answer, user=by, defaults={"at": now})


def writers(answer: Answer) -> set[int]:
    """The keys of those who wrote at it, and of who began it."""
    return {answer.author_id, *answer.writers.values_list("user", flat=True)}


def readers(answer: Answer, found: Audience | None = None) -> int:
    """How many people get it, or have it or a part of it already. ``found``: its audience, if it is known."""
    found = audience(answer.matter, answer) if found is None else found
    people = found.places.keys() | {row.person for row in were_sent(answer)}
    return len(people | parts(answer, people))


def parts(answer: Answer, people: Set[int]) -> set[int]:
    """Those who got, with no second look, another answer of the matter that left some of these people out."""
    others = Answer.objects.filter(matter=answer.matter_id, state=State.SENT).exclude(pk=answer.pk)
    found: set[int] = set()
    for one in others.filter(apart__isnull=False, apart__ended_at=None).distinct():
        stands = standing(one)
        if stands is not None and stands.sort == Approval.Sort.FEW and answered_apart(one) & people:
            found |= {row.person for row in were_sent(one)}
    return found


def approvers(answer: Answer) -> list[Membership]:
    """The members who may approve it: above the limit, those who have not written at it."""
    rows = answer.desk.memberships.filter(
        ended_at=None, user__is_active=True, role__in=(Role.OWNER, Role.SUPERVISOR)
    )
    theirs = writers(answer)
    return [one for one in rows.select_related("user") if one.user_id not in theirs]


def digest(answer: Answer) -> str:
    """What tells whether the answer still reads as it did: its texts and the files that go with it."""
    texts = sorted((text.language, text.body) for text in answer.texts.all() if text.body.strip())
    files = sorted(answer.enclosures.values_list("public_id", flat=True))
    return hashlib.sha256(json.dumps([texts, files]).encode()).hexdigest()


def refuse_changed(answer: Answer, seen: str) -> None:
    """Raises ChangedMeanwhile when the answer reads otherwise than when its digest was ``seen``."""
    if seen and seen != digest(answer):
        raise ChangedMeanwhile


def standing(answer: Answer) -> Approval | None:
    """The last approval of the answer as it reads now."""
    return answer.approvals.filter(digest=digest(answer)).select_related("by", "asked_by").last()


def need(answer: Answer, by: Membership, found: Audience | None = None) -> Need:
    """What is missing before this member may send it."""
    if readers(answer, found) <= answer.desk.large_audience:
        return Need.NOTHING
    stands = standing(answer)
    if stands is not None and stands.sort != Approval.Sort.FEW:
        return Need.NOTHING
    if not may(by, "approve"):
        return Need.SOMEBODY_ELSE
    if by.user_id not in writers(answer):
        return Need.NOTHING
    return Need.SOMEBODY_ELSE if approvers(answer) else Need.NUMBER


def needs_approval(answer: Answer, by: Membership, found: Audience | None = None) -> bool:
    """Whether somebody else must approve before this member may send it."""
    return need(answer, by, found) == Need.SOMEBODY_ELSE


def approve(answer: Answer, *, by: User, now: datetime, why: str = "", people: int | None = None) -> Answer:
    """Somebody stands for the text; a row says who, and who wrote it. Again changes nothing.

    Raises NeedsApproval when it must be somebody else, or when ``people`` is not the number of readers where
    that has to be typed. Whether the text is fit is for the caller to look at.
    """
    count, stands = readers(answer), standing(answer)
    missing = need(answer, member(answer, by))
    refuse(answer, missing, count, people)
    large = count > answer.desk.large_audience
    settled = stands is not None and (not large or stands.sort != Approval.Sort.FEW)
    if not settled:
        Approval.objects.create(
            answer=answer,
            sort=sort_of(missing, large=large, wrote=by.pk in writers(answer)),
            author_id=answer.author_id,
            asked_by=asker(answer),
            by=by,
            at=now,
            people=count,
            digest=digest(answer),
        )
    if answer.state in (State.DRAFT, State.PROPOSED):
        answer.move_to(State.APPROVED, by=by, now=now, why=why)
    return answer


def stand_for(answer: Answer, *, by: Membership, now: datetime, people: int | None = None) -> None:
    """Whoever sends what nobody has approved approves it. Raises NeedsApproval when somebody else has to."""
    in_the_making = answer.state in (State.DRAFT, State.PROPOSED)
    missing = need(answer, by)
    refuse(answer, missing, readers(answer) if missing else 0, people)
    stands = standing(answer)
    large = readers(answer) > answer.desk.large_audience
    if in_the_making or (large and (stands is None or stands.sort == Approval.Sort.FEW)):
        approve(answer, by=by.user, now=now, why="sent by its writer", people=people)


def refuse(answer: Answer, missing: Need, count: int, people: int | None) -> None:
    """Raises NeedsApproval, in words, unless nothing is missing."""
    limit = {"people": answer.desk.large_audience}
    if missing == Need.SOMEBODY_ELSE:
        raise NeedsApproval(
            _(
                "More than %(people)s people would get this answer:"
                " somebody who has not written it approves it."
            )
            % limit
        )
    if missing == Need.NUMBER and people != count:
        raise NeedsApproval(
            _(
                "More than %(people)s people would get this answer and nobody else here may approve it:"
                " type how many it is, %(count)s, to confirm it alone."
            )
            % {**limit, "count": count}
        )


def sort_of(missing: Need, *, large: bool, wrote: bool) -> str:
    """What an approval is, seen from the text."""
    if missing == Need.NUMBER:
        return Approval.Sort.ALONE
    return Approval.Sort.SECOND if large or not wrote else Approval.Sort.FEW


def member(answer: Answer, user: User) -> Membership:
    """What this colleague is to the answer's desk. Raises NeedsApproval for somebody who is not of it."""
    found = answer.desk.memberships.filter(user=user, ended_at=None).select_related("user").first()
    if found is None:
        raise NeedsApproval(_("Somebody of this desk has to approve it."))
    return found


def asker(answer: Answer) -> User | None:
    """Who asked for the approval, if the answer waits for one."""
    if answer.state != State.PROPOSED:
        return None
    last = answer.transitions.filter(to_state=State.PROPOSED).select_related("by").last()
    return last.by if last else None
