"""Opening: an owner makes the board of promises public, or closes it again."""

from datetime import datetime

from django.db import transaction

from saule.desk.models import BoardSwitch, Desk, User, log


def board_is_open(desk: Desk) -> bool:
    """Whether the board is public: what the last switch says; closed until somebody opens it."""
    last = desk.board_switches.first()
    return last is not None and last.is_open


def switch_board(desk: Desk, *, is_open: bool, by: User | None, now: datetime) -> BoardSwitch | None:
    """Makes the board public or closes it, from now on. None if it is so already."""
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        if board_is_open(desk) == is_open:
            return None
        row = BoardSwitch.objects.create(desk=desk, is_open=is_open, at=now, by=by)
        log(desk, "open board" if is_open else "close board", desk, by=by, now=now)
    return row
