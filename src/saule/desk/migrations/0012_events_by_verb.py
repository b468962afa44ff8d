"""What was done of one sort is found among all that was done: what changed lately, and when a worker was seen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0011_quality_rules")]
    operations = [
        migrations.AddIndex(
            "event", models.Index(fields=["desk", "verb", "-at", "-id"], name="event_by_verb")
        ),
    ]
