"""What somebody outside asks for counts once a link was followed; signatures may have a name to show."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids


class Migration(migrations.Migration):
    """Confirmations."""

    dependencies = [
        ("desk", "0021_link_mails"),
        ("matters", "0029_publication_rows_only_grow"),
        ("people", "0011_mailboxes_alike"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="shown_name",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.CreateModel(
            name="Confirmation",
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
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("sign", "to sign a matter"),
                            ("write", "to write to the desk"),
                            ("peer", "to answer another person"),
                            ("endorse", "to say that an answer helped"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=320)),
                ("shown_name", models.CharField(blank=True, max_length=60)),
                ("language", models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=5)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True)),
                ("details", models.JSONField(blank=True, default=dict)),
                ("network", models.BinaryField(max_length=16)),
                ("alike", models.BinaryField(max_length=32)),
                ("doubts", models.JSONField(blank=True, default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked for"),
                            ("confirmed", "confirmed"),
                            ("held", "confirmed, and held until somebody has looked"),
                            ("refused", "set aside"),
                        ],
                        default="asked",
                        max_length=20,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="desk.desk",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="matters.matter",
                    ),
                ),
                (
                    "peer_answer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="matters.peeranswer",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="confirmations",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConfirmationTransition",
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
                    "confirmation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transitions",
                        to="matters.confirmation",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(fields=["matter", "alike"], name="confirmation_by_mailbox"),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(fields=["desk", "asked_at"], name="confirmation_by_time"),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(fields=["network", "asked_at"], name="confirmation_by_network"),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(
                condition=models.Q(("state", "held")), fields=["desk", "state"], name="confirmation_held"
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "confirmed", "held", "refused"])),
                name="confirmation_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("purpose", "sign"), _negated=True), ("matter__isnull", False), _connector="OR"
                ),
                name="who_signs_signs_a_matter",
            ),
        ),
    ]
