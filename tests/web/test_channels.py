"""The health of the channels, and the first steps at a new desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from saule.desk.stating import switch
from saule.matters.models import Delivery, Message
from saule.worker.watching import watch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


def test_a_quiet_desk_has_nothing_behind(desk, now):
    found = watch(desk, now=now)

    assert (found.seen_at, found.behind_since, found.to_group) == (None, None, 0)


def test_mail_that_should_have_left_says_that_no_worker_runs(desk, world, mailbox, owner, now):
    Delivery.objects.update(not_before=now)

    assert watch(desk, now=now).behind_since is None
    late = now + timedelta(hours=3)
    assert watch(desk, now=late).behind_since == now
    switch(mailbox, live=False, would_leave=0, by=None, now=now)
    assert watch(desk, now=late).behind_since is None


def test_a_message_nobody_has_looked_at_says_so_too(desk, world, now):
    Delivery.objects.update(not_before=now + timedelta(days=9))
    Message.objects.filter(pk=world.message.pk).update(grouped_at=None)

    found = watch(desk, now=now)

    assert found.to_group == 1
    assert found.behind_since == now - timedelta(days=2)


def test_the_page_counts_and_leads_to_the_mails(desk, world, mailbox, owner, now):
    world.delivery.refresh_from_db()
    Delivery.objects.filter(pk=world.delivery.pk).update(state="uncertain")
    Delivery.objects.update(not_before=now - timedelta(hours=2))
    html = owner.get(reverse("channels")).content.decode()

    assert "./saule worker" in html
    assert "nobody knows whether they left" in html
    link = f"{reverse('outbox')}?state=uncertain&amp;mailbox={mailbox.pk}"
    assert link in html
    assert owner.get(link.replace("&amp;", "&")).context["listing"].paginator.count == 1
    assert owner.get(reverse("outbox"), {"mailbox": "0"}).status_code == 200


def test_an_owner_of_a_new_desk_sees_the_first_steps(desk, owner, bob, now):
    desk.created_at = now
    desk.save()
    html = owner.get(reverse("overview")).content.decode()

    assert "First steps" in html
    assert reverse("invitations") in html
    desk.created_at = now - timedelta(days=40)
    desk.save()
    assert "First steps" not in owner.get(reverse("overview")).content.decode()


def test_an_agent_does_not(desk, bob, sign_in, now):
    desk.created_at = now
    desk.save()

    assert reverse("invitations") not in sign_in(bob).get(reverse("overview")).content.decode()
