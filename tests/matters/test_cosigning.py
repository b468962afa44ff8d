"""Somebody who followed the link counts once, however they write, and the figures stay what the rows say."""

from datetime import timedelta

import pytest
from tests.matters.groups import FIGURES

from saule.desk.models import Threshold
from saule.matters.confirming import (
    CannotAsk,
    LinkIsOver,
    Wish,
    ask,
    carry_out,
    confirm,
    find,
    forget_unfollowed,
)
from saule.matters.counting import recount
from saule.matters.grouping import group_waiting
from saule.matters.merging import merge
from saule.matters.models import Confirmation, Matter, Message, Signature
from saule.matters.receiving import receive_many
from saule.matters.signing import withdraw
from saule.matters.undoing import undo
from saule.people.models import Address, LinkMail, Person

OTHER = "Les encombrants sont restés devant la mairie."
TEXT = "La ligne 12 est supprimée. Comment irons-nous à l’hôpital maintenant, et les enfants à l’école ?"


@pytest.fixture
def matter(desk, mail, now) -> Matter:
    receive_many(desk, [mail(TEXT, sender="anne@example.org")], now=now)
    group_waiting(desk, now=now)
    return Matter.objects.get()


@pytest.fixture
def sign(desk, matter, now):
    def signed(value: str, *, later: int = 0, **more) -> Confirmation:
        at = now + timedelta(minutes=later)
        wish = Wish(purpose="sign", value=value, language="fr", matter=matter, **more)
        return confirm(ask(desk, wish, title="La ligne 12", now=at), now=at)

    return signed


def figures(matter: Matter) -> dict[str, object]:
    return Matter.objects.filter(pk=matter.pk).values(*FIGURES).get()


def as_counted(matter: Matter, now) -> dict[str, object]:
    recount([matter.pk], now=now)
    return figures(matter)


def test_nothing_counts_before_the_link_was_followed(desk, matter, now):
    wish = Wish(purpose="sign", value="Bob@Example.org", language="fr", matter=matter)
    row = ask(desk, wish, title="La ligne 12", now=now)

    assert figures(matter)["people"] == 1
    assert not Person.objects.filter(addresses__value="bob@example.org").exists()
    letter = LinkMail.objects.get()
    assert (letter.value, letter.about) == ("bob@example.org", row.public_id)
    assert "La ligne 12" in letter.subject


def test_a_person_counts_once_and_the_figures_are_those_of_the_rows(sign, matter, now):
    for value in ("bob@example.org", "BOB@example.org", "bob+bus@example.org"):
        row = sign(value)
        assert (row.state, row.value) == ("confirmed", "")
    sign("charlie@example.org", text="Et le marché ?")

    found = figures(matter)
    assert (found["people"], found["confirmed"], found["own_words"]) == (3, 2, 2)
    assert found["waiting"] == 3
    assert found == as_counted(matter, now)


@pytest.mark.parametrize(
    ("first", "second"),
    [("d.up.ont@gmail.com", "dupont+x@googlemail.com"), ("dup@exämple.org", "dup@xn--exmple-cua.org")],
)
def test_one_mailbox_is_one_person_however_it_is_spelled(sign, matter, now, first, second):
    sign(first)
    sign(second)
    assert figures(matter)["people"] == 2
    assert figures(matter) == as_counted(matter, now)


def test_dots_tell_people_apart_where_the_provider_says_so(sign, matter):
    sign("d.upont@example.org")
    sign("dupont@example.org")
    assert figures(matter)["people"] == 3


def test_a_letter_of_theirs_is_confirmed_by_the_link(sign, matter, now):
    assert Signature.objects.get().state == "unconfirmed"
    sign("anne@example.org")
    found = figures(matter)
    assert (found["people"], found["confirmed"], found["messages_count"]) == (1, 1, 1)
    assert found == as_counted(matter, now)


def test_confirming_twice_counts_once(desk, sign, matter, now):
    row = sign("bob@example.org")
    before = figures(matter)
    assert confirm(row, now=now + timedelta(hours=1)).state == "confirmed"
    assert figures(matter) == before


def test_leaving_is_exact_and_coming_back_too(sign, matter, now):
    sign("bob@example.org")
    signature = Signature.objects.get(person__addresses__value="bob@example.org")
    withdraw(signature, by=None, now=now)
    withdraw(signature, by=None, now=now)
    assert figures(matter)["people"] == 1
    sign("bob@example.org", later=5)
    assert figures(matter)["people"] == 2
    assert figures(matter) == as_counted(matter, now)


def test_what_passes_the_threshold_by_it_has_earned_its_answer(desk, mail, now):
    Threshold.objects.create(desk=desk, value=2, since=now, announced_at=now, why="swamped")
    receive_many(desk, [mail(TEXT, sender="anne@example.org")], now=now)
    group_waiting(desk, now=now)
    matter = Matter.objects.get()
    for value in ("bob@example.org", "charlie@example.org"):
        assert Matter.objects.get().earned_at is None
        wish = Wish(purpose="sign", value=value, language="fr", matter=matter)
        confirm(ask(desk, wish, title="T", now=now), now=now)
    assert Matter.objects.get().earned_at is not None


