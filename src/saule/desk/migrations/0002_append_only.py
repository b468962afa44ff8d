"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from saule.desk.append_only import OnlyGrow


class Migration(migrations.Migration):
    """Triggers on the rows that only grow."""

    replaces = [
        ("desk", "0001_initial"),
        ("desk", "0002_rows_only_grow"),
        ("desk", "0003_staff_and_undo"),
        ("desk", "0004_aliases"),
        ("desk", "0005_hours_leave_contracts"),
        ("desk", "0006_statutory_deadlines"),
        ("desk", "0007_threshold_limits"),
        ("desk", "0008_thresholds_stand"),
        ("desk", "0009_rhythm_and_board"),
        ("desk", "0010_staff_mails"),
        ("desk", "0011_quality_rules"),
        ("desk", "0012_events_by_verb"),
        ("desk", "0013_skills_and_languages"),
        ("desk", "0014_looks"),
        ("desk", "0015_looks_only_grow"),
        ("desk", "0016_second_factor"),
        ("desk", "0017_peer_moderation"),
        ("desk", "0018_matters_board"),
        ("desk", "0019_looks_with_words"),
        ("desk", "0020_data_office"),
        ("desk", "0021_link_mails"),
    ]
    dependencies = [("desk", "0001_tables")]
    operations = [
        OnlyGrow("desk_event"),
        OnlyGrow("desk_look", days=365),
        OnlyGrow("desk_mailboxswitch"),
        OnlyGrow(
            "desk_threshold",
            frozen=(
                "desk_id",
                "value",
                "since",
                "announced_at",
                "by_id",
                "why",
            ),
        ),
        OnlyGrow("desk_thresholdlimits"),
    ]
