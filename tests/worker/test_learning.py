"""The embedded store learns how its rows are spread, when the worker starts and every hour."""

from datetime import timedelta

import pytest
from django.db import connection

from saule.matters.receiving import receive_many
from saule.worker.learning import Learning

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a server learns by itself"),
]


def learned() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl FROM sqlite_stat1")
        return {table for (table,) in cursor.fetchall()}


def test_it_learns_at_once_and_then_every_hour(desk, mail, now):
    receive_many(desk, [mail("Le banc du square est cassé.")], now=now)
    learning = Learning()

    assert learning.step(now=now) == 1
    assert {"matters_conversation", "matters_message", "people_person"} <= learned()
    assert learning.step(now=now + timedelta(minutes=59)) == 0
    assert learning.step(now=now + timedelta(minutes=60)) == 1
