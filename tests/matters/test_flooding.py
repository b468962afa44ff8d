"""A flood from one address is stored, set aside and told; a person lets it in or keeps it aside."""

from datetime import timedelta

import pytest

from saule.desk.errors import IllegalTransition
from saule.matters.flooding import MOST_A_DAY, MOST_SOON, keep_aside, let_in
from saule.matters.models import Conversation, Flood, MailClass, Message
from saule.matters.receiving import receive_many

WHO = "loud@example.org"
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def write(desk, mail, now):
    """So many mails from one address, one after the other or all at once."""

    def write(count: int, at=now, *, singly: bool = False, who: str = WHO) -> None:
        mails = [mail(sender=who, sent_at=at) for _n in range(count)]
        for batch in [[one] for one in mails] if singly else [mails]:
            receive_many(desk, batch, now=at)

    return write


@pytest.mark.parametrize("singly", [True, False])
def test_the_mails_past_the_number_are_kept_and_set_aside(write, singly):
    write(MOST_SOON + 5, singly=singly)
    assert Message.objects.count() == MOST_SOON + 5
    assert Message.objects.from_people().count() == MOST_SOON
    assert Message.objects.to_group().count() == MOST_SOON
    flood = Flood.objects.get()
    assert (flood.count, flood.state, flood.address.value) == (5, "open", WHO)
    assert Conversation.objects.waiting().count() == MOST_SOON


def test_others_are_not_touched(write, now):
    write(MOST_SOON + 5)
    write(3, who="calm@example.org")
    assert Message.objects.filter(address__value="calm@example.org", mail_class=MailClass.HUMAN).count() == 3


def test_a_slow_flood_is_one_too(write, now):
    for hour in range(12):
        write(10, now + timedelta(hours=hour))
    assert Flood.objects.get().count == 120 - MOST_A_DAY


def test_letting_in_makes_of_them_what_they_would_have_been(write, bob, now):
    write(MOST_SOON + 5)
    assert let_in(Flood.objects.get(), by=bob.user, now=now + A_MINUTE) == 5
    assert Message.objects.to_group().count() == MOST_SOON + 5
    assert Conversation.objects.waiting().count() == MOST_SOON + 5
    with pytest.raises(IllegalTransition):
        let_in(Flood.objects.get(), by=bob.user, now=now)


def test_who_was_let_in_may_write_as_much_again(write, bob, now):
    write(MOST_SOON + 5)
    let_in(Flood.objects.get(), by=bob.user, now=now + A_MINUTE)
    write(MOST_SOON, now + 2 * A_MINUTE)
    assert Flood.objects.count() == 1
    write(1, now + 3 * A_MINUTE)
    assert Flood.objects.count() == 2


def test_what_is_kept_aside_stays_and_a_quiet_day_ends_it(write, bob, now):
    write(MOST_SOON + 5)
    keep_aside(Flood.objects.get(), by=bob.user, now=now + A_MINUTE)
    write(1, now + timedelta(hours=3))
    assert Flood.objects.get().count == 6
    write(1, now + timedelta(days=3))
    assert Message.objects.from_people().count() == MOST_SOON + 1


def test_an_import_is_no_flood(desk, mail, now):
    receive_many(desk, [mail(sender=WHO) for _n in range(300)], now=now, imported=True)
    assert not Flood.objects.exists()
