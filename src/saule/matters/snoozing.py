"""Snoozing: a conversation rests until a moment, for a reason. Its promise goes on all the same."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import User
from saule.matters.models import Conversation, Snooze
from saule.matters.typed import one_line

LONGEST = timedelta(days=366)


class CannotSnooze(SauleError):
    """It cannot rest: nobody waits in it, or the moment is over or too far, or no reason is given."""

    code = "cannot-snooze"


def snooze(conversation: Conversation, until: datetime, *, by: User, now: datetime, why: str) -> Snooze:
    """Lets the conversation rest until then. One that rests already is snoozed anew. Raises CannotSnooze."""
    why = one_line(why, 300)
    if not why:
        raise CannotSnooze(_("Say in a few words what it waits for."))
    if until <= now:
        raise CannotSnooze(_("This moment is over: choose one to come."))
    if until - now > LONGEST:
        raise CannotSnooze(_("A conversation rests for a year at most."))
    with transaction.atomic():
        here = Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
        if here.waiting_since is None:
            raise CannotSnooze(_("Nobody waits here: there is nothing to put off."))
        standing = Snooze.objects.filter(conversation=here, ended_at=None)
        standing.update(ended_at=now, ended=Snooze.Ended.REPLACED, ended_by=by)
        made = Snooze.objects.create(conversation=here, until=until, why=why, at=now, by=by)
        Conversation.objects.filter(pk=here.pk).update(snoozed_until=until)
    conversation.snoozed_until = until
    return made


def wake(conversation: Conversation, *, by: User, now: datetime) -> bool:
    """A colleague ends the rest; whether there was one."""
    woken = end({conversation.pk: now}, Snooze.Ended.PERSON, by=by, now=now)
    conversation.snoozed_until = None
    return bool(woken)


def wake_written(written: Mapping[int, datetime], *, now: datetime) -> int:
    """Somebody wrote in these conversations, at these moments: those that rested before are awake."""
    return end(written, Snooze.Ended.MESSAGE, by=None, now=now)


def wake_due(*, now: datetime) -> int:
    """Ends every rest whose time has come. Returns how many."""
    due = Snooze.objects.filter(ended_at=None, until__lte=now).values_list("conversation", flat=True)
    return end(dict.fromkeys(due, now), Snooze.Ended.TIME, by=None, now=now)


def end(conversations: Mapping[int, datetime], how: str, *, by: User | None, now: datetime) -> int:
    """Ends the rests that began before the moment given for each. Returns how many."""
    if not conversations:
        return 0
    with transaction.atomic():
        # In the order in which ``snooze`` locks: the conversation first.
        rows = Conversation.objects.filter(pk__in=conversations, snoozed_until__isnull=False)
        locked = set(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
        standing = Snooze.objects.filter(conversation__in=locked, ended_at=None)
        if how == Snooze.Ended.TIME:
            standing = standing.filter(until__lte=now)
        rests = [rest for rest in standing if rest.at <= conversations[rest.conversation_id]]
        Snooze.objects.filter(pk__in=[rest.pk for rest in rests]).update(ended_at=now, ended=how, ended_by=by)
        woken = {rest.conversation_id for rest in rests}
        Conversation.objects.filter(pk__in=woken).update(snoozed_until=None)
    return len(rests)
