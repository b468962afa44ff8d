"""The guard before the store: nothing is written where a field is that nobody registered.

Django asks its routers before each write which store it goes to. Ours has no opinion on that; but every model
passes there however it is saved, also in a process that never runs Django's checks.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models

from saule.people.register import check_register, is_ours, unregistered

KNOWN: set[type[models.Model]] = set()
"""The models whose fields were found in the register: asked once for each."""


class Unregistered(ImproperlyConfigured):
    """A field that could hold something personal is in no list: nothing is saved."""


class Guard:
    """A database router that refuses to write what the register does not know."""

    def db_for_write(self, model: type[models.Model], **_hints: Any) -> None:
        """Raises Unregistered for a model of ours with a field in no list. It never chooses a store."""
        if model not in KNOWN:
            refuse_unregistered(model)
            KNOWN.add(model)


def refuse_unregistered(model: type[models.Model]) -> None:
    """Raises Unregistered, with the names of the fields, unless the register knows all of them."""
    found = unregistered([model]) if is_ours(model) else []
    if found:
        raise Unregistered(
            f"Nothing was saved: {', '.join(found)} is not in the register of personal fields. Say in the"
            " app’s module “personal” its purpose, basis and lifetime, or why it is impersonal."
        )


def refuse_to_start() -> None:
    """Raises Unregistered, with all that is wrong, unless the register and the models agree."""
    errors = check_register()
    if errors:
        raise Unregistered(" ".join(f"({error.id}) {error.msg}" for error in errors))
