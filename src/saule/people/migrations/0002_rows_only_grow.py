"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """Triggers on the rows that only grow."""

    dependencies = [("people", "0001_initial")]
    operations = [
        append_only("people_personjoin"),
        append_only("people_suppression"),
    ]
