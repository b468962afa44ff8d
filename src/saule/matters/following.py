"""Following: whatever is closed for somebody begins a sequel, which is looked at until it is decided.

A repeat contact is a message of the same canonical person, more than thanks, that came after the answer left
and within the desk's days, in the answer's conversation or in another one of theirs about the same matter;
or, likewise, their word that it does not answer them. Each sweep may be done again: nothing counts twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from saule.desk.models import Desk, Event, User, log
from saule.desk.quality import Rules, rules_of, state_rules
from saule.desk.writing import write_rows
from saule.engines.sequels import ASKED, TAKEN_BACK, Happened, sequel
from saule.matters.closings import begun_by_messages, begun_by_settlements
from saule.matters.models import Comeback, MailClass, Message, Objection, Return, Sequel, Settlement
from saule.matters.settling import ReasonNeeded
from saule.matters.stories import Stories
from saule.matters.typed import one_line

AT_ONCE = 500
SLACK = 1000
"""So many keys below the newest are looked at again: rows do not always come to light in their order."""
LOOK_EVERY = timedelta(minutes=10)
CAME_BACK = (Sequel.State.REPEATED, Sequel.State.OBJECTED)
FEWER_DAYS = "fewer days"


def follow(*, now: datetime) -> int:
    """Begins sequels and looks at those whose time has come, some hundred of each; returns how many."""
    return begin(now=now) + look_again(now=now)


def begin(*, now: datetime) -> int:
    """A sequel for each answer that left and each settlement that has none yet; returns how many."""
    found = begun_by_messages(new_messages()) + begun_by_settlements(new_settlements())
    for one in found:
        one.look_on = None if one.state == Sequel.State.VOID else now
    Sequel.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def new_messages() -> QuerySet[Message]:
    """What people here wrote to somebody, and nobody has looked at yet."""
    last = Sequel.objects.aggregate(last=Max("message"))["last"] or 0
    rows = Message.objects.filter(pk__gt=last - SLACK, outgoing=True, automatic=False, sequel=None)
    return rows.filter(mail_class=MailClass.HUMAN, person__isnull=False).order_by("pk")[:AT_ONCE]


def new_settlements() -> QuerySet[Settlement]:
    """What people here settled without an answer, likewise."""
    last = Sequel.objects.aggregate(last=Max("settlement"))["last"] or 0
    rows = Settlement.objects.filter(pk__gt=last - SLACK, by__isnull=False, sequel=None)
    return rows.filter(conversation__person__isnull=False).order_by("pk")[:AT_ONCE]


def look_again(*, now: datetime) -> int:
    """Decides what can be decided; returns how many were."""
    rows = list(Sequel.objects.filter(look_on__lte=now).order_by("look_on", "pk")[:AT_ONCE])
    seen = {row.pk for row in rows}
    waits = Sequel.objects.filter(look_on__gt=now, conversation__waiting_since__gt=F("at"))
    rows += [row for row in waits.order_by("pk")[:AT_ONCE] if row.pk not in seen]
    return decide(rows, now=now)


def decide(rows: Sequence[Sequel], *, now: datetime) -> int:
    """Looks at these sequels; returns how many were decided."""
    if not rows:
        return 0
    known = {row.sequel_id: row for row in Comeback.objects.filter(sequel__in=rows)}
    happened = what_happened(rows, known)
    days = days_of(rows)
    with transaction.atomic():
        for row in rows:
            state, by = sequel(row.at, happened[row.pk], days=days[row.desk_id], now=now)
            note(row, by if state in CAME_BACK else None, known.get(row.pk), now=now)
            young = state == Sequel.State.YOUNG
            row.state, row.decided_at = state, None if young else now
            row.look_on = now + LOOK_EVERY if young else None
        write_rows(rows, ["state", "decided_at", "look_on"])
    return sum(row.look_on is None for row in rows)


def days_of(rows: Sequence[Sequel]) -> dict[int, int]:
    """For how many days each of their desks listens."""
    desks = Desk.objects.filter(pk__in={row.desk_id for row in rows})
    return {desk.pk: rules_of(desk).days for desk in desks}


def what_happened(rows: Sequence[Sequel], known: dict[int, Comeback]) -> dict[int, list[Happened]]:
    """What happened about each of these; what a colleague said to be about something else is left out."""
    stories = Stories({row.person_id for row in rows}, {row.matter_id for row in rows if row.matter_id})
    backs = taken_back(rows)
    found = {}
    for row in rows:
        other = known.get(row.pk)
        apart = (other.message_id, other.objection_id) if other and other.ended_by_id else (None, None)
        told = [one for one in stories.about(row) if one.key not in (row.message_id, *apart)]
        found[row.pk] = [Happened(one.at, one.what, one.key) for one in told] + backs.get(row.pk, [])
    return found


def taken_back(rows: Sequence[Sequel]) -> dict[int, list[Happened]]:
    """Those of which a server said that the mail never arrived, or whose settlement was taken back."""
    by_message = {row.message_id: row for row in rows if row.message_id}
    by_settlement = {row.settlement_id: row for row in rows if row.settlement_id}
    found: dict[int, list[Happened]] = {}
    returns = Return.objects.filter(delivery__recorded__in=by_message, final=True)
    ended = Settlement.objects.filter(pk__in=by_settlement, ended_at__isnull=False).only("ended_at")
    for message, at, key in returns.values_list("delivery__recorded", "at", "pk"):
        found.setdefault(by_message[message].pk, []).append(Happened(at, TAKEN_BACK, key))
    for one in ended:
        if one.ended_at:
            found.setdefault(by_settlement[one.pk].pk, []).append(Happened(one.ended_at, TAKEN_BACK, one.pk))
    return found


def note(row: Sequel, by: Happened | None, known: Comeback | None, *, now: datetime) -> None:
    """Writes down that the person came back; or that this one does not count any more."""
    if by is None:
        if known is not None and known.ended_at is None:
            known.ended_at, known.ended_why = now, FEWER_DAYS
            known.save(update_fields=["ended_at", "ended_why"])
        return
    where = {"message_id": by.key} if by.what == ASKED else {"objection_id": by.key}
    if known is not None and known.ended_at is None and known.at == by.at:
        return
    place = (Message if by.what == ASKED else Objection).objects.values_list("conversation").get(pk=by.key)
    fields = {"message_id": None, "objection_id": None, **where, "conversation_id": place[0], "at": by.at}
    again = {"found_at": now, "ended_at": None, "ended_by": None, "ended_why": ""}
    Comeback.objects.update_or_create(sequel=row, defaults={**fields, **again})


def set_aside(comeback: Comeback, *, by: User, now: datetime, why: str) -> Comeback:
    """A colleague says that the person came back about something else: the closing stands as it did.

    Raises ReasonNeeded without words. Saying it twice is saying it once.
    """
    why = one_line(why, 300)
    if not why:
        raise ReasonNeeded(_("Say in a few words what it was about instead: it is kept beside the closing."))
    with transaction.atomic():
        here = Comeback.objects.select_for_update(of=("self",)).select_related("sequel").get(pk=comeback.pk)
        if here.ended_at is None:
            here.ended_at, here.ended_by, here.ended_why = now, by, why
            here.save(update_fields=["ended_at", "ended_by", "ended_why"])
            log(here.sequel.desk, "set comeback aside", here, by=by, now=now, why=why)
            decide([here.sequel], now=now)
    return here


def listen(desk: Desk, wanted: Rules, *, seen: str = "", by: User | None, now: datetime) -> Event | None:
    """States a desk's rules; with other days, everything is looked at again, oldest first.

    Raises as ``state_rules`` does.
    """
    with transaction.atomic():
        before = rules_of(desk).days
        event = state_rules(desk, wanted, seen=seen, by=by, now=now)
        if rules_of(desk).days != before:
            rows = desk.sequels.filter(look_on=None)
            rows.exclude(contacts=0).update(look_on=F("at"))
    return event
