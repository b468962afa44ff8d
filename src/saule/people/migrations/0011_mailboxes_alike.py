"""Addresses of one mailbox are known as such, however they are spelled."""

from typing import Any

from django.db import migrations, models

from saule.people.addresses import mailbox_digest

AT_ONCE = 500


def fill(apps: Any, _editor: Any) -> None:
    """The digest of each address that there is."""
    addresses = apps.get_model("people", "Address").objects
    some = []
    for row in addresses.filter(channel="email", alike=None).select_related("desk").iterator(AT_ONCE):
        row.alike = mailbox_digest(row.desk, row.value)
        some.append(row)
        if len(some) == AT_ONCE:
            addresses.bulk_update(some, ["alike"])
            some = []
    addresses.bulk_update(some, ["alike"])


class Migration(migrations.Migration):
    """A digest beside each address."""

    dependencies = [("desk", "0021_link_mails"), ("people", "0010_lifetimes")]
    operations = [
        migrations.AddField("address", "alike", models.BinaryField(blank=True, max_length=32, null=True)),
        migrations.AddIndex("address", models.Index(fields=["desk", "alike"], name="address_by_mailbox")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
