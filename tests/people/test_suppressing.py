"""Who does not want mail gets none, whatever happens to their rows."""

import pytest

from saule.people.models import Suppression
from saule.people.suppressing import (
    is_suppressed,
    lift,
    read_token,
    suppress,
    unsubscribe,
    unsubscribe_token,
)

ANNE = "anne@example.org"


def test_an_objection_holds_however_the_address_is_written(desk, now):
    suppress(desk, "email", ANNE, reason=Suppression.Reason.OBJECTION, by=None, now=now)
    assert is_suppressed(desk, "email", " Anne@EXAMPLE.org ", automatic=False)
    assert not is_suppressed(desk, "email", "bea@example.org")
    assert not is_suppressed(desk, "mastodon", ANNE)


def test_only_a_digest_is_kept(desk, now):
    row = suppress(desk, "email", ANNE, reason=Suppression.Reason.OBJECTION, by=None, now=now)
    assert len(bytes(row.digest)) == 32
    assert b"anne" not in bytes(row.digest)


def test_a_person_may_still_write_by_hand_where_only_automatic_mail_is_stopped(desk, now):
    suppress(desk, "email", ANNE, reason=Suppression.Reason.BOUNCED, by=None, now=now, automatic_only=True)
    assert is_suppressed(desk, "email", ANNE)
    assert not is_suppressed(desk, "email", ANNE, automatic=False)


def test_asking_twice_is_asking_once_but_more_is_more(desk, now):
    for automatic_only in (True, True, False, True, False):
        suppress(desk, "email", ANNE, reason="objection", by=None, now=now, automatic_only=automatic_only)
    assert Suppression.objects.count() == 2
    assert is_suppressed(desk, "email", ANNE, automatic=False)


def test_lifting_is_a_row_and_one_can_suppress_again(desk, now, alice):
    suppress(desk, "email", ANNE, reason="bounced", by=None, now=now)
    suppress(desk, "email", ANNE, reason="objection", by=None, now=now)
    assert lift(desk, "email", ANNE, by=alice.user, now=now, reason="bounced") == 1
    assert is_suppressed(desk, "email", ANNE)
    assert lift(desk, "email", ANNE, by=alice.user, now=now) == 1
    assert not is_suppressed(desk, "email", ANNE)
    assert lift(desk, "email", ANNE, by=alice.user, now=now) == 0
    suppress(desk, "email", ANNE, reason="bounced", by=None, now=now)
    assert is_suppressed(desk, "email", ANNE)
    assert Suppression.objects.count() == 5


def test_one_click_unsubscribes_without_showing_the_address(desk, now):
    token = unsubscribe_token(desk, "email", ANNE)
    assert "anne" not in token
    assert unsubscribe(token, now=now) is not None
    assert is_suppressed(desk, "email", ANNE)
    assert not is_suppressed(desk, "email", ANNE, automatic=False)


@pytest.mark.parametrize(
    "spoil", [lambda t: "", lambda t: t[:-2], lambda t: "é" + t, lambda t: "A" * len(t), lambda t: t + "AAAA"]
)
def test_a_token_that_we_did_not_write_does_nothing(desk, now, spoil):
    token = spoil(unsubscribe_token(desk, "email", ANNE))
    assert read_token(token) is None
    assert unsubscribe(token, now=now) is None
    assert not Suppression.objects.exists()
