"""Where addresses came from."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Where addresses came from."""

    dependencies = [
        ("desk", "0002_append_only"),
        ("people", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Origin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("themselves", "they gave it themselves"),
                            ("public", "a public page or directory"),
                            ("event", "an event where they gave it"),
                            ("referral", "somebody they know"),
                            ("member", "the list of members"),
                            ("list", "a list that was bought or lent"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("consent", "they agreed to it"),
                            ("professional", "an offer related to their job"),
                            ("member", "they are a member, and it is about that"),
                        ],
                        max_length=20,
                    ),
                ),
                ("told", models.CharField(max_length=200)),
                ("proof", models.CharField(blank=True, max_length=300)),
                ("found_on", models.DateField()),
                ("country", models.CharField(blank=True, max_length=2)),
                ("zone", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "address",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="people.address",
                    ),
                ),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="origins", to="desk.desk"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["address", "-id"], name="origin_of_address")],
            },
        ),
    ]
