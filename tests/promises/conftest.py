"""A town of people who write, for every test of promises."""

from tests.town import town

__all__ = ["town"]
