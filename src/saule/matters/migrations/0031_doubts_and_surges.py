"""What makes a wish from outside suspicious, and the times in which a matter grows as nothing explains."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Digests of mail domains and series; surges."""

    dependencies = [
        ("desk", "0021_link_mails"),
        ("matters", "0030_confirmations"),
    ]

    operations = [
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
            ],
            options={
                "ordering": ("-began_at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="confirmation",
            name="domain",
            field=models.BinaryField(default=b"", max_length=16),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="pattern",
            field=models.BinaryField(default=b"", max_length=16),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(fields=["matter", "asked_at"], name="confirmation_of_matter"),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(fields=["alike", "asked_at"], name="confirmation_of_mailbox"),
        ),
        migrations.AddField(
            model_name="surge",
            name="desk",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="surges", to="desk.desk"
            ),
        ),
        migrations.AddField(
            model_name="surge",
            name="matter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="surges", to="matters.matter"
            ),
        ),
        migrations.AddConstraint(
            model_name="surge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("matter",), name="one_surge_at_a_time"
            ),
        ),
    ]
