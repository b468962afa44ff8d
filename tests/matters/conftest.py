"""A town of people who write, for tests of the work on what they wrote."""

from tests.town import town

__all__ = ["town"]
