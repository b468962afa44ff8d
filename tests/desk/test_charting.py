"""Charting: headings are added, changed, ordered and archived; nobody overwrites what they have not seen."""

from datetime import timedelta

import pytest

from saule.desk.changing import ChangedMeanwhile, NotPossible, stamp
from saule.desk.charting import (
    FIELDS,
    add_kind,
    archive_kind,
    change_kind,
    reorder,
    restore_kind,
    set_examples,
    text_of,
)
from saule.desk.models import Nature, Team
from saule.desk.reverting import revert

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(desk):
    return desk.kinds.get(code="civil")


def add(desk, alice, now, name, **more):
    values = {"name_fr": name, "name_en": name, "nature": Nature.PERSONAL, **more}
    return add_kind(desk, values, by=alice.user, now=now)


def codes(desk):
    return [kind.code for kind in desk.kinds.all()]


def test_a_new_heading_comes_last_with_a_code_of_its_own(desk, alice, now):
    add(desk, alice, now, "Transport!")

    assert codes(desk) == ["transports", "civil", "transport"]
    assert add(desk, alice, now, "Transports, la suite").code == "transports-la-suite"
    assert desk.events.first().verb == "add kind"


def test_two_headings_that_slug_alike_have_two_codes(desk, alice, now):
    assert add(desk, alice, now, "日本").code == "kind"
    assert add(desk, alice, now, "中国").code == "kind-2"


@pytest.mark.parametrize("name", ["transports", " TRANSPORTS ", "état civil"])
def test_a_name_that_is_taken_is_refused_at_its_field(name, desk, alice, now):
    with pytest.raises(NotPossible) as caught:
        add(desk, alice, now, name)

    assert caught.value.field == "name_fr"
    assert desk.kinds.count() == 2


@pytest.mark.parametrize("name", ["", "x" * 10_000])
def test_a_name_that_cannot_be_is_refused(name, desk, alice, now):
    with pytest.raises(NotPossible):
        add(desk, alice, now, name)

    assert desk.events.count() == 0


def test_a_change_says_what_was_before_and_after(desk, kind, alice, now):
    team = Team.objects.create(desk=desk, name="Registry")
    change_kind(kind, {"entitled_days": 30, "team": team, "name_fr": "État civil"}, by=alice.user, now=now)

    facts = {"before": {"entitled_days": None, "team": None}, "after": {"entitled_days": 30, "team": team.pk}}
    assert desk.events.get().facts == facts
    kind.refresh_from_db()
    assert (kind.entitled_days, kind.team) == (30, team)


def test_a_change_of_nothing_leaves_no_row(desk, kind, alice, now):
    assert change_kind(kind, {"name_fr": kind.name_fr}, by=alice.user, now=now) is None
    assert desk.events.count() == 0


def test_two_owners_who_change_at_once_do_not_overwrite_each_other(desk, kind, alice, now):
    seen = stamp(text_of(kind))
    mine = {name: getattr(kind, name) for name in FIELDS}
    change_kind(kind, {**mine, "entitled_days": 10}, seen=seen, by=alice.user, now=now)

    with pytest.raises(ChangedMeanwhile):
        change_kind(kind, {**mine, "hoped_days": 3}, seen=seen, by=alice.user, now=now)
    kind.refresh_from_db()
    assert (kind.entitled_days, kind.hoped_days) == (10, None)


def test_a_change_can_be_taken_back_while_nothing_came_after_it(desk, kind, alice, now):
    first = change_kind(kind, {"name_fr": "Papiers"}, by=alice.user, now=now)
    revert(first, by=alice.user, now=now)

    kind.refresh_from_db()
    assert kind.name_fr == "État civil"
    assert desk.events.count() == 2

    second = change_kind(kind, {"name_fr": "Actes"}, by=alice.user, now=now)
    change_kind(kind, {"name_fr": "Papiers"}, by=alice.user, now=now)
    with pytest.raises(ChangedMeanwhile):
        revert(second, by=alice.user, now=now)


def test_a_change_to_a_name_that_was_taken_meanwhile_is_not_taken_back(desk, kind, alice, now):
    row = change_kind(kind, {"name_fr": "Papiers"}, by=alice.user, now=now)
    add(desk, alice, now, "État civil", name_en="Registry")

    with pytest.raises(NotPossible):
        revert(row, by=alice.user, now=now)


def test_rows_of_other_verbs_are_not_taken_back(desk, kind, alice, now):
    row = archive_kind(kind, by=alice.user, now=now)

    with pytest.raises(NotPossible):
        revert(row, by=alice.user, now=now)


def test_examples_are_set_by_language_and_the_trail_does_not_repeat_them(desk, kind, alice, now):
    texts = ["Ma carte  est perdue.", "", "Ma carte est perdue.", "Un acte de naissance ?"]
    set_examples(kind, "fr", texts, by=alice.user, now=now)
    set_examples(kind, "en", ["My card is lost."], by=alice.user, now=now)

    assert [one.text for one in kind.examples.filter(language="fr")] == [
        "Ma carte est perdue.",
        "Un acte de naissance ?",
    ]
    assert "carte" not in str([event.facts for event in desk.events.all()])
    assert set_examples(kind, "en", ["My card is lost."], by=alice.user, now=now) is None


@pytest.mark.parametrize("texts", [["x" * 501], [f"example {n}" for n in range(101)]])
def test_examples_that_are_too_long_or_too_many_are_refused(texts, kind, alice, now):
    with pytest.raises(NotPossible) as caught:
        set_examples(kind, "fr", texts, by=alice.user, now=now)

    assert caught.value.field == "examples_fr"


def test_headings_change_places(desk, kind, alice, now):
    reorder(kind, -1, by=alice.user, now=now)

    assert codes(desk) == ["civil", "transports"]
    kind.refresh_from_db()
    assert reorder(kind, -1, by=alice.user, now=now) is None


def test_an_archived_heading_can_be_brought_back(desk, kind, alice, now):
    archive_kind(kind, by=alice.user, now=now)
    assert archive_kind(kind, by=alice.user, now=now + timedelta(days=1)) is None
    assert desk.kinds.get(code="civil").archived_at == now

    restore_kind(kind, by=alice.user, now=now)
    assert restore_kind(kind, by=alice.user, now=now) is None
    assert desk.kinds.get(code="civil").archived_at is None


def test_the_name_of_an_archived_heading_leads_to_it(desk, kind, alice, now):
    archive_kind(kind, by=alice.user, now=now)

    with pytest.raises(NotPossible, match=r"(?i)archiv"):
        add(desk, alice, now, "ÉTAT CIVIL")
