"""A decision names the nearest matter that a message did not go to; as frozen as the rest of it."""

import django.db.models.deletion
from django.db import migrations, models

from saule.desk.append_only import append_only

DECIDED = (
    "message_id",
    "outcome",
    "matter_id",
    "before_id",
    "suggested_id",
    "layer",
    "score",
    "other_id",
    "other_score",
    "reason",
    "engine",
    "undoes_id",
    "at",
    "by_id",
)


class Migration(migrations.Migration):
    """Two columns that may be empty, so that the table is not made anew, and its guard."""

    dependencies = [("matters", "0015_strength")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="other",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="matters.matter",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="other_score",
            field=models.FloatField(blank=True, null=True),
        ),
        append_only("matters_decision", frozen=DECIDED),
    ]
