"""Links go by mail to addresses that somebody typed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids


class Migration(migrations.Migration):
    """Link mails."""

    dependencies = [
        ("desk", "0021_link_mails"),
        ("people", "0007_consents_in_a_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkMail",
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
                    "purpose",
                    models.CharField(
                        choices=[
                            ("confirmation", "to confirm what was asked for"),
                            ("page", "to open one’s own page"),
                        ],
                        max_length=20,
                    ),
                ),
                ("about", models.CharField(max_length=16)),
                ("value", models.CharField(max_length=320)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="desk.desk"
                    ),
                ),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.mailbox"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LinkMailTransition",
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
                        to="people.linkmail",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="linkmail",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "attempting"])),
                fields=["not_before", "id"],
                name="link_mail_to_send",
            ),
        ),
        migrations.AddIndex(
            model_name="linkmail",
            index=models.Index(fields=["created_at"], name="link_mail_by_age"),
        ),
        migrations.AddConstraint(
            model_name="linkmail",
            constraint=models.UniqueConstraint(fields=("desk", "key"), name="one_link_mail_per_key"),
        ),
        migrations.AddConstraint(
            model_name="linkmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "attempting", "sent", "refused", "uncertain"])),
                name="link_mail_state_is_known",
            ),
        ),
    ]
