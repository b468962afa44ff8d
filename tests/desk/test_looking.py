"""Who looked is written beside the pages, only grows, and is deleted after a year and not before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from saule.desk import looking
from saule.desk.looking import KEPT, Scribe, forget_looks, written
from saule.desk.models import Look


def look(desk, by, at, **more) -> Look:
    """Somebody looked at a person."""
    return Look(**{"desk": desk, "by": by.user, "at": at, "page": "person", "record": "person", **more})


@pytest.mark.django_db
def test_the_database_keeps_looks_for_a_year(desk, alice):
    today = timezone.now()  # noqa: TID251 - the database has its own clock
    looking.write([look(desk, alice, today), look(desk, alice, today - KEPT - timedelta(days=2))])

    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.update(page="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.all().delete()
    assert forget_looks(now=today) == 1
    assert Look.objects.count() == 1


@pytest.mark.django_db
def test_what_cannot_be_written_now_is_tried_again(desk, alice, now, monkeypatch, caplog):
    def locked(_looks):
        raise OperationalError

    monkeypatch.setattr(connection, "close", lambda: None)
    with monkeypatch.context() as broken:
        broken.setattr(looking, "write", locked)
        assert not written([look(desk, alice, now)])
    assert "tried again" in caplog.text
    assert written([look(desk, alice, now)])


def test_the_thread_writes_all_that_it_was_given_and_ends(monkeypatch):
    batches: list[list[Look]] = []
    monkeypatch.setattr(looking, "written", lambda batch: not batches.append(batch))
    scribe = Scribe()
    for number in range(1200):
        scribe.note([Look(record_id=str(number))])
    scribe.close()

    assert [one.record_id for batch in batches for one in batch] == [str(number) for number in range(1200)]
    scribe.note([Look(record_id="after")])
    scribe.close()
    assert batches[-1][0].record_id == "after"
