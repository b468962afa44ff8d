"""The database itself refuses to change who looked, and to delete it before a year is over."""

from django.db import migrations

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """A trigger on the looks."""

    dependencies = [("desk", "0014_looks")]
    operations = [append_only("desk_look", days=365)]
