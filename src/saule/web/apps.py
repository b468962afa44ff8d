"""The web app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers web with Django."""

    name = "saule.web"
    label = "web"
