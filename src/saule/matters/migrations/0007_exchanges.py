"""Conversations of one thread know their first."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A link between the conversations of one thread."""

    dependencies = [
        ("matters", "0006_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="exchange",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="exchanged",
                to="matters.conversation",
            ),
        ),
    ]
