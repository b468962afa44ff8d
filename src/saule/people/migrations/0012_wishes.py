"""What people wish of how the desk writes to them; other addresses that they claim."""

import django.db.models.deletion
from django.db import migrations, models

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """How often news is wanted, where, and which other addresses are somebody’s."""

    dependencies = [
        ("people", "0011_mailboxes_alike"),
    ]

    operations = [
        migrations.AddField(
            model_name="address",
            name="preferred_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="AddressClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.CharField(max_length=320)),
                ("at", models.DateTimeField()),
                ("proven_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="address_claims",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="address_claim_by_age")],
            },
        ),
        migrations.CreateModel(
            name="NewsWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("each", "on each day of news on which there is something to say"),
                            ("dates", "only when my date changes"),
                            ("answer", "nothing before the answer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="news_wishes",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rhythm__in", ["each", "dates", "answer"])),
                        name="news_rhythm_is_known",
                    )
                ],
            },
        ),
        append_only("people_newswish"),
    ]
