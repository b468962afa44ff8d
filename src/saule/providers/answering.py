"""Answering what was handed on: a provider's reply leaves as the desk's, and says for whom it was written.

Its agents stand for no figure: what the reference does not have so goes to somebody of the desk.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from saule.desk.errors import NotAllowed
from saule.desk.models import Membership, log
from saule.desk.policies import may
from saule.engines.veiling import STAND_IN
from saule.matters import because, drafting, guarding, replying
from saule.matters.errors import CannotReply, FiguresInDoubt
from saule.matters.models import Delivery, Note
from saule.matters.noting import note
from saule.matters.typed import one_line
from saule.providers.errors import CannotHand, ForALeader
from saule.providers.handing import allow, release, take
from saule.providers.models import FigureStop, Handover

State = Handover.State


def save(
    handover: Handover, body: str, *, by: Membership, now: datetime, version: int = 0, window: str = ""
) -> Any:
    """Keeps what an agent of the provider writes, and takes the conversation for them; see ``save_draft``."""
    allow(handover, by)
    take(handover, by=by, now=now)
    talk = handover.conversation
    return drafting.save_draft(talk, body, by=by.user, now=now, version=version, window=window)


def answer(
    handover: Handover, *, by: Membership, now: datetime, seen: str, window: str = "", day: date | None = None
) -> Delivery:
    """Sends the agent's draft as the desk's reply, with a line that says who wrote it for whom.

    Raises ForALeader for a figure in doubt (a row remembers it), CannotReply for all other reasons; the
    draft is kept.
    """
    allow(handover, by)
    if handover.state == State.CHECKING:
        raise CannotReply(_("It waits for a leader’s word."))
    draft = drafting.draft_of(handover.conversation, by.user)
    if draft and STAND_IN.search(draft.body):
        raise CannotReply(_("A stand-in such as “[name 1]” is in the text: the person would read it."))
    try:
        with transaction.atomic():
            take(handover, by=by, now=now)
            made = replying.write_out(
                handover.conversation,
                by=by,
                now=now,
                seen=seen,
                window=window,
                day=day,
                below=disclosure(handover),
            )
            if handover.state == State.TAKEN:
                settled(handover, made, by=by, now=now)
    except FiguresInDoubt as error:
        stop = remember(handover, draft.body if draft else "", by=by, now=now)
        raise ForALeader(str(error), stop.pk) from error
    return made


def settled(handover: Handover, made: Delivery, *, by: Membership, now: datetime) -> None:
    """It is answered: the provider has it no more."""
    handover.move_to(State.ANSWERED, by=by.user, now=now, answered_at=now, answered_by=by.user, delivery=made)
    release(handover, by=by.user, now=now, why=because.BY_PROVIDER)


def disclosure(handover: Handover) -> str:
    """Who wrote this for whom, in the person's language."""
    names = {"provider": handover.provider.name, "desk": handover.provider.desk.name}
    with override(replying.to_whom(handover.conversation).language):
        return _("Written by %(provider)s for %(desk)s.") % names


def remember(handover: Handover, body: str, *, by: Membership, now: datetime) -> FigureStop:
    """A row of the figures in doubt; the same figures in the same conversation are one."""
    desk = by.desk
    doubts = guarding.doubts_in(body, guarding.reference(desk), desk=desk, now=now)
    figures = [
        {"text": one.finding.figure.text[:60], "code": one.code, "verdict": str(one.finding.verdict)}
        for one in doubts
    ]
    known = next((one for one in handover.figure_stops.all() if one.figures == figures), None)
    if known:
        return known
    row = FigureStop.objects.create(handover=handover, figures=figures, at=now, by=by.user)
    log(desk, "stop figures", handover.conversation, by=by.user, now=now, count=len(figures))
    return row


def ask_leader(stop: FigureStop, *, by: Membership, now: datetime) -> None:
    """The agent is sure of the figures: somebody of the desk decides."""
    allow(stop.handover, by)
    with transaction.atomic():
        take(stop.handover, by=by, now=now)
        stop.handover.move_to(State.CHECKING, by=by.user, now=now)
        stop.asked_at = now
        stop.save(update_fields=["asked_at"])


def decide(stop: FigureStop, *, taken_over: bool, by: Membership, now: datetime, why: str = "") -> None:
    """A leader takes the conversation over, with the provider's text as their own draft, or gives it back.

    Raises CannotHand when it is decided already, or without a word when it is given back.
    """
    if not may(by, "lead providers"):
        raise NotAllowed(_("Your role does not allow you to decide this."))
    why = one_line(why, 300)
    if not taken_over and not why:
        raise CannotHand(_("Say in a few words what is wrong: they go on from there."))
    handover = stop.handover
    with transaction.atomic():
        mine = FigureStop.objects.filter(pk=stop.pk, decided_at=None)
        if not mine.update(decided_at=now, decided_by=by.user, taken_over=taken_over, why=why):
            raise CannotHand(_("Somebody has decided this already."))
        if not taken_over:
            handover.move_to(State.TAKEN, by=by.user, now=now, why=why)
            return
        take_over(handover, stop, by=by, now=now)


def take_over(handover: Handover, stop: FigureStop, *, by: Membership, now: datetime) -> None:
    """The conversation is the leader's, with what the provider had written as their draft."""
    written = drafting.draft_of(handover.conversation, stop.by)
    own = drafting.draft_of(handover.conversation, by.user)
    if written and not (own and own.body.strip()):
        version = own.version if own else 0
        drafting.save_draft(handover.conversation, written.body, by=by.user, now=now, version=version)
    if written:
        drafting.discard_draft(handover.conversation, by=stop.by)
    handover.move_to(State.RECALLED, by=by.user, now=now)
    release(handover, to=by.user, by=by.user, now=now, why="")


def add_note(handover: Handover, body: str, *, by: Membership, now: datetime) -> Note:
    """A note of the provider's, which the desk reads beside the conversation."""
    allow(handover, by)
    return note(handover.conversation, body, by=by.user, now=now)
