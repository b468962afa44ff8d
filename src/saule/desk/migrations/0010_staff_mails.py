"""What Saule itself writes to colleagues is a row."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids


class Migration(migrations.Migration):
    """Mails to colleagues, with their histories."""

    dependencies = [
        ("desk", "0009_rhythm_and_board"),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffMail",
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
                ("key", models.CharField(max_length=80)),
                ("language", models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=5)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("message_id", models.CharField(max_length=255)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("attempting", "being sent"),
                            ("sent", "sent"),
                            ("refused", "refused"),
                            ("uncertain", "uncertain"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("not_before", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_mails",
                        to="desk.desk",
                    ),
                ),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff_mails",
                        to="desk.mailbox",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StaffMailTransition",
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
                    "mail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transitions",
                        to="desk.staffmail",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="staffmail",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "attempting"])),
                fields=["not_before", "id"],
                name="staff_mail_to_send",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffmail",
            constraint=models.UniqueConstraint(fields=("desk", "key"), name="one_staff_mail_per_key"),
        ),
        migrations.AddConstraint(
            model_name="staffmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "attempting", "sent", "refused", "uncertain"])),
                name="staff_mail_state_is_known",
            ),
        ),
    ]
