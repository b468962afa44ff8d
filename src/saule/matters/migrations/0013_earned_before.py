"""What had reached its threshold before earning was a row has earned it; and these rows only grow."""

from typing import Any

from django.db import migrations
from django.db.models import F

from saule.desk.append_only import append_only


def earned_before(apps: Any, _editor: Any) -> None:
    """One row for each matter whose confirmed signatures reach its threshold now."""
    matters, earnings = apps.get_model("matters", "Matter"), apps.get_model("matters", "Earning")
    for matter in matters.objects.filter(threshold__gt=1, confirmed__gte=F("threshold")).iterator():
        earnings.objects.create(
            matter=matter,
            earned=True,
            because="passed",
            confirmed=matter.confirmed,
            threshold=matter.threshold,
            at=matter.last_at,
        )
        matters.objects.filter(pk=matter.pk).update(earned_at=matter.last_at)


class Migration(migrations.Migration):
    """Earnings of before, and the guard over all of them."""

    dependencies = [("matters", "0012_earnings")]
    operations = [
        migrations.RunPython(earned_before, migrations.RunPython.noop),
        append_only("matters_earning"),
        append_only("matters_settingaside", frozen=("matter_id", "confirmed", "at", "by_id", "why")),
        append_only("matters_setaside", frozen=("decision_id", "signature_id", "was")),
    ]
