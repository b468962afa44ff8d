"""The desk's tags on their page: counted, put away, brought back, by those who lead the desk."""

import pytest
from django.urls import reverse

from saule.desk.models import Desk, Role
from saule.matters.models import Tag

pytestmark = pytest.mark.django_db


def page(client) -> tuple[str, str]:
    """What the page says of tags in use, and of those put away."""
    html = client.get(reverse("desk-tags")).content.decode()
    in_use, _heading, away = html.partition('id="away"')
    return in_use, away


def test_a_tag_is_put_away_and_brought_back(world, owner):
    in_use, away = page(owner)
    assert (">bus</a>" in in_use, "1 conversation<" in in_use, away) == (True, True, "")

    told = owner.post(world.url("tag-archive"), follow=True).content.decode()

    assert "It stays on the conversations that bear it." in told
    in_use, away = page(owner)
    assert ("bus" in in_use, "<b>bus</b>" in away, "1 conversation " in away) == (False, True, True)
    conversation = owner.get(world.url("conversation")).content.decode()
    assert "Take the tag “bus” off" in conversation
    assert '<option value="bus">' not in conversation

    owner.post(world.url("tag-archive"), {"back": "1"})

    assert ">bus</a>" in page(owner)[0]
    assert list(
        world.tag.desk.events.filter(record="tag").order_by("at", "pk").values_list("verb", flat=True)
    ) == [
        "make tag",
        "archive tag",
        "restore tag",
    ]


def test_an_agent_and_another_desk_put_nothing_away(world, colleague, sign_in, now):
    assert sign_in(colleague(Role.AGENT)).post(world.url("tag-archive")).status_code == 403
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    theirs = Tag.objects.create(desk=elsewhere, name="bus")
    client = sign_in(colleague(Role.SUPERVISOR))
    assert client.post(reverse("tag-archive", args=[theirs.pk])).status_code == 404
    assert not Tag.objects.exclude(archived_at=None).exists()


def test_a_desk_without_tags_says_where_they_are_made(owner):
    assert "A tag is made where it is first put" in page(owner)[0]
