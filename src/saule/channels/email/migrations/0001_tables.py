"""Mailboxes that are fetched, and mails that could not be read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from saule.desk.all_at_once import AllAtOnce


class Migration(migrations.Migration):
    """One migration in the place of those before it; a store that has seen all of them has seen this one."""

    replaces = [
        ("email", "0001_initial"),
        ("email", "0002_rows_only_grow"),
        ("email", "0003_signing_keys"),
    ]
    initial = True

    dependencies = [
        ("desk", "0001_tables"),
        ("matters", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AllAtOnce(
            [
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("host", models.CharField(max_length=253)),
                        ("port", models.PositiveIntegerField(default=993)),
                        (
                            "security",
                            models.CharField(
                                choices=[
                                    ("tls", "TLS from the start (port 993)"),
                                    ("starttls", "STARTTLS (port 143)"),
                                    ("none", "none (only on this machine)"),
                                ],
                                default="tls",
                                max_length=10,
                            ),
                        ),
                        ("user", models.CharField(max_length=254)),
                        ("secret", models.TextField()),
                        ("connected_at", models.DateTimeField()),
                        ("paused_at", models.DateTimeField(blank=True, null=True)),
                        ("tried_at", models.DateTimeField(blank=True, null=True)),
                        ("ok_at", models.DateTimeField(blank=True, null=True)),
                        ("next_at", models.DateTimeField(blank=True, null=True)),
                        ("failing_since", models.DateTimeField(blank=True, null=True)),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("error", models.CharField(blank=True, max_length=40)),
                        ("lag_seconds", models.PositiveIntegerField(blank=True, null=True)),
                        ("leased_by", models.CharField(blank=True, max_length=80)),
                        ("leased_until", models.DateTimeField(blank=True, null=True)),
                        (
                            "mailbox",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="account",
                                to="desk.mailbox",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Folder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        (
                            "role",
                            models.CharField(
                                choices=[("inbox", "mail that came in"), ("sent", "mail that was sent")],
                                default="inbox",
                                max_length=10,
                            ),
                        ),
                        ("uidvalidity", models.BigIntegerField(blank=True, null=True)),
                        ("last_uid", models.BigIntegerField(default=0)),
                        ("older_uid", models.BigIntegerField(default=0)),
                        ("live_from", models.BigIntegerField(blank=True, null=True)),
                        ("troubles", models.PositiveSmallIntegerField(default=0)),
                        ("checked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="folders",
                                to="email.account",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="DeadLetter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uidvalidity", models.BigIntegerField()),
                        ("uid", models.BigIntegerField()),
                        ("position", models.CharField(blank=True, max_length=200)),
                        ("raw", models.BinaryField(blank=True, null=True)),
                        ("size", models.PositiveBigIntegerField(default=0)),
                        ("live", models.BooleanField(default=False)),
                        ("arrived_at", models.DateTimeField(blank=True, null=True)),
                        ("code", models.CharField(max_length=40)),
                        ("at", models.DateTimeField()),
                        ("tries", models.PositiveIntegerField(default=0)),
                        ("replayed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dead_letters",
                                to="email.account",
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
                            "folder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dead_letters",
                                to="email.folder",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SentCopy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("folder", models.CharField(max_length=200)),
                        ("arrived_at", models.DateTimeField(blank=True, null=True)),
                        ("found_at", models.DateTimeField()),
                        (
                            "delivery",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sent_copy",
                                to="matters.delivery",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SigningKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("domain", models.CharField(max_length=253)),
                        (
                            "algorithm",
                            models.CharField(
                                choices=[("rsa-sha256", "RSA"), ("ed25519-sha256", "Ed25519")], max_length=20
                            ),
                        ),
                        ("selector", models.CharField(max_length=63)),
                        ("secret", models.TextField()),
                        ("public", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        ("signs_since", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signing_keys",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="account",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("security__in", ["tls", "starttls", "none"])),
                        name="security_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="folder",
                    constraint=models.UniqueConstraint(
                        fields=("account", "name"), name="one_folder_per_name"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="folder",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("role__in", ["inbox", "sent"])), name="folder_role_is_known"
                    ),
                ),
                migrations.AddIndex(
                    model_name="deadletter",
                    index=models.Index(
                        condition=models.Q(("replayed_at", None)),
                        fields=["account", "-at"],
                        name="dead_letter_to_replay",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="deadletter",
                    constraint=models.UniqueConstraint(
                        fields=("folder", "uidvalidity", "uid"), name="one_dead_letter_per_mail"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signingkey",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("desk", "domain", "algorithm"),
                        name="one_signing_key_per_domain",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signingkey",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("algorithm__in", ["rsa-sha256", "ed25519-sha256"])),
                        name="signing_algorithm_is_known",
                    ),
                ),
            ]
        )
    ]
