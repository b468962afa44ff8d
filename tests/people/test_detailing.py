"""A form asks only what is in the catalogue and switched on; what is answered is kept for that purpose."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from saule.desk.models import Event
from saule.people.askable import CATALOGUE
from saule.people.asking import NotAskable, ask, asked, stop_asking
from saule.people.detailing import NotAsked, Unfit, details_of, forget, give
from saule.people.joining import join
from saule.people.models import Asking, Detail, Person


@pytest.fixture
def person(desk, now) -> Person:
    """Somebody who writes."""
    return Person.objects.create(desk=desk, name="Léa", created_at=now)


@pytest.fixture
def switch(desk, alice, now):
    """Alice switches fields on."""

    def on(*codes, **more):
        for code in codes:
            ask(desk, code, by=alice.user, now=now, **more)

    return on


def test_every_askable_field_says_why_on_what_basis_how_long_and_who_sees_it():
    assert {"name", "telephone", "street", "file_number", "birth_date", "language"} <= CATALOGUE.keys()
    for code, field in CATALOGUE.items():
        assert len(code) <= Asking._meta.get_field("code").max_length
        assert field.longest <= Detail._meta.get_field("value").max_length
        for words in (field.label, field.purpose, field.basis, field.expiry, field.seen_by):
            assert str(words).strip(), code
    assert CATALOGUE["birth_date"].warning


def test_a_form_asks_nothing_until_an_owner_switches_it_on(desk, alice, now, switch):
    assert asked(desk) == []
    switch("street", "telephone")
    assert [one.field.code for one in asked(desk)] == ["telephone", "street"]
    assert stop_asking(desk, "street", by=alice.user, now=now)
    assert not stop_asking(desk, "street", by=alice.user, now=now)
    assert [one.field.code for one in asked(desk)] == ["telephone"]
    assert [row.verb for row in Event.objects.order_by("pk")] == ["ask field"] * 2 + ["stop asking field"]


def test_asking_the_same_again_changes_nothing_and_otherwise_is_a_new_row(desk, alice, now):
    assert ask(desk, "street", by=alice.user, now=now)
    assert not ask(desk, "street", by=alice.user, now=now)
    assert ask(desk, "street", by=alice.user, now=now, required=True, because="  to find   the lamp ")
    assert [(one.required, one.because) for one in asked(desk)] == [(True, "to find the lamp")]
    assert Asking.objects.count() == 2


@pytest.mark.parametrize(
    ("code", "more"),
    [("shoe_size", {}), ("street", {"required": True}), ("street", {"required": True, "because": " "})],
)
def test_nothing_outside_the_catalogue_and_nothing_needed_without_a_reason(desk, alice, now, code, more):
    with pytest.raises(NotAskable):
        ask(desk, code, by=alice.user, now=now, **more)
    assert asked(desk) == []


def test_the_store_itself_refuses_what_is_needed_without_a_reason(desk, alice, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Asking.objects.create(desk=desk, code="street", required=True, since=now, by=alice.user)


def test_what_is_answered_is_kept_and_a_newer_answer_takes_its_place(person, switch, now):
    switch("telephone", "street")
    give(person, {"telephone": " 06 12 34 56 78 ", "street": ""}, now=now)
    later = now + timedelta(days=1)
    assert give(person, {"telephone": "+33 7 00 00 00 00"}, now=later) == ["telephone"]
    assert [(one.field.code, one.value, one.given_at) for one in details_of([person.pk])] == [
        ("telephone", "+33 7 00 00 00 00", later)
    ]
    assert forget([person.pk], "telephone") == 1
    assert details_of([person.pk]) == []


def test_a_name_and_a_language_are_kept_where_the_person_has_them(person, switch, now):
    switch("name", "language")
    give(person, {"name": "Léa Morin", "language": "en"}, now=now)
    person.refresh_from_db()
    assert (person.name, person.language) == ("Léa Morin", "en")
    assert not Detail.objects.exists()


def test_what_the_form_does_not_ask_is_not_kept(person, switch, now):
    switch("street")
    for code in ("telephone", "shoe_size"):
        with pytest.raises(NotAsked):
            give(person, {"street": "rue des Lilas", code: "06 12 34 56 78"}, now=now)
    assert not Detail.objects.exists()


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("telephone", "call me"),
        ("telephone", "12"),
        ("telephone", "1" * 30),
        ("birth_date", "12/03/1980"),
        ("birth_date", "2200-01-01"),
        ("birth_date", "0001-01-01"),
        ("language", "tlh"),
        ("street", "x" * 201),
        ("street", "a\x00b"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_and_nothing_else_is_kept(person, switch, now, code, value):
    switch("file_number", code)
    with pytest.raises(Unfit):
        give(person, {"file_number": "2024-1", code: value}, now=now)
    assert not Detail.objects.exists()


def test_what_two_who_are_one_answered_is_shown_once_the_newest(desk, person, switch, alice, now):
    switch("street")
    other = Person.objects.create(desk=desk, created_at=now)
    give(other, {"street": "rue Haute"}, now=now - timedelta(days=2))
    give(person, {"street": "rue Basse"}, now=now)
    join(other, person, by=alice.user, now=now)
    assert [one.value for one in details_of([person.pk, other.pk])] == ["rue Basse"]
    give(Person.objects.get(pk=other.pk), {"street": "rue Neuve"}, now=now)
    assert Detail.objects.get(value="rue Neuve").person == person
