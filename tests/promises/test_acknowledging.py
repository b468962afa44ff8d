"""Who writes is told once, in their language, when they will have an answer; machines are told nothing."""

from datetime import date, timedelta

import pytest

from saule.desk.models import Capacity, Event, MailboxSwitch
from saule.matters.grouping import group_waiting
from saule.matters.models import Delivery
from saule.matters.receiving import receive_many
from saule.promises.acknowledging import acknowledge_due, tell_waiting, would_be_told
from saule.promises.links import conversation_of, status_url
from saule.promises.models import Promise
from saule.promises.news import tell_news
from saule.promises.promising import give_due, move, sweep_dates

NARROW = "\u202f"


def acknowledged(desk, now):
    give_due(desk, now=now)
    count = acknowledge_due(desk, now=now)
    return count, list(Delivery.objects.order_by("pk"))


def test_a_french_writer_reads_the_date_in_french(desk, town, now):
    conversation = town.write(days_ago=1, person=town.person("fr"))
    count, [delivery] = acknowledged(desk, now)
    assert count == 1
    assert delivery.language == "fr"
    assert delivery.subject == "Re: Ligne 12"
    body = delivery.body
    assert "Votre message du vendredi 20 novembre nous est bien parvenu." in body
    assert "Vous aurez une réponse d’ici au vendredi 27 novembre." in body
    assert "9 sur 10, sans avoir encore assez de réponses pour le vérifier" in body
    assert status_url(conversation) in body
    assert f"répondez à ce message{NARROW}: il nous parvient" in body
    assert "112" in body
    assert "Ce message a été écrit automatiquement." in body
    assert body.endswith("Mairie de Saint-Aubin\n")


def test_a_mail_to_two_addresses_of_ours_is_acknowledged_once(desk, town, mail, now):
    copies = [mail(message_id="a@x", sender="lea@x.example", raw=raw) for raw in (b"one", b"by list")]
    receive_many(desk, copies, now=now)
    group_waiting(desk, now=now)
    count, _deliveries = acknowledged(desk, now)
    assert count == 1


def test_an_english_writer_reads_the_date_in_english(desk, town, now):
    conversation = town.write(days_ago=1, person=town.person("en"))
    _count, [delivery] = acknowledged(desk, now)
    assert delivery.language == "en"
    assert "You will have an answer by Friday 27 November." in delivery.body
    assert "We aim to keep 9 in 10 of these dates" in delivery.body
    assert status_url(conversation) in delivery.body
    assert "This message was written automatically." in delivery.body


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", f"de façon à en tenir 9 sur 10{NARROW}; si la vôtre"),
        ("en", "so that 9 in 10 are kept; if yours"),
    ],
)
def test_a_measured_level_is_said_as_such(desk, town, now, language, words):
    town.history()
    town.write(person=town.person(language))
    _count, [delivery] = acknowledged(desk, now)
    assert words in delivery.body


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_voice_is_calm_and_speaks_of_no_matter(desk, town, now, language):
    town.write(town.matter(title="Suppression de la ligne 12"), person=town.person(language))
    _count, [delivery] = acknowledged(desk, now)
    assert "!" not in delivery.body
    assert "ticket" not in delivery.body.lower()
    assert "Suppression" not in delivery.body
    assert not any(wrong in delivery.body for wrong in (" ;", " :", " ?", "{", "}", "&#"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            f"Nous ne pouvons pas encore vous donner de date{NARROW}: nous ne savons pas encore combien",
        ),
        ("en", "We cannot give you a date yet, because we do not know yet how long our answers take."),
    ],
)
def test_without_a_date_the_reason_is_said(desk, town, now, language, words):
    Capacity.objects.all().delete()
    town.write(person=town.person(language))
    _count, [delivery] = acknowledged(desk, now)
    assert words in delivery.body


@pytest.mark.parametrize("basis", [Promise.Basis.TOO_FAR, Promise.Basis.BELOW_THRESHOLD])
def test_every_reason_is_in_words_in_both_languages(basis):
    from saule.promises.telling import REASONS

    assert REASONS["fr"][basis] != REASONS["fr"]["no_capacity"]
    assert REASONS["en"][basis] != REASONS["en"]["no_capacity"]


