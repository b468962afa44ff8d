"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from saule.desk.append_only import OnlyGrow


class Migration(migrations.Migration):
    """Triggers on the rows that only grow."""

    dependencies = [("outreach", "0001_tables")]
    operations = [
        OnlyGrow("outreach_campaigntransition"),
        OnlyGrow("outreach_clientchange"),
        OnlyGrow("outreach_prospecttransition"),
        OnlyGrow("outreach_reply"),
        OnlyGrow("outreach_solicitationtransition"),
    ]
