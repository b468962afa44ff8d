"""All tables of a layer at once: a new store is made in seconds. Used in migrations.

Django looks at every model again after each step of a migration. A layer of seventy models with their indexes
and constraints is two hundred steps, each of which looks at all the models before it.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class AllAtOnce(Operation):
    """Operations on models that did not exist before: the store gets each table as it is at their end."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models, without looking at each of them in between."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        """The tables, with their indexes and constraints."""
        for model in self.new_models(app_label, from_state, to_state):
            if self.allow_migrate_model(editor.connection.alias, model):
                editor.create_model(model)

    def database_backwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        """Drops them, the last one first."""
        for model in reversed(self.new_models(app_label, to_state, from_state)):
            if self.allow_migrate_model(editor.connection.alias, model):
                editor.delete_model(model)

    def new_models(self, app_label: str, before: Any, after: Any) -> list[Any]:
        """The models of the layer that the later state has and the earlier one has not, in order."""
        names = [key for key in after.models if key[0] == app_label and key not in before.models]
        return [after.apps.get_model(*name) for name in names]

    def describe(self) -> str:
        """What Django says of it."""
        return f"Make {len(self.operations)} things at once"
