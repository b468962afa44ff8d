"""The desk, its staff and settings."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids
from saule.desk.all_at_once import AllAtOnce


class Migration(migrations.Migration):
    """One migration in the place of those before it; a store that has seen all of them has seen this one."""

    replaces = [
        ("desk", "0001_initial"),
        ("desk", "0002_rows_only_grow"),
        ("desk", "0003_staff_and_undo"),
        ("desk", "0004_aliases"),
        ("desk", "0005_hours_leave_contracts"),
        ("desk", "0006_statutory_deadlines"),
        ("desk", "0007_threshold_limits"),
        ("desk", "0008_thresholds_stand"),
        ("desk", "0009_rhythm_and_board"),
        ("desk", "0010_staff_mails"),
        ("desk", "0011_quality_rules"),
        ("desk", "0012_events_by_verb"),
        ("desk", "0013_skills_and_languages"),
        ("desk", "0014_looks"),
        ("desk", "0015_looks_only_grow"),
        ("desk", "0016_second_factor"),
        ("desk", "0017_peer_moderation"),
        ("desk", "0018_matters_board"),
        ("desk", "0019_looks_with_words"),
        ("desk", "0020_data_office"),
        ("desk", "0021_link_mails"),
    ]
    initial = True

    dependencies = []

    operations = [
        AllAtOnce(
            [
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=saule.desk.ids.new_id, editable=False, max_length=16, unique=True
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, unique=True)),
                        ("name", models.CharField(max_length=120)),
                        (
                            "language",
                            models.CharField(
                                choices=[("fr", "French"), ("en", "English")], default="fr", max_length=5
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        ("joined_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Desk",
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
                        ("name", models.CharField(max_length=120)),
                        (
                            "language",
                            models.CharField(
                                choices=[("fr", "French"), ("en", "English")], default="fr", max_length=5
                            ),
                        ),
                        ("time_zone", models.CharField(default="Europe/Paris", max_length=64)),
                        ("country", models.CharField(default="FR", max_length=2)),
                        ("working_days", models.CharField(default="12345", max_length=7)),
                        ("large_audience", models.PositiveIntegerField(default=50)),
                        ("undo_seconds", models.PositiveSmallIntegerField(default=20)),
                        (
                            "second_factor",
                            models.CharField(
                                choices=[
                                    ("nobody", "nobody: everybody decides for themselves"),
                                    ("leaders", "owners and supervisors"),
                                    ("all", "everybody"),
                                ],
                                default="nobody",
                                max_length=10,
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="DataOffice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("controller", models.CharField(max_length=300)),
                        ("officer", models.CharField(blank=True, max_length=200)),
                        ("contact", models.CharField(max_length=300)),
                        ("transfers", models.CharField(blank=True, max_length=500)),
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
                                related_name="data_offices",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="Contract",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("answers_per_week", models.PositiveIntegerField()),
                        ("since", models.DateField()),
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
                                related_name="contracts",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-since", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="Capacity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("answers_per_week", models.PositiveIntegerField()),
                        ("since", models.DateField()),
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
                                related_name="capacities",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-since", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="BoardSwitch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_open", models.BooleanField()),
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
                                related_name="board_switches",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="Kind",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40)),
                        ("name_fr", models.CharField(max_length=80)),
                        ("name_en", models.CharField(max_length=80)),
                        (
                            "nature",
                            models.CharField(
                                choices=[("personal", "personal"), ("shared", "shared")],
                                default="personal",
                                max_length=10,
                            ),
                        ),
                        ("entitled_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("in_working_days", models.BooleanField(default=False)),
                        ("statutory", models.BooleanField(default=False)),
                        ("legal_basis", models.CharField(blank=True, max_length=300)),
                        ("hoped_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="kinds",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("position", "code"),
                    },
                ),
                migrations.CreateModel(
                    name="KindExample",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.CharField(max_length=500)),
                        (
                            "language",
                            models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=5),
                        ),
                        (
                            "kind",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="examples",
                                to="desk.kind",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Mailbox",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("address", models.CharField(max_length=254)),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("authserv_id", models.CharField(blank=True, max_length=254)),
                        ("created_at", models.DateTimeField()),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mailboxes",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="MailboxAlias",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("address", models.CharField(max_length=254)),
                        ("added_at", models.DateTimeField()),
                        (
                            "mailbox",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="aliases",
                                to="desk.mailbox",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("address",),
                    },
                ),
                migrations.CreateModel(
                    name="MailboxSwitch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("live", models.BooleanField()),
                        ("at", models.DateTimeField()),
                        ("would_leave", models.PositiveIntegerField(default=0)),
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
                            "mailbox",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="switches",
                                to="desk.mailbox",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="MattersBoard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_open", models.BooleanField()),
                        (
                            "licence",
                            models.CharField(
                                choices=[
                                    ("etalab-2.0", "Licence Ouverte 2.0 (Etalab): free, naming the source"),
                                    ("CC-BY-4.0", "Creative Commons BY 4.0: free, naming the source"),
                                    ("ODbL-1.0", "ODbL 1.0: free, naming the source, under the same licence"),
                                    ("CC0-1.0", "Creative Commons Zero 1.0: free, without conditions"),
                                ],
                                default="etalab-2.0",
                                max_length=20,
                            ),
                        ),
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
                                related_name="matters_boards",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("owner", "owner"),
                                    ("supervisor", "supervisor"),
                                    ("agent", "agent"),
                                    ("generator", "generator"),
                                    ("closer", "closer"),
                                    ("provider_agent", "provider’s agent"),
                                    ("auditor", "auditor"),
                                    ("client", "client"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("languages", models.JSONField(blank=True, default=list)),
                        ("since", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "skills",
                            models.ManyToManyField(blank=True, related_name="skilled", to="desk.kind"),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Leave",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("first", models.DateField()),
                        ("last", models.DateField()),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="leaves",
                                to="desk.membership",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("first", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
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
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="desk.membership",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PeerModeration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "when",
                            models.CharField(
                                choices=[
                                    ("at_once", "at once"),
                                    (
                                        "known",
                                        "at once if the desk found an earlier answer of theirs correct, else after a look",
                                    ),
                                    ("looked_at", "after a colleague has looked at it"),
                                ],
                                max_length=12,
                            ),
                        ),
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
                                related_name="peer_moderations",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="QualityRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("days", models.PositiveSmallIntegerField()),
                        ("per_cent", models.PositiveSmallIntegerField()),
                        ("least", models.PositiveSmallIntegerField()),
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
                                related_name="quality_rules",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="RecoveryCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="recovery_codes",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Rhythm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("weekdays", models.CharField(max_length=7)),
                        ("hour", models.PositiveSmallIntegerField()),
                        ("silent_beats", models.PositiveSmallIntegerField()),
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
                                related_name="rhythms",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="SecondFactor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("secret", models.CharField(max_length=200)),
                        ("made_at", models.DateTimeField()),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("last_step", models.BigIntegerField(default=-1)),
                        ("failures", models.PositiveSmallIntegerField(default=0)),
                        ("rests_until", models.DateTimeField(blank=True, null=True)),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="second_factor",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StaffHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("weekday", models.PositiveSmallIntegerField()),
                        ("minutes", models.PositiveSmallIntegerField()),
                        ("since", models.DateField()),
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
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="hours",
                                to="desk.membership",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-since", "-id"),
                    },
                ),
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
                        (
                            "language",
                            models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=5),
                        ),
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
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="desk.desk"
                            ),
                        ),
                        (
                            "mailbox",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
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
                migrations.CreateModel(
                    name="Team",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="teams",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="membership",
                    name="teams",
                    field=models.ManyToManyField(blank=True, related_name="memberships", to="desk.team"),
                ),
                migrations.AddField(
                    model_name="kind",
                    name="team",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="kinds",
                        to="desk.team",
                    ),
                ),
                migrations.CreateModel(
                    name="Threshold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.PositiveIntegerField()),
                        ("since", models.DateTimeField()),
                        ("announced_at", models.DateTimeField()),
                        ("why", models.CharField(max_length=300)),
                        ("facts", models.JSONField(blank=True, default=dict)),
                        ("applied_at", models.DateTimeField(blank=True, null=True)),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True)),
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
                            "cancelled_by",
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
                                related_name="thresholds",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-since", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="ThresholdLimits",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("automatic", models.BooleanField(default=False)),
                        ("lowest", models.PositiveIntegerField(default=1)),
                        ("highest", models.PositiveIntegerField(default=100)),
                        ("notice_days", models.PositiveSmallIntegerField(default=7)),
                        ("lapse_days", models.PositiveSmallIntegerField(default=90)),
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
                                related_name="threshold_limits",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="ClosedDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("name", models.CharField(blank=True, max_length=80)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="closed_days",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("desk", "day"), name="closed_once_a_day")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("verb", models.CharField(max_length=40)),
                        ("record", models.CharField(max_length=40)),
                        ("record_id", models.CharField(max_length=40)),
                        ("facts", models.JSONField(default=dict)),
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
                                related_name="events",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                        "indexes": [
                            models.Index(fields=["desk", "-at"], name="event_by_desk"),
                            models.Index(fields=["desk", "verb", "-at", "-id"], name="event_by_verb"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FederatedIdentity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("issuer", models.CharField(max_length=255)),
                        ("subject", models.CharField(max_length=255)),
                        ("at", models.DateTimeField()),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="identities",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("issuer", "subject"), name="one_identity_per_subject"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Look",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("page", models.CharField(max_length=40)),
                        ("record", models.CharField(blank=True, max_length=20)),
                        ("record_id", models.CharField(blank=True, max_length=40)),
                        (
                            "why",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "not said"),
                                    ("call", "the person is on the telephone"),
                                    ("request", "the person asks for what is held about them"),
                                    ("check", "to check an answer"),
                                    ("audit", "an audit"),
                                    ("channel", "to answer on another channel"),
                                    ("given", "the caller gave it"),
                                    ("identity", "to check who it is"),
                                    ("own", "in their own words"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=200)),
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
                                related_name="looks",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                        "indexes": [
                            models.Index(fields=["desk", "-at", "-id"], name="look_by_desk"),
                            models.Index(fields=["desk", "record_id", "-at"], name="look_by_record"),
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="mailbox",
                    constraint=models.UniqueConstraint(
                        fields=("desk", "address"), name="one_mailbox_per_address"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mailboxalias",
                    constraint=models.UniqueConstraint(
                        fields=("mailbox", "address"), name="one_alias_per_address"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="leave",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))),
                        name="leave_ends_after_it_begins",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="qualityrule",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("days__gte", 1), ("days__lte", 90), ("least__lte", 50), ("per_cent__lte", 100)
                        ),
                        name="quality_rule_is_possible",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="recoverycode",
                    constraint=models.UniqueConstraint(fields=("user", "digest"), name="recovery_code_once"),
                ),
                migrations.AddConstraint(
                    model_name="rhythm",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("hour__lte", 23),
                            models.Q(("weekdays", ""), _negated=True),
                            ("silent_beats__gte", 1),
                        ),
                        name="rhythm_has_days_and_an_hour",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="staffhours",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("weekday__range", (1, 7))), name="hours_are_of_a_weekday"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="staffhours",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("minutes__lte", 1440)), name="no_more_hours_than_a_day_has"
                    ),
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
                        condition=models.Q(
                            ("state__in", ["waiting", "attempting", "sent", "refused", "uncertain"])
                        ),
                        name="staff_mail_state_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="team",
                    constraint=models.UniqueConstraint(fields=("desk", "name"), name="one_team_per_name"),
                ),
                migrations.AddConstraint(
                    model_name="membership",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("desk", "user"),
                        name="one_membership_at_a_time",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="membership",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "owner",
                                    "supervisor",
                                    "agent",
                                    "generator",
                                    "closer",
                                    "provider_agent",
                                    "auditor",
                                    "client",
                                ],
                            )
                        ),
                        name="role_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="kind",
                    constraint=models.UniqueConstraint(fields=("desk", "code"), name="one_kind_per_code"),
                ),
                migrations.AddConstraint(
                    model_name="kind",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("nature__in", ["personal", "shared"])),
                        name="kind_nature_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="kind",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("statutory", False), ("entitled_days__isnull", False), _connector="OR"
                        ),
                        name="statutory_says_within_how_long",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="thresholdlimits",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("highest__gte", models.F("lowest")), ("lowest__gte", 1)),
                        name="limits_are_in_order",
                    ),
                ),
            ]
        )
    ]
