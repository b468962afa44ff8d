"""The outreach app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Registers outreach with Django."""

    name = "saule.outreach"
    label = "outreach"
