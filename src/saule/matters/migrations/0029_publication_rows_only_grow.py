"""The database itself refuses to change or delete when a matter was published or withdrawn."""

from django.db import migrations

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """Triggers on the changes of state."""

    dependencies = [("matters", "0028_publications")]
    operations = [append_only("matters_publicationtransition")]
