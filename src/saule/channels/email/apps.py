"""The e-mail app."""

from django.apps import AppConfig


class EmailConfig(AppConfig):
    """Registers the e-mail channel's own rows with Django."""

    name = "saule.channels.email"
    label = "email"
