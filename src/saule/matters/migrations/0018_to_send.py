"""The mails that wait are found among all that ever left, on both stores.

The embedded store uses an index of some rows only where a query says its condition in the same words.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0017_sequels")]
    operations = [
        migrations.RemoveIndex("delivery", "delivery_to_send"),
        migrations.AddIndex(
            "delivery",
            models.Index(
                condition=models.Q(sent_at=None),
                fields=["state", "not_before", "id"],
                name="delivery_to_send",
            ),
        ),
    ]
