"""Mail to an address waits for a while, or until somebody is back."""

import django.db.models.deletion
from django.db import migrations, models

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """Pauses and absences."""

    dependencies = [
        ("desk", "0004_aliases"),
        ("people", "0003_likenesses"),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("back_on", models.DateField(blank=True, null=True)),
                ("told_by", models.CharField(blank=True, max_length=16)),
                ("at", models.DateTimeField()),
                (
                    "address",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="people.address",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(max_length=32)),
                ("until", models.DateTimeField()),
                ("reason", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="desk.desk"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["desk", "digest", "-id"], name="pause_by_digest")],
            },
        ),
        append_only("people_pause"),
        append_only("people_absence"),
    ]
