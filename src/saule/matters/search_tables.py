"""The tables of the search index, in each store's own way. Used in migrations."""

from typing import Any

from django.db import migrations

# The tokens come ready: nothing is folded or cut again. Every sign beyond ASCII counts as a letter.
TOKENS = "tokenize = \"ascii tokenchars '_=#'\""
TABLES = {
    "search_messages": {
        "desk_id": "bigint",
        "conversation_id": "bigint",
        "received_at": "timestamp with time zone",
        "mail_class": "varchar(20)",
        "outgoing": "boolean",
    },
    "search_matters": {"desk_id": "bigint"},
    "search_answers": {"desk_id": "bigint"},
    "search_people": {"desk_id": "bigint"},
}


def make(_apps: Any, editor: Any) -> None:
    """Makes the four tables."""
    for table, columns in TABLES.items():
        if editor.connection.vendor == "postgresql":
            typed = "".join(f"{name} {kind} NOT NULL, " for name, kind in columns.items())
            editor.execute(
                f"CREATE TABLE {table} (rowid bigint PRIMARY KEY, {typed}words tsvector NOT NULL)",
                params=None,
            )
            editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin (words)", params=None)
        else:
            beside = "".join(f"{name} UNINDEXED, " for name in columns)
            editor.execute(f"CREATE VIRTUAL TABLE {table} USING fts5({beside}words, {TOKENS})", params=None)


def drop(_apps: Any, editor: Any) -> None:
    """Drops them."""
    for table in TABLES:
        editor.execute(f"DROP TABLE IF EXISTS {table}", params=None)


def search_tables() -> migrations.RunPython:
    """The operation that makes them; the worker fills them in batches."""
    return migrations.RunPython(make, drop)
