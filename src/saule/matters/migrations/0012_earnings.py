"""What a matter has earned is a row; so is each decision about fraud."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import saule.desk.ids


class Migration(migrations.Migration):
    """Earnings, decisions about fraud, and the day on which a matter lapses."""

    dependencies = [
        ("desk", "0007_threshold_limits"),
        ("matters", "0011_matters_that_are_two"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                            ("carried", "what it was put together with, or taken out of, had earned it"),
                            ("fraud", "without the signatures set aside it had never reached its threshold"),
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
            ],
            options={
                "ordering": ("id",),
            },
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
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="matter",
            name="earned_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="matter",
            name="lapses_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(
                    ("confirmed__gte", models.F("threshold")), ("earned_at", None), ("threshold__gt", 1)
                ),
                fields=["desk"],
                name="matter_to_earn",
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
        migrations.AddField(
            model_name="earning",
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
            model_name="earning",
            name="comes_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="went_to",
                to="matters.earning",
            ),
        ),
        migrations.AddField(
            model_name="earning",
            name="correction",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="earnings",
                to="matters.correction",
            ),
        ),
        migrations.AddField(
            model_name="earning",
            name="matter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="earnings", to="matters.matter"
            ),
        ),
        migrations.AddField(
            model_name="setaside",
            name="signature",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="set_aside", to="matters.signature"
            ),
        ),
        migrations.AddField(
            model_name="settingaside",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="settingaside",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="settingaside",
            name="matter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settings_aside",
                to="matters.matter",
            ),
        ),
        migrations.AddField(
            model_name="setaside",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatures",
                to="matters.settingaside",
            ),
        ),
        migrations.AddField(
            model_name="earning",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="earnings",
                to="matters.settingaside",
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
        migrations.AddIndex(
            model_name="earning",
            index=models.Index(fields=["matter", "-id"], name="earning_by_matter"),
        ),
        migrations.AddConstraint(
            model_name="earning",
            constraint=models.CheckConstraint(
                condition=models.Q(("because__in", ["passed", "carried", "fraud", "put_back", "undone"])),
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
    ]
