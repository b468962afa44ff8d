"""Handing on: conversations go to a provider and come back; each step is a row, and the promise stands."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from saule.desk.errors import IllegalTransition, NotAllowed
from saule.desk.models import Desk, Membership, User, log
from saule.desk.policies import may
from saule.matters import because
from saule.matters.assigning import assign
from saule.matters.models import Attachment, Conversation, Filing, Message
from saule.matters.typed import one_line
from saule.providers.contracting import version_on, volume
from saule.providers.errors import CannotHand
from saule.providers.models import Handover, Provider, Terms
from saule.providers.models.work import OPEN, WITH_THEM
from saule.providers.ranking import rule, standing_stop

State = Handover.State
A_WEEK = timedelta(days=7)
NOT_COUNTED = (State.PROPOSED, State.DECLINED, State.LAPSED, State.UNTAKEN)


def terms_now(provider: Provider, now: datetime) -> Terms | None:
    """What the provider may be handed at this moment; None outside its days and hours."""
    local = now.astimezone(provider.desk.zone)
    found = version_on(list(provider.terms.all()), local.date())
    if found is None or str(local.isoweekday()) not in found.weekdays:
        return None
    return found if found.opens <= local.time() < found.closes else None


def room(provider: Provider, *, now: datetime) -> int:
    """How many more the provider may be handed this week, of what is contracted; proposals count."""
    handed = provider.handovers.exclude(state__in=NOT_COUNTED).filter(handed_at__gt=now - A_WEEK).count()
    waiting = provider.handovers.filter(state=State.PROPOSED).count()
    return max(0, volume(provider, provider.desk.local_date(now)) - handed - waiting)


def eligible(provider: Provider, terms: Terms, *, now: datetime) -> QuerySet[Conversation]:
    """What may be handed on under these terms, the longest wait first.

    It waits, nobody has it, it does not rest; it is under a contracted heading and in a contracted language;
    nothing in it is for the desk alone.
    """
    here = {"conversation": OuterRef("pk")}
    filed = filings()
    came = Message.objects.filter(outgoing=False, **here)
    rows = Conversation.objects.filter(desk=provider.desk_id).waiting().awake(now)
    rows = rows.filter(assigned_to=None, assigned_team=None, person__isnull=False)
    return (
        for_others(rows)
        .filter(
            Exists(filed.filter(matter__kind__in=terms.kinds.values("pk"))),
            Exists(came.from_people().filter(language__in=terms.languages)),
            ~Exists(filed.exclude(matter__kind__in=terms.kinds.values("pk"))),
            ~Exists(Handover.objects.filter(state__in=OPEN, **here)),
            ~Exists(
                Handover.objects.filter(
                    provider=provider, state__in=("returned", "untaken", "declined"), **here
                )
            ),
        )
        .order_by("waiting_since", "pk")
    )


def for_others(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Those that are not for the desk alone: nothing grave, and nothing in them needs more of the person than
    the question: no files, no card.
    """
    unfit = Q(mail_class__in=("list", "spam")) | ~Q(severity=[]) | Q(cards_masked__gt=0)
    return rows.filter(
        ~Exists(filings().filter(matter__grave=True)),
        ~Exists(Message.objects.filter(unfit, conversation=OuterRef("pk"), outgoing=False)),
        ~Exists(Attachment.objects.filter(message__conversation=OuterRef("pk"))),
    )


def filings() -> QuerySet[Filing]:
    """Where what came in a conversation is filed."""
    return Filing.objects.filter(message__conversation=OuterRef("pk"), message__outgoing=False)


def propose(
    provider: Provider, conversations: Iterable[Conversation], *, now: datetime, why: dict[str, Any]
) -> list[Handover]:
    """Rows that wait for a leader's word. What is proposed or handed already is passed over."""
    made = [
        Handover(provider=provider, conversation=one, at=now, why=why)
        for one in conversations
        if not one.handovers.filter(state__in=OPEN).exists()
    ]
    return Handover.objects.bulk_create(made)


def hand(handover: Handover, *, by: User | None, now: datetime) -> Handover:
    """Hands a proposal on: it is assigned to the provider's team, and is to be taken within the desk's hours.

    Raises CannotHand when somebody has it by now, nobody waits any more, what came since is for the desk
    alone, or nothing may go to the provider.
    """
    provider, conversation = handover.provider, handover.conversation
    with transaction.atomic():
        here = Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
        if standing_stop(provider):
            raise CannotHand(_("Nothing is handed to %(name)s at present.") % {"name": provider.name})
        if here.waiting_since is None:
            raise CannotHand(_("Nobody waits there any more."))
        if here.assigned_to_id or here.assigned_team_id:
            raise CannotHand(_("Somebody has it already."))
        if not for_others(Conversation.objects.filter(pk=here.pk)).exists():
            raise CannotHand(_("What came since is for the desk alone: a danger, a file or a card number."))
        given = assign(here, provider.team, by=by, now=now, why=because.HANDED_ON)
        until = now + timedelta(hours=rule(provider.desk).take_hours)
        handover.move_to(State.HANDED, by=by, now=now, assignment=given, handed_at=now, take_by=until)
        log(provider.desk, "hand on", conversation, by=by, now=now, provider=provider.public_id)
    return handover