def test_nobody_is_told_twice(desk, town, now):
    conversation = town.write()
    acknowledged(desk, now)
    assert acknowledge_due(desk, now=now) == 0
    town.answer(conversation, at=now + timedelta(hours=1))
    town.write(conversation=conversation, days_ago=-1)
    later = now + timedelta(days=1)
    sweep_dates(desk, now=later)
    give_due(desk, now=later)
    assert acknowledge_due(desk, now=later) == 0
    assert Delivery.objects.count() == 1


def test_the_promise_knows_what_told_it(desk, town, now):
    town.write()
    _count, [delivery] = acknowledged(desk, now)
    assert Promise.objects.get().told_by == delivery
    assert delivery.purpose == "acknowledgement"
    assert delivery.automatic


def test_imported_conversations_are_told_only_when_the_owner_asks(desk, town, now, alice):
    town.write(imported=True, days_ago=30)
    town.write(imported=True, days_ago=1)
    assert acknowledged(desk, now) == (0, [])
    since = now - timedelta(days=7)
    assert would_be_told(desk, now=now, since=since) == 1
    assert tell_waiting(desk, by=alice.user, now=now, since=since) == 1
    assert tell_waiting(desk, by=alice.user, now=now) == 1
    assert tell_waiting(desk, by=alice.user, now=now) == 0
    assert Event.objects.filter(verb="tell", by=alice.user).count() == 3


def test_nothing_is_told_while_the_desk_rehearses(desk, town, now, alice):
    MailboxSwitch.objects.create(mailbox=desk.mailboxes.get(), live=False, at=now)
    town.write()
    assert acknowledged(desk, now) == (0, [])
    assert tell_waiting(desk, by=alice.user, now=now) == 0


def test_a_conversation_without_an_address_is_left_alone(desk, town, now):
    town.write(address=None)
    assert acknowledged(desk, now) == (0, [])


def test_a_date_that_is_over_is_not_told(desk, town, now):
    town.write()
    give_due(desk, now=now)
    assert acknowledge_due(desk, now=now + timedelta(days=40)) == 0


def test_whoever_was_told_a_date_is_told_the_new_one(desk, town, now, alice):
    conversation = town.write(person=town.person("en"))
    acknowledged(desk, now)
    eve = now + timedelta(days=6, hours=4)  # no day of news comes before the date that they know of
    new = move(Promise.objects.get(), day=date(2026, 12, 1), by=alice.user, now=eve, why="internal reason")
    news = Delivery.objects.get(key=f"moved:{new.public_id}")
    assert news.purpose == "news"
    assert "would come by Monday 30 November" in news.body
    assert "you will have an answer by Tuesday 1 December. We are sorry for the longer wait." in news.body
    assert status_url(conversation) in news.body
    assert "internal reason" not in news.body
    assert Promise.objects.get(follows__isnull=False).told_by == news


def test_news_of_a_first_date_in_french(desk, town, now):
    Capacity.objects.all().delete()
    town.write(person=town.person("fr"))
    acknowledged(desk, now)
    Capacity.objects.create(desk=desk, answers_per_week=50, since=date(2026, 11, 1), at=now)
    sweep_dates(desk, now=now)
    assert not Delivery.objects.filter(purpose="news").exists()
    tell_news(desk, now=now + timedelta(days=3))
    news = Delivery.objects.get(purpose="news")
    assert "Nous n’avions pas de date à vous donner" in news.body
    assert (
        f"C’est désormais possible{NARROW}: vous aurez une réponse d’ici au lundi 30 novembre." in news.body
    )


def test_who_was_told_nothing_is_not_told_of_a_move(desk, town, now, alice):
    town.write(imported=True)
    give_due(desk, now=now)
    move(Promise.objects.get(), day=date(2026, 12, 1), by=alice.user, now=now, why="holidays")
    assert not Delivery.objects.exists()


def test_the_link_in_the_mail_leads_to_the_conversation(desk, town, now):
    conversation = town.write()
    token = status_url(conversation).rpartition("/")[2]
    assert conversation_of(token) == conversation
