"""One item is in one pair of hands: taken, kept, given back, over by itself, and never in two at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from saule.matters import replying
from saule.matters.drafting import save_draft
from saule.matters.items import code, visible_item
from saule.matters.leasing import (
    LENGTH,
    InOtherHands,
    NothingToAnswer,
    lease_of,
    leases_of,
    release,
    renew,
    take,
)
from saule.matters.models import Conversation, Lease
from saule.matters.receiving import receive_many

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)


def test_what_one_has_in_hand_nobody_else_takes(town, alice, bob, now):
    asked = town.write()

    take(asked, by=alice.user, now=now)
    with pytest.raises(InOtherHands, match=f"Alice .* {now + LENGTH:%H:%M}"):
        take(asked, by=bob.user, now=now + A_MINUTE)

    assert lease_of(asked, now=now).user == alice.user
    assert [lease.user for lease in Lease.objects.all()] == [alice.user]


def test_a_lease_is_over_by_itself_and_whoever_comes_takes_over(town, alice, bob, now):
    asked, later = town.write(), now + LENGTH
    take(asked, by=alice.user, now=now)

    assert lease_of(asked, now=later) is None
    take(asked, by=bob.user, now=later)

    rows = [(one.user, one.ended, one.ended_at) for one in Lease.objects.order_by("pk")]
    assert rows == [(alice.user, "expired", later), (bob.user, "", None)]
    assert renew(asked, by=alice.user, now=later) is None


def test_whoever_is_there_keeps_it_also_past_its_time_if_nobody_took_it(town, alice, now):
    asked = town.write()
    take(asked, by=alice.user, now=now)

    assert renew(asked, by=alice.user, now=now + timedelta(seconds=20)).until == now + LENGTH
    assert renew(asked, by=alice.user, now=now + 2 * LENGTH).until == now + 3 * LENGTH
    assert take(asked, by=alice.user, now=now + 2 * LENGTH).until == now + 3 * LENGTH
    assert Lease.objects.count() == 1


def test_given_back_it_is_free_and_the_row_stays(town, alice, bob, now):
    asked = town.write()
    take(asked, by=alice.user, now=now)

    assert not release(asked, by=bob.user, now=now)
    assert release(asked, by=alice.user, now=now + A_MINUTE)
    take(asked, by=bob.user, now=now + A_MINUTE)

    assert [one.ended for one in Lease.objects.order_by("pk")] == ["released", ""]
    assert leases_of(alice.user, town.desk, now=now) == []


def test_the_store_itself_refuses_a_second_holder(town, alice, bob, now):
    asked, matter = town.write(), town.matter()
    for item in ({"conversation": asked}, {"matter": matter}):
        lease = {"desk": town.desk, "since": now, "until": now + LENGTH, **item}
        Lease.objects.create(user=alice.user, **lease)
        with pytest.raises(IntegrityError), transaction.atomic():
            Lease.objects.create(user=bob.user, **lease)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lease.objects.create(
            user=bob.user, desk=town.desk, since=now, until=now, matter=matter, conversation=asked
        )


def test_what_waits_for_nothing_is_not_taken(town, alice, now):
    asked = town.write(days_ago=1)
    town.answer(asked)

    with pytest.raises(NothingToAnswer):
        take(asked, by=alice.user, now=now)


def test_a_reply_on_its_way_frees_the_hands_and_is_not_offered_again(desk, mail, alice, bob, now):
    receive_many(desk, [mail(sender="lea@example.org")], now=now)
    asked = Conversation.objects.get()
    take(asked, by=alice.user, now=now)
    save_draft(asked, "Bonjour, oui.", by=alice.user, now=now, version=0)
    made = replying.reply(asked, by=alice, now=now, seen=replying.mark(asked))

    assert Lease.objects.get().ended == "answered"
    with pytest.raises(NothingToAnswer):
        take(asked, by=bob.user, now=now)
    replying.take_back(made, by=alice, now=now)
    assert take(asked, by=bob.user, now=now)


def test_a_code_names_only_what_one_sees(town, alice, bob, charlie, now):
    asked, matter = town.write(), town.matter()

    assert visible_item(bob, code(asked)) == asked
    assert visible_item(alice, code(matter)) == matter
    for unknown in ("", "x-1", f"m-{asked.public_id}", "c-"):
        assert visible_item(alice, unknown) is None
