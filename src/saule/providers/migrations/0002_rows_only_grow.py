"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """Triggers on the rows that only grow: statements above all."""

    dependencies = [("providers", "0001_initial")]
    operations = [
        append_only("providers_statement"),
        append_only("providers_statementitem"),
        append_only("providers_holdbackrelease"),
        append_only("providers_handovertransition"),
        append_only("providers_securityanswer"),
        append_only("providers_questionweight"),
        append_only("providers_overflowrule"),
    ]
