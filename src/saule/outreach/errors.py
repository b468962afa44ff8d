"""What outreach refuses to do, in words for whoever asked."""

from saule.desk.errors import SauleError


class OutreachError(SauleError):
    """Something in outreach cannot be done; the text says why."""

    code = "outreach"
