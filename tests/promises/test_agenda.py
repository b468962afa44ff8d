"""The day at a glance: in answers and people, whatever else is on it."""

from datetime import timedelta

import pytest

from saule.desk.models import Nature
from saule.matters.answering import draft_for, save_text, send
from saule.matters.drafting import save_draft
from saule.matters.models import Signature
from saule.matters.replying import mark, reply, take_back
from saule.promises.agenda import Due, able_on, agenda
from saule.promises.models import Promise

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def promise(town, conversation, days, state="given"):
    """A date in so many days."""
    fields = {"basis": "plan", "level": 0.9, "engine": "test", "given_at": town.now, "state": state}
    day = town.desk.local_date(town.now) + days * A_DAY
    Promise.objects.create(
        desk=town.desk, conversation=conversation, person=conversation.person, day=day, **fields
    )


def test_people_of_a_shared_matter_wait_for_one_answer(town, now):
    matter = town.matter(people=3)
    for days in (0, 0, -2):
        promise(town, town.write(matter), days, "late" if days < 0 else "given")
    for days in (0, 1, 3, 6, 7):
        promise(town, town.write(town.matter(Nature.PERSONAL)), days)
    promise(town, town.write(), 0, "kept")

    found = agenda(town.desk, 5, now=now)

    assert found.late == Due(1, 1)
    assert found.today == Due(2, 3)
    assert found.tomorrow == Due(1, 1)
    assert found.week == Due(2, 2)


def test_what_the_team_can_give_is_what_is_planned(desk, now):
    assert desk.local_date(now).isoweekday() == 6
    monday = desk.local_date(now + 2 * A_DAY)
    assert able_on(desk, desk.local_date(now)) == 0
    assert able_on(desk, monday) == 10
    assert agenda(desk, 10, now=now).able == 10
    desk.capacities.all().delete()
    assert able_on(desk, monday) is None


def test_what_was_written_today_counts_each_answer_once_and_not_what_was_taken_back(town, desk, alice, now):
    matter = town.matter(people=2)
    for conversation in (town.write(matter), town.write(matter)):
        Signature.objects.create(matter=matter, person=conversation.person, since=now)
    answer = draft_for(matter, by=alice.user, now=now)
    save_text(answer, "fr", "La ligne reste.", by=alice.user, now=now)
    send(answer, by=alice, now=now)
    asked = town.write()
    save_draft(asked, "Oui.", by=alice.user, now=now, version=0)
    made = reply(asked, by=alice, now=now, seen=mark(asked))

    assert agenda(desk, 5, now=now).done == Due(2, 3)
    take_back(made, by=alice, now=now)
    assert agenda(desk, 5, now=now).done == Due(1, 2)
    assert agenda(desk, 5, now=now + A_DAY).done == Due()
