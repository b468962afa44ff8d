"""What the head of a page says about what was just done: in one box, not in a stack of them."""

import re

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.urls import reverse

from saule.desk.models import Role
from saule.web import notices

pytestmark = pytest.mark.django_db


def boxes(html: str) -> list[str]:
    """The boxes at the head of the page, each with the words in it."""
    head = html.partition('<div class="notices"')[2].partition("<h1")[0]
    return re.findall(r'<div class="guard (\w*)">', head)


def test_what_went_well_is_said_in_one_box_and_what_did_not_in_another(owner, world, colleague):
    here = [world.conversation.public_id]
    bob = colleague(Role.AGENT).user
    for name, to in (("tags", "urgent"), ("assignment", f"user-{bob.public_id}")):
        owner.post(reverse(name, args=here), {"name": to, "to": to, "instead_of": ""})
    owner.post(reverse("snooze", args=here), {"rest": "never", "because": "x"})

    html = owner.get(reverse("conversation", args=here)).content.decode()

    assert boxes(html) == ["well", "wrong"]
    assert f"Given to {bob.name}." in html


def test_the_same_sentence_is_said_once(owner, world):
    here = [world.conversation.public_id]
    for _time in range(2):
        owner.post(reverse("conversation-notes", args=here), {"body": "x"})

    html = owner.get(reverse("conversation", args=here)).content.decode()

    assert html.count("Noted. Nothing was sent.") == 1
    assert boxes(html) == ["well"]


def test_a_key_undoes_only_what_was_said_last():
    said = [
        Message(constants.SUCCESS, "Merged.", extra_tags="undo-a"),
        Message(constants.SUCCESS, "Split.", extra_tags="undo-b"),
    ]

    assert keyed(said) == ["Split."]
    assert keyed([*said, Message(constants.SUCCESS, "Noted.")]) == []
    assert keyed([*said, Message(constants.INFO, "It was merged.", extra_tags="undo-c")]) == []


def keyed(said: list[Message]) -> list[str]:
    """The notices that a key undoes."""
    return [notice.words for box in notices.boxes(said) for notice in box.notices if notice.keyed]
