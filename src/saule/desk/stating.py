"""What an owner states about the desk: its facts, how much it can answer, and whether a mailbox may send."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.calendar import has_holidays
from saule.desk.changing import NotPossible, change
from saule.desk.models import Capacity, Desk, Event, Mailbox, MailboxSwitch, User, log

FACTS = ["name", "language", "time_zone", "country", "large_audience", "undo_seconds", "second_factor"]
LONGEST_UNDO = 300


def state_facts(
    desk: Desk, values: Mapping[str, Any], *, seen: str = "", by: User | None, now: datetime
) -> Event | None:
    """What the desk is called, where it is and how it works; None when nothing is new.

    Raises NotPossible for a time zone or country that is not known, and ChangedMeanwhile.
    """
    facts = dict(values)
    if "country" in facts:
        facts["country"] = facts["country"].strip().upper()
        if not has_holidays(facts["country"]):
            text = _("“%(given)s” is not the code of a country (such as FR).")
            raise NotPossible(text % {"given": facts["country"][:20]}, "country")
    if facts.get("time_zone", desk.time_zone) not in {*available_timezones(), desk.time_zone}:
        text = _("“%(given)s” is not a time zone.") % {"given": facts["time_zone"][:60]}
        raise NotPossible(text, "time_zone")
    if facts.get("undo_seconds", 0) > LONGEST_UNDO:
        text = _("Nobody waits for more than %(most)s seconds.") % {"most": LONGEST_UNDO}
        raise NotPossible(text, "undo_seconds")
    return change(desk, facts, "change desk", seen=seen, by=by, now=now)


def state_capacity(desk: Desk, answers_per_week: int, *, by: User | None, now: datetime) -> Capacity:
    """From today on, the desk says it can give so many answers a week. Earlier statements stay."""
    with transaction.atomic():
        stated = Capacity.objects.create(
            desk=desk, answers_per_week=answers_per_week, since=desk.local_date(now), at=now, by=by
        )
        log(desk, "state capacity", desk, by=by, now=now, answers_per_week=answers_per_week)
    return stated


def switch(
    mailbox: Mailbox, *, live: bool, would_leave: int, by: User | None, now: datetime, why: str = ""
) -> MailboxSwitch:
    """Switches a mailbox live, or back to rehearsal; ``would_leave`` is what the person was shown."""
    with transaction.atomic():
        row = MailboxSwitch.objects.create(
            mailbox=mailbox, live=live, would_leave=would_leave, at=now, by=by, why=why[:300]
        )
        log(mailbox.desk, "switch", mailbox, by=by, now=now, why=why[:300], live=live)
    return row
