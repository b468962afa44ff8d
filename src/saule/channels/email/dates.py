"""When a mail was written, from what its header says (RFC 5322 §3.3, §3.6.7). No clock is asked."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from saule.channels.email import words

_FIRST_YEAR = 1990
_LONGEST = 200
_AHEAD = timedelta(days=2)


def sent_at(date: bytes, received: Sequence[bytes]) -> tuple[datetime | None, str]:
    """The moment in UTC, and a warning: ``no-date`` when no date was given, ``bad-date`` when it cannot be.

    ``received`` are the Received fields from the top: the first one, which our own server wrote, stands in
    for a date that is missing, before 1990, or two days ahead of it.
    """
    arrived = next((found for value in received[:3] if (found := _moment(value.rpartition(b";")[2]))), None)
    if not date.strip():
        return arrived, "no-date"
    written = _moment(date)
    if written is None or (arrived and written > arrived + _AHEAD):
        return arrived, "bad-date"
    return written, ""


def _moment(value: bytes) -> datetime | None:
    """The moment a date says, if it says one that can be."""
    try:
        parsed = parsedate_tz(words.text_of(value[:_LONGEST]))
        if parsed is None or parsed[0] < _FIRST_YEAR:
            return None
        # Some write a zone of 25 hours; the day is then still right.
        offset = timedelta(seconds=parsed[9] or 0)
        zone = timezone(offset) if abs(offset) < timedelta(hours=24) else UTC
        return datetime(*parsed[:5], min(parsed[5], 59), tzinfo=zone).astimezone(UTC)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