def test_support_goes_along_with_a_merge_and_comes_back(desk, sign, mail, alice, matter, now):
    sign("bob@example.org")
    before = figures(matter)
    receive_many(
        desk, [mail("Les encombrants sont restés devant la mairie.", sender="x@example.org")], now=now
    )
    group_waiting(desk, now=now)
    other = Matter.objects.exclude(pk=matter.pk).get()
    done = merge(matter, other, by=alice.user, now=now)
    assert figures(other)["people"] == 3
    undo(done, by=alice.user, now=now)
    assert figures(matter) == before


def test_who_signs_a_merged_matter_signs_where_it_went(desk, sign, mail, alice, matter, now):
    receive_many(
        desk, [mail("Les encombrants sont restés devant la mairie.", sender="x@example.org")], now=now
    )
    group_waiting(desk, now=now)
    other = Matter.objects.exclude(pk=matter.pk).get()
    merge(matter, other, by=alice.user, now=now)
    sign("bob@example.org")
    assert figures(other)["people"] == 3


def test_who_signs_without_words_is_in_no_description(sign, matter):
    sign("bob@example.org")
    assert Message.objects.get(channel="webform").text == ""
    assert not Message.objects.filter(channel="webform", vector__isnull=False).exists()
    assert not Message.objects.filter(channel="webform").to_group().exists()


def test_a_link_is_over_after_two_days(desk, matter, now):
    row = ask(desk, Wish(purpose="sign", value="b@example.org", language="fr", matter=matter), now=now)
    assert find(row.public_id, now=now + timedelta(hours=47)) == row
    for wrong, at in ((row.public_id, now + timedelta(hours=48)), ("nothing", now), (None, now)):
        with pytest.raises(LinkIsOver):
            find(wrong, now=at)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("value", {"value": "nobody"}),
        ("value", {"value": "mailer-daemon@example.org"}),
        ("value", {"value": "a@b.example\nBcc: c@d.example"}),
        ("shown_name", {"shown_name": "x" * 10_000}),
        ("text", {"text": "x" * 10_000}),
    ],
)
def test_what_nothing_can_come_of_is_said_at_the_field(desk, matter, now, field, typed):
    wish = Wish(**({"purpose": "sign", "value": "b@example.org", "language": "fr", "matter": matter} | typed))
    with pytest.raises(CannotAsk) as said:
        ask(desk, wish, now=now)
    assert said.value.field == field
    assert not Confirmation.objects.exists()


def test_what_is_suspicious_is_held_and_counts_nothing(desk, matter, now):
    wish = Wish(purpose="sign", value="b@yopmail.com", language="fr", matter=matter)
    row = confirm(ask(desk, wish, now=now), now=now)
    assert (row.state, row.value) == ("held", "b@yopmail.com")
    assert figures(matter)["people"] == 1
    assert not Address.objects.filter(value="b@yopmail.com").exists()


def test_an_address_whose_link_nobody_followed_is_forgotten_after_two_days(desk, matter, sign, now):
    ask(desk, Wish(purpose="sign", value="zoe@example.org", language="fr", matter=matter), now=now)
    sign("bob@example.org")
    assert forget_unfollowed(now=now + timedelta(hours=47)) == 0
    assert forget_unfollowed(now=now + timedelta(hours=48)) == 1
    assert not LinkMail.objects.filter(value="zoe@example.org").exists()
    assert Confirmation.objects.get().state == "confirmed"


def test_what_has_words_is_never_held_out_of_sight(desk, now):
    wish = Wish(purpose="write", value="zoe@example.org", language="fr", subject="Bus", text=TEXT)
    row = ask(desk, wish, now=now)
    Confirmation.objects.update(doubts=["disposable"])
    assert confirm(row, now=now).state == "confirmed"
    assert Message.objects.get().text == TEXT


def test_who_signs_again_under_another_spelling_with_words_is_counted_as_the_rows_say(sign, matter, now):
    sign("bob@example.org")
    sign("bob+bus@example.org", later=5, text="Et le marché ?")
    sign("anne@example.org", later=10)
    assert figures(matter) == as_counted(matter, now)


def test_nothing_before_the_plus_is_no_mailbox_of_all(sign, matter):
    sign("+a@example.org")
    sign("+b@example.org")
    assert figures(matter)["people"] == 3


def test_who_was_held_counts_from_the_day_on_which_they_signed(desk, sign, matter, now):
    row = ask(desk, Wish(purpose="sign", value="b@example.org", language="fr", matter=matter), now=now)
    Confirmation.objects.update(doubts=["disposable"])
    held = confirm(row, now=now)
    carry_out(held, now=now + timedelta(days=3))
    signature = Signature.objects.get(person__addresses__value="b@example.org")
    assert (signature.since, signature.evidence.get().message.conversation.waiting_since) == (now, now)
    assert figures(matter) == as_counted(matter, now)
