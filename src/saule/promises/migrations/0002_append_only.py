"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from saule.desk.append_only import OnlyGrow


class Migration(migrations.Migration):
    """Triggers on the rows that only grow."""

    replaces = [
        ("promises", "0001_initial"),
        ("promises", "0002_rows_only_grow"),
        ("promises", "0003_indexes"),
        ("promises", "0004_beats"),
        ("promises", "0005_public_promises"),
        ("promises", "0006_plans_and_learning"),
        ("promises", "0007_what_was_tried"),
        ("promises", "0008_month_figures"),
    ]
    dependencies = [("promises", "0001_tables")]
    operations = [
        OnlyGrow(
            "promises_promise",
            frozen=(
                "day",
                "level",
                "basis",
                "given_at",
                "conversation_id",
                "matter_id",
                "person_id",
            ),
        ),
        OnlyGrow("promises_promisetransition"),
    ]
