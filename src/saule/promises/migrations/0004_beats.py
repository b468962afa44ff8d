"""How far the telling of news has come."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """How far the telling of news has come."""

    dependencies = [
        ("desk", "0009_rhythm_and_board"),
        ("promises", "0003_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Beat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reached", models.BigIntegerField(default=0)),
                ("mails", models.PositiveIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="beats", to="desk.desk"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("desk", "at"), name="one_beat_at_a_time")],
            },
        ),
    ]
