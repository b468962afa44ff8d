"""What goes beyond answering is agreed to, in words that are kept, and taken back as easily."""

from datetime import timedelta

import pytest

from saule.people import wordings
from saule.people.consenting import agreed, consent, receipts, withdraw
from saule.people.joining import join
from saule.people.models import Consent, Person
from saule.people.wordings import WORDINGS, Purpose, Wording


@pytest.fixture
def person(desk, now) -> Person:
    """Somebody who signs."""
    return Person.objects.create(desk=desk, created_at=now)


def test_every_purpose_has_its_words_in_both_languages_and_no_version_twice():
    assert set(WORDINGS) == set(Purpose)
    for purpose, versions in WORDINGS.items():
        assert len({one.version for one in versions}) == len(versions), purpose
        assert len(purpose) <= Consent._meta.get_field("purpose").max_length
        for one in versions:
            assert one.fr.startswith("J’accepte ")
            assert one.en.startswith("I agree ")


def test_one_agrees_once_has_a_receipt_in_the_words_one_read_and_takes_it_back(person, now):
    assert not agreed([person.pk], Purpose.PUBLIC_NAME)
    first = consent(person, Purpose.PUBLIC_NAME, language="en", now=now)
    assert consent(person, Purpose.PUBLIC_NAME, language="en", now=now + timedelta(hours=1)) == first
    assert agreed([person.pk], Purpose.PUBLIC_NAME)
    assert not agreed([person.pk], Purpose.PUBLIC_WORDS)

    later = now + timedelta(days=1)
    assert withdraw([person.pk], Purpose.PUBLIC_NAME, now=later) == 1
    assert withdraw([person.pk], Purpose.PUBLIC_NAME, now=later) == 0
    assert not agreed([person.pk], Purpose.PUBLIC_NAME)
    [one] = receipts([person.pk])
    assert (one.version, one.given_at, one.withdrawn_at) == ("2026-12", now, later)
    assert one.words == "I agree that the name I chose is shown on the public page of the matter."

    consent(person, Purpose.PUBLIC_NAME, language="fr", now=later)
    assert agreed([person.pk], Purpose.PUBLIC_NAME)
    assert [row.withdrawn_at for row in receipts([person.pk])] == [None, later]


def test_who_was_joined_agrees_as_the_one_they_are(desk, person, alice, now):
    other = Person.objects.create(desk=desk, created_at=now)
    consent(other, Purpose.OTHER_NEWS, language="fr", now=now)
    join(other, person, by=alice.user, now=now)
    members = [person.pk, other.pk]

    assert agreed(members, Purpose.OTHER_NEWS)
    consent(Person.objects.get(pk=other.pk), Purpose.PUBLIC_NAME, language="fr", now=now)
    assert Consent.objects.get(purpose=Purpose.PUBLIC_NAME).person == person
    assert withdraw(members, Purpose.OTHER_NEWS, now=now) == 1


@pytest.mark.parametrize("anew", [False, True])
def test_words_that_ask_for_more_are_agreed_to_anew(person, now, monkeypatch, anew):
    consent(person, Purpose.PUBLIC_NAME, language="fr", now=now)
    new = Wording("2027-06", fr="J’accepte tout autre chose.", en="I agree to something else.", anew=anew)
    versions = (*WORDINGS[Purpose.PUBLIC_NAME], new)
    monkeypatch.setitem(wordings.WORDINGS, Purpose.PUBLIC_NAME, versions)

    assert agreed([person.pk], Purpose.PUBLIC_NAME) is not anew
    assert receipts([person.pk])[0].words.startswith("J’accepte que le nom")
    consent(person, Purpose.PUBLIC_NAME, language="fr", now=now)
    assert agreed([person.pk], Purpose.PUBLIC_NAME)
    assert len(receipts([person.pk])) == 2
