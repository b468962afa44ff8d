"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from saule.desk.append_only import OnlyGrow


class Migration(migrations.Migration):
    """Triggers on the rows that only grow."""

    replaces = [
        ("email", "0001_initial"),
        ("email", "0002_rows_only_grow"),
        ("email", "0003_signing_keys"),
    ]
    dependencies = [("email", "0001_tables")]
    operations = [
        OnlyGrow("email_sentcopy"),
    ]
