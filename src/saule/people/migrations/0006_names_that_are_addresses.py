"""Nobody is called by their address any more: staff see addresses only where they say why they need them."""

from typing import Any

from django.db import migrations


def empty_names(apps: Any, _editor: Any) -> None:
    """An address that a mail program wrote in the place of a name is none."""
    people = apps.get_model("people", "Person").objects
    people.filter(name__contains="@").exclude(name__contains=" ").update(name="")


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("people", "0005_what_forms_ask")]
    operations = [migrations.RunPython(empty_names, migrations.RunPython.noop)]
