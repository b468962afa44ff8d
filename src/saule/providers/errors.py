"""What can go wrong with providers, in words for people."""

from saule.desk.errors import SauleError


class CannotHand(SauleError):
    """It cannot be handed on, taken or given back: the text says why."""

    code = "cannot-hand"


class CannotIssue(SauleError):
    """A statement cannot be issued: the month is not over, no price holds, or it was issued already."""

    code = "cannot-issue"


class ForALeader(SauleError):
    """The reply states figures that only somebody of the desk may stand for; ``stop`` is the row of it."""

    code = "for-a-leader"

    def __init__(self, words: str, stop: int) -> None:
        super().__init__(words)
        self.stop = stop