def decline(handovers: Sequence[Handover], *, by: User, now: datetime, why: str) -> int:
    """Proposals that a leader does not follow; returns how many."""
    return move_each(handovers, State.DECLINED, by=by, now=now, why=one_line(why, 300))


def move_each(
    handovers: Iterable[Handover], state: str, *, by: User | None, now: datetime, why: str = ""
) -> int:
    """Moves each of these; one that somebody else moved meanwhile stays where it is."""
    done = 0
    for one in handovers:
        try:
            one.move_to(state, by=by, now=now, why=why)
            done += 1
        except IllegalTransition:
            continue
    return done


def take(handover: Handover, *, by: Membership, now: datetime) -> Handover:
    """An agent of the provider takes it. Nothing happens when a colleague of theirs has."""
    allow(handover, by)
    if handover.state != State.HANDED:
        return handover
    return handover.move_to(State.TAKEN, by=by.user, now=now, taken_by=by.user)


def allow(handover: Handover, by: Membership) -> None:
    """Raises NotAllowed for whoever is no agent of the provider that has it now; its state is then fresh."""
    state = Handover.objects.visible_to(by).filter(pk=handover.pk).values_list("state", flat=True).first()
    if state is None:
        raise NotAllowed(_("This was not handed to you."))
    handover.state = state


def give_back(handover: Handover, *, by: Membership, now: datetime, why: str) -> Handover:
    """The provider gives it back to the desk, with a reason. Raises CannotHand without one."""
    allow(handover, by)
    why = one_line(why, 300)
    if not why:
        raise CannotHand(_("Say in a few words why: the desk goes on from there."))
    return come_back(handover, State.RETURNED, by=by.user, now=now, why=why)


def recall(handover: Handover, *, by: Membership, now: datetime, why: str = "") -> Handover:
    """A leader takes it back from the provider."""
    if not may(by, "lead providers"):
        raise NotAllowed(_("Your role does not allow you to take it back."))
    return come_back(handover, State.RECALLED, by=by.user, now=now, why=one_line(why, 300))


def come_back(handover: Handover, state: str, *, by: User | None, now: datetime, why: str) -> Handover:
    """It leaves the provider, and nobody has it any more: whoever is next at the desk finds it."""
    with transaction.atomic():
        handover.move_to(state, by=by, now=now, why=why)
        release(handover, by=by, now=now, why=why)
        log(handover.provider.desk, "come back", handover.conversation, by=by, now=now, state=state)
    return handover


def release(handover: Handover, *, to: User | None = None, by: User | None, now: datetime, why: str) -> None:
    """The conversation is for ``to``, or for whoever takes it, if the provider's team still had it."""
    here = Conversation.objects.select_for_update(no_key=True).get(pk=handover.conversation_id)
    if here.assigned_team_id == handover.provider.team_id:
        assign(here, to, by=by, now=now, why=why)


def bring_back_untaken(desk: Desk, *, now: datetime) -> int:
    """What providers did not take in time, what nobody waits for any more, what others have, and what turned
    out to be for the desk alone; returns how many came back.
    """
    rows = Handover.objects.filter(provider__desk=desk).select_related("provider__desk", "conversation")
    here = rows.filter(state__in=WITH_THEM)
    done = bring_back(rows.filter(state=State.HANDED, take_by__lt=now), State.UNTAKEN, because.NOT_TAKEN, now)
    done += bring_back(
        here.filter(conversation__waiting_since=None), State.RECALLED, because.NOBODY_WAITS, now
    )
    elsewhere = here.exclude(conversation__assigned_team=F("provider__team"))
    done += bring_back(elsewhere, State.RECALLED, because.WITH_ANOTHER, now)
    ours = here.exclude(conversation__in=for_others(Conversation.objects.filter(desk=desk)))
    return done + bring_back(ours, State.RECALLED, because.FOR_THE_DESK, now)


def bring_back(handovers: Iterable[Handover], state: str, why: str, now: datetime) -> int:
    """Each of these comes back; what somebody took or gave back at the same moment stays where it is."""
    done = 0
    for one in handovers:
        try:
            come_back(one, state, by=None, now=now, why=why)
            done += 1
        except IllegalTransition:
            continue
    return done
