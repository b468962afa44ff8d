"""Following: who comes back about the same thing, and who does not; whatever the order and however often."""

from datetime import timedelta

import pytest
from tests.matters.colleagues import colleague, team

from saule.desk.models import Event
from saule.desk.quality import Rules
from saule.matters.following import AT_ONCE, begin, follow, listen, set_aside
from saule.matters.models import Answer, Comeback, Delivery, Return, Sequel
from saule.matters.objecting import object_to
from saule.matters.settling import ReasonNeeded, declare, take_back
from saule.people.joining import join

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def matter(town):
    """What is said about the bus."""
    return town.matter()


@pytest.fixture
def asked(town, matter):
    """Somebody asked thirty days ago."""
    return town.write(matter, days_ago=30)


@pytest.fixture
def answered(town, asked, now):
    """They were answered twenty days ago."""
    return town.answer(asked, at=now - 20 * DAY)


def followed(now) -> list[Sequel]:
    """Follows until nothing is left to do."""
    while follow(now=now):
        pass
    return list(Sequel.objects.order_by("at", "pk"))


def states(now) -> list[str]:
    return [one.state for one in followed(now)]


def test_who_stays_silent_was_answered(answered, matter, now):
    [one] = followed(now)
    assert (one.state, one.matter, one.person) == ("ended", matter, answered.person)
    assert (one.contacts, one.waited, one.month.isoformat()) == (1, 10, "2026-11-01")
    assert not Comeback.objects.exists()


def test_who_writes_again_in_the_same_conversation_came_back(answered, town, now):
    town.write(conversation=answered, days_ago=17)
    [one] = followed(now)
    assert one.state == "repeated"
    assert one.comeback.conversation == answered
    assert one.comeback.at == now - 17 * DAY


def test_who_begins_another_conversation_about_the_same_matter_came_back(answered, matter, town, now):
    other = town.write(matter, days_ago=17, person=answered.person)
    [one] = followed(now)
    assert (one.state, one.comeback.conversation) == ("repeated", other)


def test_who_was_joined_with_the_one_who_was_answered_came_back(answered, matter, town, alice, now):
    other = town.write(matter, days_ago=17)
    join(other.person, answered.person, by=alice.user, now=now)
    assert states(now) == ["repeated"]


@pytest.mark.parametrize(
    "what",
    [
        {"days_ago": 21},
        {"days_ago": 5},
        {"days_ago": 17, "awaits_answer": False},
        {"days_ago": 17, "mail_class": "out_of_office"},
    ],
    ids=["before the answer", "after the days", "thanks", "a machine"],
)
def test_what_is_no_repeat_contact(answered, town, now, what):
    town.write(conversation=answered, **what)
    assert states(now) == ["ended"]


def test_another_matter_or_another_person_is_no_repeat_contact(answered, matter, town, now):
    town.write(town.matter(title="Piscine"), days_ago=17, person=answered.person)
    town.write(matter, days_ago=17)
    assert states(now) == ["ended"]


def test_it_does_not_answer_me(answered, now):
    object_to(answered, answer=None, words="Ce n’est pas ma question.", now=now - 18 * DAY)
    [one] = followed(now)
    assert one.state == "objected"
    assert one.comeback.objection.words == "Ce n’est pas ma question."


def test_nobody_knows_before_the_days_are_over(town, asked, now):
    town.answer(asked, at=now - 3 * DAY)
    assert states(now) == ["young"]
    town.write(conversation=asked, days_ago=1)
    assert states(now) == ["repeated"]


def test_sweeping_again_changes_nothing(answered, town, now):
    town.write(conversation=answered, days_ago=17)
    first = [str(vars(one) | {"_state": ""}) for one in followed(now)]
    again = [str(vars(one) | {"_state": ""}) for one in followed(now + DAY)]
    assert first == again
    assert Comeback.objects.count() == 1


def test_two_answers_in_a_row_are_one_and_the_last_one_counts(answered, town, now):
    town.answer(answered, at=now - 19 * DAY)
    assert states(now) == ["void", "ended"]


def test_who_is_answered_again_after_coming_back_is_answered_anew(answered, town, now):
    town.write(conversation=answered, days_ago=18)
    town.answer(answered, at=now - 16 * DAY)
    first, second = followed(now)
    assert (first.state, second.state) == ("repeated", "ended")
    assert (second.contacts, second.waited) == (2, 2)


def test_what_answers_nothing_counts_for_nothing(town, now):
    thanked = town.write(days_ago=30, awaits_answer=False)
    town.answer(thanked, at=now - 20 * DAY)
    assert states(now) == ["void"]


