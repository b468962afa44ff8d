"""The trail of the desk: its filters, what it names, and for whom."""

import re

import pytest
from django.urls import reverse

from saule.desk.models import Role, log
from saule.desk.staffing import change_member
from saule.desk.stating import state_facts
from saule.matters.because import LOW_RANK
from saule.matters.correcting import rename
from saule.promises.closing import settle
from saule.promises.models import Promise

pytestmark = pytest.mark.django_db


def test_the_trail_is_filtered_by_links(desk, alice, bob, owner, now):
    state_facts(desk, {"undo_seconds": 3}, by=alice.user, now=now)
    change_member(bob, Role.AUDITOR, [], by=bob.user, now=now)
    url = reverse("audit-trail")

    def shown(**chosen):
        return [event.verb for event in owner.get(url, chosen).context["listing"]]

    assert shown() == ["change member", "change desk"]
    assert shown(by=bob.user.public_id) == ["change member"]
    assert shown(verb="change desk") == ["change desk"]
    assert shown(by="saule") == []
    assert len(shown(since="nonsense")) == 2
    assert "Nothing of this sort" in owner.get(url, {"by": "saule"}).content.decode()


def test_the_trail_is_filtered_for_promises_that_were_moved_and_for_messages(world, desk, alice, owner, now):
    log(desk, "move", Promise.objects.earliest("pk"), by=alice.user, now=now)
    log(desk, "move", world.matter, by=alice.user, now=now)
    url = reverse("audit-trail")

    page = owner.get(url)
    rows = {
        what: [event.record for event in owner.get(url, {"verb": what}).context["listing"]]
        for what in ("move", "move promise", "move nonsense")
    }

    offered = {choice.word for line in page.context["filters"] for choice in line.choices}
    assert {trace.verb for trace in page.context["traces"]} <= offered
    assert rows == {"move": ["matter"], "move promise": ["promise"], "move nonsense": []}


def test_the_trail_names_what_was_done_to_and_leads_there(world, desk, alice, bob, owner, now):
    settle(world.conversation, by=alice.user, now=now, why="she called")
    rename(world.matter, "Ligne 12 & co", by=alice.user, now=now)
    change_member(bob, Role.AUDITOR, [], by=alice.user, now=now)
    for verb, record in (
        ("join", world.join.into),
        ("decide", world.delivery),
        ("change account", alice.user),
    ):
        log(desk, verb, record, by=alice.user, now=now)
    named = (
        (reverse("matter", args=[world.matter.public_id]), "Ligne 12 &amp; co"),
        (reverse("conversation", args=[world.conversation.public_id]), world.conversation.subject),
        (reverse("person", args=[world.join.into.canonical.public_id]), world.join.into.canonical.name),
        (reverse("outcomes", args=[world.answer.public_id]), "Ligne 12 &amp; co"),
        (reverse("delivery", args=[world.delivery.public_id]), world.delivery.conversation.subject),
        (reverse("member", args=[bob.pk]), bob.user.name),
        (reverse("member", args=[alice.pk]), alice.user.name),
        (reverse("desk-tags"), "bus"),
    )

    html = owner.get(reverse("audit-trail")).content.decode()

    for link, name in named:
        assert f'<a href="{link}">{name or "somebody without a name"}</a>' in html, (link, name)
    assert world.matter.public_id not in re.sub(r"<[^>]*>", "", html)


def test_an_auditor_reads_in_the_trail_no_title_and_no_name(world, alice, bob, sign_in, now):
    rename(world.matter, "Ligne 12 & co", by=alice.user, now=now)
    change_member(bob, Role.AUDITOR, [], by=alice.user, now=now)

    html = sign_in(bob).get(reverse("audit-trail")).content.decode()

    assert world.matter.public_id in re.sub(r"<[^>]*>", "", html)
    assert "Ligne 12 &amp; co" not in html
    assert reverse("matter", args=[world.matter.public_id]) not in html


def test_why_saule_did_something_is_said_in_the_readers_language(desk, alice, owner, now):
    alice.user.language = "fr"
    alice.user.save()
    log(desk, "stop handing", desk, by=None, now=now, why=LOW_RANK)

    assert "le rang est sous la limite du guichet" in owner.get(reverse("audit-trail")).content.decode()
