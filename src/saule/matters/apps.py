"""The matters app."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """Registers matters with Django."""

    name = "saule.matters"
    label = "matters"
