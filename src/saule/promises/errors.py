"""What can go wrong with promises."""

from saule.desk.errors import SauleError


class PromiseError(SauleError):
    """The root of this layer's errors."""

    code = "promise"


class DayNotPossible(PromiseError):
    """A promise cannot be moved to this day."""

    code = "day-not-possible"


class UnknownLink(PromiseError):
    """A status or unsubscribe link that the desk did not write, or that was cut short."""

    code = "unknown-link"
