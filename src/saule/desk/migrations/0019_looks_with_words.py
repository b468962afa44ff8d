"""Whoever has an address shown to them may say why in their own words; the rows still only grow."""

from django.db import migrations, models

from saule.desk.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0018_matters_board"),
    ]

    operations = [
        migrations.AddField(
            model_name="look",
            name="words",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="look",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "not said"),
                    ("call", "the person is on the telephone"),
                    ("request", "the person asks for what is held about them"),
                    ("check", "to check an answer"),
                    ("audit", "an audit"),
                    ("channel", "to answer on another channel"),
                    ("given", "the caller gave it"),
                    ("identity", "to check who it is"),
                    ("own", "in their own words"),
                ],
                max_length=10,
            ),
        ),
        # Adding a column makes the embedded store write the table anew, without its guard.
        append_only("desk_look", days=365),
    ]
