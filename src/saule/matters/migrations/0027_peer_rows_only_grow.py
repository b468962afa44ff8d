"""The database itself refuses to change or delete what became of people's answers to each other."""

from django.db import migrations

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """Triggers on the changes of state, and on the thanks."""

    dependencies = [("matters", "0026_peers")]
    operations = [append_only("matters_peeranswertransition"), append_only("matters_peerthanks")]
