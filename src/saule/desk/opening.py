"""Opening: an owner makes the board of promises public, or that of matters, or closes it again."""

from datetime import datetime

from django.db import transaction

from saule.desk.models import BoardSwitch, Desk, MattersBoard, User, log


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


def matters_board(desk: Desk) -> MattersBoard:
    """What the owner said last about the board of matters; closed until somebody opens it."""
    return desk.matters_boards.first() or MattersBoard(desk=desk, is_open=False)


def switch_matters(
    desk: Desk, *, is_open: bool, licence: str, by: User | None, now: datetime
) -> MattersBoard | None:
    """Opens the board of matters, closes it, or states another licence. None if it is so already."""
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        before = matters_board(desk)
        if (before.is_open, before.licence) == (is_open, licence):
            return None
        row = MattersBoard.objects.create(desk=desk, is_open=is_open, licence=licence, at=now, by=by)
        verb = "open matters" if is_open else "close matters"
        verb = "state licence" if before.is_open == is_open else verb
        log(desk, verb, desk, by=by, now=now, licence=licence)
    return row
