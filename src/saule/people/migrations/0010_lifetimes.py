"""How long a desk keeps what, and what went."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0020_data_office"),
        ("people", "0009_erasures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Purged",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record", models.CharField(max_length=60)),
                ("count", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="purged", to="desk.desk"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["desk", "-at"], name="purged_by_desk")],
            },
        ),
        migrations.CreateModel(
            name="PurgeRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("coming", models.JSONField(default=dict)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="purge_rounds",
                        to="desk.desk",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("desk", "day"), name="one_purge_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Shortening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("record", models.CharField(max_length=60)),
                ("days", models.PositiveIntegerField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shortenings",
                        to="desk.desk",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["desk", "record", "-id"], name="shortening_by_record")],
            },
        ),
        append_only("people_purged"),
        append_only("people_shortening"),
    ]
