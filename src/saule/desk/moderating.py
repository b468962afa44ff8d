"""Moderating: an owner decides when people's answers to each other are shown."""

from datetime import datetime

from django.db import transaction

from saule.desk.changing import refuse_unseen
from saule.desk.models import Desk, Event, PeerModeration, User, log

When = PeerModeration.When


def moderation_of(desk: Desk) -> str:
    """When answers are shown: what the newest row says; until there is one, as ``KNOWN`` says."""
    row = desk.peer_moderations.first()
    return row.when if row else When.KNOWN


def state_moderation(
    desk: Desk, when: str, *, seen: str = "", by: User | None, now: datetime
) -> Event | None:
    """From now on answers are shown so; what waits for a look goes on waiting. None when nothing is new.

    Raises ChangedMeanwhile when ``seen`` was of another rule.
    """
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        before, after = {"when": moderation_of(desk)}, {"when": When(when).value}
        refuse_unseen(before, seen)
        if before == after:
            return None
        PeerModeration.objects.create(desk=desk, when=when, at=now, by=by)
        return log(desk, "change peer rules", desk, by=by, now=now, before=before, after=after)
