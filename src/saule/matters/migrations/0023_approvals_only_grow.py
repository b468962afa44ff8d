"""The database itself refuses to change or delete an approval, or who wrote at an answer."""

from django.db import migrations

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """Triggers on the approvals and the writers."""

    dependencies = [("matters", "0022_approvals")]
    operations = [append_only("matters_approval"), append_only("matters_answerwriter")]
