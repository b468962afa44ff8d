"""What was kept as long as it may be goes by itself, once a day; rows say how many went."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils.translation import override
from tests.town import town

from saule.desk.models import FederatedIdentity, User
from saule.matters.models import Conversation, Message, Note, Source
from saule.matters.receiving import receive_many
from saule.matters.searching import conversations_holding
from saule.people.asking import ask
from saule.people.detailing import give
from saule.people.joining import join
from saule.people.lifetimes import shorten
from saule.people.models import Address, AttentionEntry, Detail, Person, Purged, PurgeRound
from saule.worker.proving_lifetimes import lifetimes
from saule.worker.purging import left_over, purge_due

__all__ = ["town"]
pytestmark = pytest.mark.django_db

YEAR = timedelta(days=366)
WORDS = "Le lampadaire de la rue des Lilas est en panne"


def purge(desk, now) -> int:
    """All rounds of the worker on one day."""
    total = 0
    while gone := purge_due(desk, now=now):
        total += gone
    return total


def wrote(desk, mail, sender: str, at, text: str = WORDS, **more) -> Conversation:
    """A mail that came at this moment, and was answered: nobody waits."""
    receive_many(desk, [mail(text, sender=sender, sent_at=at, **more)], now=at)
    conversation = Conversation.objects.filter(person__addresses__value=sender).latest("pk")
    Conversation.objects.filter(pk=conversation.pk).update(last_at=at, waiting_since=None)
    Person.objects.filter(addresses__value=sender).update(created_at=at)
    Address.objects.filter(value=sender).update(created_at=at)
    return conversation


def person_of(sender: str) -> Person:
    return Person.objects.get(addresses__value=sender)


def test_who_had_no_contact_for_three_years_is_erased_and_others_are_not(desk, mail, now):
    wrote(desk, mail, "old@example.org", now - 4 * YEAR)
    wrote(desk, mail, "new@example.org", now - 2 * YEAR)
    old, new = person_of("old@example.org"), person_of("new@example.org")

    assert purge(desk, now) > 0

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.erased_at, new.erased_at) == (now, None)
    assert not Address.objects.filter(value="old@example.org").exists()
    assert Message.objects.filter(text__contains="lampadaire").count() == 1
    assert Purged.objects.filter(desk=desk, record="people.Person").aggregate(n=Sum("count"))["n"] == 1
    assert not left_over(desk, now)["people.Person"].exists()


def test_who_still_waits_loses_nothing_however_long_ago(desk, mail, now):
    found = wrote(desk, mail, "old@example.org", now - 4 * YEAR)
    Conversation.objects.filter(pk=found.pk).update(waiting_since=now - 4 * YEAR)

    purge(desk, now)

    assert person_of("old@example.org").erased_at is None
    assert Message.objects.get().text


def test_of_somebody_in_contact_old_conversations_are_emptied_with_all_that_hangs_on_them(
    desk, mail, alice, now
):
    old = wrote(desk, mail, "lea@example.org", now - 4 * YEAR, raw=b"Subject: x\n\n" + WORDS.encode())
    Note.objects.create(conversation=old, desk=desk, body="a note", at=now - 4 * YEAR, by=alice.user)
    new = wrote(desk, mail, "lea@example.org", now - timedelta(days=9), text="Et la piscine ?", subject="P")
    assert old != new
    came_from = Source.objects.get(message__conversation=old).position

    purge(desk, now)

    assert person_of("lea@example.org").erased_at is None
    for message in old.messages.all():
        assert (message.subject, message.text, message.said, message.html) == ("", "", "", "")
    assert Note.objects.get().body == ""
    assert not Source.objects.filter(message__conversation=old).exists()
    assert new.messages.get().text == "Et la piscine ?"
    assert not Conversation.objects.filter(conversations_holding(desk, "lampadaire")).exists()
    receive_many(desk, [mail(sender="lea@example.org", position=came_from)], now=now)
    assert Message.objects.exclude(text="").count() == 1  # a later import brings nothing back


def test_it_is_done_once_a_day_and_a_second_time_where_the_desk_keeps_less(desk, alice, mail, now):
    assert purge_due(desk, now=now) == 0
    assert PurgeRound.objects.get().day == desk.local_date(now)
    at = now - timedelta(days=100)
    facts = {"digest": b"x" * 32, "purpose": "news", "automatic": True}
    AttentionEntry.objects.create(desk=desk, at=at, delivery="a", **facts)
    assert purge_due(desk, now=now) == 0

    shorten(desk, "people.AttentionEntry", 90, by=alice.user, now=now + timedelta(minutes=1))
    assert purge(desk, now + timedelta(minutes=2)) == 1
    assert not AttentionEntry.objects.exists()
    assert PurgeRound.objects.count() == 1


def test_what_is_over_soon_is_counted_beforehand(desk, now):
    facts = {"digest": b"x" * 32, "purpose": "news", "automatic": True}
    AttentionEntry.objects.create(desk=desk, at=now - timedelta(days=350), delivery="a", **facts)

    purge(desk, now)

    assert PurgeRound.objects.get().coming == {"people.AttentionEntry": 1}
    assert AttentionEntry.objects.exists()


def test_a_large_desk_is_purged_batch_by_batch_to_the_end(desk, now, monkeypatch):
    monkeypatch.setattr("saule.worker.purging.BATCH", 3)
    facts = {"digest": b"x" * 32, "purpose": "news", "automatic": True, "at": now - 2 * YEAR}
    for number in range(10):
        AttentionEntry.objects.create(desk=desk, delivery=f"d{number}", **facts)

    assert purge_due(desk, now=now) == 3
    assert purge(desk, now) == 7
    assert [row.count for row in Purged.objects.order_by("pk")] == [3, 3, 3, 1]


def test_a_date_of_birth_goes_after_a_year_though_its_person_stays(desk, mail, alice, now):
    wrote(desk, mail, "lea@example.org", now - timedelta(days=9))
    for code in ("birth_date", "street"):
        ask(desk, code, by=alice.user, now=now)
    lea = person_of("lea@example.org")
    give(lea, {"birth_date": "1980-01-02", "street": "rue Haute"}, now=now - YEAR)

    purge(desk, now)

    assert list(Detail.objects.values_list("code", flat=True)) == ["street"]


def test_one_person_under_two_addresses_goes_when_both_are_silent(desk, mail, alice, now):
    wrote(desk, mail, "old@example.org", now - 4 * YEAR)
    wrote(desk, mail, "new@example.org", now - timedelta(days=9))
    old, new = person_of("old@example.org"), person_of("new@example.org")
    join(new, old, by=alice.user, now=now)

    purge(desk, now)
    old.refresh_from_db()
    assert old.erased_at is None

    purge(desk, now + 4 * YEAR)
    assert not Person.objects.filter(pk__in=(old.pk, new.pk), erased_at=None).exists()


def test_colleagues_are_forgotten_a_year_after_they_left_and_what_they_did_stays(desk, bob, alice, now):
    FederatedIdentity.objects.create(user=bob.user, issuer="https://id.example", subject="bob", at=now)
    bob.ended_at = now - timedelta(days=300)
    bob.save()
    purge(desk, now)
    assert User.objects.get(pk=bob.user_id).name == "Bob"

    purge(desk, now + timedelta(days=100))
    gone = User.objects.get(pk=bob.user_id)
    assert (gone.name, gone.has_usable_password()) == ("…", False)
    assert "bob" not in gone.email
    assert not FederatedIdentity.objects.exists()
    assert User.objects.get(pk=alice.user_id).name == "Alice"


def test_purging_twice_changes_nothing_more(desk, mail, now):
    wrote(desk, mail, "lea@example.org", now - 4 * YEAR)
    purge(desk, now)
    rows = Purged.objects.count()
    PurgeRound.objects.all().delete()

    assert purge(desk, now) == 0
    assert Purged.objects.count() == rows


def test_the_doctor_says_what_outlived_its_time(desk, mail, now):
    assert lifetimes(now).well
    wrote(desk, mail, "old@example.org", now - 4 * YEAR)
    with override("en"):
        said = lifetimes(now)
    assert not said.well
    assert "longer than the register allows" in said.sentence

    purge(desk, now)
    assert lifetimes(now).well
