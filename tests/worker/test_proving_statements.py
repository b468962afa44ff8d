"""The doctor sees a statement that somebody changed behind the store's back."""

from datetime import date

import pytest
from django.db import connection
from tests.outside import provider, wanted

from saule.providers.issuing import correct, issue
from saule.worker.proving_statements import statements

pytestmark = pytest.mark.django_db
__all__ = ["provider", "wanted"]


def test_a_statement_that_was_changed_is_seen(provider, alice, now):
    first = issue(provider, date(2026, 10, 1), by=alice.user, now=now)
    correct(first, by=alice.user, now=now, why="recounted")
    assert statements(now).well

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE providers_statement DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER providers_statement_no_update")
        cursor.execute("UPDATE providers_statement SET total = 100 WHERE id = %s", [first.pk])

    assert not statements(now).well
