"""Pausing: mail to an address waits, because some came back for now, or because the person is away."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from saule.desk.models import Desk
from saule.people.addresses import address_digest, canonical
from saule.people.models import Absence, Address, Pause


def pause(
    desk: Desk, channel: str, value: str, *, until: datetime, reason: str, now: datetime
) -> Pause | None:
    """Mail to this address waits until then. None when it waits as long already."""
    digest = address_digest(desk, channel, value)
    standing = paused_until(desk, digest, now=now)
    if standing is not None and standing >= until:
        return None
    return Pause.objects.create(desk=desk, digest=digest, until=until, reason=reason, at=now)


def paused_until(desk: Desk, digest: bytes, *, now: datetime) -> datetime | None:
    """Until when mail to this address waits; None when it does not."""
    newest = Pause.objects.filter(desk=desk, digest=digest).order_by("-id").first()
    return newest.until if newest and newest.until > now else None


def note_absence(address: Address, back_on: date, *, told_by: str, now: datetime) -> Absence:
    """The person is away, and back on that day. Telling the same again changes nothing."""
    newest = address.absences.order_by("-id").first()
    if newest is not None and newest.back_on == back_on:
        return newest
    return Absence.objects.create(address=address, back_on=back_on, told_by=told_by, at=now)


def back_on(desk: Desk, channel: str, value: str, *, today: date) -> date | None:
    """The day on which whoever has this address is back; None when nobody said that they are away."""
    rows = Absence.objects.filter(
        address__desk=desk, address__channel=channel, address__value=canonical(channel, value)
    )
    newest = rows.order_by("-id").first()
    return newest.back_on if newest and newest.back_on and newest.back_on > today else None


def away(people: Collection[int], *, today: date) -> list[tuple[Address, date]]:
    """The addresses of these people from which somebody is away, and until when."""
    rows = Absence.objects.filter(address__person__in=people).select_related("address").order_by("id")
    newest = {row.address_id: row for row in rows.only("back_on", "address__value")}
    return [(row.address, row.back_on) for row in newest.values() if row.back_on and row.back_on > today]


def end_pauses(desk: Desk, channel: str, wrote: Mapping[str, datetime], *, now: datetime) -> None:
    """People wrote from these addresses, at these moments: they are there, and mail reaches them again."""
    digests = {address_digest(desk, channel, value): at for value, at in wrote.items()}
    running: dict[bytes, Pause] = {}
    for row in Pause.objects.filter(desk=desk, digest__in=digests).order_by("id"):
        running[bytes(row.digest)] = row
    over = [one for digest, one in running.items() if one.until > now and one.at < digests[digest]]
    Pause.objects.bulk_create(
        Pause(desk=desk, digest=one.digest, until=now, reason="heard-from", at=now) for one in over
    )
    rows = Absence.objects.filter(address__desk=desk, address__channel=channel, address__value__in=wrote)
    away = {row.address_id: row for row in rows.select_related("address").order_by("id")}
    back = [one for one in away.values() if one.back_on and one.at < wrote[one.address.value]]
    Absence.objects.bulk_create(Absence(address=one.address, at=now) for one in back)
