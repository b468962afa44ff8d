"""The willow's rule in the demo: a threshold that was announced and cancelled, petitions of several sizes,
and what presses now.
"""

from collections import Counter
from datetime import datetime, timedelta

from saule.demo.letters import CRISIS, Letter, letters
from saule.demo.story import themes
from saule.demo.writing import library
from saule.desk.models import Desk, Nature, User
from saule.matters.correcting import set_kind
from saule.matters.describing import describe
from saule.matters.models import Filing, Matter, Message
from saule.matters.splitting import split
from saule.matters.strengths import weigh_due
from saule.promises.alarming import watch
from saule.promises.publishing import sweep_public
from saule.promises.thresholds import announce, cancel

ANNOUNCED, STOOD, VALUE = timedelta(days=40), timedelta(days=4), 5
WHY = "Inscriptions à la cantine\u202f: deux fois plus de courrier que d’ordinaire"


def earlier_threshold(desk: Desk, *, now: datetime) -> None:
    """Six weeks ago the owner announced that five people would be needed, and cancelled it before it applied:
    help had come from another service.
    """
    owner = desk.memberships.filter(role="owner").select_related("user").get().user
    then = now - ANNOUNCED
    row = announce(desk, VALUE, by=owner, now=then, why=WHY)
    cancel(row, by=owner, now=then + STOOD)


def part_petitions(desk: Desk, *, now: datetime) -> None:
    """A colleague has given each small petition a matter of its own, under its heading: to a machine they all
    speak of streets and squares.
    """
    owner = desk.memberships.filter(role="owner").select_related("user").get().user
    for letter in letters():
        if letter.theme != CRISIS:
            part(desk, letter, by=owner, now=now)


def part(desk: Desk, letter: Letter, *, by: User, now: datetime) -> None:
    """Takes the copies of one petition out of the matter in which most of them are, if not alone there."""
    subject = library(letter.language)[f"letters.{letter.key}.subject"][0].words
    copies = Message.objects.from_people().filter(desk=desk, subject=subject)
    where = Counter(Filing.objects.filter(message__in=copies).values_list("matter", flat=True))
    if not where:
        return
    found = desk.matters.get(pk=where.most_common(1)[0][0])
    inside = list(copies.filter(filings__matter=found))
    if found.messages_count > len(inside):
        split(found, inside, subject, by=by, now=now)
        describe(desk, [found.pk], afresh=True)
        found = Matter.objects.get(filings__message=inside[0])
    kind = desk.kinds.get(code=themes()[letter.theme].kind)
    set_kind(found, kind, Nature.SHARED, by=by, now=now)


def weigh_and_watch(desk: Desk, *, now: datetime) -> None:
    """What a worker would have done by now: every matter is weighed, and the crisis has been noticed."""
    while weigh_due(desk, now=now):
        pass
    sweep_public(desk, now=now)
    watch(desk, now=now)
