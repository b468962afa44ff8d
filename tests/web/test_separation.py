"""The status page: with whom one is answered, how to say that it is about something else, and true words."""

from datetime import timedelta

import pytest
from django.urls import reverse

from saule.desk.models import MailboxSwitch
from saule.matters.grouping import group_waiting
from saule.matters.models import Correction, Matter, Message
from saule.matters.objecting import object_to
from saule.matters.receiving import receive_many
from saule.matters.splitting import step_out
from saule.matters.waiting import refresh_waiting
from saule.promises.acknowledging import acknowledge_due
from saule.promises.links import status_token
from saule.promises.promising import give_due, sweep_dates

pytestmark = pytest.mark.django_db
POOL = "Bonjour, je voudrais savoir quand la piscine municipale de la rue des Lilas va rouvrir au public"


@pytest.fixture
def pool(desk, mail, now) -> Matter:
    """Three people ask when the pool opens; a person at the desk has looked at it."""
    receive_many(desk, [mail(POOL + end) for end in (".", " !", ", merci.")], now=now)
    group_waiting(desk, now=now)
    give_due(desk, now=now)
    found = Matter.objects.get()
    found.title, found.title_by_person, found.touched_by_person = "La piscine", True, True
    found.save()
    return found


def status(client, conversation, **query) -> str:
    url = reverse("status", args=[status_token(conversation)])
    return client.get(url, {"language": "en", **query}).content.decode()


def first():
    return Message.objects.earliest("pk").conversation


def test_one_reads_with_how_many_others_one_is_answered_and_about_what(pool, client):
    html = status(client, first())

    assert "answered together with those of 2 other people about “La piscine”" in html
    assert "Mine is about something else" in html


def test_what_saule_alone_put_together_and_is_nobodys_shared_matter_is_not_told(pool, client):
    Matter.objects.update(touched_by_person=False, nature="personal")
    assert "Mine is about something else" not in status(client, first())

    Matter.objects.update(nature="shared")
    assert "Mine is about something else" in status(client, first())


def test_a_title_from_somebodys_letter_is_never_shown(pool, client):
    Matter.objects.update(
        title="Mme Durand est malade", title_by_person=False, phrases=["mme durand", "piscine"]
    )

    html = status(client, first())

    assert "Durand" not in html
    assert "about “piscine”" in html


def test_stepping_out_counts_one_less_and_can_be_taken_back(pool, client):
    token = status_token(first())

    response = client.post(reverse("separation", args=[token]), {"matter": pool.public_id}, follow=True)

    pool.refresh_from_db()
    assert pool.people == 2
    assert "It is about that after all" in status(client, first())
    assert "Mine is about something else" not in status(client, first())
    assert "répon" in response.content.decode()

    client.post(
        reverse("reunion", args=[token]), {"correction": Correction.objects.get(verb="step_out").public_id}
    )

    pool.refresh_from_db()
    assert pool.people == 3
    assert "Mine is about something else" in status(client, first())


def test_nobody_steps_out_of_or_back_into_what_is_not_theirs(pool, desk, mail, now, client):
    others = Message.objects.latest("pk").conversation
    done = step_out(others, pool, now=now)
    token = status_token(first())

    client.post(reverse("reunion", args=[token]), {"correction": done.public_id})
    client.post(reverse("separation", args=[token]), {"matter": "somethingelse000"})
    client.post(reverse("separation", args=[token]), {"matter": done.other.public_id})

    assert Correction.objects.count() == 1


def test_after_an_objection_the_page_no_longer_says_that_there_is_an_answer(pool, desk, now, client):
    conversation = first()
    Message.objects.create(
        desk=desk,
        conversation=conversation,
        channel="email",
        outgoing=True,
        text="Lundi.",
        said="Lundi.",
        language="fr",
        sent_at=now + timedelta(hours=1),
        received_at=now + timedelta(hours=1),
    )
    refresh_waiting({conversation.pk})
    sweep_dates(desk, now=now + timedelta(hours=1))
    assert "You have an answer" in status(client, conversation)

    conversation.refresh_from_db()
    object_to(conversation, answer=None, words="", now=now + timedelta(hours=2))

    html = status(client, conversation)
    assert "You have an answer" not in html
    assert "We are looking at your message again" in html
    assert "at the latest" not in html  # the date that was kept is not promised again
    assert "Lundi." in html


def test_a_notice_is_promised_only_to_those_who_get_one(pool, desk, mailbox, now, client):
    assert "we write to you" not in status(client, first())

    acknowledge_due(desk, now=now)
    assert "If we have to move yours, we write to you" in status(client, first())

    MailboxSwitch.objects.create(mailbox=mailbox, live=False, at=now + timedelta(seconds=1))
    assert "we write to you" not in status(client, first())


def test_a_late_date_promises_no_notice(pool, desk, now, client):
    acknowledge_due(desk, now=now)
    sweep_dates(desk, now=now + timedelta(days=300))

    html = status(client, first())

    assert "we are late" in html
    assert "Our answer is late" in html
    assert "An answer by" not in html
    assert "we write to you" not in html
