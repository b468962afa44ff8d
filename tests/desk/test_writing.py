"""Writing many rows at once leaves each with its own values, of every sort that the store knows."""

import pytest

from saule.desk.models import Kind
from saule.desk.writing import write_rows

pytestmark = pytest.mark.django_db


def test_each_row_gets_its_own_values(desk, now):
    kinds = [desk.kinds.create(code=f"k{n}", name_fr="x", name_en="x", nature="shared") for n in range(3)]
    for number, kind in enumerate(kinds):
        kind.name_fr, kind.position, kind.entitled_days = f"L’eau % {number}", number, None
        kind.archived_at = now if number else None
    write_rows(kinds, ["name_fr", "position", "entitled_days", "archived_at"])

    stored = Kind.objects.filter(pk__in=[kind.pk for kind in kinds]).order_by("position")
    assert [(kind.name_fr, kind.archived_at) for kind in stored] == [
        ("L’eau % 0", None),
        ("L’eau % 1", now),
        ("L’eau % 2", now),
    ]


def test_what_is_not_named_stays(desk):
    kind = desk.kinds.create(code="water", name_fr="Eau", name_en="Water", nature="shared")
    kind.name_fr, kind.name_en = "Autre", "Other"
    write_rows([kind], ["name_en"])

    kind.refresh_from_db()
    assert (kind.name_fr, kind.name_en) == ("Eau", "Other")


def test_nothing_to_write_asks_nothing_of_the_store(desk, django_assert_num_queries):
    with django_assert_num_queries(0):
        write_rows([], ["name_fr"])
