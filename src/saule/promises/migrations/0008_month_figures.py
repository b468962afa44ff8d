"""What each month of a desk's work came to, as plain figures."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What each month of a desk's work came to, as plain figures."""

    dependencies = [
        ("desk", "0013_skills_and_languages"),
        ("promises", "0007_what_was_tried"),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                ("days", models.PositiveSmallIntegerField()),
                ("figures", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="month_figures",
                        to="desk.desk",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("desk", "month"), name="one_count_a_month")],
            },
        ),
    ]
