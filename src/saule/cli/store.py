"""The store that a command works on, made or brought up to date if need be; and which desk is meant."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saule.desk.models import Desk


def start_django() -> None:
    """Loads the application and speaks the language of the person at the terminal."""
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language_of_terminal())


def language_of_terminal() -> str:
    """French where the terminal is French, else English (POSIX: LC_ALL, LC_MESSAGES, LANG)."""
    named = next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), "")
    return "fr" if named.lower().startswith("fr") else "en"


def open_store() -> None:
    """Loads the application and makes the store, or brings it up to date, when it is not."""
    from django.core.management import call_command

    start_django()
    if unapplied_migrations():
        call_command("migrate", verbosity=0, interactive=False)


def unapplied_migrations() -> list[str]:
    """The migrations that the store has not seen yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def chosen_desk(name: str = "") -> "Desk":
    """The desk of this name or public id; without a name, the only one there is. Raises NoDesk."""
    from django.db.models import Q
    from django.utils.translation import gettext as _

    from saule.cli.errors import NoDesk
    from saule.desk.models import Desk

    desks = Desk.objects.order_by("pk")
    found = list(desks.filter(Q(name=name) | Q(public_id=name)) if name else desks[:2])
    if len(found) == 1:
        return found[0]
    if not desks.exists():
        raise NoDesk(_("There is no desk yet. Make one with: saule setup"))
    names = ", ".join(f"“{desk.name}”" for desk in desks)
    raise NoDesk(_("Which desk? Say it with --desk: %(names)s.") % {"names": names})
