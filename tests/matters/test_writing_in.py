"""What is written on the public page is a message like any other, once its link was followed."""

from unicodedata import category

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matters.test_cosigning import OTHER, TEXT

from saule.matters.confirming import CannotAsk, Wish, ask, confirm
from saule.matters.grouping import group_waiting
from saule.matters.models import Matter, Message, Signature
from saule.matters.receiving import receive_many
from saule.people.asking import ask as ask_field
from saule.people.asking import stop_asking
from saule.people.detailing import details_of
from saule.people.models import Address, LinkMail, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(desk, now):
    def wrote(value: str = "bob@example.org", *, follow: bool = True, **more):
        said = {"subject": "Le bus", "text": TEXT, "language": "fr"} | more
        row = ask(desk, Wish(purpose="write", value=value, **said), now=now)
        return confirm(row, now=now) if follow else row

    return wrote


def test_nothing_arrives_before_the_link_was_followed(write):
    row = write(follow=False)
    assert not Message.objects.exists()
    mail = LinkMail.objects.get(about=row.public_id)
    assert "message" in mail.subject
    assert TEXT not in mail.body
    assert "Le bus" not in mail.body + mail.subject


def test_it_is_a_message_that_is_answered_by_mail_and_counts_as_confirmed(desk, write, now):
    row = write()
    message = Message.objects.get()
    assert (message.subject, message.said, message.channel) == ("Le bus", TEXT, "webform")
    assert (message.address.channel, message.address.value) == ("email", "bob@example.org")
    assert message.address.verified_at == now
    assert message.conversation.waiting_since == now
    assert (row.state, row.person, row.text, row.value) == ("confirmed", message.person, "", "")
    group_waiting(desk, now=now)
    assert Matter.objects.get().confirmed == 1
    step = Signature.objects.get().transitions.latest("pk")
    assert (step.to_state, step.why) == ("confirmed", "confirmed by the link in a mail")


def test_it_comes_in_once_however_often_it_is_confirmed(write, now):
    row = write()
    confirm(row, now=now)
    assert Message.objects.count() == 1


def test_it_is_grouped_with_letters_and_its_writer_is_one_person(desk, mail, write, now):
    receive_many(desk, [mail(TEXT, sender="anne@example.org")], now=now)
    write("Anne@example.org", text=OTHER, subject="")
    write("bob@example.org")
    group_waiting(desk, now=now)
    assert Person.objects.filter(messages__isnull=False).distinct().count() == 2
    assert sorted(Matter.objects.values_list("people", flat=True)) == [1, 2]


def test_what_the_form_asks_is_kept_and_what_it_no_longer_asks_is_not(desk, alice, write, now):
    for code in ("telephone", "street"):
        ask_field(desk, code, by=alice.user, now=now)
    row = write(follow=False, details={"telephone": "+33 1 23 45 67 89", "street": "Rue du Port"})
    stop_asking(desk, "street", by=alice.user, now=now)
    confirm(row, now=now)
    kept = {one.field.code: one.value for one in details_of([Person.objects.get().pk])}
    assert kept == {"telephone": "+33 1 23 45 67 89"}


@pytest.mark.parametrize(("field", "typed"), [("subject", "x" * 10_000), ("text", "y" * 10_000)])
def test_what_is_too_long_is_said_at_its_field(write, field, typed):
    with pytest.raises(CannotAsk) as said:
        write(**{field: typed})
    assert said.value.field == field
    assert not Address.objects.exists()


@given(name=st.text(st.characters(codec="utf-8"), max_size=50))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_a_name_to_show_holds_no_sign_that_turns_or_hides_others(desk, now, name):
    shown = f"\u202eZ\u200b{name}"
    wish = Wish(purpose="write", value="b@example.org", language="fr", text="x", shown_name=shown)
    kept = ask(desk, wish, now=now).shown_name
    assert kept.startswith("Z")
    assert not any(category(sign) in ("Cf", "Cc") for sign in kept)
