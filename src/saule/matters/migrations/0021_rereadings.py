"""Answers drawn by lot each week, and what colleagues who read them again say."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids


class Migration(migrations.Migration):
    """Answers drawn by lot each week, and what colleagues who read them again say."""

    dependencies = [
        ("desk", "0011_quality_rules"),
        ("matters", "0020_follow_ups_of_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week", models.DateField()),
                ("seed", models.CharField(max_length=16)),
                ("answers", models.PositiveIntegerField()),
                ("wanted", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draws", to="desk.desk"
                    ),
                ),
            ],
            options={
                "ordering": ("-week",),
            },
        ),
        migrations.CreateModel(
            name="Rereading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=saule.desk.ids.new_id, editable=False, max_length=16, unique=True
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "right",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unsure", "I cannot tell")],
                        max_length=10,
                    ),
                ),
                (
                    "fitting",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unsure", "I cannot tell")],
                        max_length=10,
                    ),
                ),
                (
                    "humane",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("no", "no"), ("unsure", "I cannot tell")],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rereadings",
                        to="matters.draw",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rereadings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sequel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rereadings",
                        to="matters.sequel",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(fields=("desk", "week"), name="one_draw_a_week"),
        ),
        migrations.AddConstraint(
            model_name="rereading",
            constraint=models.UniqueConstraint(fields=("sequel", "reader"), name="drawn_once_for_a_reader"),
        ),
        migrations.AddConstraint(
            model_name="rereading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fitting", ""), ("humane", ""), ("read_at", None), ("right", "")),
                    models.Q(
                        ("read_at__isnull", False),
                        models.Q(("right", ""), _negated=True),
                        models.Q(("fitting", ""), _negated=True),
                        models.Q(("humane", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="what_was_read_is_answered",
            ),
        ),
    ]
