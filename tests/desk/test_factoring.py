"""A second factor: set up by its first code, each serves once, paper when it is lost, rest after guesses."""

from datetime import timedelta

import pytest

from saule.desk import factoring
from saule.desk.changing import NotPossible
from saule.desk.factoring import WrongCode
from saule.desk.models import Desk, Event, Membership, RecoveryCode, Role, SecondFactor
from saule.engines.one_time import code_at, step_at

pytestmark = pytest.mark.django_db
HALF_A_MINUTE = timedelta(seconds=30)


def code(user, at) -> str:
    """What their authenticator shows."""
    return code_at(factoring.secret_of(user.second_factor), step_at(at.timestamp()))


@pytest.fixture
def codes(alice, now) -> list[str]:
    """Alice has set hers up a minute ago; these are on paper."""
    before = now - timedelta(minutes=1)
    factoring.begin(alice.user, now=before)
    return factoring.confirm(alice.user, code(alice.user, before), now=before)


def test_it_counts_from_its_first_code_on(alice, now):
    factor = factoring.begin(alice.user, now=now)
    assert factoring.factor_of(alice.user) is None
    assert factoring.begin(alice.user, now=now + HALF_A_MINUTE).secret == factor.secret
    with pytest.raises(WrongCode):
        factoring.confirm(alice.user, "000000", now=now)

    assert len(set(factoring.confirm(alice.user, code(alice.user, now), now=now))) == 10
    assert factoring.factor_of(alice.user) is not None
    with pytest.raises(WrongCode):
        factoring.begin(alice.user, now=now)


def test_neither_the_secret_nor_the_codes_are_at_rest(codes, alice):
    kept = repr(list(SecondFactor.objects.values())) + repr(list(RecoveryCode.objects.values()))

    assert factoring.one_time.written(factoring.secret_of(alice.user.second_factor)) not in kept
    assert not [one for one in codes if one in kept or one.replace("-", "") in kept]


def test_a_code_serves_once(codes, alice, now):
    shown = code(alice.user, now)
    assert factoring.prove(alice.user, f" {shown[:3]} {shown[3:]}", now=now) is False
    with pytest.raises(WrongCode):
        factoring.prove(alice.user, shown, now=now)


def test_paper_opens_once_however_it_is_typed(codes, alice, now):
    assert factoring.prove(alice.user, codes[0].upper().replace("-", " "), now=now) is True
    with pytest.raises(WrongCode):
        factoring.prove(alice.user, codes[0], now=now)
    assert factoring.codes_left(alice.user) == 9
    assert Event.objects.filter(verb="use recovery code").exists()

    factoring.new_codes(alice.user, now=now)
    with pytest.raises(WrongCode):
        factoring.prove(alice.user, codes[1], now=now)


def test_after_five_wrong_ones_even_the_right_one_rests(codes, alice, now):
    for _guess in range(5):
        with pytest.raises(WrongCode):
            factoring.prove(alice.user, "000000", now=now)
    with pytest.raises(WrongCode, match="quart"):
        factoring.prove(alice.user, code(alice.user, now), now=now)

    later = now + timedelta(minutes=16)
    assert factoring.prove(alice.user, code(alice.user, later), now=later) is False
    assert Event.objects.filter(verb="wrong second factor").count() == 1


@pytest.mark.parametrize(
    ("wanted", "role", "asked"),
    [
        ("nobody", Role.OWNER, False),
        ("leaders", Role.SUPERVISOR, True),
        ("leaders", Role.AGENT, False),
        ("all", Role.AUDITOR, True),
    ],
)
def test_the_desk_says_of_whom_it_is_asked(desk, bob, wanted, role, asked):
    bob.desk.second_factor, bob.role = wanted, role

    assert factoring.demanded(bob) is asked
    assert factoring.demanded(None) is False


def test_an_owner_takes_a_lost_one_away_unless_the_account_is_another_desks_too(codes, alice, bob, now):
    other = Desk.objects.create(name="Elsewhere", created_at=now)
    Membership.objects.create(desk=other, user=alice.user, role=Role.AGENT, since=now)
    with pytest.raises(NotPossible):
        factoring.remove_lost(alice, by=bob.user, now=now)
    Membership.objects.filter(desk=other).delete()
    factoring.remove_lost(alice, by=bob.user, now=now)

    assert factoring.factor_of(alice.user) is None
    assert not RecoveryCode.objects.exists()
    assert Event.objects.get(verb="remove second factor").by == bob.user
