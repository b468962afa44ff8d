"""What can go wrong with matters and answers, in words for people."""

from saule.desk.errors import SauleError


class CannotAnswer(SauleError):
    """The answer is not ready to go where it is asked to go: the text says what is missing."""

    code = "cannot-answer"


class NeedsApproval(SauleError):
    """So many people would read it that somebody else has to approve it first."""

    code = "needs-approval"


class FiguresInDoubt(SauleError):
    """The text states figures that the reference does not have, or has otherwise: somebody confirms them."""

    code = "figures-in-doubt"


class CannotState(SauleError):
    """A fact cannot stand as it is; ``field`` names what is wrong, ``line`` the line of a file."""

    code = "cannot-state"

    def __init__(self, words: str, field: str = "", line: int = 0) -> None:
        super().__init__(words)
        self.field, self.line = field, line


class CannotReply(SauleError):
    """The reply cannot go as it is, or to nobody: the text says why. What was written is kept."""

    code = "cannot-reply"


class SomethingCame(CannotReply):
    """Somebody wrote, or a colleague answered, since the writer last looked: they read it first."""

    code = "something-came"


class StaleDraft(SauleError):
    """Another window saved another text meanwhile. Both are kept: theirs in ``saved``, this one here."""

    code = "stale-draft"

    def __init__(self, words: str, *, saved: str, version: int) -> None:
        super().__init__(words)
        self.saved, self.version = saved, version


class AlreadySent(SauleError):
    """What this window wrote is on its way: there is nothing to keep any more."""

    code = "already-sent"


class TooLate(SauleError):
    """It has left, or is leaving: nothing can call it back."""

    code = "too-late"


class CannotEnclose(SauleError):
    """A file cannot be sent along: the text says which, and why."""

    code = "cannot-enclose"
