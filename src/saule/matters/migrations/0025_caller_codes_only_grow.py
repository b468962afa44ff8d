"""The database itself refuses to change or delete a caller's code, and what was said of it."""

from django.db import migrations

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """Triggers on the codes and their tries."""

    dependencies = [("matters", "0024_caller_codes")]
    operations = [append_only("matters_callercode"), append_only("matters_callertry")]
