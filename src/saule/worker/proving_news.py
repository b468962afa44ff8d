"""Proving that news went out at a steady beat, and that the public board says what the rows say."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import Substr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.desk.models import Desk
from saule.desk.opening import board_is_open
from saule.matters.models import Delivery
from saule.promises.board import COLUMNS, MONTHS, board, month_before, outcome, since_moment
from saule.promises.models import Promise
from saule.worker.findings import Finding, finding

OF_A_BEAT = len("news:2026-11-24")


def beats(_now: datetime) -> Finding:
    """Nobody was sent news twice at one beat; those joined into one person since count as they were."""
    rows = Delivery.objects.filter(purpose=Delivery.Purpose.NEWS, key__startswith="news:").order_by()
    whole = rows.annotate(beat=Substr("key", 1, OF_A_BEAT))
    wrong = whole.values("desk", "beat", "person").annotate(times=Count("pk")).filter(times__gt=1).count()
    ill = ngettext(
        "%(count)s person was sent news twice on one day.",
        "%(count)s people were sent news twice on one day.",
        wrong,
    )
    well = _("Nobody gets news more than once a day of news.")
    return finding("beats", wrong, well, ill % {"count": wrong})


def boards(now: datetime) -> Finding:
    """Invariant 9: what everybody can read of a desk's promises is what its rows come to."""
    wrong = sum(1 for desk in Desk.objects.order_by("pk") if board_is_open(desk) and misread(desk, now))
    ill = ngettext(
        "%(count)s public board of promises says something else than its rows.",
        "%(count)s public boards of promises say something else than their rows.",
        wrong,
    )
    return finding("boards", wrong, _("Public boards equal the rows behind them."), ill % {"count": wrong})


def misread(desk: Desk, now: datetime) -> bool:
    """Whether a board's figures differ from the promises, counted one by one in another way."""
    found = board(desk, now=now)
    counts: Counter[str] = Counter()
    first = month_before(desk.local_date(now), MONTHS - 1)
    rows: Any = desk.promises.filter(given_at__gte=since_moment(desk, first)).values_list("state", "day")
    for state, day in rows.iterator():
        counts[outcome(state, day is not None)] += 1
    late = desk.promises.filter(state=Promise.State.LATE, day__isnull=False).count()
    shown = {name: getattr(found.total, name) for name in COLUMNS}
    return shown != {name: counts[name] for name in COLUMNS} or late != found.late_count
