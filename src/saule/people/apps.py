"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers people with Django."""

    name = "saule.people"
    label = "people"
