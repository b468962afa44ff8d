"""A town of people who write, and people outside who sign, for tests of the work on what they want."""

from tests.matters.asked import outside
from tests.town import town

__all__ = ["outside", "town"]
