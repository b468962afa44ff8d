"""Everybody who waits gets one promise; what happens next is a row, never an edit."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saule.desk.calendar import is_working
from saule.desk.models import Capacity, Nature
from saule.matters.settling import settled_by
from saule.promises.closing import settle, take_back
from saule.promises.models import Promise
from saule.promises.moving import why_not
from saule.promises.promising import give_due, move, sweep_dates

State = Promise.State


def only(conversation) -> Promise:
    return Promise.objects.get(conversation=conversation)


def test_everybody_who_waits_gets_a_date_on_a_working_day(desk, town, now):
    conversations = [town.write() for _ in range(3)]
    assert give_due(desk, now=now) == 3
    for conversation in conversations:
        promise = only(conversation)
        assert promise.basis == Promise.Basis.CAPACITY
        assert promise.day > desk.local_date(now)
        assert is_working(desk, promise.day)
        assert promise.level == 0.9
        assert promise.inputs["per_week"] == 50


def test_giving_again_gives_nothing(desk, town, now):
    town.write()
    assert give_due(desk, now=now) == 1
    assert give_due(desk, now=now + timedelta(hours=1)) == 0
    assert Promise.objects.count() == 1


def test_who_does_not_wait_gets_none(desk, town, now):
    town.write(awaits_answer=False)
    town.answer(town.write(days_ago=2))
    assert give_due(desk, now=now) == 0


def test_ungrouped_messages_are_waited_for(desk, town, now):
    conversation = town.write(grouped_at=None)
    assert give_due(desk, now=now) == 0
    conversation.messages.update(grouped_at=now)
    assert give_due(desk, now=now) == 1


def test_a_resend_does_not_reset_the_clock(desk, town, now):
    conversation = town.write(days_ago=1)
    give_due(desk, now=now - timedelta(days=1))
    before = only(conversation).day
    town.write(conversation=conversation)
    assert give_due(desk, now=now) == 0
    assert only(conversation).day == before


def test_longer_queues_get_later_dates(desk, town, now):
    first = town.write(days_ago=3)
    for _ in range(150):
        last = town.write(days_ago=2)
    give_due(desk, now=now)
    assert only(first).day < only(last).day
    assert only(last).inputs["ahead"] == 150


def test_a_shared_matter_is_one_unit_of_work_with_one_date(desk, town, now):
    matter = town.matter()
    crowd = [town.write(matter, days_ago=2) for _ in range(60)]
    after = town.write(days_ago=1)
    give_due(desk, now=now)
    assert len({only(conversation).day for conversation in crowd}) == 1
    assert only(after).inputs["ahead"] == 1


def test_newcomers_to_a_matter_hear_the_date_of_the_others(desk, town, now):
    matter = town.matter()
    first = town.write(matter, days_ago=9)
    for _ in range(150):
        town.write(days_ago=10)
    give_due(desk, now=now)
    later = now + timedelta(days=3)
    newcomer = town.write(matter, days_ago=-3)
    give_due(desk, now=later)
    assert only(newcomer).day == only(first).day


def test_a_date_too_near_is_not_given_to_newcomers(desk, town, now):
    matter = town.matter()
    first = town.write(matter)
    give_due(desk, now=now)
    day = only(first).day
    that_morning = now + (day - desk.local_date(now))
    newcomer = town.write(matter, days_ago=-(day - desk.local_date(now)).days)
    give_due(desk, now=that_morning)
    assert only(newcomer).day > day


def test_one_person_s_two_mails_about_one_case_get_one_date(desk, town, now):
    case, person = town.matter(Nature.PERSONAL), town.person()
    first = town.write(case, person=person, days_ago=2)
    for _ in range(60):
        town.write(days_ago=1)
    second = town.write(case, person=person)
    give_due(desk, now=now)
    assert only(first).day == only(second).day


def test_the_grave_comes_first(desk, town, now):
    for _ in range(60):
        town.write(days_ago=5)
    grave = town.write(town.matter(grave=True))
    give_due(desk, now=now)
    assert only(grave).inputs["ahead"] == 0


def test_below_the_threshold_there_is_honestly_no_date(desk, town, now):
    conversation = town.write(town.matter(threshold=100, confirmed=3))
    give_due(desk, now=now)
    promise = only(conversation)
    assert promise.day is None
    assert promise.basis == Promise.Basis.BELOW_THRESHOLD
    assert promise.inputs == {"threshold": 100, "confirmed": 3}


def test_without_capacity_and_history_there_is_no_date(desk, town, now):
    Capacity.objects.all().delete()
    conversation = town.write()
    give_due(desk, now=now)
    assert only(conversation).day is None
    assert only(conversation).basis == Promise.Basis.NO_CAPACITY


def test_more_work_than_a_year_holds_is_too_far(desk, town, now):
    Capacity.objects.create(desk=desk, answers_per_week=1, since=date(2026, 11, 1), at=now)
    for _ in range(60):
        town.write(days_ago=1)
    last = town.write()
    give_due(desk, now=now)
    assert only(last).day is None
    assert only(last).basis == Promise.Basis.TOO_FAR


def test_enough_answers_make_dates_from_history(desk, town, now):
    town.history(after_days=5)
    conversation = town.write()
    give_due(desk, now=now)
    promise = only(conversation)
    assert promise.basis == Promise.Basis.HISTORY
    assert 5 <= (promise.day - desk.local_date(now)).days <= 10


def test_the_newest_capacity_counts(desk, town, now):
    Capacity.objects.create(desk=desk, answers_per_week=5, since=date(2026, 11, 1), at=now)
    Capacity.objects.create(desk=desk, answers_per_week=500, since=date(2027, 1, 1), at=now)
    conversation = town.write()
    give_due(desk, now=now)
    assert only(conversation).inputs["per_week"] == 5


def test_a_weekly_capacity_says_nothing_finer_than_a_week(desk, town, now):
    conversation = town.write()
    give_due(desk, now=now)
    assert only(conversation).day == date(2026, 11, 30)  # a week later is a Saturday


def test_what_is_grave_is_promised_for_the_next_working_day(desk, town, now):
    conversation = town.write(town.matter(grave=True))
    give_due(desk, now=now)
    assert only(conversation).day == date(2026, 11, 23)


def test_few_answers_known_keep_the_date_from_being_too_early(desk, town, now):
    town.history(answers=12, after_days=15, begins=25)
    conversation = town.write()
    give_due(desk, now=now)
    promise = only(conversation)
    assert promise.basis == Promise.Basis.CAPACITY
    assert (promise.day - desk.local_date(now)).days >= 15


def test_a_history_that_sees_no_end_is_an_honest_no_date(desk, town, now):
    town.history(after_days=5)
    forgotten = town.write(days_ago=50)
    give_due(desk, now=now)
    assert (only(forgotten).day, only(forgotten).basis) == (None, Promise.Basis.RARELY_ANSWERED)


def test_answered_in_time_is_kept(desk, town, now):
    conversation = town.write()
    give_due(desk, now=now)
    town.answer(conversation, at=now + timedelta(hours=3))
    assert sweep_dates(desk, now=now + timedelta(hours=4)).kept == 1
    promise = only(conversation)
    assert promise.state == State.KEPT
    assert [(row.from_state, row.to_state) for row in promise.transitions.all()] == [("given", "kept")]


def test_our_acknowledgement_keeps_no_promise(desk, town, now):
    conversation = town.write()
    give_due(desk, now=now)
    town.answer(conversation, automatic=True)
    sweep_dates(desk, now=now)
    assert only(conversation).state == State.GIVEN


def test_the_day_itself_is_in_time_and_the_next_is_late(desk, town, now):
    conversation = town.write()
    give_due(desk, now=now)
    promise = only(conversation)
    on_the_day = now + (promise.day - desk.local_date(now))
    assert sweep_dates(desk, now=on_the_day).late == 0
    assert sweep_dates(desk, now=on_the_day + timedelta(days=1)).late == 1
    assert only(conversation).state == State.LATE
    town.answer(conversation, at=on_the_day + timedelta(days=2))
    assert sweep_dates(desk, now=on_the_day + timedelta(days=2)).kept_late == 1
    states = [row.to_state for row in only(conversation).transitions.all()]
    assert states == ["late", "kept_late"]


def test_an_answer_on_the_day_itself_is_kept(desk, town, now):
    conversation = town.write()
    give_due(desk, now=now)
    on_the_day = now + (only(conversation).day - desk.local_date(now))
    town.answer(conversation, at=on_the_day)
    assert sweep_dates(desk, now=on_the_day + timedelta(days=2)).kept == 1


def test_an_answer_after_the_day_is_late_even_if_nobody_looked(desk, town, now):
    conversation = town.write()
    give_due(desk, now=now)
    town.answer(conversation, at=now + timedelta(days=60))
    swept = sweep_dates(desk, now=now + timedelta(days=61))
    assert (swept.kept, swept.kept_late) == (0, 1)
    assert [row.to_state for row in only(conversation).transitions.all()] == ["late", "kept_late"]


def test_an_answer_that_comes_in_later_from_an_import_counts(desk, town, now):
    conversation = town.write(days_ago=10)
    give_due(desk, now=now)
    town.answer(conversation, at=now - timedelta(days=4))
    assert sweep_dates(desk, now=now).kept == 1


def test_sweeping_again_changes_nothing(desk, town, now):
    for _ in range(3):
        give_due(desk, now=now)
        town.write()
    later = now + timedelta(days=30)
    sweep_dates(desk, now=later)
    before = list(Promise.objects.order_by("pk").values())
    swept = sweep_dates(desk, now=later)
    assert (swept.kept, swept.late, swept.withdrawn, swept.dated) == (0, 0, 0, 0)
    assert list(Promise.objects.order_by("pk").values()) == before


def test_a_new_question_after_the_answer_gets_its_own_promise(desk, town, now):
    conversation = town.write()
    give_due(desk, now=now)
    town.answer(conversation, at=now + timedelta(hours=1))
    town.write(conversation=conversation, days_ago=-1)
    later = now + timedelta(days=1)
    sweep_dates(desk, now=later)
    assert give_due(desk, now=later) == 1
    assert sorted(conversation.promises.values_list("state", flat=True)) == ["given", "kept"]


def test_an_undated_promise_gets_its_date_when_one_can_be_given(desk, town, now):
    Capacity.objects.all().delete()
    conversation = town.write()
    give_due(desk, now=now)
    assert sweep_dates(desk, now=now).dated == 0
    Capacity.objects.create(desk=desk, answers_per_week=20, since=date(2026, 11, 1), at=now)
    assert sweep_dates(desk, now=now).dated == 1
    old, new = conversation.promises.order_by("pk")
    assert (old.state, old.day) == (State.MOVED, None)
    assert new.follows == old
    assert new.day is not None


@pytest.mark.parametrize("change", [{"day": date(2030, 1, 1)}, {"level": 0.1}, {"basis": "history"}])
def test_a_date_once_given_cannot_be_edited_even_by_force(desk, town, now, change):
    town.write()
    give_due(desk, now=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Promise.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Promise.objects.all()._raw_delete("default")


ACTS = st.lists(
    st.sampled_from(["write", "join", "resend", "answer", "settle", "take back", "capacity", "move", "wait"]),
    min_size=1,
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(acts=ACTS)
def test_whatever_happens_the_books_are_straight(desk, town, now, alice, acts):
    with transaction.atomic():
        wrong = play(desk, town, now, alice, acts)
        transaction.set_rollback(True)
    assert wrong == []


def play(desk, town, now, alice, acts):
    """Does all this, and says after which acts the books were wrong, and how."""
    matter, seen, conversations, wrong = town.matter(), {}, [], []
    for act in acts:
        if act == "wait":
            now += timedelta(days=4)
            town.now = now
        elif act == "write":
            conversations.append(town.write())
        elif act == "join":
            conversations.append(town.write(matter))
        elif act == "capacity":
            Capacity.objects.create(desk=desk, answers_per_week=5, since=desk.local_date(now), at=now)
        elif conversations:
            act_on(conversations[-1], act, town, now, alice)
        sweep_dates(desk, now=now)
        give_due(desk, now=now)
        given = {row.pk: (row.day, row.level, row.basis, row.given_at) for row in Promise.objects.all()}
        if {key: given.get(key) for key in seen} != seen:
            wrong.append(f"{act}: a date was edited or deleted")
        wrong += [f"{act}: {what}" for what in faults(desk, now)]
        seen = given
    return wrong


def act_on(conversation, act, town, now, alice):
    promise = conversation.promises.filter(state__in=Promise.OPEN).first()
    if act == "resend":
        town.write(conversation=conversation)
    elif act == "answer":
        town.answer(conversation, at=now)
    elif act == "settle":
        settle(conversation, by=alice.user, now=now, why="known")
    elif act == "take back" and settled_by(conversation):
        take_back(conversation, by=alice.user, now=now)
    elif act == "move" and promise and not why_not(promise, now=now):
        day = max(town.desk.local_date(now), promise.day or now.date()) + timedelta(days=9)
        move(promise, day=day, by=alice.user, now=now, why="later")


def faults(desk, now) -> list[str]:
    """What is wrong in the books as they stand."""
    found = []
    waiting = sorted(desk.conversations.waiting().values_list("pk", flat=True))
    is_open = Promise.objects.filter(state__in=Promise.OPEN).values_list("conversation", flat=True)
    if sorted(is_open) != waiting:
        found.append("not exactly one open promise for each who waits")
    for promise in Promise.objects.prefetch_related("transitions"):
        states = [row.to_state for row in promise.transitions.all()]
        if promise.state != (states[-1] if states else State.GIVEN):
            found.append("a promise is not where its rows say")
        if promise.state == State.GIVEN and promise.day is not None and promise.day < desk.local_date(now):
            found.append("a day is over and nobody said so")
    return found
