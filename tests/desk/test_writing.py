"""Writing many rows at once leaves each with its own values, of every sort that the store knows."""

import pytest
from django.db import IntegrityError, transaction

from saule.desk.models import Kind
from saule.desk.writing import create_rows, write_rows

pytestmark = pytest.mark.django_db


def kind(desk, number, **facts):
    return Kind(desk=desk, code=f"k{number}", name_fr="Eau", name_en="Water", nature="shared", **facts)


def test_new_rows_know_their_keys_and_hold_what_they_were_given(desk, now):
    rows = [kind(desk, 1, archived_at=now), kind(desk, 2, entitled_days=3)]
    create_rows(rows)

    assert [Kind.objects.get(pk=row.pk) for row in rows] == rows
    assert [Kind.objects.get(pk=row.pk).archived_at for row in rows] == [now, None]
    assert [Kind.objects.get(pk=row.pk).entitled_days for row in rows] == [None, 3]
    rows[0].name_fr = "Autre"
    rows[0].save()
    assert Kind.objects.get(pk=rows[0].pk).name_fr == "Autre"


def test_the_key_of_a_row_that_is_gone_is_not_given_again(desk):
    first = kind(desk, 1)
    create_rows([first])
    gone = first.pk
    first.delete()
    create_rows([second := kind(desk, 2)])
    third = desk.kinds.create(code="k3", name_fr="Eau", name_en="Water", nature="shared")

    assert gone < second.pk < third.pk


def test_a_row_that_the_store_refuses_leaves_none_of_them(desk):
    with pytest.raises(IntegrityError), transaction.atomic():
        create_rows([kind(desk, 1), kind(desk, 1)])

    assert not Kind.objects.filter(code="k1").exists()


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
        create_rows([])
        write_rows([], ["name_fr"])
