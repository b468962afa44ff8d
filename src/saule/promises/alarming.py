"""Alarming: owners and supervisors hear once when their desk runs hot, and again only after it had cooled."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from saule.desk.calendar import day_in_words
from saule.desk.models import Desk, Role, log
from saule.desk.telling_staff import ask_for, leaders
from saule.promises.flow import STANDS
from saule.promises.models import Overheating
from saule.promises.overheating import Heat, heat, is_cool, posture_is_hot
from saule.promises.telling import mailbox_to_tell_from

EVERY = timedelta(hours=1)
LOAD_PATH = "/load"
TOLD = (Role.OWNER, Role.SUPERVISOR)


def watch_heat(desk: Desk, *, now: datetime) -> int:
    """Looks at the desk once an hour, which is enough where weeks are compared; returns 1 if it did."""
    if not cache.add(f"heat:{desk.public_id}", True, EVERY.total_seconds()):
        return 0
    watch(desk, now=now)
    return 1


def watch(desk: Desk, *, now: datetime) -> Overheating | None:
    """Begins or ends a time of overheating; its beginning is told once. Between hot and cool all stays."""
    found = heat(desk, now=now)
    with transaction.atomic():
        standing = desk.overheatings.select_for_update().filter(ended_at=None).first()
        if standing is None:
            if found is None or not posture_is_hot(found):
                return None
            return begin(found, now=now)
        if found is None or is_cool(found):
            standing.ended_at = now
            standing.save(update_fields=["ended_at"])
            log(desk, "cool down", desk, by=None, now=now)
        elif standing.told_at is None:
            tell(standing, found, now=now)
    return standing


def begin(found: Heat, *, now: datetime) -> Overheating:
    """A time of overheating begins, with its figures."""
    desk = found.desk
    facts: dict[str, Any] = {
        "arriving": round(found.load.arriving, 1),
        "capacity": found.load.capacity,
        "late": found.late,
        "breaks_on": found.breaks_on.isoformat() if found.breaks_on else None,
    }
    row = Overheating.objects.create(desk=desk, began_at=now, facts=facts)
    log(desk, "overheat", desk, by=None, now=now, why="", **facts)
    tell(row, found, now=now)
    return row


def tell(row: Overheating, found: Heat, *, now: datetime) -> None:
    """Asks for one mail to each owner and supervisor; not while the desk rehearses and nothing may leave."""
    mailbox = mailbox_to_tell_from(row.desk)
    if mailbox is None:
        return
    for member in leaders(row.desk, TOLD):
        language = member.user.language
        subject, body = words(found, language)
        ask_for(member, key=f"heat:{row.pk}", subject=subject, body=body, mailbox=mailbox, now=now)
    row.told_at = now
    row.save(update_fields=["told_at"])


def words(found: Heat, language: str) -> tuple[str, str]:
    """Subject and body of the alarm, in the colleague's language."""
    load, breaks = found.load, found.breaks_on
    with translation.override(language):
        context = {
            "desk": found.desk.name,
            "times": number_format(load.share or 0, 1),
            "arriving": number_format(round(load.arriving), force_grouping=True),
            "capacity": number_format(load.capacity, force_grouping=True),
            "late": found.late,
            "over": (load.share or 0) > STANDS,
            "breaks": day_in_words(breaks, language, today=found.today) if breaks else "",
            "link": f"{settings.PUBLIC_URL}{LOAD_PATH}",
        }
        subject = _("%(desk)s is running hot") % {"desk": found.desk.name}
        return subject, render_to_string(f"mail/overheating.{language}.txt", context).strip() + "\n"
