"""The load and what would help; the alarm comes once, and again only after the desk had cooled."""

from datetime import date, timedelta

import pytest

from saule.desk.models import Capacity, StaffMail
from saule.matters.counting import recount
from saule.matters.models import Conversation, Signature
from saule.promises.alarming import watch
from saule.promises.models import Overheating
from saule.promises.overheating import heat, remedies
from saule.promises.promising import give_due
from saule.providers.contracting import add_provider
from saule.providers.models import Handover


def capacity(desk, answers, now) -> None:
    Capacity.objects.create(desk=desk, answers_per_week=answers, since=date(2026, 2, 1), at=now)


@pytest.fixture
def crowd(desk, town, now):
    """Ten requests a week for four weeks, and one matter that thirty people share."""
    for number in range(40):
        town.write(days_ago=28 * number / 40)
    shared = town.matter(opened_at=now - timedelta(days=9))
    for _ in range(30):
        conversation = town.write(shared, days_ago=8)
        Signature.objects.create(matter=shared, person=conversation.person, since=now - timedelta(days=8))
    recount({shared.pk}, now=now)
    give_due(desk, now=now)
    return shared


def test_without_a_stated_capacity_the_load_is_not_known(desk, crowd, now):
    Capacity.objects.all().delete()
    assert heat(desk, now=now) is None


def test_a_shared_matter_is_one_answer_to_write(desk, crowd, now):
    found = heat(desk, now=now)
    assert found.backlog == 41
    assert sum(found.weekly) == 41
    assert found.low < found.load.share < found.high


def test_with_room_nothing_is_late_and_nothing_is_needed(desk, crowd, now):
    found = heat(desk, now=now)
    assert (found.late, found.breaks_on) == (0, None)
    assert remedies(found, now=now) == []


def test_each_remedy_says_what_comes_of_it(desk, crowd, now):
    capacity(desk, 5, now)
    found = heat(desk, now=now)
    assert found.load.share > 1.5
    helps = {one.code: one for one in remedies(found, now=now)}
    assert (helps["answer"].matter, helps["answer"].people, helps["answer"].units) == (crowd, 30, 1)
    more = helps["hours"]
    assert more.amount >= 5
    assert more.share <= 1
    assert more.breaks_on is None or more.breaks_on > found.breaks_on
    assert (helps["provider"].amount, helps["provider"].share) == (0, None)


def test_what_is_late_is_hot_however_little_comes_in(desk, crowd, now):
    later = now + timedelta(days=90)
    found = heat(desk, now=later)
    assert found.late == 41
    assert found.load.share < 1
    assert watch(desk, now=later) is not None
    assert {one.code for one in remedies(found, now=later)} == {"answer"}


def test_the_alarm_comes_once_and_again_only_after_it_had_cooled(desk, crowd, alice, bob, now):
    capacity(desk, 5, now)
    for hours in range(3):
        watch(desk, now=now + timedelta(hours=hours))
    assert Overheating.objects.get().told_at == now
    mail = StaffMail.objects.get()
    assert mail.user == alice.user
    assert "/load" in mail.body

    capacity(desk, 11, now)  # a little too little: neither hot nor cool
    watch(desk, now=now + timedelta(hours=4))
    assert Overheating.objects.get().ended_at is None
    capacity(desk, 100, now)
    watch(desk, now=now + timedelta(hours=5))
    assert Overheating.objects.get().ended_at is not None
    capacity(desk, 5, now)
    watch(desk, now=now + timedelta(hours=6))
    assert (Overheating.objects.count(), StaffMail.objects.count()) == (2, 2)


def test_while_the_desk_rehearses_nothing_leaves_and_it_is_told_later(desk, mailbox, crowd, alice, now):
    capacity(desk, 5, now)
    mailbox.switches.create(live=False, at=now)
    watch(desk, now=now)
    assert Overheating.objects.get().told_at is None
    assert not StaffMail.objects.exists()
    mailbox.switches.create(live=True, at=now)
    watch(desk, now=now + timedelta(hours=1))
    assert StaffMail.objects.count() == 1


def test_outside_teams_bring_what_they_are_contracted_for_and_the_load_counts_on_it(desk, crowd, alice, now):
    capacity(desk, 5, now)
    without = heat(desk, now=now)
    team = add_provider(desk, "Relais", 3, by=alice.user, now=now - timedelta(days=30))

    found = heat(desk, now=now)
    help_ = next(one for one in remedies(found, now=now) if one.code == "provider")

    assert (help_.amount, help_.unused) == (3, 3)
    assert help_.share == pytest.approx(without.load.share)
    assert help_.share > found.load.share
    one = Conversation.objects.waiting().earliest("pk")
    Handover.objects.create(
        provider=team, conversation=one, state="handed", at=now, handed_at=now - timedelta(days=1)
    )
    assert next(one for one in remedies(found, now=now) if one.code == "provider").unused == 2


def test_the_alarm_does_not_blame_what_comes_in_where_it_is_what_waits(desk, crowd, alice, now):
    alice.user.language = "en"
    alice.user.save()
    watch(desk, now=now + timedelta(days=90))
    body = StaffMail.objects.get().body
    assert "41 promised answers are late." in body
    assert "What comes in is not the reason" in body
    assert "times what the team can answer" not in body
