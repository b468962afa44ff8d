"""Erasures, and the places that they touched: rows that only grow."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids
from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    """The proof that somebody was emptied, place by place."""

    dependencies = [
        ("desk", "0020_data_office"),
        ("people", "0008_link_mails"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasureProof",
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
                ("language", models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=5)),
                ("asked_at", models.DateTimeField()),
                ("why", models.CharField(blank=True, max_length=300)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
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
                        related_name="erasure_proofs",
                        to="desk.desk",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasure",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ErasedPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=80)),
                (
                    "done",
                    models.CharField(
                        choices=[
                            ("emptied", "emptied"),
                            ("deleted", "deleted"),
                            ("masked", "names masked"),
                            ("kept", "kept"),
                        ],
                        max_length=10,
                    ),
                ),
                ("count", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "proof",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="people.erasureproof",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="erasureproof",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["asked_at"], name="erasure_under_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="erasedplace",
            constraint=models.UniqueConstraint(fields=("proof", "place"), name="one_row_per_erased_place"),
        ),
        append_only("people_erasedplace"),
        append_only(
            "people_erasureproof",
            frozen=("desk_id", "public_id", "person_id", "asked_at", "asked_by_id", "why"),
        ),
    ]
