"""Proving that what a conversation shows of the work on it is what the rows behind it say."""

from datetime import datetime

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.matters.models import Assignment, Conversation, Snooze
from saule.worker.findings import Finding, finding


def work(_now: datetime) -> Finding:
    """Who has each conversation, and until when it rests, equal the newest rows."""
    wrong = misgiven() + misrested()
    ill = ngettext(
        "%(count)s conversation shows another holder or rest than its rows say.",
        "%(count)s conversations show another holder or rest than their rows say.",
        wrong,
    )
    well = _("Who has a conversation, and until when it rests, are as its rows say.")
    return finding("work", wrong, well, ill % {"count": wrong})


def misgiven() -> int:
    """How many conversations show a holder that their newest assignment does not name."""
    newest = Assignment.objects.filter(conversation=OuterRef("pk")).order_by("-at", "-pk")
    rows = Conversation.objects.annotate(
        user=Subquery(newest.values("to_user")[:1]), team=Subquery(newest.values("to_team")[:1])
    )
    wrong = 0
    for shown, said in (("assigned_to", "user"), ("assigned_team", "team")):
        here, there = Q(**{f"{shown}__isnull": False}), Q(**{f"{said}__isnull": False})
        wrong += rows.filter(here & ~there).count() + rows.filter(~here & there).count()
        wrong += rows.filter(here & there).exclude(**{shown: F(said)}).count()
    return wrong


def misrested() -> int:
    """How many conversations rest without a standing row, or until another moment than it says."""
    standing = Snooze.objects.filter(conversation=OuterRef("pk"), ended_at=None)
    rows = Conversation.objects.annotate(until=Subquery(standing.values("until")[:1]))
    resting, said = Q(snoozed_until__isnull=False), Q(until__isnull=False)
    different = rows.filter(resting & said).exclude(snoozed_until=F("until")).count()
    return rows.filter(resting & ~said).count() + rows.filter(~resting & said).count() + different
