"""Mails outside conversations share one shape."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """No column changes."""

    dependencies = [
        ("desk", "0020_data_office"),
    ]

    operations = [
        migrations.AlterField(
            model_name="staffmail",
            name="desk",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="desk.desk"
            ),
        ),
        migrations.AlterField(
            model_name="staffmail",
            name="mailbox",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.mailbox"
            ),
        ),
    ]
