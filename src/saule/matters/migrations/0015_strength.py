"""What speaks for each matter, weighed; settlements by Saule itself, where a matter lapsed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Strength, its figures, and the indexes by which lists are read."""

    dependencies = [
        ("desk", "0010_staff_mails"),
        ("matters", "0014_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="matter",
            name="matter_by_strength",
        ),
        migrations.RemoveIndex(
            model_name="matter",
            name="matter_in_order",
        ),
        migrations.AddField(
            model_name="matter",
            name="signals",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="matter",
            name="strength",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="matter",
            name="weighed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="settlement",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
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
                fields=["desk", "-grave", "-strength", "-waiting", "-people", "-last_at", "-id"],
                name="matter_in_order",
            ),
        ),
        migrations.AddIndex(
            model_name="earning",
            index=models.Index(
                condition=models.Q(("because", "fraud")), fields=["matter"], name="earning_lost_to_fraud"
            ),
        ),
    ]
