"""What is agreed holds from a day to another; versions do not overlap, and contradictions are refused."""

from dataclasses import replace
from datetime import date, time

import pytest

from saule.desk.changing import NotPossible
from saule.desk.timetabling import contracts, state_contract
from saule.providers.contracting import Paid, add_provider, state_prices, state_terms, version_on, volume
from saule.providers.issuing import issue
from saule.providers.questions import BY_CODE, QUESTIONS
from saule.providers.securing import answer_question, score, state_weights

pytestmark = pytest.mark.django_db


def test_the_volume_is_the_contract_that_the_desk_has_stated(desk, provider, alice, now):
    today = desk.local_date(now)
    assert [(one.name, one.answers_per_week) for one in contracts(desk, today)] == [("Relais", 20)]
    state_contract(desk, "relais", 30, by=alice.user, now=now)

    assert volume(provider, today) == 30


def test_a_name_is_taken_once(desk, provider, alice, now):
    with pytest.raises(NotPossible):
        add_provider(desk, "RELAIS", 5, by=alice.user, now=now)


def test_a_new_version_ends_the_one_before(provider, wanted, alice, now):
    later = state_terms(provider, wanted, starts=date(2026, 12, 1), by=alice.user, now=now)
    versions = list(provider.terms.all())

    assert version_on(versions, date(2026, 12, 1)) == later
    assert version_on(versions, date(2026, 11, 30)).ends == date(2026, 11, 30)
    assert version_on(versions, date(2026, 8, 1)) is None


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (date(2026, 12, 10), None),
        (date(2026, 12, 1), date(2026, 12, 1)),
        (date(2026, 11, 1), date(2026, 12, 15)),
    ],
)
def test_versions_that_overlap_are_refused(provider, wanted, alice, now, starts, ends):
    state_terms(provider, wanted, starts=date(2026, 12, 1), ends=date(2026, 12, 20), by=alice.user, now=now)

    with pytest.raises(NotPossible) as told:
        state_terms(provider, wanted, starts=starts, ends=ends, by=alice.user, now=now)
    assert told.value.field == "starts"
    assert "2026-12-01" in str(told.value)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kinds": []}, "kinds"),
        ({"languages": ["de"]}, "languages"),
        ({"weekdays": ""}, "weekdays"),
        ({"opens": time(18), "closes": time(9)}, "closes"),
    ],
)
def test_terms_under_which_nothing_could_be_handed_are_refused(provider, wanted, alice, now, changes, field):
    with pytest.raises(NotPossible) as told:
        state_terms(provider, replace(wanted, **changes), by=alice.user, now=now)
    assert told.value.field == field


@pytest.mark.parametrize(
    ("paid", "field"),
    [
        (Paid(per_resolved=300, floor=20_000, cap=10_000), "cap"),
        (Paid(per_resolved=300, holdback_percent=120, holdback_days=30), "holdback_percent"),
        (Paid(per_resolved=300, holdback_percent=20), "holdback_days"),
        (Paid(per_resolved=300, holdback_days=20), "holdback_days"),
        (Paid(per_resolved=0, per_repeat=100), "per_repeat"),
        (Paid(per_resolved=10**9), "per_resolved"),
    ],
)
def test_prices_that_contradict_themselves_are_refused(provider, alice, now, paid, field):
    with pytest.raises(NotPossible) as told:
        state_prices(provider, paid, starts=date(2026, 12, 1), by=alice.user, now=now)
    assert told.value.field == field
    assert provider.prices.count() == 1


def test_prices_do_not_change_under_a_statement(provider, alice, now):
    issue(provider, date(2026, 10, 1), by=alice.user, now=now)

    with pytest.raises(NotPossible, match="arrêté"):
        state_prices(provider, Paid(per_resolved=1), starts=date(2026, 10, 20), by=alice.user, now=now)


def test_the_score_says_what_is_not_answered_and_follows_the_weights(desk, provider, alice, now):
    for question in QUESTIONS:
        answer_question(provider, question.code, "", by=alice.user, now=now)
    state_weights(desk, dict.fromkeys(BY_CODE, 0), by=alice.user, now=now)
    assert score(provider).value is None
    state_weights(desk, {"cloud": 3, "encryption": 1}, by=alice.user, now=now)
    assert (score(provider).value, [one.code for one in score(provider).unanswered]) == (
        0,
        ["cloud", "encryption"],
    )
    day = desk.local_date(now)
    answer_question(provider, "cloud", "eu", evidence="audit", dated=day, by=alice.user, now=now)

    assert (score(provider).value, [one.code for one in score(provider).unanswered]) == (75, ["encryption"])
    assert (
        answer_question(provider, "cloud", "eu", evidence="audit", dated=day, by=alice.user, now=now) is None
    )
    answer_question(provider, "cloud", "", by=alice.user, now=now)
    assert score(provider).value == 0
    with pytest.raises(NotPossible):
        answer_question(provider, "cloud", "moon", by=alice.user, now=now)
    with pytest.raises(NotPossible):
        answer_question(provider, "cloud", "eu", dated=date(2027, 1, 1), by=alice.user, now=now)
    with pytest.raises(NotPossible):
        state_weights(desk, {"cloud": 11}, by=alice.user, now=now)
