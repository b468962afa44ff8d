"""What followed each closing, and who came back about the same thing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What followed each closing, and who came back about the same thing."""

    dependencies = [
        ("desk", "0011_quality_rules"),
        ("matters", "0016_runner_up"),
        ("people", "0004_pauses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sequel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("month", models.DateField()),
                ("contacts", models.PositiveSmallIntegerField(default=0)),
                ("waited", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("young", "too young to tell"),
                            ("ended", "it ended there"),
                            ("repeated", "wrote again"),
                            ("objected", "said that it does not answer"),
                            ("void", "does not count"),
                        ],
                        default="young",
                        max_length=20,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("look_on", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sequels",
                        to="matters.answer",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sequels",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sequels",
                        to="matters.conversation",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sequels",
                        to="desk.desk",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="desk.kind",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sequels",
                        to="matters.matter",
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sequel",
                        to="matters.message",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sequels",
                        to="people.person",
                    ),
                ),
                (
                    "settlement",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sequel",
                        to="matters.settlement",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sequels",
                        to="desk.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Comeback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("found_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=300)),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comebacks",
                        to="matters.conversation",
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
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comebacks",
                        to="matters.message",
                    ),
                ),
                (
                    "objection",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comebacks",
                        to="matters.objection",
                    ),
                ),
                (
                    "sequel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comeback",
                        to="matters.sequel",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="sequel",
            index=models.Index(
                condition=models.Q(("look_on__isnull", False)), fields=["look_on"], name="sequel_to_look_at"
            ),
        ),
        migrations.AddIndex(
            model_name="sequel",
            index=models.Index(
                condition=models.Q(("state", "void"), _negated=True),
                fields=[
                    "desk",
                    "month",
                    "by",
                    "team",
                    "kind",
                    "settlement",
                    "state",
                    "at",
                    "contacts",
                    "waited",
                ],
                name="sequel_figures",
            ),
        ),
        migrations.AddConstraint(
            model_name="sequel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("message__isnull", False), ("settlement", None)),
                    models.Q(("message", None), ("settlement__isnull", False)),
                    _connector="OR",
                ),
                name="sequel_begins_with_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="sequel",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["young", "ended", "repeated", "objected", "void"])),
                name="sequel_state_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="comeback",
            index=models.Index(fields=["at"], name="comeback_by_time"),
        ),
        migrations.AddConstraint(
            model_name="comeback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("message__isnull", False), ("objection", None)),
                    models.Q(("message", None), ("objection__isnull", False)),
                    _connector="OR",
                ),
                name="comeback_by_one_thing",
            ),
        ),
    ]
