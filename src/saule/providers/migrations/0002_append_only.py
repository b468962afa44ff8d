"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from saule.desk.append_only import OnlyGrow


class Migration(migrations.Migration):
    """Triggers on the rows that only grow."""

    replaces = [
        ("providers", "0001_initial"),
        ("providers", "0002_rows_only_grow"),
    ]
    dependencies = [("providers", "0001_tables")]
    operations = [
        OnlyGrow("providers_handovertransition"),
        OnlyGrow("providers_holdbackrelease"),
        OnlyGrow("providers_overflowrule"),
        OnlyGrow("providers_questionweight"),
        OnlyGrow("providers_securityanswer"),
        OnlyGrow("providers_statement"),
        OnlyGrow("providers_statementitem"),
    ]
