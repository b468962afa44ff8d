"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """Triggers on the rows that only grow."""

    dependencies = [("matters", "0001_initial")]
    operations = [
        append_only("matters_mattertransition"),
        append_only("matters_signaturetransition"),
        append_only("matters_answertransition"),
        append_only("matters_deliverytransition"),
    ]
