"""For how many days a desk listens after an answer, and how many answers are read again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """For how many days a desk listens after an answer, and how many answers are read again."""

    dependencies = [
        ("desk", "0010_staff_mails"),
    ]

    operations = [
        migrations.CreateModel(
            name="QualityRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("days", models.PositiveSmallIntegerField()),
                ("per_cent", models.PositiveSmallIntegerField()),
                ("least", models.PositiveSmallIntegerField()),
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
                        related_name="quality_rules",
                        to="desk.desk",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days__gte", 1), ("days__lte", 90), ("least__lte", 50), ("per_cent__lte", 100)
                        ),
                        name="quality_rule_is_possible",
                    )
                ],
            },
        ),
    ]
