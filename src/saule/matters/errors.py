"""What can go wrong with matters and answers, in words for people."""

from saule.desk.errors import SauleError


class CannotAnswer(SauleError):
    """The answer is not ready to go where it is asked to go: the text says what is missing."""

    code = "cannot-answer"


class NeedsApproval(SauleError):
    """So many people would read it that somebody else has to approve it first."""

    code = "needs-approval"
