"""Rows that only grow: the database itself refuses to change or delete them.

Used in migrations. Erasing a person never needs to touch these rows: they hold opaque ids only.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation

SQLITE = """
CREATE TRIGGER {table}_no_{event} BEFORE {event_sql} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{table} rows only grow'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION saule_rows_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows only grow', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRES = """
CREATE TRIGGER {table}_no_{event} BEFORE {event_sql} ON {table}
FOR EACH ROW {when} EXECUTE FUNCTION saule_rows_only_grow()
"""


YOUNG = {
    "sqlite": "WHEN OLD.at > datetime('now', '-{days} days')",
    "postgresql": "WHEN (OLD.at > now() - interval '{days} days')",
}


class OnlyGrow(Operation):
    """Forbids deletes, and updates of all columns or of the ``frozen`` ones only.

    ``days``: rows whose ``at`` is longer ago than that may be deleted; 0: none ever. Where the table was
    guarded before, the new guard takes the old one's place.
    """

    def __init__(self, table: str, *, frozen: Sequence[str] = (), days: int = 0) -> None:
        self.table, self.frozen, self.days = table, tuple(frozen), days

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model changes."""

    def database_forwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        """Two triggers, in the place of those there are."""
        postgres = editor.connection.vendor == "postgresql"
        if postgres:
            editor.execute(POSTGRES_FUNCTION, params=None)
        self.database_backwards(app_label, editor, from_state, to_state)
        for event, event_sql in self.events():
            days = self.days if event == "delete" else 0
            when = YOUNG[editor.connection.vendor].format(days=days) if days else ""
            words = {"table": self.table, "event": event, "event_sql": event_sql, "when": when}
            editor.execute((POSTGRES if postgres else SQLITE).format(**words), params=None)

    def database_backwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        """Anything is allowed again."""
        on = f" ON {self.table}" if editor.connection.vendor == "postgresql" else ""
        for event, _sql in self.events():
            editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_no_{event}{on}")

    def events(self) -> tuple[tuple[str, str], ...]:
        """What is refused: its name, and the store's word for it."""
        update = f"UPDATE OF {', '.join(self.frozen)}" if self.frozen else "UPDATE"
        return (("update", update), ("delete", "DELETE"))

    def describe(self) -> str:
        """What Django says of it."""
        return f"Rows of {self.table} only grow"
