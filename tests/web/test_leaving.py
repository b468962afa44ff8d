"""Whoever signed is spoken to as such, and leaves on their status page as easily as they came."""

import pytest
from django.urls import reverse
from tests.public import made_public

from saule.desk.models import MailboxSwitch
from saule.matters.confirming import Wish, ask, confirm
from saule.matters.counting import recount
from saule.matters.grouping import group_waiting
from saule.matters.models import Conversation, Delivery, Matter, Signature
from saule.matters.receiving import receive_many
from saule.promises.acknowledging import acknowledge_due
from saule.promises.links import status_token
from saule.promises.promising import give_due

pytestmark = pytest.mark.django_db
TEXT = "La ligne 12 est supprimée. Comment irons-nous à l’hôpital maintenant, et les enfants à l’école ?"


@pytest.fixture
def bus(desk, mail, alice, now) -> Matter:
    receive_many(desk, [mail(TEXT, sender="anne@example.org")], now=now)
    group_waiting(desk, now=now)
    Matter.objects.update(nature="shared")
    return made_public(Matter.objects.get(), alice, now)


@pytest.fixture
def signer(bus, now) -> Conversation:
    wish = Wish(purpose="sign", value="bob@example.org", language="en", matter=bus)
    confirm(ask(bus.desk, wish, title="Bus line 12 ends", now=now), now=now)
    return Conversation.objects.latest("pk")


@pytest.fixture
def press(client, bus, signer):
    def pressed(name: str, conversation: Conversation = signer, **data) -> str:
        url = reverse(name, args=[status_token(conversation)])
        said = client.post(f"{url}?language=en", {"matter": bus.public_id, **data}, follow=True)
        return said.content.decode()

    return pressed


def test_the_page_speaks_of_a_signature(client, signer, bus):
    url = reverse("status", args=[status_token(signer)])
    page = client.get(url, {"language": "en"}).content.decode()
    assert "You signed on" in page
    assert "Take my signature back" in page
    for word in ("You wrote to us", "Your message has arrived", "Your message came in"):
        assert word not in page


def test_who_wrote_is_not_spoken_to_as_a_signer_but_can_leave_too(client, bus, press):
    wrote = Conversation.objects.earliest("pk")
    url = reverse("status", args=[status_token(wrote)])
    page = client.get(url, {"language": "en"}).content.decode()
    assert "You wrote to us" in page
    assert "You signed on" not in page
    press("signature-withdrawal", wrote)
    assert Matter.objects.get().people == 1


def test_leaving_and_coming_back_are_exact_and_twice_is_once(press, bus, now):
    for _time in range(2):
        assert "you do not count there" in press("signature-withdrawal")
        assert Matter.objects.get().people == 1
    for _time in range(2):
        assert "Take my signature back" in press("signature-return")
        assert Matter.objects.get().people == 2
    before = Matter.objects.values("people", "confirmed", "waiting").get()
    recount([bus.pk], now=now)
    assert Matter.objects.values("people", "confirmed", "waiting").get() == before


def test_who_only_signed_waits_for_nothing_once_they_left(press, signer, now):
    press("signature-withdrawal")
    signer.refresh_from_db()
    assert signer.waiting_since is None
    press("signature-return")
    signer.refresh_from_db()
    assert signer.waiting_since is not None


@pytest.mark.parametrize("name", ["signature-withdrawal", "signature-return"])
def test_nobody_else_is_changed_by_ones_link(press, name):
    before = list(Signature.objects.values_list("pk", "state"))
    press(name, matter="somethingelse000")
    assert list(Signature.objects.values_list("pk", "state")) == before


def test_who_was_set_aside_cannot_come_back_by_it_and_sees_no_button(press, signer, client):
    Signature.objects.filter(person=signer.person).update(state="set_aside")
    press("signature-return")
    assert Signature.objects.get(person=signer.person).state == "set_aside"


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [
        ("en", "Your signature of", ("Thank you for writing", "Your message")),
        ("fr", "Votre signature du", ("Merci de nous avoir écrit", "Votre message", "votre message")),
    ],
)
def test_the_first_mail_thanks_nobody_for_writing_who_signed(
    desk, signer, alice, now, language, right, wrong
):
    signer.person.language = language
    signer.person.save()
    MailboxSwitch.objects.create(mailbox=desk.mailboxes.get(), live=True, at=now, by=alice.user)
    give_due(desk, now=now)
    acknowledge_due(desk, now=now)
    body = Delivery.objects.get(conversation=signer).body
    assert right in body
    assert not any(words in body for words in wrong)
