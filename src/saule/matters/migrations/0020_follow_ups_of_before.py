"""Who waits with words of a danger, in words of their own, is answered on their own from now on too."""

from typing import Any

from django.db import migrations


def of_before(apps: Any, _editor: Any) -> None:
    """One row for each message that speaks of a danger and still waits."""
    messages, rows = apps.get_model("matters", "Message"), apps.get_model("matters", "FollowUp")
    waiting = messages.objects.filter(
        outgoing=False, awaits_answer=True, letter=None, conversation__waiting_since__isnull=False
    )
    for message in waiting.exclude(severity=[]).only("desk", "conversation", "received_at").iterator():
        rows.objects.create(
            desk_id=message.desk_id,
            conversation_id=message.conversation_id,
            message_id=message.pk,
            because="danger",
            at=message.received_at,
        )


class Migration(migrations.Migration):
    """Rows for what came before."""

    dependencies = [("matters", "0019_leases_and_follow_ups")]
    operations = [migrations.RunPython(of_before, migrations.RunPython.noop)]
