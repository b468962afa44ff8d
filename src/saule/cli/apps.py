"""The cli app."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """Registers cli with Django."""

    name = "saule.cli"
    label = "cli"
