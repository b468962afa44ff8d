"""Conversations that the desk opens on somebody's behalf, and what stands below what it writes there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Conversations that the desk opens on somebody's behalf, and what stands below what it writes there."""

    dependencies = [
        ("matters", "0003_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="outreach",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="delivery",
            name="foot",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("answer", "answer"),
                    ("reply", "reply"),
                    ("acknowledgement", "acknowledgement"),
                    ("news", "news"),
                    ("notice", "notice"),
                    ("code", "code for a caller"),
                    ("peer", "word to a peer"),
                    ("solicitation", "on somebody’s behalf"),
                    ("contact", "to a contact"),
                    ("invitation", "about an appointment"),
                ],
                max_length=20,
            ),
        ),
    ]
