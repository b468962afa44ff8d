"""Surging: a matter grows as nothing before explains; owners and supervisors hear of it once.

Nothing is stopped by it: it may be news that many heard at once. What is suspicious about single signatures
holds those; here somebody is only called to look.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncHour
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.desk.models import Desk, log
from saule.desk.telling_staff import ask_for, leaders
from saule.engines.surging import LEAST as FEWEST
from saule.engines.surging import Usual, is_calm, is_unusual, usual
from saule.matters.confirming import KEPT
from saule.matters.models import Confirmation, Matter, Surge
from saule.promises.alarming import TOLD
from saule.promises.telling import mailbox_to_tell_from

EVERY = timedelta(minutes=1)
HOUR = timedelta(hours=1)
PAST = timedelta(days=28)
SHARED = ("network", "domain", "pattern")
MUCH = 0.2
"""From this part of them on it is said what they share."""
State = Confirmation.State


def watch_growth(desk: Desk, *, now: datetime) -> int:
    """Looks once a minute at what grew within the hour; returns how many surges began or ended."""
    if not cache.add(f"growth:{desk.public_id}", True, EVERY.total_seconds()):
        return 0
    return watch(desk, now=now)


def watch(desk: Desk, *, now: datetime) -> int:
    """Begins and ends surges; what begins is told once."""
    standing = {row.matter_id: row for row in desk.surges.filter(ended_at=None).select_related("matter")}
    counts = within_the_hour(desk, now=now)
    changed = 0
    for key in counts.keys() | standing.keys():
        changed += look(desk, key, counts.get(key, 0), standing.get(key), now=now)
    return changed


def within_the_hour(desk: Desk, *, now: datetime) -> dict[int, int]:
    """How many signatures were confirmed within the hour, of each matter that had enough to be looked at."""
    rows = confirmed(desk, now - HOUR).filter(confirmed_at__lte=now).values("matter").annotate(n=Count("pk"))
    return {row["matter"]: row["n"] for row in rows if row["n"] >= FEWEST}


def confirmed(desk: Desk, since: datetime) -> QuerySet[Confirmation]:
    """The signatures confirmed since then, also those that are held or refused."""
    return Confirmation.objects.filter(
        desk=desk, purpose=Confirmation.Purpose.SIGN, confirmed_at__gt=since, asked_at__gt=since - KEPT
    )


def look(desk: Desk, key: int, count: int, surge: Surge | None, *, now: datetime) -> int:
    """Begins or ends the surge of one matter; between unusual and calm all stays. Returns 1 if it changed."""
    known = usual_of(desk, key, surge.began_at if surge else now)
    if surge is None:
        return int(is_unusual(count, known) and begin(desk, key, count, known, now=now) is not None)
    if surge.told_at is None:
        tell(surge, now=now)
    if not is_calm(count, known):
        return 0
    with transaction.atomic():
        if Surge.objects.filter(pk=surge.pk, ended_at=None).update(ended_at=now):
            log(desk, "surge over", surge.matter, by=None, now=now)
    return 1


def usual_of(desk: Desk, matter: int, until: datetime) -> Usual:
    """What is usual for a matter at a desk, from the hours before ``until``; what was refused never was."""
    end = until - HOUR
    rows = confirmed(desk, end - PAST).filter(confirmed_at__lte=end).exclude(state=State.REFUSED)
    hours = rows.annotate(hour=TruncHour("confirmed_at")).values("matter", "hour").annotate(n=Count("pk"))
    own: Counter[datetime] = Counter()
    others = []
    for row in hours.order_by():
        if row["matter"] == matter:
            own[row["hour"]] += row["n"]
        else:
            others.append(row["n"])
    quiet = int((end - min(own)) / HOUR) + 1 - len(own) if own else 0
    return usual([*own.values(), *([0] * quiet)], others)


def begin(desk: Desk, matter: int, count: int, known: Usual, *, now: datetime) -> Surge | None:
    """A surge begins, with its figures; None if another worker has seen it already."""
    facts: dict[str, Any] = {"count": count, "usual": round(known.rate), **shared(desk, matter, now=now)}
    with transaction.atomic():
        row, new = Surge.objects.get_or_create(
            desk=desk, matter_id=matter, ended_at=None, defaults={"began_at": now, "facts": facts}
        )
        if not new:
            return None
        log(desk, "surge", row.matter, by=None, now=now, **facts)
        tell(row, now=now)
    return row


def shared(desk: Desk, matter: int, *, now: datetime) -> dict[str, Any]:
    """What most of the hour's signatures share, if a good part of them does."""
    rows = list(confirmed(desk, now - HOUR).filter(matter=matter).values_list(*SHARED))
    found = {name: Counter(bytes(row[at]) for row in rows if row[at]) for at, name in enumerate(SHARED)}
    most = {name: counted.most_common(1)[0][1] for name, counted in found.items() if counted}
    name = max(most, key=lambda one: most[one], default="")
    return {"shared": name, "sharing": most[name]} if name and most[name] >= MUCH * len(rows) else {}


def tell(row: Surge, *, now: datetime) -> None:
    """Asks for one mail to each owner and supervisor; not while the desk rehearses and nothing may leave."""
    mailbox = mailbox_to_tell_from(row.desk)
    if mailbox is None:
        return
    for member in leaders(row.desk, TOLD):
        subject, body = letter(row, member.user.language)
        ask_for(member, key=f"surge:{row.pk}", subject=subject, body=body, mailbox=mailbox, now=now)
    row.told_at = now
    row.save(update_fields=["told_at"])


def letter(row: Surge, language: str) -> tuple[str, str]:
    """Subject and body of the alarm, in the colleague's language."""
    with translation.override(language):
        context = {
            "desk": row.desk.name,
            "title": row.matter.title,
            "what": in_words(row),
            "link": f"{settings.PUBLIC_URL}/matters/{row.matter.public_id}/held",
        }
        subject = _("“%(title)s” grows as nothing explains") % {"title": row.matter.title}
        return subject, render_to_string(f"mail/surge.{language}.txt", context).strip() + "\n"


def in_words(row: Surge) -> str:
    """The figures of its beginning: “412 signatures within the hour, where 3 an hour are usual; …”."""
    count, rate = row.facts["count"], row.facts["usual"]
    said = ngettext(
        "%(count)s signature within the hour,", "%(count)s signatures within the hour,", count
    ) % {"count": spaced(count)}
    if rate:
        few = ngettext("where %(rate)s an hour is usual", "where %(rate)s an hour are usual", rate)
        said = f"{said} {few % {'rate': spaced(rate)}}"
    else:
        hardly = _("where hardly one an hour is usual")
        said = f"{said} {hardly}"
    share = share_words().get(row.facts.get("shared", ""))
    return f"{said}{share % {'count': spaced(row.facts['sharing'])}}." if share else f"{said}."


def share_words() -> dict[str, str]:
    """What many of them share, as the end of the sentence."""
    return {
        "network": _("; %(count)s of them from one part of the net"),
        "domain": _("; %(count)s of them from one mail domain"),
        "pattern": _("; %(count)s of them under addresses of one series"),
    }


def spaced(value: int) -> str:
    """A number with its thousands apart."""
    return number_format(value, force_grouping=True)


def surge_of(matter: Matter) -> Surge | None:
    """The surge in which a matter is, if it is in one."""
    return matter.surges.filter(ended_at=None).select_related("matter").first()
