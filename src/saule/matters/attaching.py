"""Attaching: a message may be about several matters; taking it out of one leaves it in the others."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.models import User
from saule.matters.acting import Act, check_sight, filings_of, hold
from saule.matters.models import Correction, Decision, Filing, Matter, Message
from saule.matters.placing import NotThere

Verb = Correction.Verb


def attach(message: Message, matter: Matter, *, by: User, now: datetime, why: str = "") -> Correction:
    """The message is about ``matter`` too, and stays where it is. Raises NotThere."""
    return attach_together([message], matter, by=by, now=now, why=why)


def attach_together(
    messages: Collection[Message], matter: Matter, *, by: User, now: datetime, why: str = ""
) -> Correction:
    """Attaches those of these messages that are not there yet, as one act. Raises NotThere if all are."""
    with transaction.atomic():
        for message in messages:
            check_place(message, matter)
        check_sight(matter.desk, [matter], by)
        rows = Filing.objects.filter(message__in=messages).order_by("-pk")
        homes = dict(rows.values_list("message_id", "matter_id"))
        act = Act(Verb.ATTACH, matter, by=by, now=now, why=why, also=set(homes.values()))
        there = set(rows.filter(matter=matter).values_list("message_id", flat=True))
        new = [message for message in messages if message.pk not in there]
        if not new:
            raise NotThere(_("It is there already."))
        moved = Decision.Outcome.MOVED
        act.carry_out([act.decide(message, moved, "attached", matter=matter) for message in new], homes)
        return act.finish()


def detach(message: Message, matter: Matter, *, by: User, now: datetime, why: str = "") -> Correction:
    """The message is not about ``matter``, wherever else it is. Raises NotThere when it is not there."""
    return detach_together([message], matter, by=by, now=now, why=why)


def detach_together(
    messages: Collection[Message], matter: Matter, *, by: User, now: datetime, why: str = ""
) -> Correction:
    """Takes those of these messages out that are there, as one act. Raises NotThere if none is."""
    with transaction.atomic():
        check_sight(matter.desk, [matter], by)
        filings = filings_of(hold({matter.pk})[matter.pk], [message.pk for message in messages])
        if not filings:
            raise NotThere(_("Somebody has taken this message out meanwhile."))
        act = Act(Verb.DETACH, matter, by=by, now=now, why=why)
        removed = Decision.Outcome.REMOVED
        act.carry_out([act.decide(one.message, removed, "taken_out", before=matter) for one in filings])
        return act.finish()


def check_place(message: Message, matter: Matter) -> None:
    """A message only ever goes into a matter of its own desk that stands."""
    if matter.desk_id != message.desk_id:
        raise NotThere(_("This matter does not exist here."))
    if Matter.objects.filter(pk=matter.pk, state=Matter.State.MERGED).exists():
        raise NotThere(_("This matter was merged into another. Put the message there instead."))
