"""Setting signatures aside: previewed, reasoned, told, undoable; alone it can take what was earned."""

from datetime import timedelta

import pytest

from saule.desk.changing import NotPossible
from saule.desk.errors import SauleError
from saule.matters.counting import recount
from saule.matters.earning import GRACE
from saule.matters.models import Delivery, Earning, Matter, SetAside, Signature, SignatureEvidence
from saule.matters.setting_aside import effect, put_back, set_aside
from saule.matters.settling import ReasonNeeded
from saule.matters.signing import StandsAside, confirm, withdraw
from saule.promises.losing import end_lost_dates, tell_set_aside
from saule.promises.models import Promise
from saule.promises.promising import give_due
from saule.promises.publishing import sweep_public


@pytest.fixture
def petition(desk, town, now):
    """Four people have confirmed; three were needed."""
    matter = town.matter(threshold=3)
    for _ in range(4):
        conversation = town.write(matter)
        signature = Signature.objects.create(
            matter=matter, person=conversation.person, state="unconfirmed", since=now
        )
        message = conversation.messages.get()
        SignatureEvidence.objects.create(
            signature=signature, message=message, person=conversation.person, at=now
        )
        signature.move_to("confirmed", by=None, now=now)
    recount({matter.pk}, now=now)
    return again(matter)


def again(matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def keys(matter, count) -> list[int]:
    return list(matter.signatures.order_by("pk").values_list("pk", flat=True)[:count])


def test_the_preview_says_what_would_come_of_it_and_writes_nothing(petition):
    assert petition.due
    one, two = effect(petition, keys(petition, 1)), effect(petition, keys(petition, 2))
    assert (one.confirmed_after, one.loses) == (3, False)
    assert (two.signatures, two.people_after, two.confirmed_after, two.loses) == (2, 2, 2, True)
    assert again(petition).due
    assert not SetAside.objects.exists()


def test_without_a_reason_nothing_is_set_aside(petition, alice, now):
    with pytest.raises(ReasonNeeded):
        set_aside(petition, keys(petition, 2), by=alice.user, now=now, why=" ")
    assert again(petition).confirmed == 4


def test_what_never_passed_honestly_is_lost_by_a_row_that_says_who_and_why(petition, alice, now):
    set_aside(petition, keys(petition, 2), by=alice.user, now=now, why="one machine wrote them")
    assert (again(petition).due, again(petition).confirmed) == (False, 2)
    row = Earning.objects.latest("pk")
    assert (row.because, row.by, row.why) == ("fraud", alice.user, "one machine wrote them")


def test_what_had_passed_honestly_is_kept_though_people_left_since(petition, alice, now):
    later = now + timedelta(days=1)
    for signature in petition.signatures.order_by("pk")[2:]:
        withdraw(signature, by=None, now=later)
    done = set_aside(petition, keys(petition, 1), by=alice.user, now=later, why="a machine")
    assert again(petition).confirmed == 1
    assert again(petition).due
    put_back(done, by=alice.user, now=later)
    assert again(petition).confirmed == 2


def test_putting_back_restores_the_count_and_what_was_earned(petition, alice, now):
    done = set_aside(petition, keys(petition, 2), by=alice.user, now=now, why="a machine")
    assert put_back(done, by=alice.user, now=now, why="they are real") == 2
    assert (again(petition).due, again(petition).confirmed) == (True, 4)
    with pytest.raises(NotPossible):
        put_back(done, by=alice.user, now=now)


def test_those_set_aside_and_those_who_lose_a_date_are_told_once(desk, petition, alice, now):
    give_due(desk, now=now)
    sweep_public(desk, now=now)
    set_aside(petition, keys(petition, 2), by=alice.user, now=now, why="one machine wrote them")
    assert (tell_set_aside(desk, now=now), end_lost_dates(desk, now=now)) == (0, 0)
    later = now + 2 * GRACE
    assert tell_set_aside(desk, now=later) == 2
    assert end_lost_dates(desk, now=later) == 4
    assert (tell_set_aside(desk, now=later), end_lost_dates(desk, now=later)) == (0, 0)
    assert (
        Delivery.objects.filter(key__startswith="aside:", body__contains="one machine wrote them").count()
        == 2
    )
    sweep_public(desk, now=later)
    assert Promise.objects.get(matter=petition).state == "withdrawn"
    open_ones = Promise.objects.filter(state="given")
    assert {promise.basis for promise in open_ones} == {"below_threshold"}


def test_what_is_taken_back_at_once_reaches_nobody(desk, petition, alice, now):
    done = set_aside(petition, keys(petition, 2), by=alice.user, now=now, why="a machine")
    put_back(done, by=alice.user, now=now)
    assert tell_set_aside(desk, now=now + 2 * GRACE) == 0
    assert not Delivery.objects.exists()


def test_what_was_set_aside_counts_again_only_by_the_decision_taken_back(petition, alice, now):
    done = set_aside(petition, keys(petition, 1), by=alice.user, now=now, why="a machine")
    signature = petition.signatures.get(state="set_aside")
    assert signature.evidence.exists()

    with pytest.raises(StandsAside):
        confirm(signature, by=None, now=now)
    with pytest.raises(StandsAside):
        confirm(signature, by=alice.user, now=now, why="she telephoned")

    signature.refresh_from_db()
    assert (signature.state, again(petition).confirmed) == ("set_aside", 3)
    put_back(done, by=alice.user, now=now, why="she telephoned")
    signature.refresh_from_db()
    assert (signature.state, again(petition).confirmed) == ("confirmed", 4)


def test_whoever_confirms_in_the_moment_of_the_decision_stays_aside(petition, alice, now):
    Signature.objects.filter(pk=keys(petition, 1)[0]).update(state="unconfirmed")
    seen = Signature.objects.get(pk=keys(petition, 1)[0])
    set_aside(petition, keys(petition, 1), by=alice.user, now=now, why="a machine")
    with pytest.raises(SauleError):
        confirm(seen, by=None, now=now)
    assert Signature.objects.get(pk=seen.pk).state == "set_aside"
