"""Drawing: each week some of the answers of the week before are drawn by lot for colleagues to read again.

An answer to thousands is one answer. Nobody reads their own, nor what they may not see. Two read each where
there are two, so that it can be told how far they agree.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from math import ceil
from random import Random

from django.db import transaction

from saule.desk.ids import new_id
from saule.desk.models import Desk, Membership
from saule.desk.policies import MAY
from saule.desk.quality import Rules, rules_of
from saule.matters.models import Conversation, Draw, Rereading, Sequel

READERS = 2
WEEK = timedelta(days=7)


def draw_due(desk: Desk, *, now: datetime) -> int:
    """Draws from the answers of last week, once; returns how many rereadings that makes."""
    today = desk.local_date(now)
    week = today - timedelta(days=today.weekday()) - WEEK
    if Draw.objects.filter(desk=desk, week=week).exists() or not desk.sequels.exists():
        return 0
    return draw(desk, week, seed=new_id(), now=now)


def draw(desk: Desk, week: date, *, seed: str, now: datetime) -> int:
    """Draws from the answers of the week that begins on this Monday. Drawn already: 0."""
    with transaction.atomic():
        Desk.objects.select_for_update(no_key=True).only("pk").get(pk=desk.pk)
        if Draw.objects.filter(desk=desk, week=week).exists():
            return 0
        rng, answers = Random(seed), answers_of(desk, week)  # noqa: S311 -- to be drawn again, not to be secret
        wanted = how_many(rules_of(desk), len(answers))
        row = Draw.objects.create(
            desk=desk, week=week, seed=seed, answers=len(answers), wanted=wanted, at=now
        )
        rng.shuffle(answers)
        return len(drawn(row, answers, rng))


def how_many(rules: Rules, answers: int) -> int:
    """How many of so many answers are read again: a share, at least so many, and never more than all."""
    return min(answers, max(ceil(answers * rules.per_cent / 100), rules.least))


def answers_of(desk: Desk, week: date) -> list[Sequel]:
    """The different answers that left in a week and of which it is known who wrote them, in a fixed order.

    Of an answer to many, the first of its recipients stands for all.
    """
    begins, ends = (datetime.combine(day, time(), tzinfo=desk.zone) for day in (week, week + WEEK))
    rows = desk.sequels.exclude(state=Sequel.State.VOID).filter(at__gte=begins, at__lt=ends)
    rows = rows.filter(settlement=None, by__isnull=False).select_related("conversation")
    found: dict[tuple[str, int], Sequel] = {}
    for row in rows.order_by("pk"):
        name = ("answer", row.answer_id) if row.answer_id else ("reply", row.pk)
        found.setdefault(name, row)
    return list(found.values())


def drawn(row: Draw, answers: Sequence[Sequel], rng: Random) -> list[Rereading]:
    """Gives the first answers that somebody else can read to readers drawn by lot, evenly."""
    members = readers_of(row.desk)
    given: dict[int, int] = defaultdict(int)
    made: list[Rereading] = []
    taken = 0
    for sequel in answers:
        if taken == row.wanted:
            break
        rng.shuffle(members)
        members.sort(key=lambda one: given[one.pk])
        fitting = [one for one in members if may_read(one, sequel)][:READERS]
        taken += bool(fitting)
        for one in fitting:
            given[one.pk] += 1
            made.append(Rereading(draw=row, sequel=sequel, reader=one.user))
    return Rereading.objects.bulk_create(made)


def readers_of(desk: Desk) -> list[Membership]:
    """The members who work on answers here, in a fixed order."""
    rows = desk.memberships.filter(ended_at=None, user__is_active=True, role__in=MAY["answer"])
    return list(rows.select_related("user").order_by("pk"))


def may_read(member: Membership, sequel: Sequel) -> bool:
    """Whether they did not write it and may see its conversation."""
    if member.user_id == sequel.by_id:
        return False
    return Conversation.objects.visible_to(member).filter(pk=sequel.conversation_id).exists()
