"""What every page's frame needs."""

from typing import Any

from django.http import HttpRequest


def frame(_request: HttpRequest) -> dict[str, Any]:
    """The frame's context."""
    return {}
