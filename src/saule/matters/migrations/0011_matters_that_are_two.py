"""Saule may also ask whether one matter is two."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A suggestion without another matter is about a part of one; such an answer is an act as well."""

    dependencies = [
        ("desk", "0004_aliases"),
        ("matters", "0010_voices"),
    ]

    operations = [
        migrations.AlterField(
            model_name="correction",
            name="verb",
            field=models.CharField(
                choices=[
                    ("merge", "merged"),
                    ("split", "split"),
                    ("move", "moved"),
                    ("attach", "attached"),
                    ("detach", "taken out"),
                    ("step_out", "stepped out"),
                    ("rename", "renamed"),
                    ("kind", "filed under another heading"),
                    ("gravity", "judged for danger"),
                    ("keep_apart", "kept apart"),
                    ("keep_together", "kept together"),
                    ("undo", "undone"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="suggestion",
            name="other",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals_beside",
                to="matters.matter",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("other", None), ("state", "open")),
                fields=("matter",),
                name="split_suggested_once",
            ),
        ),
    ]
