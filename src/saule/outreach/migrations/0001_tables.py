"""Clients, plans, campaigns, prospects, and what was said between them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids
from saule.desk.all_at_once import AllAtOnce


class Migration(migrations.Migration):
    """All tables of outreach."""

    initial = True
    dependencies = [
        ("desk", "0002_append_only"),
        ("matters", "0004_outreach"),
        ("people", "0003_origins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        AllAtOnce(
            [
                migrations.CreateModel(
                    name="ProspectTransition",
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
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Reply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "read",
                            models.CharField(
                                choices=[
                                    ("interested", "wants to know more"),
                                    ("question", "asks something"),
                                    ("refusal", "does not wish to"),
                                    ("away", "is away"),
                                    ("elsewhere", "somebody else should be asked"),
                                    ("bounce", "the address does not exist"),
                                    ("complaint", "complains of being written to"),
                                    ("machine", "a machine’s reply"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=40)),
                        ("returns_on", models.DateField(blank=True, null=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Segment",
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
                        (
                            "language",
                            models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=5),
                        ),
                        ("culture", models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        "ordering": ("name", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Solicitation",
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
                        ("step", models.PositiveSmallIntegerField(default=0)),
                        ("subject", models.CharField(max_length=200)),
                        ("body", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "planned"),
                                    ("cleared", "about to leave"),
                                    ("sent", "sent"),
                                    ("replied", "answered"),
                                    ("silent", "not answered"),
                                    ("stopped", "stopped"),
                                ],
                                default="planned",
                                max_length=20,
                            ),
                        ),
                        ("not_before", models.DateTimeField()),
                        ("waits_for", models.CharField(blank=True, max_length=40)),
                        ("at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="SolicitationTransition",
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
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Subscription",
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
                        ("why", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "ordering": ("-starts", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="Variant",
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
                        ("step", models.PositiveSmallIntegerField(default=0)),
                        ("subject", models.CharField(max_length=200)),
                        ("body", models.TextField()),
                        ("at", models.DateTimeField()),
                        ("retired_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ("step", "name", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Campaign",
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
                        ("purpose_fr", models.CharField(max_length=300)),
                        ("purpose_en", models.CharField(max_length=300)),
                        ("worth", models.PositiveSmallIntegerField(default=1)),
                        ("weekly", models.PositiveIntegerField(default=100)),
                        ("follow_ups", models.PositiveSmallIntegerField(default=1)),
                        ("gap_days", models.PositiveSmallIntegerField(default=5)),
                        ("starts", models.DateField()),
                        ("ends", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "being prepared"),
                                    ("running", "running"),
                                    ("paused", "paused"),
                                    ("stopped", "stopped because of complaints"),
                                    ("ended", "ended"),
                                ],
                                default="draft",
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
                                related_name="campaigns",
                                to="desk.desk",
                            ),
                        ),
                        (
                            "mailbox",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaigns",
                                to="desk.mailbox",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("-at", "-id"),
                    },
                ),
                migrations.CreateModel(
                    name="CampaignMember",
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="outreach.campaign",
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
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaign_memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CampaignTransition",
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
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="transitions",
                                to="outreach.campaign",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Client",
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
                        ("contact_name", models.CharField(blank=True, max_length=120)),
                        ("contact_address", models.CharField(blank=True, max_length=254)),
                        (
                            "language",
                            models.CharField(
                                choices=[("fr", "French"), ("en", "English")], default="fr", max_length=5
                            ),
                        ),
                        ("bar", models.TextField(blank=True)),
                        ("shows_refusals", models.BooleanField(default=False)),
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
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="clients",
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
                        "ordering": ("name", "id"),
                    },
                ),
                migrations.AddField(
                    model_name="campaign",
                    name="client",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="outreach.client",
                    ),
                ),
                migrations.CreateModel(
                    name="ClientChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("field", models.CharField(max_length=40)),
                        ("before", models.TextField(blank=True)),
                        ("after", models.TextField(blank=True)),
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
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="outreach.client",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ("at", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="HandOn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.TextField()),
                        ("at", models.DateTimeField()),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        (
                            "to",
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
                    name="Plan",
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
                        ("price", models.PositiveIntegerField()),
                        ("currency", models.CharField(default="EUR", max_length=3)),
                        ("guaranteed", models.PositiveSmallIntegerField()),
                        (
                            "shortfall",
                            models.CharField(
                                choices=[
                                    ("carry", "they are owed in the month after"),
                                    ("refund", "their share of the price is given back"),
                                ],
                                default="carry",
                                max_length=10,
                            ),
                        ),
                        ("carried_months", models.PositiveSmallIntegerField(default=1)),
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
                            "desk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="plans",
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
                        "ordering": ("price", "id"),
                    },
                ),
                migrations.CreateModel(
                    name="Prospect",
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
                        ("value", models.FloatField(default=1.0)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "not written to yet"),
                                    ("solicited", "written to"),
                                    ("parked", "away for now"),
                                    ("contact", "in contact"),
                                    ("refused", "does not wish to"),
                                    ("silent", "did not answer"),
                                    ("stopped", "must not be written to"),
                                ],
                                default="waiting",
                                max_length=20,
                            ),
                        ),
                        ("parked_until", models.DateField(blank=True, null=True)),
                        ("at", models.DateTimeField()),
                        (
                            "address",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="prospects",
                                to="people.address",
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
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="prospects",
                                to="outreach.campaign",
                            ),
                        ),
                        (
                            "closer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="closing",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "conversation",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="prospect",
                                to="matters.conversation",
                            ),
                        ),
                        (
                            "generator",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="generated",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="prospect",
                    name="origin",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prospects",
                        to="people.origin",
                    ),
                ),
                migrations.AddField(
                    model_name="prospect",
                    name="person",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prospects",
                        to="people.person",
                    ),
                ),
                migrations.AddField(
                    model_name="handon",
                    name="prospect",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hand_ons",
                        to="outreach.prospect",
                    ),
                ),
                migrations.AddField(
                    model_name="prospecttransition",
                    name="by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="prospecttransition",
                    name="prospect",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transitions",
                        to="outreach.prospect",
                    ),
                ),
                migrations.AddField(
                    model_name="reply",
                    name="by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="reply",
                    name="message",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies_read",
                        to="matters.message",
                    ),
                ),
                migrations.AddField(
                    model_name="reply",
                    name="prospect",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="outreach.prospect",
                    ),
                ),
                migrations.AddField(
                    model_name="segment",
                    name="campaign",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="segments",
                        to="outreach.campaign",
                    ),
                ),
                migrations.AddField(
                    model_name="prospect",
                    name="segment",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prospects",
                        to="outreach.segment",
                    ),
                ),
                migrations.AddField(
                    model_name="solicitation",
                    name="by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="solicitation",
                    name="delivery",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="solicitation",
                        to="matters.delivery",
                    ),
                ),
                migrations.AddField(
                    model_name="solicitation",
                    name="prospect",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="solicitations",
                        to="outreach.prospect",
                    ),
                ),
                migrations.AddField(
                    model_name="solicitationtransition",
                    name="by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="solicitationtransition",
                    name="solicitation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="transitions",
                        to="outreach.solicitation",
                    ),
                ),
                migrations.AddField(
                    model_name="subscription",
                    name="by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="subscription",
                    name="client",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="outreach.client",
                    ),
                ),
                migrations.AddField(
                    model_name="subscription",
                    name="plan",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="outreach.plan",
                    ),
                ),
                migrations.AddField(
                    model_name="variant",
                    name="by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="variant",
                    name="retired_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="variant",
                    name="segment",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="variants",
                        to="outreach.segment",
                    ),
                ),
                migrations.AddField(
                    model_name="solicitation",
                    name="variant",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="solicitations",
                        to="outreach.variant",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaignmember",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("campaign", "user"),
                        name="on_a_campaign_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="client",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("desk", "name"),
                        name="one_client_per_name",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaign",
                    constraint=models.UniqueConstraint(
                        fields=("client", "name"), name="one_campaign_per_name"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="campaign",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "running", "paused", "stopped", "ended"])),
                        name="campaign_state_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="plan",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("desk", "name"),
                        name="one_plan_per_name",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="plan",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("guaranteed__gte", 1)), name="plan_guarantees_something"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="segment",
                    constraint=models.UniqueConstraint(
                        fields=("campaign", "name"), name="one_segment_per_name"
                    ),
                ),
                migrations.AddIndex(
                    model_name="prospect",
                    index=models.Index(
                        fields=["campaign", "state", "-value", "id"], name="prospect_in_order"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="prospect",
                    constraint=models.UniqueConstraint(
                        fields=("campaign", "person"), name="one_prospect_per_person"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="prospect",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["waiting", "solicited", "parked", "contact", "refused", "silent", "stopped"],
                            )
                        ),
                        name="prospect_state_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="subscription",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends", None), ("ends__gte", models.F("starts")), _connector="OR"
                        ),
                        name="subscription_ends_after_it_begins",
                    ),
                ),
                migrations.AddIndex(
                    model_name="solicitation",
                    index=models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["not_before", "id"],
                        name="solicitation_to_clear",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="solicitation",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "stopped"), _negated=True),
                        fields=("prospect", "step"),
                        name="one_message_per_step",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="solicitation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["planned", "cleared", "sent", "replied", "silent", "stopped"])
                        ),
                        name="solicitation_state_is_known",
                    ),
                ),
            ]
        )
    ]
