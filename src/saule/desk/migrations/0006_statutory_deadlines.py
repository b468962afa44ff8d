"""What a text grants: within how long, in which days, and which text it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """What a text grants: within how long, in which days, and which text it is."""

    dependencies = [
        ("desk", "0005_hours_leave_contracts"),
    ]

    operations = [
        migrations.AddField(
            model_name="kind",
            name="in_working_days",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="kind",
            name="legal_basis",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="kind",
            name="statutory",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="kind",
            constraint=models.CheckConstraint(
                condition=models.Q(("statutory", False), ("entitled_days__isnull", False), _connector="OR"),
                name="statutory_says_within_how_long",
            ),
        ),
    ]
