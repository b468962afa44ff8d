"""The provider of the tests, and what it may be handed."""

from tests.outside import ask, hot, provider, rita, wanted

__all__ = ["ask", "hot", "provider", "rita", "wanted"]
