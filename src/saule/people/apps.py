"""The people app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    """Registers people with Django, and what every layer says about its personal fields."""

    name = "saule.people"
    label = "people"

    def ready(self) -> None:
        """Reads each app's module ``personal``; nothing starts while the register lacks a field."""
        from saule.people.guard import refuse_to_start

        autodiscover_modules("personal")
        refuse_to_start()
