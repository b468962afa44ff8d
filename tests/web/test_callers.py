"""A colleague on the telephone: sends a code, types what the caller says, and it is seen where they work."""

import pytest
from django.urls import reverse

from saule.desk.models import Event, Role, Team
from saule.matters.models import CallerCode, Message
from saule.matters.verifying import digits

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(world):
    """Léa, whose mail passed DMARC."""
    Message.objects.filter(pk=world.message.pk).update(authenticated=True)
    return world.message.person


def ask(browser, person, **data):
    """Sends a code."""
    address = person.addresses.get().pk
    url = reverse("caller-code", args=[person.public_id])
    return browser.post(url, {"address": address, **data}, follow=True).content.decode()


def say(browser, code, words):
    """Types what the caller said."""
    url = reverse("caller-try", args=[code.public_id])
    return browser.post(url, {"code": words}, follow=True).content.decode()


def test_a_caller_is_known_by_the_code_and_the_conversation_says_so(world, person, owner, now):
    page = ask(owner, person, conversation=world.conversation.public_id)
    code = CallerCode.objects.get()

    assert "A code is on its way" in page
    assert digits(code.public_id) not in page
    assert (
        digits(code.public_id)
        not in owner.get(reverse("delivery", args=[code.delivery.public_id])).content.decode()
    )
    wrong = f"{(int(digits(code.public_id)) + 7) % 1_000_000:06d}"
    assert "4 tries are left" in say(owner, code, wrong)
    assert "Right: the caller" in say(owner, code, digits(code.public_id))
    conversation = owner.get(world.url("conversation")).content.decode()
    assert "verified" in conversation
    assert "by code at" in conversation
    assert list(Event.objects.filter(verb__endswith="caller").values_list("verb", flat=True)) == [
        "verify caller",
        "refuse caller",
    ]


def test_an_address_that_only_says_so_is_not_offered(world, owner):
    page = owner.get(world.url("person")).content.decode()

    assert "No address of theirs is known well enough" in page
    url = reverse("caller-code", args=[world.message.person.public_id])
    page = owner.post(url, {"address": world.message.address_id}, follow=True).content.decode()
    assert "Choose an address of theirs" in page
    assert not CallerCode.objects.exists()


def test_another_teams_person_and_the_address_of_another_are_not_there(
    world, person, desk, owner, colleague, sign_in
):
    other = world.conversation.messages.model.objects.get(address__value="tom@example.org").address
    url = reverse("caller-code", args=[person.public_id])
    owner.post(url, {"address": other.pk})
    assert not CallerCode.objects.exists()

    ask(owner, person)
    team = Team.objects.create(desk=desk, name="Roads")
    world.matter.kind = desk.kinds.get(code="transports")
    desk.kinds.filter(code="transports").update(team=team)
    world.matter.save()
    agent = sign_in(colleague(Role.AGENT))
    code = CallerCode.objects.get()
    assert agent.post(reverse("caller-try", args=[code.public_id]), {"code": "1"}).status_code == 404


def test_a_wrong_code_is_told_in_the_readers_language(person, owner, alice):
    ask(owner, person)
    alice.user.language = "fr"
    alice.user.save()

    html = say(owner, CallerCode.objects.get(), "000000")
    assert "Ce n’est pas le code envoyé." in html
    assert "Wrong" not in html
