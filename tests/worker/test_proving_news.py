"""The doctor finds news that was sent twice, and a public board that says something else than its rows."""

from dataclasses import replace

import pytest
from tests.town import town

from saule.desk.opening import switch_board
from saule.matters.models import Delivery
from saule.promises.acknowledging import acknowledge_due
from saule.promises.promising import give_due
from saule.worker import proving_news
from saule.worker.proving_news import beats, boards

__all__ = ["town"]
pytestmark = pytest.mark.django_db


def test_news_sent_twice_on_one_day_is_found(desk, town, now):
    town.write()
    give_due(desk, now=now)
    acknowledge_due(desk, now=now)
    mail = Delivery.objects.get()
    for number in (1, 2):
        assert beats(now).well
        mail.pk, mail.public_id, mail.message_id = None, f"news{number}", f"news{number}@mairie.example"
        mail.key, mail.purpose = f"news:2026-11-24:{number}", "news"
        mail.save(force_insert=True)

    assert not beats(now).well


def test_a_board_that_says_something_else_is_found(desk, town, now, monkeypatch):
    town.write()
    give_due(desk, now=now)
    switch_board(desk, is_open=True, by=None, now=now)
    assert boards(now).well

    real = proving_news.board
    monkeypatch.setattr(proving_news, "board", lambda desk, now: replace(real(desk, now=now), late_count=1))
    assert not boards(now).well
