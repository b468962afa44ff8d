"""What came back of what was sent, and floods of mails from one address."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids
from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """What came back, and floods."""

    dependencies = [
        ("desk", "0004_aliases"),
        ("matters", "0007_exchanges"),
        ("people", "0004_pauses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Flood",
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
                ("since", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "set aside"), ("let_in", "let in"), ("kept", "kept aside")],
                        default="open",
                        max_length=20,
                    ),
                ),
                (
                    "address",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="floods",
                        to="people.address",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="floods", to="desk.desk"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FloodTransition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_state", models.CharField(max_length=20)),
                ("to_state", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("why", models.CharField(blank=True, max_length=300)),
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
                    "flood",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transitions",
                        to="matters.flood",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("permanent", models.BooleanField()),
                ("final", models.BooleanField()),
                ("status", models.CharField(blank=True, max_length=12)),
                ("at", models.DateTimeField()),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="matters.delivery",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="matters.message",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="flood",
            index=models.Index(fields=["desk", "state", "-last_at"], name="flood_by_state"),
        ),
        migrations.AddConstraint(
            model_name="flood",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "let_in", "kept"])), name="flood_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.UniqueConstraint(
                fields=("delivery", "message"), name="returned_once_by_a_report"
            ),
        ),
        append_only("matters_return"),
        append_only("matters_floodtransition"),
    ]
