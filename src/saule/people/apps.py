"""The people app."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, register
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    """Registers people with Django, and what every layer says about its personal fields."""

    name = "saule.people"
    label = "people"

    def ready(self) -> None:
        """Reads each app's module ``personal`` and has the register checked."""
        autodiscover_modules("personal")
        register(personal_fields_are_registered)


def personal_fields_are_registered(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """The system check: every field that could hold something personal is in the register."""
    from saule.people.register import check_register

    return check_register()
