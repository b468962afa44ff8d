"""What is evidence is never changed or deleted."""

from django.db import migrations

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("email", "0001_initial")]

    operations = [append_only("email_sentcopy")]
