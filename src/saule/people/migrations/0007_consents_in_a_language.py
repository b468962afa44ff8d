"""A consent says in which language its words were read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_names_that_are_addresses"),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="language",
            field=models.CharField(choices=[("fr", "French"), ("en", "English")], default="fr", max_length=5),
        ),
    ]
