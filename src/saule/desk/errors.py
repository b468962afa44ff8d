"""What can go wrong, in words for people. Each error has a short ``code`` and a translatable text."""

from django.utils.translation import gettext as _


class SauleError(Exception):
    """The root of all errors that a person may read: ``code`` for scripts, ``str()`` for people."""

    code = "error"


class IllegalTransition(SauleError):
    """A record cannot go from the state it is in to the one asked for."""

    code = "illegal-transition"

    def __init__(self, record: str, came_from: str, to: str) -> None:
        super().__init__(
            _(
                "This cannot be done any more: it is “%(came_from)s” and cannot become “%(to)s”."
                " Reload to see its present state."
            )
            % {"came_from": came_from, "to": to}
        )
        self.record, self.came_from, self.to = record, came_from, to


class NotAllowed(SauleError):
    """The role of the person who asks does not allow this."""

    code = "not-allowed"
