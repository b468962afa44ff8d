"""Pages of hours, leave, outside teams and the rhythm; and what people are entitled to, beside a matter."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.conftest import member

from saule.desk.models import Role
from saule.desk.rhythm import rhythm_of
from saule.desk.timetabling import contracts, week_of

pytestmark = pytest.mark.django_db
HOURS = {"day_1": "7", "day_2": "7.5", "day_3": "", "day_4": "0", "day_5": "7"}


@pytest.fixture
def bosses(desk, alice, now, sign_in):
    """Somebody signed in as a supervisor."""
    return sign_in(member(desk, "Sam", Role.SUPERVISOR, now))


def test_a_supervisor_states_hours_and_they_can_be_put_back(desk, bosses, bob, alice, sign_in):
    bosses.post(reverse("member-hours", args=[bob.pk]), HOURS)

    page = bosses.get(reverse("capacity")).content.decode()
    assert "21,5" in page
    assert week_of(bob, bob.hours.first().since) == [420, 450, 0, 0, 420, 0, 0]

    owner = sign_in(alice)
    owner.post(reverse("change-reversal", args=[desk.events.get(verb="state hours").pk]))
    assert week_of(bob, bob.hours.first().since) == [0] * 7


def test_hours_that_no_day_has_are_said_at_their_field(bosses, bob):
    page = bosses.post(reverse("member-hours", args=[bob.pk]), {**HOURS, "day_1": "25"})

    assert page.context["form"].errors["day_1"]
    assert not bob.hours.exists()


def test_leave_is_noted_without_a_reason_and_taken_back(desk, bosses, bob):
    day = desk.local_date(bob.since) + timedelta(days=30)
    form = bosses.get(reverse("member-leave", args=[bob.pk])).content.decode()
    assert "textarea" not in form
    bosses.post(reverse("member-leave", args=[bob.pk]), {"first": day.isoformat(), "last": ""})

    leave = bob.leaves.get()
    assert (leave.first, leave.last, leave.ended_at) == (day, day, None)
    bosses.post(reverse("leave-reversal", args=[leave.pk]))
    leave.refresh_from_db()
    assert leave.ended_at


def test_an_owner_states_what_an_outside_team_answers(desk, alice, sign_in, now):
    owner = sign_in(alice)
    owner.post(reverse("contract"), {"name": "Relais Sud", "answers_per_week": "40"})

    assert [one.answers_per_week for one in contracts(desk, desk.contracts.get().since)] == [40]
    assert "Relais Sud" in owner.get(reverse("capacity")).content.decode()


def test_no_page_shows_what_one_colleague_takes(desk, bosses):
    page = bosses.get(reverse("capacity"))

    assert "jamais sur une personne" in page.content.decode()


def test_the_rhythm_is_changed_after_seeing_what_follows(desk, alice, sign_in):
    owner = sign_in(alice)
    wanted = {"weekdays": ["1", "4"], "hour": "14", "silent_beats": "3"}
    page = owner.post(reverse("rhythm"), wanted)
    assert "Les prochaines nouvelles partiront le" in page.content.decode()
    assert rhythm_of(desk)["weekdays"] == "25"

    owner.post(reverse("rhythm"), {**wanted, "sure": page.context["sure"]})

    assert rhythm_of(desk) == {"weekdays": "14", "hour": 14, "silent_beats": 3}
    assert "14 heures" in owner.get(reverse("calendar")).content.decode()


def test_a_matter_says_what_people_are_entitled_to_and_when_that_is_over(world, desk, alice, sign_in):
    kind = desk.kinds.get(code="civil")
    kind.statutory, kind.entitled_days, kind.legal_basis = True, 1, "CRPA, article L. 231-1"
    kind.save()
    world.matter.kind = kind
    world.matter.save()

    page = sign_in(alice).get(reverse("matter", args=[world.matter.public_id])).content.decode()

    assert "CRPA, article L. 231-1" in page
    assert "ce jour est passé" in page


def test_the_charter_says_what_is_entitled_possible_and_hoped_for(desk, alice, sign_in):
    kind = desk.kinds.get(code="civil")
    kind.entitled_days, kind.hoped_days = 30, 10
    kind.save()

    page = sign_in(alice).get(reverse("charter")).content.decode()

    assert "30 jours" in page
    assert "10 jours" in page
    assert "pas encore connu" in page
