"""A threshold that was decided stands as it was announced: it can be cancelled before it applies, not changed."""

from typing import Any

from django.db import migrations
from django.db.models import F

from saule.desk.append_only import append_only


def applied(apps: Any, _editor: Any) -> None:
    """Those of before applied from their beginning on."""
    apps.get_model("desk", "Threshold").objects.update(applied_at=F("since"))


class Migration(migrations.Migration):
    """Thresholds of before, and the guard over all of them."""

    dependencies = [("desk", "0007_threshold_limits")]
    operations = [
        migrations.RunPython(applied, migrations.RunPython.noop),
        append_only("desk_threshold", frozen=("desk_id", "value", "since", "announced_at", "by_id", "why")),
        append_only("desk_thresholdlimits"),
    ]
