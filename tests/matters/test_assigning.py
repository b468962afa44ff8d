"""Who has a conversation: given by row, seen by those who have it, not taken from under somebody's hands."""

import threading

import pytest
from django.db import connection
from tests.matters.colleagues import colleague, team

from saule.desk.models import Desk, Role, Team, User
from saule.matters.assigning import CannotAssign, GivenMeanwhile, assign, code
from saule.matters.models import Assignment, Conversation

pytestmark = pytest.mark.django_db


def test_giving_writes_a_row_and_shows_who_has_it(desk, alice, bob, town, now):
    conversation, roads = town.write(), team(desk)

    assign(conversation, bob.user, by=alice.user, now=now, why="he knows her")
    assert assign(conversation, bob.user, by=alice.user, now=now) is None
    assign(conversation, roads, by=bob.user, now=now)
    assign(conversation, None, by=bob.user, now=now)

    rows = [(row.to_user, row.to_team, row.by) for row in conversation.assignments.all()]
    assert rows == [(bob.user, None, alice.user), (None, roads, bob.user), (None, None, bob.user)]
    conversation.refresh_from_db()
    assert (conversation.assigned_to, conversation.assigned_team) == (None, None)


def test_only_those_who_work_at_the_desk_are_given_work(desk, alice, bob, charlie, town, now):
    conversation = town.write()
    elsewhere = Team.objects.create(desk=Desk.objects.create(name="E", created_at=now), name="E")
    auditor = colleague(desk, "Otto", now, role=Role.AUDITOR)
    bob.ended_at = now
    bob.save()

    for nobody in (charlie, elsewhere, auditor.user, bob.user):
        with pytest.raises(CannotAssign):
            assign(conversation, nobody, by=alice.user, now=now)
    assert not Assignment.objects.exists()


def test_what_is_given_to_me_or_my_team_i_see_and_nobody_else_does(desk, alice, bob, town, now):
    roads, baths = team(desk), team(desk, "Baths")
    rita, ben = colleague(desk, "Rita", now, roads), colleague(desk, "Ben", now, baths)
    matter = town.matter()
    matter.kind.team = roads
    matter.kind.save()
    conversation = town.write(matter)

    def seen_by():
        return {
            m.user.name for m in (alice, bob, rita, ben) if conversation in Conversation.objects.visible_to(m)
        }

    assert seen_by() == {"Alice", "Rita"}
    assign(conversation, bob.user, by=alice.user, now=now)
    assert seen_by() == {"Alice", "Rita", "Bob"}
    assign(conversation, baths, by=alice.user, now=now)
    assert seen_by() == {"Alice", "Rita", "Ben"}


def test_the_second_of_two_is_told_who_has_it(alice, bob, town, now):
    conversation = town.write()
    both_saw = code(None)
    assign(conversation, alice.user, by=alice.user, now=now, instead_of=both_saw)

    with pytest.raises(GivenMeanwhile, match="Alice"):
        assign(conversation, bob.user, by=bob.user, now=now, instead_of=both_saw)

    conversation.refresh_from_db()
    assert conversation.assigned_to == alice.user
    # Two who want the same are not in each other's way.
    assert assign(conversation, alice.user, by=bob.user, now=now, instead_of=both_saw) is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_leave_one_holder_and_one_row(desk, alice, bob, town, now):
    conversation = town.write()
    refused: list[str] = []
    start = threading.Barrier(2)

    def take(user: User) -> None:
        start.wait()
        try:
            assign(Conversation.objects.get(pk=conversation.pk), user, by=user, now=now, instead_of="")
        except GivenMeanwhile as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(member.user,)) for member in (alice, bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    conversation.refresh_from_db()
    assert len(refused) == 1
    assert conversation.assignments.get().to_user == conversation.assigned_to
