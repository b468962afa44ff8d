"""Sealing: what opens a mailbox, or signs for it, is of no use without the installation's secret."""

from saule.desk import sealing
from saule.desk.sealing import LostSecret

__all__ = ["LostSecret", "seal", "unseal"]

PASSWORD = "mailbox password"  # noqa: S105 - what is sealed, not a password


def seal(text: str, purpose: str = PASSWORD) -> str:
    """The text, sealed."""
    return sealing.seal(text, purpose)


def unseal(sealed: str, purpose: str = PASSWORD) -> str:
    """The text that was sealed. Raises LostSecret."""
    return sealing.unseal(sealed, purpose)
