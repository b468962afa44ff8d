"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """Triggers on the rows that only grow."""

    dependencies = [("promises", "0001_initial")]
    operations = [
        append_only("promises_promisetransition"),
        append_only(
            "promises_promise",
            frozen=("day", "level", "basis", "given_at", "conversation_id", "matter_id", "person_id"),
        ),
    ]