def test_what_was_settled_and_asked_again_was_closed_too_early(town, asked, bob, now):
    declare(asked, by=bob.user, now=now - 20 * DAY, why="Rien à dire.")
    town.write(conversation=asked, days_ago=18)
    [one] = followed(now)
    assert (one.state, one.by, one.settlement.why) == ("repeated", bob.user, "Rien à dire.")


def test_a_settlement_that_was_taken_back_closed_nothing(town, asked, bob, now):
    declare(asked, by=bob.user, now=now - 20 * DAY, why="Rien à dire.")
    town.refreshed(asked)
    take_back(asked, by=bob.user, now=now - 19 * DAY)
    town.write(conversation=asked, days_ago=18)
    assert states(now) == ["void"]


def test_what_whoever_wrote_settles_themselves_is_nobodys(asked, now):
    declare(asked, by=None, now=now - 20 * DAY, why="Réglé.")
    assert states(now) == []


@pytest.fixture
def mailed(desk, asked, mailbox, now):
    """An answer or a reply of Saule's own, that left twenty days ago."""

    def send(key: str, answer: Answer | None = None) -> Delivery:
        message = asked.messages.create(
            desk=desk,
            person=asked.person,
            channel="email",
            outgoing=True,
            sent_at=now - 20 * DAY,
            received_at=now - 20 * DAY,
        )
        return Delivery.objects.create(
            desk=desk,
            key=key,
            purpose="answer" if answer else "reply",
            channel="email",
            mailbox=mailbox,
            conversation=asked,
            person=asked.person,
            address=asked.person.addresses.get(),
            answer=answer,
            recorded=message,
            language="fr",
            subject="x",
            body="x",
            message_id=key,
            state="sent",
            created_at=now - 20 * DAY,
            not_before=now - 20 * DAY,
        )

    return send


def test_a_reply_is_its_writers_and_their_teams(desk, asked, mailed, matter, now):
    roads, other = team(desk), team(desk, "Other")
    nadia = colleague(desk, "Nadia", now, other, roads)
    matter.kind.team = roads
    matter.kind.save()
    mailed(f"reply:{asked.pk}:{nadia.user_id}:w1")

    [one] = followed(now)
    assert (one.by, one.team, one.kind) == (nadia.user, roads, matter.kind)


def test_an_answer_is_its_authors(desk, mailed, matter, bob, now):
    answer = Answer.objects.create(
        desk=desk, matter=matter, author=bob.user, state="sent", created_at=now - 20 * DAY
    )
    mailed("answer:1", answer)
    [one] = followed(now)
    assert (one.by, one.answer, one.matter, one.team) == (bob.user, answer, matter, None)


def test_who_never_got_it_was_not_answered(mailed, bob, asked, now):
    sent = mailed(f"reply:{asked.pk}:{bob.user_id}:w1.2")
    Return.objects.create(delivery=sent, permanent=True, final=True, status="5.1.1", at=now - 19 * DAY)
    assert states(now) == ["void"]


def test_a_colleague_says_that_it_was_about_something_else(answered, town, alice, now):
    town.write(conversation=answered, days_ago=17)
    [one] = followed(now)
    with pytest.raises(ReasonNeeded):
        set_aside(one.comeback, by=alice.user, now=now, why="  ")
    set_aside(one.comeback, by=alice.user, now=now, why="Une invitation.")

    assert states(now) == ["ended"]
    assert Comeback.objects.get().ended_why == "Une invitation."
    assert not Comeback.objects.standing().exists()
    assert Event.objects.get(verb="set comeback aside").by == alice.user


def test_a_further_message_counts_for_itself(answered, town, alice, now):
    town.write(conversation=answered, days_ago=17)
    [one] = followed(now)
    town.write(conversation=answered, days_ago=15)
    set_aside(one.comeback, by=alice.user, now=now, why="Une invitation.")

    assert states(now) == ["repeated"]
    assert Comeback.objects.standing().get().at == now - 15 * DAY


def test_other_days_are_asked_of_everything(desk, answered, town, alice, now):
    town.write(conversation=answered, days_ago=17)
    assert states(now) == ["repeated"]
    listen(desk, Rules(days=2), by=alice.user, now=now)
    assert states(now) == ["ended"]
    assert not Comeback.objects.standing().exists()
    listen(desk, Rules(days=30), by=alice.user, now=now)
    assert states(now) == ["repeated"]
    assert Comeback.objects.standing().count() == 1


def test_more_than_one_batch(town, now):
    for _ in range(3):
        town.answer(town.write(days_ago=30), at=now - 20 * DAY)
    assert begin(now=now) == 3 < AT_ONCE
    assert begin(now=now) == 0
    assert states(now) == ["ended"] * 3
