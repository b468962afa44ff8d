"""A matter gets a page for everybody, under words that a person wrote for it, and loses it again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from saule.desk.models import Event, Nature
from saule.desk.opening import matters_board, switch_matters
from saule.matters.merging import merge
from saule.matters.models import Publication
from saule.matters.publishing import (
    CannotPublish,
    NotPublished,
    Wording,
    publish,
    published,
    revise,
    withdraw,
    wording_of,
)
from saule.matters.settling import ReasonNeeded
from saule.matters.undoing import undo

WORDS = Wording(
    title_fr="Suppression de la ligne 12",
    summary_fr="La ligne s’arrête le 4 janvier.",
    title_en="Bus line 12 ends",
    summary_en="The line stops on 4 January.",
)
State = Publication.State


@pytest.fixture
def bus(town):
    """A matter that many share."""
    return town.matter()


@pytest.fixture
def public(bus, alice, now):
    """The same, published by Alice."""
    return publish(bus, WORDS, by=alice.user, now=now)


def deeds(desk):
    """What the trail says was done."""
    return list(Event.objects.filter(desk=desk, record="matter").order_by("pk").values_list("verb", "why"))


def test_what_is_published_can_be_read_in_both_languages_and_says_who_and_when(public, bus, desk, alice, now):
    assert [one.matter for one in published(desk)] == [bus]
    assert (public.title_in("fr"), public.title_in("en")) == (WORDS.title_fr, WORDS.title_en)
    assert (public.summary_in("fr"), public.summary_in("en")) == (WORDS.summary_fr, WORDS.summary_en)
    assert (public.since, public.by) == (now, alice.user)
    assert deeds(desk) == [("publish", "")]


def test_a_language_without_words_gets_those_of_the_desk(bus, alice, now):
    public = publish(bus, replace(WORDS, title_en="", summary_en=" "), by=alice.user, now=now)
    assert (public.title_in("en"), public.language_in("en")) == (WORDS.title_fr, "fr")
    assert public.language_in("fr") == "fr"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title_fr": " "}, "title_fr"),
        ({"summary_fr": ""}, "summary_fr"),
        ({"title_en": ""}, "title_en"),
        ({"summary_en": ""}, "summary_en"),
        ({"title_fr": "a" * 121}, "title_fr"),
        ({"summary_en": "a" * 601}, "summary_en"),
    ],
)
def test_words_that_are_missing_or_too_long_are_named(wrong, field, bus, desk, alice, now):
    with pytest.raises(CannotPublish) as refused:
        publish(bus, replace(WORDS, **wrong), by=alice.user, now=now)
    assert refused.value.field == field
    assert not published(desk).exists()


def test_somebodys_own_matter_is_never_public(town, desk, alice, now):
    own = town.matter(nature=Nature.PERSONAL)
    with pytest.raises(CannotPublish):
        publish(own, WORDS, by=alice.user, now=now)
    assert not published(desk).exists()


def test_what_is_found_to_be_somebodys_own_is_not_public_any_more(public, bus, desk):
    bus.nature = Nature.PERSONAL
    bus.save()
    assert not published(desk).exists()


def test_a_card_number_that_was_typed_is_masked(bus, alice, now):
    public = publish(bus, replace(WORDS, summary_fr="Payé avec 4111 1111 1111 1111."), by=alice.user, now=now)
    assert "4111 1111 1111" not in public.summary_fr


def test_withdrawing_asks_why_and_takes_it_from_the_public(public, bus, desk, bob, alice, now):
    with pytest.raises(ReasonNeeded):
        withdraw(public, by=bob.user, now=now, why="  ")
    gone = withdraw(public, by=bob.user, now=now, why="It is about something else now.")
    assert not published(desk).exists()
    step = gone.transitions.get()
    assert (step.by, step.at, step.why) == (bob.user, now, "It is about something else now.")
    with pytest.raises(NotPublished):
        withdraw(gone, by=bob.user, now=now, why="again")
    with pytest.raises(NotPublished):
        revise(gone, WORDS, by=bob.user, now=now)

    later = now + timedelta(days=1)
    again = publish(bus, replace(WORDS, title_fr="La ligne 12"), by=bob.user, now=later)
    assert (again.pk, again.title_fr, again.since, again.by) == (public.pk, "La ligne 12", later, bob.user)
    assert Publication.objects.get() == again
    assert Publication.objects.get().by == bob.user
    assert [verb for verb, _why in deeds(desk)] == ["publish", "withdraw publication", "publish"]


def test_other_words_take_the_place_of_the_first_and_leave_no_copy(public, desk, bob, now):
    secret = replace(WORDS, summary_fr="Madame Durand se plaint.")
    revise(public, secret, by=bob.user, now=now)
    revise(public, WORDS, by=bob.user, now=now)
    revise(public, WORDS, by=bob.user, now=now)
    assert wording_of(Publication.objects.get()) == WORDS
    told = Event.objects.filter(desk=desk, verb="revise publication")
    assert [one.facts for one in told] == [{"fields": ["summary_fr"]}] * 2


def test_publishing_what_is_public_changes_its_words(public, bus, bob, now):
    same = publish(bus, replace(WORDS, title_fr="La ligne 12"), by=bob.user, now=now)
    assert (same.pk, same.title_fr) == (public.pk, "La ligne 12")
    assert not same.transitions.exists()


def test_a_matter_that_was_merged_is_read_where_it_went(public, town, bus, desk, alice, now):
    other = town.matter(title="Les bus")
    for matter in (bus, other):
        town.write(matter)
    act = merge(bus, into=other, by=alice.user, now=now)
    bus.refresh_from_db()
    assert not published(desk).exists()
    with pytest.raises(CannotPublish):
        publish(bus, WORDS, by=alice.user, now=now)
    undo(act, by=alice.user, now=now)
    assert [one.matter for one in published(desk)] == [bus]


def test_the_board_of_matters_is_closed_until_an_owner_opens_it(desk, alice, now):
    first = matters_board(desk)
    assert (first.is_open, first.licence) == (False, "etalab-2.0")
    opened = switch_matters(desk, is_open=True, licence="etalab-2.0", by=alice.user, now=now)
    assert matters_board(desk) == opened
    assert switch_matters(desk, is_open=True, licence="etalab-2.0", by=alice.user, now=now) is None
    switch_matters(desk, is_open=True, licence="ODbL-1.0", by=alice.user, now=now)
    assert "odbl" in matters_board(desk).licence_page
    switch_matters(desk, is_open=False, licence="ODbL-1.0", by=alice.user, now=now)
    assert not matters_board(desk).is_open
    told = Event.objects.filter(desk=desk, record="desk").order_by("pk").values_list("verb", flat=True)
    assert list(told) == ["open matters", "state licence", "close matters"]
