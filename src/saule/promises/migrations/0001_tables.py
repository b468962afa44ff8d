"""Promises and what they are reckoned from."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids
from saule.desk.all_at_once import AllAtOnce


class Migration(migrations.Migration):
    """One migration in the place of those before it; a store that has seen all of them has seen this one."""

    replaces = [
        ("promises", "0001_initial"),
        ("promises", "0002_rows_only_grow"),
        ("promises", "0003_indexes"),
        ("promises", "0004_beats"),
        ("promises", "0005_public_promises"),
        ("promises", "0006_plans_and_learning"),
        ("promises", "0007_what_was_tried"),
        ("promises", "0008_month_figures"),
    ]
    initial = True

    dependencies = [
        ("desk", "0001_tables"),
        ("matters", "0001_tables"),
        ("people", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AllAtOnce(
            [
                migrations.CreateModel(
                    name="Learned",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("mark", models.CharField(max_length=120)),
                        ("at", models.DateTimeField()),
                        ("answered", models.PositiveIntegerField(default=0)),
                        ("enough", models.BooleanField(default=False)),
                        ("usual_days", models.PositiveIntegerField(default=0)),
                        ("state", models.JSONField(null=True)),
                        ("reviewed_on", models.DateField(null=True)),
                        ("tried", models.CharField(default="", max_length=300)),
                        (
                            "desk",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="learned",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Promise",
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
                        ("day", models.DateField(blank=True, null=True)),
                        ("level", models.FloatField()),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("history", "how long such requests took"),
                                    ("plan", "the work that is planned, and how such plans came true"),
                                    ("capacity", "the weekly capacity the desk states"),
                                    ("charter", "the time that the charter entitles to"),
                                    ("no_capacity", "no capacity is stated and too few answers are known"),
                                    ("too_far", "more work is waiting than can be foreseen"),
                                    ("rarely_answered", "too few such requests are being answered"),
                                    ("below_threshold", "not enough people have asked yet"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("inputs", models.JSONField(default=dict)),
                        ("engine", models.CharField(max_length=60)),
                        ("given_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("given", "given"),
                                    ("kept", "kept"),
                                    ("moved", "moved"),
                                    ("late", "late"),
                                    ("kept_late", "kept late"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="given",
                                max_length=20,
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promises",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="promises",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "follows",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed_by",
                                to="promises.promise",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promises",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promises",
                                to="people.person",
                            ),
                        ),
                        (
                            "told_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tells",
                                to="matters.delivery",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PromiseTransition",
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
                            "promise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="promises.promise",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Beat",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("reached", models.BigIntegerField(default=0)),
                        ("mails", models.PositiveIntegerField(default=0)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="beats",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("desk", "at"), name="one_beat_at_a_time")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MonthFigures",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField()),
                        ("days", models.PositiveSmallIntegerField()),
                        ("figures", models.JSONField()),
                        ("at", models.DateTimeField()),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="month_figures",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("desk", "month"), name="one_count_a_month")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Overheating",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("began_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("facts", models.JSONField(default=dict)),
                        ("told_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="overheatings",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-began_at", "-id"),
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("desk",),
                                name="one_overheating_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="promise",
                    index=models.Index(fields=["desk", "state", "day"], name="promise_by_day"),
                ),
                migrations.AddIndex(
                    model_name="promise",
                    index=models.Index(fields=["conversation", "state"], name="promise_by_conversation"),
                ),
                migrations.AddIndex(
                    model_name="promise",
                    index=models.Index(
                        condition=models.Q(("day", None)),
                        fields=["desk", "given_at", "id"],
                        name="promise_undated",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="promise",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("conversation__isnull", False), ("matter", None)),
                            models.Q(("conversation", None), ("matter__isnull", False)),
                            _connector="OR",
                        ),
                        name="promise_is_about_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="promise",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["given", "late"])),
                        fields=("conversation",),
                        name="one_open_promise_per_conversation",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="promise",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("matter__isnull", False), ("state__in", ["given", "late"])),
                        fields=("matter",),
                        name="one_open_promise_per_matter",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="promise",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["given", "kept", "moved", "late", "kept_late", "withdrawn"])
                        ),
                        name="promise_state_is_known",
                    ),
                ),
            ]
        )
    ]
