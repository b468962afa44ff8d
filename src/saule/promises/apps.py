"""The promises app."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    """Registers promises with Django."""

    name = "saule.promises"
    label = "promises"
