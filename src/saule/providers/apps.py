"""The providers app."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    """Registers providers with Django."""

    name = "saule.providers"
    label = "providers"
