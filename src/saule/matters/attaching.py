"""Attaching: a message may be about several matters; taking it out of one leaves it in the others."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.models import User
from saule.matters.acting import Act, check_sight, filings_of, hold
from saule.matters.models import Correction, Decision, Matter, Message
from saule.matters.placing import NotThere

Verb = Correction.Verb


def attach(message: Message, matter: Matter, *, by: User, now: datetime, why: str = "") -> Correction:
    """The message is about ``matter`` too, and stays where it is. Raises NotThere."""
    with transaction.atomic():
        check_place(message, matter)
        check_sight(message.desk, [matter], by)
        here = message.filings.order_by("pk").values_list("matter", flat=True).first()
        act = Act(Verb.ATTACH, matter, by=by, now=now, why=why, also={here} if here else ())
        if message.filings.filter(matter=matter).exists():
            raise NotThere(_("It is there already."))
        attached = act.decide(message, Decision.Outcome.MOVED, "attached", matter=matter)
        act.carry_out([attached], {message.pk: here} if here else {})
        return act.finish()


def detach(message: Message, matter: Matter, *, by: User, now: datetime, why: str = "") -> Correction:
    """The message is not about ``matter``, wherever else it is. Raises NotThere when it is not there."""
    with transaction.atomic():
        check_sight(message.desk, [matter], by)
        filings = filings_of(hold({matter.pk})[matter.pk], [message.pk])
        if not filings:
            raise NotThere(_("Somebody has taken this message out meanwhile."))
        act = Act(Verb.DETACH, matter, by=by, now=now, why=why)
        act.carry_out([act.decide(filings[0].message, Decision.Outcome.REMOVED, "taken_out", before=matter)])
        return act.finish()


def check_place(message: Message, matter: Matter) -> None:
    """A message only ever goes into a matter of its own desk that stands."""
    if matter.desk_id != message.desk_id:
        raise NotThere(_("This matter does not exist here."))
    if Matter.objects.filter(pk=matter.pk, state=Matter.State.MERGED).exists():
        raise NotThere(_("This matter was merged into another. Put the message there instead."))
