"""The database itself refuses to delete a grouping decision, or to change what was decided.

What could say something about a person (``facts``, ``why``, the message that was alike) may be emptied.
"""

from django.db import migrations

from saule.desk.append_only import append_only

DECIDED = (
    "message_id",
    "outcome",
    "matter_id",
    "before_id",
    "suggested_id",
    "layer",
    "score",
    "reason",
    "engine",
    "undoes_id",
    "at",
    "by_id",
)


class Migration(migrations.Migration):
    """A trigger on the decisions."""

    dependencies = [("matters", "0002_rows_only_grow")]
    operations = [append_only("matters_decision", frozen=DECIDED)]
