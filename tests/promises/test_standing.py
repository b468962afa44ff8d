"""The figures say what is there, and what is not known."""

from datetime import date, timedelta

from saule.desk.models import Capacity, Nature
from saule.promises import standing
from saule.promises.flow import load, per_day
from saule.promises.promising import give_due, sweep_dates


def test_people_are_counted_once_however_much_they_write(desk, town, now):
    person = town.person()
    town.write(person=person)
    town.write(person=person)
    joined = town.person()
    joined.joined_into = person
    joined.save()
    town.write(person=joined)
    town.write()
    assert standing.people_waiting(desk) == 2


def test_nine_in_ten_have_an_answer_by_the_ninth_date(desk, town, now):
    for _ in range(10):
        town.write()
    give_due(desk, now=now)
    days = sorted(desk.promises.values_list("day", flat=True))
    found = standing.nine_in_ten(desk)
    assert (found.day, found.people, found.without_date) == (days[8], 10, 0)


def test_with_too_many_undated_no_day_is_claimed(desk, town, now):
    for _ in range(8):
        town.write()
    below = town.matter(threshold=50)
    town.write(below)
    town.write(below)
    give_due(desk, now=now)
    found = standing.nine_in_ten(desk)
    assert (found.day, found.people, found.without_date) == (None, 10, 2)


def test_late_dates_count_as_none(desk, town, now):
    town.write()
    give_due(desk, now=now)
    later = now + timedelta(days=30)
    sweep_dates(desk, now=later)
    assert standing.late_promises(desk) == 1
    assert standing.nine_in_ten(desk).day is None


def test_nobody_waiting_is_no_day(desk, now):
    found = standing.nine_in_ten(desk)
    assert (found.day, found.people) == (None, 0)


def test_the_share_of_the_largest_matters_is_of_recent_mail(desk, town, now):
    bus = town.matter()
    for _ in range(6):
        town.write(bus, days_ago=3)
    for _ in range(4):
        town.write(days_ago=3)
    town.write(bus, days_ago=60)
    share = standing.largest_matters(desk, now=now)
    assert ([matter.pk for matter in share.matters], share.messages, share.of) == ([bus.pk], 6, 10)


def test_promises_are_counted_with_their_denominator(desk, town, now):
    kept, late, waiting = town.write(), town.write(), town.write(days_ago=-20)
    give_due(desk, now=now)
    town.answer(kept, at=now + timedelta(hours=1))
    sweep_dates(desk, now=now + timedelta(days=19))
    counts = standing.promise_counts(desk)
    assert counts.by_state["kept"] == 1
    assert counts.by_state["late"] == 2
    assert (counts.kept, counts.ended, counts.open_dated, counts.open_undated) == (1, 3, 2, 0)
    assert counts.kept_share == 1 / 3
    assert {late.pk, waiting.pk} == set(
        desk.promises.filter(state="late").values_list("conversation", flat=True)
    )


def test_a_matter_s_promise_in_one_line(desk, town, now, django_assert_max_num_queries):
    bus, quiet, below = town.matter(), town.matter(Nature.PERSONAL), town.matter(threshold=9)
    town.write(bus)
    town.write(bus)
    town.write(below)
    give_due(desk, now=now)
    with django_assert_max_num_queries(2):
        found = standing.for_matters([bus, quiet, below], now=now)
    assert (found[bus.pk].state, found[bus.pk].day) == ("given", date(2026, 11, 30))
    assert found[quiet.pk].state == ""
    assert (found[below.pk].state, found[below.pk].people_without_date) == ("undated", 1)
    later = now + timedelta(days=12)
    sweep_dates(desk, now=later)
    found = standing.for_matters([bus], now=later)
    assert (found[bus.pk].state, found[bus.pk].late_days) == ("late", 3)


def test_every_day_adds_up(desk, town, now, alice):
    from saule.promises.closing import settle

    answered = town.write(days_ago=10)
    town.answer(answered, at=now - timedelta(days=4))
    settle(town.write(days_ago=8), by=alice.user, now=now - timedelta(days=2), why="spoken to")
    town.write(days_ago=40)
    town.write(conversation=answered, days_ago=1)
    rows = per_day(desk, now=now, days=12)
    by_day = {(desk.local_date(now) - row.day).days: row for row in rows}
    assert [by_day[n].waiting for n in (11, 10, 8, 4, 2, 1, 0)] == [1, 2, 3, 2, 1, 2, 2]
    assert (by_day[10].arrived, by_day[4].answered, by_day[2].answered) == (1, 1, 0)
    assert rows[-1].waiting == desk.conversations.waiting().count()


def test_the_willow_bends_with_the_work_that_needs_an_answer(desk, town, now):
    Capacity.objects.create(desk=desk, answers_per_week=2, since=date(2026, 11, 1), at=now)
    bus = town.matter()
    for _ in range(40):
        town.write(bus, days_ago=27)
    found = load(desk, now=now)
    assert found.posture == "stands"  # a shared matter is one answer, however many wrote
    for _ in range(9):
        town.write(days_ago=5)
    found = load(desk, now=now)
    assert (found.posture, round(found.share, 1)) == ("bends", 1.3)
    for _ in range(9):
        town.write(days_ago=5)
    assert load(desk, now=now).posture == "bent"


def test_without_a_stated_capacity_the_load_is_unknown(desk, town, now):
    Capacity.objects.all().delete()
    town.write()
    found = load(desk, now=now)
    assert (found.share, found.posture) == (None, "unknown")
    assert found.words
