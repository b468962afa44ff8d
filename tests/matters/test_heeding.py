"""Who is away is known from their answering machine, and news waits for them; an answer does not."""

from datetime import date, timedelta

import pytest

from saule.matters.asking import ask_writer
from saule.matters.delivering import attempt, sent
from saule.matters.models import Delivery, Message
from saule.matters.receiving import receive_many
from saule.people.gate import clear
from saule.people.models import Absence
from saule.people.pausing import away

WHO = "marie@example.org"
AWAY = "Je suis absente. Je serai de retour le mardi 8 décembre."


@pytest.fixture
def written(desk, mailbox, mail, now) -> Delivery:
    """Marie wrote, and was answered."""
    receive_many(desk, [mail(sender=WHO)], now=now)
    message = Message.objects.get()
    wish = {"purpose": "answer", "mailbox": mailbox, "language": "fr", "body": "Elle rouvre lundi."}
    asked = ask_writer(message, key="k", **wish, now=now)
    under_way = attempt(asked.pk, worker="w", now=now)
    assert under_way is not None
    return sent(under_way, now=now)


def machine(desk, mail, at, said=AWAY, sender=WHO) -> None:
    receive_many(desk, [mail(said, sender=sender, mail_class="out_of_office", sent_at=at)], now=at)


def verdict(desk, mailbox, now, purpose):
    return clear(
        desk,
        address_value=WHO,
        channel="email",
        purpose=purpose,
        automatic=purpose != "answer",
        mail_class_of_last_incoming="human",
        mailbox=mailbox,
        delivery_id=purpose,
        now=now,
    )


def test_news_waits_until_the_person_is_back_and_an_answer_does_not(desk, mailbox, mail, written, now):
    machine(desk, mail, now)
    (found,) = away([written.person_id], today=desk.local_date(now))
    assert (found[0].value, found[1]) == (WHO, date(2026, 12, 8))
    held = verdict(desk, mailbox, now, "news")
    assert (held.verdict, held.reason_code) == ("wait", "away")
    assert desk.local_date(held.retry_at) == date(2026, 12, 8)
    assert verdict(desk, mailbox, now, "answer").verdict == "go"
    assert verdict(desk, mailbox, now + timedelta(days=17), "news").verdict == "go"


def test_who_writes_again_is_back(desk, mailbox, mail, written, now):
    machine(desk, mail, now)
    later = now + timedelta(hours=1)
    receive_many(desk, [mail(sender=WHO, sent_at=later)], now=later)
    assert verdict(desk, mailbox, later, "news").verdict == "go"


def test_an_absence_of_somebody_never_written_to_is_not_noted(desk, mail, written, now):
    machine(desk, mail, now, sender="stranger@example.org")
    assert not Absence.objects.exists()
