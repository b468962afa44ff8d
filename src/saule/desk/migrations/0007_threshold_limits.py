"""The threshold within limits: when it applied, when it was cancelled, and what Saule may decide."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Limits within which Saule may decide, and when a threshold applied or was cancelled."""

    dependencies = [
        ("desk", "0006_statutory_deadlines"),
    ]

    operations = [
        migrations.AddField(
            model_name="threshold",
            name="applied_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="threshold",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="threshold",
            name="cancelled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="threshold",
            name="facts",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name="ThresholdLimits",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("automatic", models.BooleanField(default=False)),
                ("lowest", models.PositiveIntegerField(default=1)),
                ("highest", models.PositiveIntegerField(default=100)),
                ("notice_days", models.PositiveSmallIntegerField(default=7)),
                ("lapse_days", models.PositiveSmallIntegerField(default=90)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="threshold_limits",
                        to="desk.desk",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("highest__gte", models.F("lowest")), ("lowest__gte", 1)),
                        name="limits_are_in_order",
                    )
                ],
            },
        ),
    ]
