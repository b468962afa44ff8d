"""Held signatures are decided on together, previewed, with a reason, counted exactly, and taken back."""

import pytest
from tests.matters.groups import FIGURES

from saule.desk.changing import NotPossible
from saule.desk.models import Event
from saule.matters import sharing, vetting
from saule.matters.counting import recount
from saule.matters.models import Confirmation, Matter, Signature
from saule.matters.placing import NotThere
from saule.matters.setting_aside import set_aside
from saule.matters.settling import ReasonNeeded


@pytest.fixture
def attacked(outside):
    """Ten people, and a machine of thirty addresses, of which the first eight had not been suspicious."""
    for number in range(10):
        outside.sign(f"anne@d{number}.example", network=str(number))
    outside.series(30, network="x", seconds=60)
    return outside


@pytest.fixture
def later(outside):
    """When somebody looks."""
    return outside.at(7200)


def figures(matter) -> dict[str, object]:
    return Matter.objects.filter(pk=matter.pk).values(*FIGURES).get()


def as_the_rows_say(matter, now) -> bool:
    was = figures(matter)
    recount([matter.pk], now=now)
    return was == figures(matter)


def rows(matter, name="all", key=""):
    return vetting.held(matter).filter(sharing.Trait(name, key).narrows())


def test_what_is_held_is_grouped_by_what_it_shares(attacked):
    found = {(group.trait.name, group.count) for group in sharing.groups(attacked.matter)}
    assert {("network", 22), ("domain", 22), ("pattern", 22), ("doubt", 22), ("minute", 22)} <= found
    for group in sharing.groups(attacked.matter):
        assert rows(attacked.matter, group.trait.name, group.trait.key).count() == group.count


@pytest.mark.parametrize(
    "asked", [("network", "zz"), ("minute", "9" * 40), ("doubt", "%"), ("no", ""), ("", "")]
)
def test_a_trait_that_is_none_narrows_nothing(attacked, asked):
    assert sharing.trait_of(*asked) == sharing.Trait()


def test_the_outlook_says_what_would_come_of_it(attacked):
    matter = Matter.objects.get(pk=attacked.matter.pk)
    found = vetting.outlook(matter, vetting.held(matter))
    assert (found.rows, found.new, found.people, found.people_after) == (22, 22, 18, 40)
    assert (found.confirmed, found.confirmed_after, found.passes) == (18, 40, True)
    assert not vetting.outlook(matter, vetting.held(matter)[:1]).passes


def test_let_in_they_count_exactly_as_the_outlook_said(attacked, alice, later):
    done = vetting.let_count(vetting.held(attacked.matter), by=alice.user, now=later, why="a class of pupils")
    assert (done, figures(attacked.matter)["confirmed"]) == (22, 40)
    assert as_the_rows_say(attacked.matter, later)
    assert Matter.objects.get(pk=attacked.matter.pk).earned_at == later
    row = Confirmation.objects.filter(transitions__why="a class of pupils").first()
    assert (row.state, row.value, row.transitions.last().by) == ("confirmed", "", alice.user)


def test_refused_they_change_no_figure_and_can_be_taken_back(attacked, alice, later):
    was = figures(attacked.matter)
    assert vetting.refuse(vetting.held(attacked.matter), by=alice.user, now=later, why="one machine") == 22
    assert (figures(attacked.matter), vetting.held(attacked.matter).count()) == (was, 0)
    act = Event.objects.get(verb=vetting.REFUSE)
    assert (act.by, act.why, act.facts) == (alice.user, "one machine", {"signatures": 22})

    assert vetting.take_back(act, by=alice.user, now=later) == 22
    assert (
        vetting.let_count(vetting.held(attacked.matter), by=alice.user, now=later, why="they are real") == 22
    )
    assert as_the_rows_say(attacked.matter, later)
    with pytest.raises(NotPossible):
        vetting.take_back(act, by=alice.user, now=later)


def test_those_who_counted_before_it_was_seen_are_set_aside_by_the_same_trait(attacked, alice, later):
    key = vetting.held(attacked.matter).first().network.hex()
    found = sharing.counted_alike(attacked.matter, sharing.Trait("network", key))
    assert found.count() == 8
    set_aside(attacked.matter, [one.pk for one in found], by=alice.user, now=later, why="one machine")
    assert figures(attacked.matter)["confirmed"] == 10
    assert as_the_rows_say(attacked.matter, later)
    assert not sharing.counted_alike(attacked.matter, sharing.Trait()).exists()


def test_nothing_is_decided_without_a_reason_by_a_stranger_or_twice(attacked, alice, charlie, later):
    chosen = list(vetting.held(attacked.matter))
    with pytest.raises(ReasonNeeded):
        vetting.refuse(chosen, by=alice.user, now=later, why=" ")
    with pytest.raises(NotThere):
        vetting.let_count(chosen, by=charlie, now=later, why="please")
    assert vetting.held(attacked.matter).count() == 22
    vetting.refuse(chosen[:5], by=alice.user, now=later, why="one machine")
    assert vetting.let_count(chosen, by=alice.user, now=later, why="the others") == 17
    with pytest.raises(NotPossible):
        vetting.refuse(chosen[5:], by=alice.user, now=later, why="one machine")
    assert Signature.objects.filter(matter=attacked.matter, state="confirmed").count() == 35


def test_two_spellings_of_one_mailbox_count_once_also_here(outside, alice, later):
    outside.sign("bob@example.org")
    for value in ("anne@yopmail.com", "anne+1@yopmail.com"):
        outside.sign(value)
    matter = Matter.objects.get(pk=outside.matter.pk)
    assert vetting.outlook(matter, vetting.held(matter)).new == 1
    vetting.let_count(vetting.held(matter), by=alice.user, now=later, why="known to me")
    assert figures(matter)["people"] == 2
    assert as_the_rows_say(matter, later)
