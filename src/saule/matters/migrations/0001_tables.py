"""Messages, matters, answers, deliveries, and the public side."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids
from saule.desk.all_at_once import AllAtOnce


class Migration(migrations.Migration):
    """One migration in the place of those before it; a store that has seen all of them has seen this one."""

    replaces = [
        ("matters", "0001_initial"),
        ("matters", "0002_rows_only_grow"),
        ("matters", "0003_decisions_only_grow"),
        ("matters", "0004_corrections_and_work"),
        ("matters", "0005_search"),
        ("matters", "0006_indexes"),
        ("matters", "0007_exchanges"),
        ("matters", "0008_returns"),
        ("matters", "0009_settlements_end"),
        ("matters", "0010_voices"),
        ("matters", "0011_matters_that_are_two"),
        ("matters", "0012_earnings"),
        ("matters", "0013_earned_before"),
        ("matters", "0014_facts"),
        ("matters", "0015_strength"),
        ("matters", "0016_runner_up"),
        ("matters", "0017_sequels"),
        ("matters", "0018_to_send"),
        ("matters", "0019_leases_and_follow_ups"),
        ("matters", "0020_follow_ups_of_before"),
        ("matters", "0021_rereadings"),
        ("matters", "0022_approvals"),
        ("matters", "0023_approvals_only_grow"),
        ("matters", "0024_caller_codes"),
        ("matters", "0025_caller_codes_only_grow"),
        ("matters", "0026_peers"),
        ("matters", "0027_peer_rows_only_grow"),
        ("matters", "0028_publications"),
        ("matters", "0029_publication_rows_only_grow"),
        ("matters", "0030_confirmations"),
        ("matters", "0031_doubts_and_surges"),
    ]
    initial = True

    dependencies = [
        ("desk", "0001_tables"),
        ("people", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AllAtOnce(
            [
                migrations.CreateModel(
                    name="Matter",
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
                        ("title", models.CharField(max_length=200)),
                        ("title_by_person", models.BooleanField(default=False)),
                        ("phrases", models.JSONField(blank=True, default=list)),
                        ("described_with", models.PositiveIntegerField(default=0)),
                        (
                            "language",
                            models.CharField(
                                blank=True, choices=[("fr", "French"), ("en", "English")], max_length=5
                            ),
                        ),
                        ("kind_by_person", models.BooleanField(default=False)),
                        (
                            "nature",
                            models.CharField(
                                choices=[("personal", "personal"), ("shared", "shared")],
                                default="personal",
                                max_length=10,
                            ),
                        ),
                        ("grave", models.BooleanField(default=False)),
                        ("grave_by_person", models.BooleanField(default=False)),
                        ("grave_because", models.JSONField(blank=True, default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("answered", "answered"),
                                    ("lapsed", "lapsed"),
                                    ("reopened", "reopened"),
                                    ("merged", "merged"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("threshold", models.PositiveIntegerField(default=1)),
                        ("earned_at", models.DateTimeField(blank=True, null=True)),
                        ("lapses_on", models.DateField(blank=True, null=True)),
                        ("people", models.PositiveIntegerField(default=0)),
                        ("confirmed", models.PositiveIntegerField(default=0)),
                        ("own_words", models.PositiveIntegerField(default=0)),
                        ("waiting", models.PositiveIntegerField(default=0)),
                        ("messages_count", models.PositiveIntegerField(default=0)),
                        ("opened_at", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        ("touched_by_person", models.BooleanField(default=False)),
                        ("strength", models.FloatField(default=0)),
                        ("signals", models.JSONField(blank=True, default=dict)),
                        ("weighed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="matters",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="matters",
                                to="desk.kind",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="matters.matter",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Message",
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
                        ("channel", models.CharField(max_length=20)),
                        ("outgoing", models.BooleanField(default=False)),
                        ("automatic", models.BooleanField(default=False)),
                        (
                            "mail_class",
                            models.CharField(
                                choices=[
                                    ("human", "human"),
                                    ("out_of_office", "out of office"),
                                    ("auto_reply", "automatic reply"),
                                    ("bounce", "bounce"),
                                    ("list", "mailing list"),
                                    ("spam", "spam"),
                                ],
                                default="human",
                                max_length=20,
                            ),
                        ),
                        ("class_reason", models.CharField(blank=True, max_length=40)),
                        ("subject", models.CharField(blank=True, max_length=300)),
                        ("text", models.TextField(blank=True)),
                        ("said", models.TextField(blank=True)),
                        ("html", models.TextField(blank=True)),
                        (
                            "language",
                            models.CharField(
                                blank=True, choices=[("fr", "French"), ("en", "English")], max_length=5
                            ),
                        ),
                        ("sent_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                        ("message_id", models.CharField(blank=True, max_length=998)),
                        ("in_reply_to", models.CharField(blank=True, max_length=998)),
                        ("references", models.TextField(blank=True)),
                        ("authenticated", models.BooleanField(default=False)),
                        ("awaits_answer", models.BooleanField(default=False)),
                        ("warnings", models.JSONField(blank=True, default=list)),
                        ("cards_masked", models.PositiveIntegerField(default=0)),
                        ("severity", models.JSONField(blank=True, default=list)),
                        ("grouped_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "address",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="messages",
                                to="people.address",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Answer",
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
                                    ("draft", "draft"),
                                    ("proposed", "waiting for approval"),
                                    ("approved", "approved"),
                                    ("sent", "sent"),
                                ],
                                default="draft",
                                max_length=20,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="matters.answer",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="matters.matter",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AnswerText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "language",
                            models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=5),
                        ),
                        ("body", models.TextField(blank=True)),
                        ("saved_at", models.DateTimeField()),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="texts",
                                to="matters.answer",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AnswerTransition",
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
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="matters.answer",
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
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AnswerWriter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="writers",
                                to="matters.answer",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Approval",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sort",
                            models.CharField(
                                choices=[
                                    ("second", "by a second person"),
                                    ("alone", "alone, by typing how many people read it"),
                                    ("few", "by its writer: few people read it"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("people", models.PositiveIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approvals",
                                to="matters.answer",
                            ),
                        ),
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
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
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
                    name="CallerCode",
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
                        ("asked_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        (
                            "address",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.address",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="caller_codes",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="caller_codes",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-asked_at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="CallerTry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("right", models.BooleanField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "code",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tries",
                                to="matters.callercode",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
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
                        (
                            "language",
                            models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=5),
                        ),
                        ("subject", models.CharField(blank=True, max_length=200)),
                        ("text", models.TextField(blank=True)),
                        ("details", models.JSONField(blank=True, default=dict)),
                        ("network", models.BinaryField(max_length=16)),
                        ("alike", models.BinaryField(max_length=32)),
                        ("domain", models.BinaryField(default=b"", max_length=16)),
                        ("pattern", models.BinaryField(default=b"", max_length=16)),
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
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="confirmations",
                                to="people.person",
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
                migrations.CreateModel(
                    name="Conversation",
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
                        ("subject", models.CharField(blank=True, max_length=300)),
                        ("opened_at", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        ("waiting_since", models.DateTimeField(blank=True, null=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("imported", models.BooleanField(default=False)),
                        ("snoozed_until", models.DateTimeField(blank=True, null=True)),
                        (
                            "assigned_team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="assigned_conversations",
                                to="desk.team",
                            ),
                        ),
                        (
                            "assigned_to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="assigned_conversations",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conversations",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "exchange",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="exchanged",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conversations",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="callercode",
                    name="conversation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="caller_codes",
                        to="matters.conversation",
                    ),
                ),
                migrations.CreateModel(
                    name="Assignment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            "to_team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="desk.team",
                            ),
                        ),
                        (
                            "to_user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assignments",
                                to="matters.conversation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
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
                            "verb",
                            models.CharField(
                                choices=[
                                    ("merge", "merged"),
                                    ("split", "split"),
                                    ("move", "moved"),
                                    ("attach", "attached"),
                                    ("detach", "taken out"),
                                    ("step_out", "stepped out"),
                                    ("rename", "renamed"),
                                    ("kind", "filed under another heading"),
                                    ("gravity", "judged for danger"),
                                    ("keep_apart", "kept apart"),
                                    ("keep_together", "kept together"),
                                    ("undo", "undone"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("before", models.JSONField(blank=True, default=dict)),
                        ("after", models.JSONField(blank=True, default=dict)),
                        ("messages_count", models.PositiveIntegerField(default=0)),
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
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="corrections",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "undoes",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone_by",
                                to="matters.correction",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections_beside",
                                to="matters.matter",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="DanglingReference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("message_id", models.CharField(max_length=998)),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="dangling_references",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="dangling_references",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Decision",
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
                                    ("joined", "joined"),
                                    ("opened", "opened"),
                                    ("asked", "asked"),
                                    ("moved", "moved"),
                                    ("removed", "removed"),
                                    ("not_groupable", "not groupable"),
                                    ("undone", "undone"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("layer", models.CharField(max_length=20)),
                        ("score", models.FloatField(default=0)),
                        ("other_score", models.FloatField(blank=True, null=True)),
                        ("reason", models.CharField(max_length=40)),
                        ("facts", models.JSONField(blank=True, default=dict)),
                        ("engine", models.CharField(blank=True, max_length=60)),
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
                            "correction",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="matters.correction",
                            ),
                        ),
                        (
                            "undoes",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone_by",
                                to="matters.decision",
                            ),
                        ),
                        (
                            "before",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "suggested",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="suggestions",
                                to="matters.matter",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
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
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("answer", "answer"),
                                    ("reply", "reply"),
                                    ("acknowledgement", "acknowledgement"),
                                    ("news", "news"),
                                    ("notice", "notice"),
                                    ("code", "code for a caller"),
                                    ("peer", "word to a peer"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("channel", models.CharField(max_length=20)),
                        (
                            "language",
                            models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=5),
                        ),
                        ("subject", models.CharField(max_length=300)),
                        ("body", models.TextField()),
                        ("message_id", models.CharField(max_length=255)),
                        ("in_reply_to", models.CharField(blank=True, max_length=998)),
                        ("references", models.TextField(blank=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waiting"),
                                    ("attempting", "being sent"),
                                    ("sent", "sent"),
                                    ("deferred", "put off"),
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
                        ("outcome", models.CharField(blank=True, max_length=300)),
                        ("beside", models.BooleanField(default=False)),
                        ("leased_by", models.CharField(blank=True, max_length=80)),
                        ("leased_until", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "address",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="people.address",
                            ),
                        ),
                        (
                            "answer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="matters.answer",
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "mailbox",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="desk.mailbox",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="callercode",
                    name="delivery",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="caller_code",
                        to="matters.delivery",
                    ),
                ),
                migrations.CreateModel(
                    name="DeliveryTransition",
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
                            "delivery",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="matters.delivery",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("body", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("saved_at", models.DateTimeField()),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to="matters.conversation",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Draw",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("week", models.DateField()),
                        ("seed", models.CharField(max_length=16)),
                        ("answers", models.PositiveIntegerField()),
                        ("wanted", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="draws",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-week",),
                    },
                ),
                migrations.CreateModel(
                    name="Enclosure",
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
                        ("name", models.CharField(max_length=255)),
                        ("content_type", models.CharField(max_length=127)),
                        ("claimed_type", models.CharField(blank=True, max_length=127)),
                        ("content", models.BinaryField()),
                        ("size", models.PositiveIntegerField()),
                        ("cards_masked", models.PositiveIntegerField(default=0)),
                        ("at", models.DateTimeField()),
                        (
                            "answer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enclosures",
                                to="matters.answer",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "delivery",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enclosures",
                                to="matters.delivery",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="enclosures",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="enclosures",
                                to="matters.draft",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Fact",
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
                        ("name_fr", models.CharField(blank=True, max_length=120)),
                        ("name_en", models.CharField(blank=True, max_length=120)),
                        (
                            "sort",
                            models.CharField(
                                choices=[
                                    ("amount", "amount"),
                                    ("rate", "rate"),
                                    ("date", "date"),
                                    ("delay", "time limit"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("value", models.CharField(max_length=40)),
                        ("written", models.CharField(max_length=60)),
                        ("about", models.CharField(blank=True, max_length=200)),
                        ("source", models.CharField(blank=True, max_length=300)),
                        ("starts", models.DateField(blank=True, null=True)),
                        ("ends", models.DateField(blank=True, null=True)),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="facts",
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
                                to="matters.fact",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("name_fr", "name_en", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="FactUse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "answer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fact_uses",
                                to="matters.answer",
                            ),
                        ),
                        (
                            "delivery",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fact_uses",
                                to="matters.delivery",
                            ),
                        ),
                        (
                            "fact",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="matters.fact",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FigureConfirmation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sort",
                            models.CharField(
                                choices=[
                                    ("amount", "amount"),
                                    ("rate", "rate"),
                                    ("date", "date"),
                                    ("delay", "time limit"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("value", models.CharField(max_length=40)),
                        ("written", models.CharField(max_length=60)),
                        ("verdict", models.CharField(max_length=12)),
                        ("at", models.DateTimeField()),
                        (
                            "answer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="confirmations",
                                to="matters.answer",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "delivery",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="confirmations",
                                to="matters.delivery",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Flood",
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
                        ("since", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        ("count", models.PositiveIntegerField(default=0)),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "set aside"), ("let_in", "let in"), ("kept", "kept aside")],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        (
                            "address",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="floods",
                                to="people.address",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="floods",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FloodTransition",
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
                            "flood",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="matters.flood",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
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
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letters",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Lease",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "ended",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("released", "given back"),
                                    ("answered", "answered"),
                                    ("handed_over", "handed over"),
                                    ("skipped", "skipped"),
                                    ("expired", "its time was over"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="leases",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="leases",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leases",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="leases",
                                to="matters.matter",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HandOver",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("context", models.TextField()),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="hand_overs",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="hand_overs",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "to_team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="desk.team",
                            ),
                        ),
                        (
                            "to_user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="hand_overs",
                                to="matters.matter",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="MatterTransition",
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
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="matters.matter",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MessageVector",
                    fields=[
                        (
                            "message",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="vector",
                                serialize=False,
                                to="matters.message",
                            ),
                        ),
                        ("encoder", models.CharField(max_length=40)),
                        ("values", models.BinaryField()),
                    ],
                ),
                migrations.AddField(
                    model_name="message",
                    name="conversation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="matters.conversation",
                    ),
                ),
                migrations.AddField(
                    model_name="message",
                    name="desk",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="desk.desk"
                    ),
                ),
                migrations.AddField(
                    model_name="message",
                    name="letter",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="copies",
                        to="matters.letter",
                    ),
                ),
                migrations.AddField(
                    model_name="message",
                    name="person",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="people.person",
                    ),
                ),
                migrations.AddField(
                    model_name="matter",
                    name="voice",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="matters.message",
                    ),
                ),
                migrations.CreateModel(
                    name="FollowUp",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "because",
                            models.CharField(
                                choices=[
                                    ("danger", "it speaks of a danger"),
                                    ("reference", "it names a file of the person’s own"),
                                    ("person", "a colleague asked for it"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=300)),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_why", models.CharField(blank=True, max_length=300)),
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
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="follow_ups",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="follow_ups",
                                to="desk.desk",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="follow_ups",
                                to="matters.message",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Filing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="matters.decision",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="filings",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="filings",
                                to="matters.message",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="delivery",
                    name="recorded",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="delivery",
                        to="matters.message",
                    ),
                ),
                migrations.AddField(
                    model_name="decision",
                    name="like",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="matters.message",
                    ),
                ),
                migrations.AddField(
                    model_name="decision",
                    name="message",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="matters.message",
                    ),
                ),
                migrations.CreateModel(
                    name="Attachment",
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
                        ("name", models.CharField(max_length=255)),
                        ("content_type", models.CharField(max_length=127)),
                        ("size", models.PositiveBigIntegerField()),
                        ("part", models.PositiveIntegerField()),
                        ("scanned", models.BooleanField()),
                        (
                            "message",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="matters.message",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Note",
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
                        ("body", models.TextField()),
                        ("at", models.DateTimeField()),
                        ("edited_at", models.DateTimeField(blank=True, null=True)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="matters.matter",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Mention",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seen_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mentions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mentions",
                                to="matters.note",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Objection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        ("at", models.DateTimeField()),
                        (
                            "answer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="matters.answer",
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="objections",
                                to="matters.conversation",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PeerAnswer",
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
                        ("shown_name", models.CharField(blank=True, max_length=60)),
                        (
                            "language",
                            models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=5),
                        ),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField()),
                        ("with_rank", models.BooleanField(default=False)),
                        ("outlives", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "waits for a look"),
                                    ("shown", "shown"),
                                    ("refused", "refused"),
                                    ("withdrawn", "withdrawn by its writer"),
                                    ("taken_down", "taken down"),
                                ],
                                default="proposed",
                                max_length=20,
                            ),
                        ),
                        (
                            "rule",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("private", "It says something private, or names somebody."),
                                    ("hurtful", "It hurts or insults."),
                                    ("selling", "It advertises something."),
                                    ("elsewhere", "It is about something else."),
                                    ("asking", "It asks or demands, and does not answer."),
                                    ("dangerous", "Whoever followed it could come to harm."),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="peer_answers",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="peer_answers",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="peer_answers",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="peer_answers",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Endorsement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="endorsements",
                                to="people.person",
                            ),
                        ),
                        (
                            "peer_answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="endorsements",
                                to="matters.peeranswer",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="confirmation",
                    name="peer_answer",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="matters.peeranswer",
                    ),
                ),
                migrations.CreateModel(
                    name="PeerAnswerTransition",
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
                            "peer_answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="matters.peeranswer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PeerMark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[("correct", "correct"), ("wrong", "wrong")], max_length=10
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=300)),
                        ("figures", models.JSONField(blank=True, default=list)),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "peer_answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="marks",
                                to="matters.peeranswer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="PeerThanks",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("people", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="peer_thanks",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Presence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("writing", models.BooleanField(default=False)),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="presences",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Publication",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title_fr", models.CharField(blank=True, max_length=120)),
                        ("title_en", models.CharField(blank=True, max_length=120)),
                        ("summary_fr", models.CharField(blank=True, max_length=600)),
                        ("summary_en", models.CharField(blank=True, max_length=600)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("published", "published"),
                                    ("withdrawn", "withdrawn from the public"),
                                ],
                                default="published",
                                max_length=20,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="publications",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "matter",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="publication",
                                to="matters.matter",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PublicationTransition",
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
                            "publication",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="matters.publication",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Return",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("permanent", models.BooleanField()),
                        ("final", models.BooleanField()),
                        ("status", models.CharField(blank=True, max_length=12)),
                        ("at", models.DateTimeField()),
                        (
                            "delivery",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="matters.delivery",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="matters.message",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SavedReply",
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
                        ("used", models.PositiveIntegerField(default=0)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="saved_replies",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="saved_replies",
                                to="desk.team",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("name", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="SavedReplyText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "language",
                            models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=5),
                        ),
                        ("body", models.TextField()),
                        (
                            "saved_reply",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="texts",
                                to="matters.savedreply",
                            ),
                        ),
                    ],
                ),
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
                    name="Rereading",
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
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "right",
                            models.CharField(
                                blank=True,
                                choices=[("yes", "yes"), ("no", "no"), ("unsure", "I cannot tell")],
                                max_length=10,
                            ),
                        ),
                        (
                            "fitting",
                            models.CharField(
                                blank=True,
                                choices=[("yes", "yes"), ("no", "no"), ("unsure", "I cannot tell")],
                                max_length=10,
                            ),
                        ),
                        (
                            "humane",
                            models.CharField(
                                blank=True,
                                choices=[("yes", "yes"), ("no", "no"), ("unsure", "I cannot tell")],
                                max_length=10,
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        (
                            "draw",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rereadings",
                                to="matters.draw",
                            ),
                        ),
                        (
                            "reader",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rereadings",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "sequel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rereadings",
                                to="matters.sequel",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                    },
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
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="comebacks",
                                to="matters.conversation",
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
                migrations.CreateModel(
                    name="SettingAside",
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
                        ("confirmed", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        ("why", models.CharField(max_length=300)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_why", models.CharField(blank=True, max_length=300)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settings_aside",
                                to="matters.matter",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="Earning",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("earned", models.BooleanField()),
                        (
                            "because",
                            models.CharField(
                                choices=[
                                    ("passed", "its confirmed signatures reached its threshold"),
                                    (
                                        "carried",
                                        "what it was put together with, or taken out of, had earned it",
                                    ),
                                    (
                                        "fraud",
                                        "without the signatures set aside it had never reached its threshold",
                                    ),
                                    ("put_back", "the signatures set aside were put back"),
                                    ("undone", "the act that brought it was undone"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("confirmed", models.PositiveIntegerField()),
                        ("threshold", models.PositiveIntegerField()),
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
                            "comes_from",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="went_to",
                                to="matters.earning",
                            ),
                        ),
                        (
                            "correction",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="earnings",
                                to="matters.correction",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="earnings",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="earnings",
                                to="matters.settingaside",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("id",),
                    },
                ),
                migrations.CreateModel(
                    name="Settlement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("why", models.CharField(max_length=300)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_why", models.CharField(blank=True, max_length=300)),
                        ("informed", models.BooleanField(default=False)),
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
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="settlements",
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
                            "helped_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relieved",
                                to="matters.peeranswer",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="sequel",
                    name="settlement",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sequel",
                        to="matters.settlement",
                    ),
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("unconfirmed", "not confirmed yet"),
                                    ("confirmed", "confirmed"),
                                    ("withdrawn", "withdrawn"),
                                    ("set_aside", "set aside"),
                                ],
                                default="unconfirmed",
                                max_length=20,
                            ),
                        ),
                        ("own_words", models.BooleanField(default=True)),
                        (
                            "language",
                            models.CharField(
                                blank=True, choices=[("fr", "French"), ("en", "English")], max_length=5
                            ),
                        ),
                        ("shown_name", models.CharField(blank=True, max_length=60)),
                        ("since", models.DateTimeField()),
                        (
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SetAside",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "was",
                            models.CharField(
                                choices=[
                                    ("unconfirmed", "not confirmed yet"),
                                    ("confirmed", "confirmed"),
                                    ("withdrawn", "withdrawn"),
                                    ("set_aside", "set aside"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("told_at", models.DateTimeField(blank=True, null=True)),
                        ("spared", models.CharField(blank=True, max_length=20)),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="matters.settingaside",
                            ),
                        ),
                        (
                            "signature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="set_aside",
                                to="matters.signature",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SignatureEvidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "message",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="evidence",
                                to="matters.message",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "signature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="evidence",
                                to="matters.signature",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SignatureTransition",
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
                            "signature",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="matters.signature",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Skip",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("knowledge", "somebody else knows this better"),
                                    ("information", "a piece of information is missing"),
                                    ("language", "not in a language I write well"),
                                    ("involved", "I know the person, or am concerned"),
                                    ("other", "for another reason"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=300)),
                        ("number", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="skips",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="skips",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="skips",
                                to="matters.matter",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Snooze",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("until", models.DateTimeField()),
                        ("why", models.CharField(max_length=300)),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "ended",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("time", "its time came"),
                                    ("message", "somebody wrote"),
                                    ("person", "woken by a colleague"),
                                    ("replaced", "snoozed anew"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="snoozes",
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
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Source",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("channel", models.CharField(max_length=20)),
                        ("position", models.CharField(max_length=200)),
                        ("raw", models.BinaryField()),
                        ("received_at", models.DateTimeField()),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sources",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="message",
                    name="source",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="message",
                        to="matters.source",
                    ),
                ),
                migrations.CreateModel(
                    name="Suggestion",
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
                        ("score", models.FloatField(default=0)),
                        ("facts", models.JSONField(blank=True, default=dict)),
                        ("engine", models.CharField(blank=True, max_length=60)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("accepted", "accepted"),
                                    ("declined", "declined"),
                                    ("overtaken", "overtaken"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "correction",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="suggestions",
                                to="matters.correction",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="suggestions",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "like",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="matters.message",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="proposals",
                                to="matters.message",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals_beside",
                                to="matters.matter",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SuggestionTransition",
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
                            "suggestion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="matters.suggestion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SupportMove",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("told_at", models.DateTimeField(blank=True, null=True)),
                        ("spared", models.CharField(blank=True, max_length=20)),
                        (
                            "before",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_moves",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "correction",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_moves",
                                to="matters.correction",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_moves",
                                to="matters.matter",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_moves",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Surge",
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
                                related_name="surges",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "matter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="surges",
                                to="matters.matter",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-began_at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="Tag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tags",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("name",),
                    },
                ),
                migrations.CreateModel(
                    name="Tagging",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "conversation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="taggings",
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
                            "tag",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taggings",
                                to="matters.tag",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AnsweredApart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="apart",
                                to="matters.answer",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("answer", "person"),
                                name="answered_apart_once",
                            )
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="answertext",
                    constraint=models.UniqueConstraint(
                        fields=("answer", "language"), name="one_text_per_language"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="answerwriter",
                    constraint=models.UniqueConstraint(
                        fields=("answer", "user"), name="writes_at_an_answer_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approval",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("sort__in", ["second", "alone", "few"])),
                        name="approval_sort_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="approval",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sort", "second"), _negated=True),
                            models.Q(("by", models.F("author")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_is_their_own_second",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="callertry",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("right", True)), fields=("code",), name="caller_known_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="conversation",
                    index=models.Index(fields=["desk", "-last_at"], name="conversation_by_last"),
                ),
                migrations.AddIndex(
                    model_name="conversation",
                    index=models.Index(
                        condition=models.Q(("waiting_since__isnull", False)),
                        fields=["desk", "waiting_since"],
                        name="conversation_waiting",
                    ),
                ),
                migrations.AddIndex(
                    model_name="conversation",
                    index=models.Index(fields=["desk", "opened_at"], name="conversation_by_opening"),
                ),
                migrations.AddIndex(
                    model_name="conversation",
                    index=models.Index(
                        condition=models.Q(("answered_at__isnull", False)),
                        fields=["desk", "answered_at", "opened_at"],
                        name="conversation_answered",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="danglingreference",
                    constraint=models.UniqueConstraint(
                        fields=("desk", "message_id", "conversation"), name="awaited_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="callercode",
                    index=models.Index(fields=["by", "-asked_at"], name="caller_code_by_colleague"),
                ),
                migrations.AddConstraint(
                    model_name="draft",
                    constraint=models.UniqueConstraint(
                        fields=("conversation", "author"), name="one_draft_per_author"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="draw",
                    constraint=models.UniqueConstraint(fields=("desk", "week"), name="one_draw_a_week"),
                ),
                migrations.AddIndex(
                    model_name="fact",
                    index=models.Index(fields=["desk", "ended_at"], name="fact_by_desk"),
                ),
                migrations.AddConstraint(
                    model_name="fact",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("name_en", ""), ("name_fr", ""), _negated=True),
                        name="fact_has_a_name",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="fact",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("starts", None),
                            ("ends", None),
                            ("starts__lte", models.F("ends")),
                            _connector="OR",
                        ),
                        name="fact_ends_after_it_starts",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="factuse",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__isnull", False), ("delivery", None)),
                            models.Q(("answer", None), ("delivery__isnull", False)),
                            _connector="OR",
                        ),
                        name="fact_used_in_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="factuse",
                    constraint=models.UniqueConstraint(
                        fields=("fact", "answer"), name="fact_used_once_in_an_answer"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="factuse",
                    constraint=models.UniqueConstraint(
                        fields=("fact", "delivery"), name="fact_used_once_in_a_reply"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="figureconfirmation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__isnull", False), ("delivery", None)),
                            models.Q(("answer", None), ("delivery__isnull", False)),
                            _connector="OR",
                        ),
                        name="figure_confirmed_in_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="figureconfirmation",
                    constraint=models.UniqueConstraint(
                        fields=("answer", "sort", "value"), name="figure_confirmed_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="flood",
                    index=models.Index(fields=["desk", "state", "-last_at"], name="flood_by_state"),
                ),
                migrations.AddConstraint(
                    model_name="flood",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "let_in", "kept"])),
                        name="flood_state_is_known",
                    ),
                ),
                migrations.AddIndex(
                    model_name="lease",
                    index=models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["desk", "until"],
                        name="lease_standing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lease",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("conversation__isnull", False), ("matter", None)),
                            models.Q(("conversation", None), ("matter__isnull", False)),
                            _connector="OR",
                        ),
                        name="lease_is_about_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lease",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("conversation__isnull", False), ("ended_at", None)),
                        fields=("conversation",),
                        name="one_lease_per_conversation",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lease",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("matter__isnull", False)),
                        fields=("matter",),
                        name="one_lease_per_matter",
                    ),
                ),
                migrations.AddIndex(
                    model_name="handover",
                    index=models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["desk", "at"],
                        name="hand_over_standing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handover",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("conversation__isnull", False), ("matter", None)),
                            models.Q(("conversation", None), ("matter__isnull", False)),
                            _connector="OR",
                        ),
                        name="hand_over_is_about_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handover",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("conversation__isnull", False), ("ended_at", None)),
                        fields=("conversation",),
                        name="one_hand_over_per_conversation",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handover",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("matter__isnull", False)),
                        fields=("matter",),
                        name="one_hand_over_per_matter",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handover",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("to_team", None), ("to_user__isnull", False)),
                            models.Q(("to_team__isnull", False), ("to_user", None)),
                            _connector="OR",
                        ),
                        name="hand_over_is_to_one",
                    ),
                ),
                migrations.AddIndex(
                    model_name="correction",
                    index=models.Index(fields=["desk", "-at"], name="correction_by_desk"),
                ),
                migrations.AddConstraint(
                    model_name="correction",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undoes__isnull", False), ("verb", "undo")),
                            models.Q(models.Q(("verb", "undo"), _negated=True), ("undoes", None)),
                            _connector="OR",
                        ),
                        name="undoing_says_what",
                    ),
                ),
                migrations.AddIndex(
                    model_name="answer",
                    index=models.Index(
                        condition=models.Q(("state", "proposed")),
                        fields=["desk", "created_at"],
                        name="answer_to_approve",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="answer",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "proposed"])),
                        fields=("matter",),
                        name="one_answer_in_the_making",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="answer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "proposed", "approved", "sent"])),
                        name="answer_state_is_known",
                    ),
                ),
                migrations.AddIndex(
                    model_name="matter",
                    index=models.Index(fields=["desk", "-last_at"], name="matter_by_last"),
                ),
                migrations.AddIndex(
                    model_name="matter",
                    index=models.Index(
                        condition=models.Q(
                            ("confirmed__gte", models.F("threshold")),
                            ("earned_at", None),
                            ("threshold__gt", 1),
                        ),
                        fields=["desk"],
                        name="matter_to_earn",
                    ),
                ),
                migrations.AddIndex(
                    model_name="matter",
                    index=models.Index(
                        condition=models.Q(("earned_at", None), ("lapses_on", None), ("threshold__gt", 1)),
                        fields=["desk", "lapses_on"],
                        name="matter_below_threshold",
                    ),
                ),
                migrations.AddIndex(
                    model_name="matter",
                    index=models.Index(
                        condition=models.Q(("earned_at__isnull", False)),
                        fields=["desk", "earned_at"],
                        name="matter_earned",
                    ),
                ),
                migrations.AddIndex(
                    model_name="matter",
                    index=models.Index(
                        condition=models.Q(("weighed_at", None)), fields=["desk"], name="matter_to_weigh"
                    ),
                ),
                migrations.AddIndex(
                    model_name="matter",
                    index=models.Index(
                        condition=models.Q(("waiting__gt", 0)),
                        fields=["desk", "weighed_at"],
                        name="matter_to_weigh_again",
                    ),
                ),
                migrations.AddIndex(
                    model_name="matter",
                    index=models.Index(
                        condition=models.Q(("lapses_on__isnull", False)),
                        fields=["desk", "lapses_on"],
                        name="matter_to_lapse",
                    ),
                ),
                migrations.AddIndex(
                    model_name="matter",
                    index=models.Index(
                        fields=["desk", "-grave", "-strength", "-waiting", "-people", "-last_at", "-id"],
                        name="matter_in_order",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="matter",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("state", "merged")),
                            models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into", None)),
                            _connector="OR",
                        ),
                        name="merged_says_into_what",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="matter",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "answered", "lapsed", "reopened", "merged"])
                        ),
                        name="matter_state_is_known",
                    ),
                ),
                migrations.AddIndex(
                    model_name="followup",
                    index=models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["desk", "because", "conversation"],
                        name="follow_up_standing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="followup",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("message__isnull", False)),
                        fields=("message",),
                        name="one_follow_up_per_message",
                    ),
                ),
                migrations.AddIndex(
                    model_name="filing",
                    index=models.Index(fields=["matter", "message"], name="filing_by_matter"),
                ),
                migrations.AddConstraint(
                    model_name="filing",
                    constraint=models.UniqueConstraint(fields=("message", "matter"), name="filed_once"),
                ),
                migrations.AddIndex(
                    model_name="delivery",
                    index=models.Index(
                        condition=models.Q(("sent_at", None)),
                        fields=["state", "not_before", "id"],
                        name="delivery_to_send",
                    ),
                ),
                migrations.AddIndex(
                    model_name="delivery",
                    index=models.Index(fields=["desk", "-created_at"], name="delivery_by_desk"),
                ),
                migrations.AddIndex(
                    model_name="delivery",
                    index=models.Index(
                        fields=["desk", "state", "-created_at", "-id"], name="delivery_by_state"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="delivery",
                    constraint=models.UniqueConstraint(fields=("desk", "key"), name="one_delivery_per_key"),
                ),
                migrations.AddConstraint(
                    model_name="delivery",
                    constraint=models.UniqueConstraint(
                        fields=("desk", "message_id"), name="one_message_id_per_delivery"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="delivery",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["waiting", "attempting", "sent", "deferred", "refused", "uncertain"],
                            )
                        ),
                        name="delivery_state_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="decision",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                ["joined", "opened", "asked", "moved", "removed", "not_groupable", "undone"],
                            )
                        ),
                        name="decision_outcome_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="note",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("conversation__isnull", False), ("matter", None)),
                            models.Q(("conversation", None), ("matter__isnull", False)),
                            _connector="OR",
                        ),
                        name="note_is_about_one_thing",
                    ),
                ),
                migrations.AddIndex(
                    model_name="mention",
                    index=models.Index(
                        condition=models.Q(("seen_at", None)), fields=["user"], name="mention_unseen"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mention",
                    constraint=models.UniqueConstraint(fields=("note", "user"), name="mentioned_once"),
                ),
                migrations.AddIndex(
                    model_name="peeranswer",
                    index=models.Index(fields=["matter", "state"], name="peer_answer_by_matter"),
                ),
                migrations.AddIndex(
                    model_name="peeranswer",
                    index=models.Index(
                        condition=models.Q(("state", "proposed")),
                        fields=["desk", "at"],
                        name="peer_answer_to_look_at",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="peeranswer",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "shown", "refused", "withdrawn", "taken_down"])
                        ),
                        name="peer_answer_state_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="endorsement",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("peer_answer", "person"),
                        name="endorsed_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="confirmation",
                    index=models.Index(fields=["matter", "alike"], name="confirmation_by_mailbox"),
                ),
                migrations.AddIndex(
                    model_name="confirmation",
                    index=models.Index(fields=["matter", "asked_at"], name="confirmation_of_matter"),
                ),
                migrations.AddIndex(
                    model_name="confirmation",
                    index=models.Index(fields=["alike", "asked_at"], name="confirmation_of_mailbox"),
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
                        condition=models.Q(("state", "held")),
                        fields=["desk", "state"],
                        name="confirmation_held",
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
                            models.Q(("purpose", "sign"), _negated=True),
                            ("matter__isnull", False),
                            _connector="OR",
                        ),
                        name="who_signs_signs_a_matter",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="peermark",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "correct"), models.Q(("why", ""), _negated=True), _connector="OR"
                        ),
                        name="wrong_because",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="presence",
                    constraint=models.UniqueConstraint(
                        fields=("conversation", "user"), name="one_presence_each"
                    ),
                ),
                migrations.AddIndex(
                    model_name="publication",
                    index=models.Index(fields=["desk", "state"], name="publication_by_state"),
                ),
                migrations.AddConstraint(
                    model_name="publication",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["published", "withdrawn"])),
                        name="publication_state_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="return",
                    constraint=models.UniqueConstraint(
                        fields=("delivery", "message"), name="returned_once_by_a_report"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="savedreplytext",
                    constraint=models.UniqueConstraint(
                        fields=("saved_reply", "language"), name="one_saved_text_per_language"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rereading",
                    constraint=models.UniqueConstraint(
                        fields=("sequel", "reader"), name="drawn_once_for_a_reader"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rereading",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fitting", ""), ("humane", ""), ("read_at", None), ("right", "")),
                            models.Q(
                                ("read_at__isnull", False),
                                models.Q(("right", ""), _negated=True),
                                models.Q(("fitting", ""), _negated=True),
                                models.Q(("humane", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="what_was_read_is_answered",
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
                migrations.AddIndex(
                    model_name="earning",
                    index=models.Index(fields=["matter", "-id"], name="earning_by_matter"),
                ),
                migrations.AddIndex(
                    model_name="earning",
                    index=models.Index(
                        condition=models.Q(("because", "fraud")),
                        fields=["matter"],
                        name="earning_lost_to_fraud",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="earning",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("because__in", ["passed", "carried", "fraud", "put_back", "undone"])
                        ),
                        name="earning_because_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="earning",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("because__in", ["passed", "carried", "put_back"]), ("earned", True)),
                            models.Q(
                                ("because", "fraud"),
                                ("by__isnull", False),
                                ("decision__isnull", False),
                                ("earned", False),
                            ),
                            models.Q(("because", "undone"), ("correction__isnull", False), ("earned", False)),
                            _connector="OR",
                        ),
                        name="lost_only_for_fraud_or_undone",
                    ),
                ),
                migrations.AddIndex(
                    model_name="settlement",
                    index=models.Index(fields=["at"], name="settlement_by_time"),
                ),
                migrations.AddIndex(
                    model_name="sequel",
                    index=models.Index(
                        condition=models.Q(("look_on__isnull", False)),
                        fields=["look_on"],
                        name="sequel_to_look_at",
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
                    model_name="signature",
                    index=models.Index(fields=["matter", "state"], name="signature_by_state"),
                ),
                migrations.AddConstraint(
                    model_name="signature",
                    constraint=models.UniqueConstraint(
                        fields=("matter", "person"), name="one_signature_per_person"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signature",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["unconfirmed", "confirmed", "withdrawn", "set_aside"])
                        ),
                        name="signature_state_is_known",
                    ),
                ),
                migrations.AddIndex(
                    model_name="setaside",
                    index=models.Index(
                        condition=models.Q(("spared", ""), ("told_at", None)),
                        fields=["decision"],
                        name="set_aside_to_tell",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="setaside",
                    constraint=models.UniqueConstraint(
                        fields=("decision", "signature"), name="set_aside_once_per_decision"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signatureevidence",
                    constraint=models.UniqueConstraint(fields=("signature", "message"), name="evidence_once"),
                ),
                migrations.AddIndex(
                    model_name="skip",
                    index=models.Index(fields=["desk", "by", "at"], name="skip_by_whom"),
                ),
                migrations.AddIndex(
                    model_name="skip",
                    index=models.Index(
                        condition=models.Q(("number__gte", 3)), fields=["desk", "at"], name="skip_often"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="skip",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("conversation__isnull", False), ("matter", None)),
                            models.Q(("conversation", None), ("matter__isnull", False)),
                            _connector="OR",
                        ),
                        name="skip_is_about_one_thing",
                    ),
                ),
                migrations.AddIndex(
                    model_name="snooze",
                    index=models.Index(
                        condition=models.Q(("ended_at", None)), fields=["until"], name="snooze_to_wake"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="snooze",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("conversation",),
                        name="one_snooze_at_a_time",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="source",
                    constraint=models.UniqueConstraint(
                        fields=("desk", "position"), name="one_source_per_position"
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(fields=["desk", "message_id"], name="message_by_header"),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        fields=["conversation", "received_at"], name="message_in_conversation"
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(
                            ("grouped_at", None), ("mail_class", "human"), ("outgoing", False)
                        ),
                        fields=["desk", "received_at"],
                        name="message_to_group",
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(fields=["desk", "-received_at"], name="message_by_arrival"),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(("mail_class", "human"), ("outgoing", False)),
                        fields=["desk", "-received_at"],
                        name="message_from_people",
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(
                            ("outgoing", False), models.Q(("mail_class", "human"), _negated=True)
                        ),
                        fields=["conversation"],
                        name="message_from_machine",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="message",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "mail_class__in",
                                ["human", "out_of_office", "auto_reply", "bounce", "list", "spam"],
                            )
                        ),
                        name="mail_class_is_known",
                    ),
                ),
                migrations.AddIndex(
                    model_name="suggestion",
                    index=models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["desk", "-score"],
                        name="suggestion_to_decide",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="suggestion",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("matter", "other"),
                        name="suggested_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="suggestion",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("other", None), ("state", "open")),
                        fields=("matter",),
                        name="split_suggested_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="suggestion",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "accepted", "declined", "overtaken"])),
                        name="suggestion_state_is_known",
                    ),
                ),
                migrations.AddIndex(
                    model_name="supportmove",
                    index=models.Index(
                        condition=models.Q(("spared", ""), ("told_at", None)),
                        fields=["at"],
                        name="support_move_to_tell",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="supportmove",
                    constraint=models.UniqueConstraint(
                        fields=("correction", "person"), name="moved_once_per_correction"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="surge",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("matter",), name="one_surge_at_a_time"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="tag",
                    constraint=models.UniqueConstraint(
                        models.F("desk"),
                        django.db.models.functions.text.Lower("name"),
                        name="one_tag_per_name",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="tagging",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("tag", "conversation"),
                        name="tagged_once",
                    ),
                ),
            ]
        )
    ]
