"""One open promise to the public for each matter; times of overheating."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A constraint over promises, and the table of overheatings."""

    dependencies = [
        ("desk", "0010_staff_mails"),
        ("matters", "0015_strength"),
        ("people", "0004_pauses"),
        ("promises", "0004_beats"),
    ]

    operations = [
        migrations.CreateModel(
            name="Overheating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("facts", models.JSONField(default=dict)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-began_at", "-id"),
            },
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.UniqueConstraint(
                condition=models.Q(("matter__isnull", False), ("state__in", ["given", "late"])),
                fields=("matter",),
                name="one_open_promise_per_matter",
            ),
        ),
        migrations.AddField(
            model_name="overheating",
            name="desk",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="overheatings", to="desk.desk"
            ),
        ),
        migrations.AddConstraint(
            model_name="overheating",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("desk",), name="one_overheating_at_a_time"
            ),
        ),
    ]
