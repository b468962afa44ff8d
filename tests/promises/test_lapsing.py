"""Below the threshold people are told until when; on that day the matter lapses, once, unless it is due."""

from datetime import timedelta

import pytest

from saule.matters.models import Delivery, Matter
from saule.promises.acknowledging import acknowledge_due
from saule.promises.lapsing import lapse_due, say_when
from saule.promises.models import Promise
from saule.promises.promising import give_due


@pytest.fixture
def below(desk, town):
    """Somebody waits in a matter below its threshold."""
    matter = town.matter(threshold=10, confirmed=1, waiting=1)
    return matter, town.write(matter)


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_the_day_is_said_beforehand_in_the_first_mail(desk, below, now):
    matter, conversation = below
    assert say_when(desk, now=now) == 1
    assert say_when(desk, now=now) == 0
    give_due(desk, now=now)
    acknowledge_due(desk, now=now)
    day = again(matter).lapses_on
    assert day >= (now + timedelta(days=90)).date()
    assert Promise.objects.get(conversation=conversation).inputs["lapses_on"] == day.isoformat()
    body = Delivery.objects.get().body
    assert "10 personnes" in body
    assert str(day.year) in body


def test_on_that_day_it_lapses_once_and_everybody_is_told_once(desk, below, now):
    matter, conversation = below
    say_when(desk, now=now)
    give_due(desk, now=now)
    assert lapse_due(desk, now=now + timedelta(days=89)) == 0
    later = now + timedelta(days=99)
    assert lapse_due(desk, now=later) == 1
    assert lapse_due(desk, now=later) == 0
    assert again(matter).state == "lapsed"
    assert again(conversation).waiting_since is None
    assert conversation.promises.get().state == "withdrawn"
    told = Delivery.objects.filter(key__startswith="lapsed:")
    assert [one.conversation for one in told] == [conversation]
    assert matter.transitions.get().to_state == "lapsed"


def test_what_is_due_by_then_does_not_lapse(desk, below, now):
    matter, conversation = below
    say_when(desk, now=now)
    Matter.objects.filter(pk=matter.pk).update(grave=True)
    assert lapse_due(desk, now=now + timedelta(days=99)) == 0
    assert (again(matter).state, again(matter).lapses_on) == ("open", None)
    assert again(conversation).waiting_since is not None


def test_whoever_also_waits_for_something_else_goes_on_waiting(desk, town, below, now):
    matter, conversation = below
    town.write(town.matter(), conversation=conversation)
    say_when(desk, now=now)
    lapse_due(desk, now=now + timedelta(days=99))
    assert again(matter).state == "lapsed"
    assert again(conversation).waiting_since is not None


def test_nobody_is_told_of_a_day_while_the_desk_rehearses(desk, mailbox, below, now):
    mailbox.switches.create(live=False, at=now)
    assert say_when(desk, now=now) == 0
    assert lapse_due(desk, now=now + timedelta(days=400)) == 0
    assert again(below[0]).state == "open"


@pytest.mark.parametrize(
    ("confirmed", "said"),
    [(0, "personne ne l’a confirmé"), (1, "une personne l’a"), (1234, "1\u202f234 personnes")],
)
def test_the_mail_of_the_end_says_how_many_had_asked(desk, town, now, confirmed, said):
    matter = town.matter(threshold=2000, confirmed=confirmed, waiting=1)
    town.write(matter)
    say_when(desk, now=now)
    lapse_due(desk, now=now + timedelta(days=99))
    body = Delivery.objects.get(key__startswith="lapsed:").body
    assert said in body
    assert "il en fallait 2\u202f000" in body
