"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from saule.desk.append_only import OnlyGrow


class Migration(migrations.Migration):
    """Triggers on the rows that only grow."""

    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_rows_only_grow"),
        ("people", "0003_likenesses"),
        ("people", "0004_pauses"),
        ("people", "0005_what_forms_ask"),
        ("people", "0006_names_that_are_addresses"),
        ("people", "0007_consents_in_a_language"),
        ("people", "0008_link_mails"),
        ("people", "0009_erasures"),
        ("people", "0010_lifetimes"),
        ("people", "0011_mailboxes_alike"),
        ("people", "0012_wishes"),
    ]
    dependencies = [("people", "0001_tables")]
    operations = [
        OnlyGrow("people_absence"),
        OnlyGrow("people_erasedplace"),
        OnlyGrow(
            "people_erasureproof",
            frozen=(
                "desk_id",
                "public_id",
                "person_id",
                "asked_at",
                "asked_by_id",
                "why",
            ),
        ),
        OnlyGrow("people_likenesstransition"),
        OnlyGrow("people_newswish"),
        OnlyGrow("people_pause"),
        OnlyGrow("people_personjoin"),
        OnlyGrow("people_purged"),
        OnlyGrow("people_shortening"),
        OnlyGrow("people_suppression"),
    ]
