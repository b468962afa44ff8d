"""The channels app."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Registers channels with Django."""

    name = "saule.channels"
    label = "channels"
