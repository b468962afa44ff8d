"""The reference: stated, replaced, taken out; in and out of files."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from saule.desk.models import Event
from saule.matters.errors import CannotState
from saule.matters.models import Fact
from saule.matters.referencing import (
    Stated,
    bring_back,
    earlier,
    export_facts,
    import_facts,
    state_fact,
    take_out,
)

pytestmark = pytest.mark.django_db

FEE = Stated(
    "amount", "45,50 €", name_fr="Tarif de la cantine", name_en="Canteen fee", source="Délibération 12"
)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def fee(desk, alice, now) -> Fact:
    """What the canteen costs."""
    return state_fact(desk, FEE, by=alice.user, now=now)


def test_a_fact_is_stated_with_who_and_when(fee, alice, now):
    assert (fee.value, fee.written, fee.by, fee.at) == ("45.5 EUR", "45,50 €", alice.user, now)
    assert Event.objects.filter(verb="state fact", record_id=fee.public_id, by=alice.user).exists()


def test_another_figure_is_another_version_and_the_old_one_stays(desk, fee, alice, now):
    new = state_fact(desk, replace(FEE, value="48 €"), by=alice.user, now=now, instead_of=fee)

    fee.refresh_from_db()
    assert (fee.value, fee.ended_at) == ("45.5 EUR", now)
    assert earlier(new) == [fee]
    assert list(desk.facts.current()) == [new]


def test_the_same_again_changes_nothing(desk, fee, alice, now):
    assert state_fact(desk, FEE, by=alice.user, now=now, instead_of=fee) == fee
    assert desk.facts.count() == 1


def test_of_two_who_replace_a_fact_the_second_is_told(desk, fee, alice, now):
    stale = Fact.objects.get(pk=fee.pk)
    state_fact(desk, replace(FEE, value="48 €"), by=alice.user, now=now, instead_of=fee)

    with pytest.raises(CannotState, match="meanwhile"):
        state_fact(desk, replace(FEE, value="50 €"), by=alice.user, now=now, instead_of=stale)
    assert [fact.value for fact in desk.facts.current()] == ["48 EUR"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": "45"}, "value"),
        ({"value": "45 € ou 50 €"}, "value"),
        ({"sort": "rate"}, "value"),
        ({"sort": "weight"}, "sort"),
        ({"name_fr": " ", "name_en": ""}, "name_fr"),
        ({"starts": date(2026, 2, 1), "ends": date(2026, 1, 1)}, "ends"),
        ({"about": "x" * 201}, "about"),
    ],
)
def test_what_cannot_stand_is_said_at_its_field(desk, alice, now, wrong, field):
    with pytest.raises(CannotState) as refused:
        state_fact(desk, replace(FEE, **wrong), by=alice.user, now=now)
    assert refused.value.field == field
    assert not desk.facts.exists()


def test_what_was_taken_out_comes_back_unless_another_version_stands(desk, fee, alice, now):
    take_out(fee, by=alice.user, now=now)
    assert not desk.facts.current().exists()
    bring_back(fee, by=alice.user, now=now)
    state_fact(desk, replace(FEE, value="48 €"), by=alice.user, now=now, instead_of=fee)

    with pytest.raises(CannotState):
        bring_back(fee, by=alice.user, now=now)


def test_a_file_goes_out_and_comes_in_unchanged(desk, fee, alice, now):
    days = replace(FEE, sort="rate", value="5,5 %", name_en="=SUM(A1)", starts=date(2026, 1, 1))
    state_fact(desk, days, by=alice.user, now=now)
    text = export_facts(list(desk.facts.current()))

    assert "'=SUM(A1)" in text
    assert import_facts(desk, text, by=alice.user, now=now + timedelta(days=1)) == 0
    desk.facts.all().update(follows=None)
    desk.facts.all().delete()
    assert import_facts(desk, text, by=alice.user, now=now) == 2
    assert export_facts(list(desk.facts.current())) == text


def test_a_file_replaces_what_has_the_same_name(desk, fee, alice, now):
    text = "name_fr;name_en;sort;value\nTarif de la cantine;Canteen fee;amount;48 €\nBus;;delay;15 jours\n"

    assert import_facts(desk, text, by=alice.user, now=now) == 2
    assert sorted(fact.value for fact in desk.facts.current()) == ["15 day", "48 EUR"]
    assert Fact.objects.get(value="48 EUR").follows == fee


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first line"),
        ("name_fr,value\nBus,3 €\n", "first line"),
        ("name_fr,sort,value\nBus,amount,3 €\nTram,amount,three\n", "Line 3"),
        ("name_fr,sort,value,starts\nBus,amount,3 €,1/2/26\n", "Line 2"),
    ],
)
def test_a_file_is_taken_in_whole_or_not_at_all(desk, alice, now, text, words):
    with pytest.raises(CannotState, match=words):
        import_facts(desk, text, by=alice.user, now=now)
    assert not desk.facts.exists()


def test_two_figures_of_one_name_do_not_hold_on_the_same_day(desk, fee, alice, now):
    with pytest.raises(CannotState, match="is 45,50 € already, always") as caught:
        state_fact(desk, replace(FEE, value="48 €", name_en=""), by=alice.user, now=now)
    assert caught.value.field == "starts"

    ended = replace(FEE, ends=date(2026, 12, 31))
    state_fact(desk, ended, by=alice.user, now=now, instead_of=fee)
    with pytest.raises(CannotState, match="until 31 December 2026"):
        state_fact(desk, replace(FEE, value="48 €", starts=date(2026, 12, 31)), by=alice.user, now=now)
    state_fact(desk, replace(FEE, value="48 €", starts=date(2027, 1, 1)), by=alice.user, now=now)
    state_fact(desk, replace(FEE, value="30 €", about="pupils"), by=alice.user, now=now)
    assert desk.facts.current().count() == 3


def test_a_file_with_two_figures_for_one_day_is_refused_and_one_with_two_periods_is_taken(desk, alice, now):
    head = "name_en,sort,value,starts,ends\n"
    with pytest.raises(CannotState, match="Line 3"):
        import_facts(desk, head + "Pool,amount,£5,,\nPool,amount,£6,,\n", by=alice.user, now=now)
    assert not desk.facts.exists()

    periods = head + "Pool,amount,£5,,2026-12-31\nPool,amount,£6,2027-01-01,\n"
    assert import_facts(desk, periods, by=alice.user, now=now) == 2
    assert import_facts(desk, periods, by=alice.user, now=now) == 0
