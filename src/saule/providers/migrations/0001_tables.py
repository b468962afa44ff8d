"""Outside teams and their statements."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids
from saule.desk.all_at_once import AllAtOnce


class Migration(migrations.Migration):
    """One migration in the place of those before it; a store that has seen all of them has seen this one."""

    replaces = [
        ("providers", "0001_initial"),
        ("providers", "0002_rows_only_grow"),
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
                    name="Handover",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "proposed"),
                                    ("handed", "handed on"),
                                    ("taken", "taken"),
                                    ("checking", "waits for a leader’s word"),
                                    ("answered", "answered"),
                                    ("returned", "given back"),
                                    ("untaken", "not taken in time"),
                                    ("recalled", "taken back"),
                                    ("declined", "not handed on"),
                                    ("lapsed", "no longer needed"),
                                ],
                                default="proposed",
                                max_length=20,
                            ),
                        ),
                        ("why", models.JSONField(blank=True, default=dict)),
                        ("at", models.DateTimeField()),
                        ("handed_at", models.DateTimeField(blank=True, null=True)),
                        ("take_by", models.DateTimeField(blank=True, null=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "assignment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="handovers",
                                to="matters.assignment",
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handovers",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "delivery",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="handover",
                                to="matters.delivery",
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="FigureStop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("figures", models.JSONField(default=list)),
                        ("at", models.DateTimeField()),
                        ("asked_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("taken_over", models.BooleanField(default=False)),
                        ("why", models.CharField(blank=True, max_length=300)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="figure_stops",
                                to="providers.handover",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="HandoverTransition",
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
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="providers.handover",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Provider",
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
                        ("name", models.CharField(max_length=80)),
                        ("at", models.DateTimeField()),
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="providers",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "team",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="provider",
                                to="desk.team",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("name",),
                    },
                ),
                migrations.CreateModel(
                    name="PriceRules",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts", models.DateField()),
                        ("ends", models.DateField(blank=True, null=True)),
                        ("at", models.DateTimeField()),
                        ("per_resolved", models.PositiveIntegerField()),
                        ("per_repeat", models.PositiveIntegerField(default=0)),
                        ("repeat_days", models.PositiveSmallIntegerField(default=14)),
                        ("holdback_percent", models.PositiveSmallIntegerField(default=0)),
                        ("holdback_days", models.PositiveSmallIntegerField(default=0)),
                        ("floor", models.PositiveIntegerField(blank=True, null=True)),
                        ("cap", models.PositiveIntegerField(blank=True, null=True)),
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
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="prices",
                                to="providers.provider",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-starts", "-id"),
                    },
                ),
                migrations.AddField(
                    model_name="handover",
                    name="provider",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="providers.provider",
                    ),
                ),
                migrations.CreateModel(
                    name="QuestionWeight",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("question", models.CharField(max_length=40)),
                        ("weight", models.PositiveSmallIntegerField()),
                        ("at", models.DateTimeField()),
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="question_weights",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="SecurityAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("question", models.CharField(max_length=40)),
                        ("choice", models.CharField(blank=True, max_length=20)),
                        ("evidence", models.CharField(blank=True, max_length=300)),
                        ("dated", models.DateField(blank=True, null=True)),
                        ("at", models.DateTimeField()),
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
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="security_answers",
                                to="providers.provider",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
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
                        ("month", models.DateField()),
                        ("figures", models.JSONField()),
                        ("lines", models.JSONField()),
                        ("rules", models.JSONField()),
                        ("total", models.IntegerField()),
                        ("held", models.PositiveIntegerField(default=0)),
                        ("why", models.CharField(blank=True, max_length=300)),
                        ("before", models.CharField(blank=True, max_length=64)),
                        ("hash", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
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
                            "corrects",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrected_by",
                                to="providers.statement",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="providers.provider",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-month", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="HoldbackRelease",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("cents", models.PositiveIntegerField()),
                        (
                            "held",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="release",
                                to="providers.statement",
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="providers.statement",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StatementItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("resolved", "Resolved"),
                                    ("repeated", "Repeated"),
                                    ("counted_back", "Counted Back"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("cents", models.IntegerField()),
                        (
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statement_items",
                                to="providers.handover",
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="providers.statement",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="Stop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("rank", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("why", models.CharField(max_length=300)),
                        ("at", models.DateTimeField()),
                        ("lifted_at", models.DateTimeField(blank=True, null=True)),
                        ("lift_why", models.CharField(blank=True, max_length=300)),
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
                            "lifted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stops",
                                to="providers.provider",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="Terms",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts", models.DateField()),
                        ("ends", models.DateField(blank=True, null=True)),
                        ("at", models.DateTimeField()),
                        ("languages", models.JSONField(default=list)),
                        ("weekdays", models.CharField(default="12345", max_length=7)),
                        ("opens", models.TimeField()),
                        ("closes", models.TimeField()),
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
                        ("kinds", models.ManyToManyField(related_name="+", to="desk.kind")),
                        (
                            "provider",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="terms",
                                to="providers.provider",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-starts", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="OverflowRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("off", "never"),
                                    ("propose", "Saule proposes, a person confirms"),
                                    ("automatic", "Saule hands it on by itself"),
                                ],
                                default="propose",
                                max_length=10,
                            ),
                        ),
                        ("relevance_weight", models.PositiveSmallIntegerField(default=2)),
                        ("security_weight", models.PositiveSmallIntegerField(default=1)),
                        ("lowest_rank", models.PositiveSmallIntegerField(default=50)),
                        ("take_hours", models.PositiveSmallIntegerField(default=24)),
                        ("at", models.DateTimeField()),
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="overflow_rules",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("mode__in", ["off", "propose", "automatic"])),
                                name="overflow_mode_is_known",
                            )
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="provider",
                    constraint=models.UniqueConstraint(fields=("desk", "name"), name="one_provider_per_name"),
                ),
                migrations.AddConstraint(
                    model_name="pricerules",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends", None), ("ends__gte", models.F("starts")), _connector="OR"
                        ),
                        name="prices_end_after_they_begin",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pricerules",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("floor", None), ("cap", None), ("cap__gte", models.F("floor")), _connector="OR"
                        ),
                        name="cap_is_above_floor",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pricerules",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("holdback_percent__lte", 100)), name="no_more_held_than_earned"
                    ),
                ),
                migrations.AddIndex(
                    model_name="handover",
                    index=models.Index(fields=["provider", "state"], name="handover_by_state"),
                ),
                migrations.AddIndex(
                    model_name="handover",
                    index=models.Index(
                        condition=models.Q(("answered_at__isnull", False)),
                        fields=["provider", "answered_at"],
                        name="handover_answered",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handover",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "proposed",
                                    "handed",
                                    "taken",
                                    "checking",
                                    "answered",
                                    "returned",
                                    "untaken",
                                    "recalled",
                                    "declined",
                                    "lapsed",
                                ],
                            )
                        ),
                        name="handover_state_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handover",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ("proposed", "handed", "taken", "checking"))),
                        fields=("conversation",),
                        name="one_handover_at_a_time",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handover",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            ("answered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="answered_says_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="statement",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("corrects", None)),
                        fields=("provider", "month"),
                        name="one_first_statement_a_month",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="statementitem",
                    constraint=models.UniqueConstraint(
                        fields=("statement", "handover"), name="once_in_a_statement"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="stop",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("provider",),
                        name="one_stop_at_a_time",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="terms",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends", None), ("ends__gte", models.F("starts")), _connector="OR"
                        ),
                        name="terms_end_after_they_begin",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="terms",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("closes__gt", models.F("opens"))),
                        name="terms_close_after_opening",
                    ),
                ),
            ]
        )
    ]
