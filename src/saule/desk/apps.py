"""The desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Registers desk with Django."""

    name = "saule.desk"
    label = "desk"
