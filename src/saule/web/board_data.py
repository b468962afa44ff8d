"""The board of promises as plain data, and what each field of it says."""

from typing import Any

from django.utils.translation import gettext as _

from saule.desk.models import Desk, Threshold
from saule.promises.board import FEWEST, Board, Entitled, Late, Row

COLUMNS = (
    *("month", "kind", "given", "kept", "late", "moved", "withdrawn", "coming", "undated"),
    *("ended", "share_kept", "share_low", "share_high"),
)
PLACES = 4


def fields() -> dict[str, str]:
    """What each column says, in the reader's language."""
    return {
        "month": _("the month in which the promise was given"),
        "kind": _(
            "the heading of the charter; “-” for those shown together, which are fewer than %(fewest)s each"
        )
        % {"fewest": FEWEST},
        "given": _("promises with a date: kept, late, moved, withdrawn and to come"),
        "kept": _("answered by the day promised"),
        "late": _("not answered by the day promised, whether they were answered since or not"),
        "moved": _("followed by a promise with another date"),
        "withdrawn": _(
            "nobody waits any more: the person said so, or the desk found that it needs no answer"
        ),
        "coming": _("the day is to come"),
        "undated": _("an honest “no date can be given”; these are not among those given"),
        "ended": _("kept and late: those of which it is known"),
        "share_kept": _("kept ÷ ended"),
        "share_low": _("between this and share_high lies the share behind it, 95 times in 100 (Wilson)"),
        "share_high": _("see share_low"),
    }


def row_of(row: Row) -> dict[str, Any]:
    """One row under the names of the columns."""
    low, high = row.interval
    known = row.share is not None
    return {
        **{name: getattr(row, name) for name in COLUMNS[2:10]},
        "month": f"{row.month:%Y-%m}" if row.month else "",
        "kind": row.kind,
        "share_kept": round(row.share, PLACES) if row.share is not None else None,
        "share_low": round(low, PLACES) if known else None,
        "share_high": round(high, PLACES) if known else None,
    }


def plain_board(desk: Desk, board: Board) -> dict[str, Any]:
    """The whole board."""
    return {
        "desk": desk.name,
        "at": board.at.isoformat(timespec="seconds"),
        "fields": fields(),
        "total": row_of(board.total),
        "rows": [row_of(row) for row in board.rows],
        "late_now": board.late_count,
        "late": [late_of(one) for one in board.late],
        "charter": [entitled_of(one) for one in board.charter],
        "thresholds": [threshold_of(one) for one in board.thresholds],
    }


def late_of(one: Late) -> dict[str, Any]:
    """One late promise: its heading, the day promised, how late it is."""
    return {"kind": one.kind, "promised_for": one.day.isoformat(), "days_late": one.days}


def entitled_of(one: Entitled) -> dict[str, Any]:
    """One heading of the charter: entitled to, possible, hoped for."""
    kind, found = one.kind, one.possible
    return {
        "kind": kind.code,
        "name": {"fr": kind.name_fr, "en": kind.name_en},
        "entitled_days": kind.entitled_days,
        "in_working_days": kind.in_working_days,
        "statutory": kind.statutory,
        "legal_basis": kind.legal_basis,
        "possible_days": {
            "half": found.half if found else None,
            "nine_in_ten": found.nine_in_ten if found else None,
        },
        "hoped_days": kind.hoped_days,
    }


def threshold_of(one: Threshold) -> dict[str, Any]:
    """One threshold that was announced: the signatures, since when, and why."""
    return {
        "value": one.value,
        "since": one.since.isoformat(timespec="seconds"),
        "announced_at": one.announced_at.isoformat(timespec="seconds"),
        "why": one.why,
    }
