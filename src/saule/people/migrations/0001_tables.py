"""Persons, their addresses and wishes, and what is kept of them."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids
from saule.desk.all_at_once import AllAtOnce


class Migration(migrations.Migration):
    """One migration in the place of those before it; a store that has seen all of them has seen this one."""

    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_rows_only_grow"),
        ("people", "0003_likenesses"),
        ("people", "0004_pauses"),
        ("people", "0005_what_forms_ask"),
        ("people", "0006_names_that_are_addresses"),
        ("people", "0007_consents_in_a_language"),
        ("people", "0008_link_mails"),
        ("people", "0009_erasures"),
        ("people", "0010_lifetimes"),
        ("people", "0011_mailboxes_alike"),
        ("people", "0012_wishes"),
    ]
    initial = True

    dependencies = [
        ("desk", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AllAtOnce(
            [
                migrations.CreateModel(
                    name="Likeness",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("evidence", models.JSONField(default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("accepted", "accepted"),
                                    ("declined", "declined"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Address",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("channel", models.CharField(max_length=20)),
                        ("value", models.CharField(max_length=320)),
                        ("alike", models.BinaryField(blank=True, max_length=32, null=True)),
                        ("created_at", models.DateTimeField()),
                        ("verified_at", models.DateTimeField(blank=True, null=True)),
                        ("preferred_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="addresses",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("back_on", models.DateField(blank=True, null=True)),
                        ("told_by", models.CharField(blank=True, max_length=16)),
                        ("at", models.DateTimeField()),
                        (
                            "address",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absences",
                                to="people.address",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="LikenessTransition",
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
                            "likeness",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="people.likeness",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="desk.mailbox",
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
                migrations.CreateModel(
                    name="Pause",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.BinaryField(max_length=32)),
                        ("until", models.DateTimeField()),
                        ("reason", models.CharField(max_length=40)),
                        ("at", models.DateTimeField()),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pauses",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Person",
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
                        ("name", models.CharField(blank=True, max_length=200)),
                        (
                            "language",
                            models.CharField(
                                blank=True, choices=[("fr", "French"), ("en", "English")], max_length=5
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("erased_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="persons",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "joined_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joined",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="NewsWish",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rhythm",
                            models.CharField(
                                choices=[
                                    ("each", "on each day of news on which there is something to say"),
                                    ("dates", "only when my date changes"),
                                    ("answer", "nothing before the answer"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="news_wishes",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                    },
                ),
                migrations.AddField(
                    model_name="likeness",
                    name="other",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                migrations.AddField(
                    model_name="likeness",
                    name="person",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="likenesses",
                        to="people.person",
                    ),
                ),
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
                        (
                            "language",
                            models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=5),
                        ),
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
                    name="Detail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20)),
                        ("value", models.CharField(max_length=300)),
                        ("given_at", models.DateTimeField()),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="details",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Consent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("purpose", models.CharField(max_length=40)),
                        ("wording_version", models.CharField(max_length=20)),
                        (
                            "language",
                            models.CharField(
                                choices=[("fr", "French"), ("en", "English")], default="fr", max_length=5
                            ),
                        ),
                        ("given_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consents",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AddressClaim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("value", models.CharField(max_length=320)),
                        ("at", models.DateTimeField()),
                        ("proven_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="address_claims",
                                to="people.person",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="address",
                    name="person",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addresses",
                        to="people.person",
                    ),
                ),
                migrations.CreateModel(
                    name="PersonJoin",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("why", models.CharField(max_length=300)),
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
                            "into",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joins",
                                to="people.person",
                            ),
                        ),
                        (
                            "undoes",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone_by",
                                to="people.personjoin",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Purged",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("record", models.CharField(max_length=60)),
                        ("count", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="purged",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PurgeRound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("at", models.DateTimeField()),
                        ("coming", models.JSONField(default=dict)),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="purge_rounds",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Shortening",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("record", models.CharField(max_length=60)),
                        ("days", models.PositiveIntegerField(blank=True, null=True)),
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
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shortenings",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Suppression",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.BinaryField(max_length=32)),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("objection", "the person objected"),
                                    ("unsubscribed", "unsubscribed"),
                                    ("bounced", "the address does not exist"),
                                    ("complaint", "reported as unwanted"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("automatic_only", models.BooleanField(default=False)),
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
                                related_name="suppressions",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "lifts",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lifted_by",
                                to="people.suppression",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Tombstone",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tombstones",
                                to="desk.desk",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Asking",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=20)),
                        ("required", models.BooleanField(default=False)),
                        ("because", models.CharField(blank=True, max_length=200)),
                        ("since", models.DateTimeField()),
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
                                related_name="askings",
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("desk", "code"),
                                name="asked_once_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("required", False),
                                    models.Q(("because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="required_for_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttentionEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.BinaryField(max_length=32)),
                        ("purpose", models.CharField(max_length=20)),
                        ("automatic", models.BooleanField()),
                        ("delivery", models.CharField(max_length=16, unique=True)),
                        ("at", models.DateTimeField()),
                        (
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attention",
                                to="desk.desk",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["desk", "digest", "-at"], name="attention_by_digest")
                        ],
                    },
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("proof", "place"), name="one_row_per_erased_place"
                            )
                        ],
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
                        condition=models.Q(
                            ("state__in", ["waiting", "attempting", "sent", "refused", "uncertain"])
                        ),
                        name="link_mail_state_is_known",
                    ),
                ),
                migrations.AddIndex(
                    model_name="pause",
                    index=models.Index(fields=["desk", "digest", "-id"], name="pause_by_digest"),
                ),
                migrations.AddIndex(
                    model_name="person",
                    index=models.Index(
                        models.F("desk"), django.db.models.functions.text.Lower("name"), name="person_by_name"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="newswish",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("rhythm__in", ["each", "dates", "answer"])),
                        name="news_rhythm_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="likeness",
                    constraint=models.UniqueConstraint(
                        fields=("person", "other"), name="one_likeness_per_pair"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="likeness",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("person__lt", models.F("other"))), name="pair_in_order"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="likeness",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "accepted", "declined"])),
                        name="likeness_state_is_known",
                    ),
                ),
                migrations.AddIndex(
                    model_name="erasureproof",
                    index=models.Index(
                        condition=models.Q(("done_at", None)), fields=["asked_at"], name="erasure_under_way"
                    ),
                ),
                migrations.AddIndex(
                    model_name="detail",
                    index=models.Index(fields=["code", "given_at"], name="detail_by_age"),
                ),
                migrations.AddConstraint(
                    model_name="detail",
                    constraint=models.UniqueConstraint(
                        fields=("person", "code"), name="one_detail_of_a_kind"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="detail",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True), name="no_empty_detail"
                    ),
                ),
                migrations.AddIndex(
                    model_name="addressclaim",
                    index=models.Index(fields=["at"], name="address_claim_by_age"),
                ),
                migrations.AddIndex(
                    model_name="address",
                    index=models.Index(fields=["desk", "alike"], name="address_by_mailbox"),
                ),
                migrations.AddConstraint(
                    model_name="address",
                    constraint=models.UniqueConstraint(
                        fields=("desk", "channel", "value"), name="one_address_per_channel"
                    ),
                ),
                migrations.AddIndex(
                    model_name="purged",
                    index=models.Index(fields=["desk", "-at"], name="purged_by_desk"),
                ),
                migrations.AddConstraint(
                    model_name="purgeround",
                    constraint=models.UniqueConstraint(fields=("desk", "day"), name="one_purge_a_day"),
                ),
                migrations.AddIndex(
                    model_name="shortening",
                    index=models.Index(fields=["desk", "record", "-id"], name="shortening_by_record"),
                ),
                migrations.AddIndex(
                    model_name="suppression",
                    index=models.Index(fields=["desk", "digest"], name="suppression_by_digest"),
                ),
                migrations.AddConstraint(
                    model_name="tombstone",
                    constraint=models.UniqueConstraint(
                        fields=("desk", "digest"), name="one_tombstone_per_position"
                    ),
                ),
            ]
        )
    ]
