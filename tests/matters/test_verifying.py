"""Who is calling: a code to an address that is known to be theirs; right once, five tries, ten minutes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from saule.channels.email.composing import body_of, compose
from saule.matters.delivering import attempt, sent
from saule.matters.models import CallerCode, CallerTry, Delivery, Message
from saule.matters.receiving import receive_many
from saule.matters.verifying import (
    CannotVerify,
    digits,
    known_addresses,
    open_code,
    send_code,
    try_code,
    words,
)
from saule.people.models import Address, Suppression
from saule.people.suppressing import suppress

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def lea(desk, mail, now) -> Address:
    """Léa's address: a mail from there passed DMARC."""
    receive_many(desk, [mail(sender="lea@example.org", sender_name="Léa", authenticated=True)], now=now)
    return Address.objects.get(value="lea@example.org")


def left(code, now) -> str:
    """The mail as it left, in words."""
    delivery = attempt(code.delivery_id, worker="w", now=now)
    assert delivery is not None
    text = compose(delivery).get_content()
    sent(delivery, now=now)
    return text


def test_the_code_is_in_the_mail_and_nowhere_else(lea, bob, now):
    code = send_code(lea, by=bob.user, now=now)
    shown = digits(code.public_id)
    text = left(code, now)

    assert f"{shown[:3]} {shown[3:]}" in text
    rows = [repr(list(model.objects.values())) for model in (CallerCode, Delivery, Message)]
    assert not [row for row in rows if shown in row or f"{shown[:3]} {shown[3:]}" in row]
    assert shown[:3] not in body_of(Delivery.objects.get())
    assert compose(Delivery.objects.get())["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_mail_names_the_desk_as_it_is_written(language):
    assert words("L'Haÿ & Cie", language).count("L'Haÿ & Cie") == 2


def test_the_right_code_is_right_once(lea, bob, now):
    code = send_code(lea, by=bob.user, now=now)
    shown = digits(code.public_id)

    assert try_code(code, f"{shown[:3]} {shown[3:]}", by=bob.user, now=now + 9 * MINUTE)
    with pytest.raises(CannotVerify):
        try_code(code, shown, by=bob.user, now=now + 9 * MINUTE)
    assert open_code([code.person_id], now=now) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        CallerTry.objects.update(right=False)


def test_after_five_wrong_ones_the_right_one_is_none(lea, bob, now):
    code = send_code(lea, by=bob.user, now=now)
    wrong = f"{(int(digits(code.public_id)) + 1) % 1_000_000:06d}"
    for _guess in range(5):
        assert not try_code(code, wrong, by=bob.user, now=now)

    with pytest.raises(CannotVerify):
        try_code(code, digits(code.public_id), by=bob.user, now=now)
    assert list(CallerTry.objects.values_list("right", flat=True)) == [False] * 5


def test_a_code_is_over_after_ten_minutes_and_does_not_leave_then(lea, bob, now):
    code = send_code(lea, by=bob.user, now=now)
    with pytest.raises(CannotVerify):
        try_code(code, digits(code.public_id), by=bob.user, now=now + 10 * MINUTE)

    assert attempt(code.delivery_id, worker="w", now=now + 10 * MINUTE) is None
    assert Delivery.objects.get().outcome == "code-over"


def test_nobody_is_sent_codes_without_end(lea, bob, alice, now):
    for _code in range(3):
        send_code(lea, by=bob.user, now=now)
    with pytest.raises(CannotVerify):
        send_code(lea, by=alice.user, now=now + MINUTE)
    assert send_code(lea, by=alice.user, now=now + 61 * MINUTE)


def test_it_goes_through_the_gate(desk, lea, bob, now):
    suppress(desk, "email", lea.value, reason=Suppression.Reason.OBJECTION, by=None, now=now)
    code = send_code(lea, by=bob.user, now=now)

    assert attempt(code.delivery_id, worker="w", now=now) is None
    assert Delivery.objects.get().outcome == "suppressed"


def test_only_addresses_of_which_something_says_that_they_are_theirs(desk, lea, mail, now):
    receive_many(desk, [mail(sender="claims@example.org", message_id="c@x")], now=now)
    claims = Address.objects.get(value="claims@example.org")
    everybody = [lea.person_id, claims.person_id]
    assert list(known_addresses(everybody)) == [lea]

    asked = Message.objects.get(address=claims)
    Message.objects.create(
        desk=desk,
        conversation=asked.conversation,
        outgoing=True,
        channel="email",
        mail_class="human",
        message_id="ours-17@mairie.example",
        sent_at=now,
        received_at=now,
    )
    answer = mail(sender="claims@example.org", in_reply_to=("ours-17@mairie.example",))
    receive_many(desk, [answer], now=now)
    assert set(known_addresses(everybody)) == {lea, claims}


@pytest.mark.parametrize("typed", ["١٢٣٤٥٦", "²³", "é"])
def test_signs_that_only_look_like_digits_are_a_wrong_code(lea, bob, now, typed):
    assert not try_code(send_code(lea, by=bob.user, now=now), typed, by=bob.user, now=now)
