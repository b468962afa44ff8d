"""An owner connects a mailbox in the browser, and reads how it fares."""

import pytest
from django.urls import reverse
from tests.dovecot import PASSWORD, a_dovecot

from saule.channels.email import accounts
from saule.channels.email.models import Account, DeadLetter
from saule.web.settings.receiving import receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def server():
    with a_dovecot() as running:
        yield running


def values(server, **facts):
    return {
        "host": "127.0.0.1",
        "port": server.port,
        "security": "none",
        "user": "contact",
        "password": PASSWORD,
        "folders": "INBOX",
        **facts,
    }


def said(page) -> str:
    return page.content.decode()


def test_an_owner_connects_a_mailbox_and_never_sees_the_password_again(owner, mailbox, server):
    page = owner.post(reverse("mailbox-connection", args=[mailbox.pk]), values(server), follow=True)
    assert "Connected." in said(page)
    assert Account.objects.get().password == PASSWORD
    again = owner.get(reverse("mailbox-connection", args=[mailbox.pk]))
    assert PASSWORD not in said(again)
    assert PASSWORD not in said(owner.get(reverse("audit-trail")))
    changed = values(server, password="", folders="INBOX\nSent")
    owner.post(reverse("mailbox-connection", args=[mailbox.pk]), changed)
    assert Account.objects.get().password == PASSWORD


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"password": "wrong"}, "refuses the user or the password"),
        ({"port": 1}, "does not answer at this port"),
        ({"security": "tls"}, "No encrypted connection"),
        ({"folders": "Nowhere"}, "A folder to be read is not there"),
        ({"host": "mail.example.org"}, "only sent unencrypted to a server on this very machine"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(owner, mailbox, server, facts, words):
    page = owner.post(reverse("mailbox-connection", args=[mailbox.pk]), values(server, **facts))
    assert words in said(page)
    assert PASSWORD not in said(page)
    assert not Account.objects.exists()


def test_the_usual_hosts_are_known_by_the_address(owner, desk, now):
    mailbox = desk.mailboxes.create(address="mairie.aubin@free.fr", name="", created_at=now)
    page = said(owner.get(reverse("mailbox-connection", args=[mailbox.pk])))
    assert "imap.free.fr" in page
    assert 'value="mairie.aubin"' in page


def test_the_page_says_how_it_fares(owner, mailbox, server, now):
    accounts.connect(mailbox, values(server, folders=["INBOX"]), PASSWORD, by=None, now=now)
    account = Account.objects.get()
    accounts.failed(accounts.take(account.pk, worker="w", alive=bool, now=now), "login", now=now)
    page = said(owner.get(reverse("mailbox", args=[mailbox.pk])))
    assert "refuses the user or the password" in page
    assert "It is tried rarely" in page
    assert "refuses the user" in said(owner.get(reverse("channels")))
    owner.post(reverse("mailbox-trial", args=[mailbox.pk]))
    account.refresh_from_db()
    assert account.next_at is None
    owner.post(reverse("mailbox-pause", args=[mailbox.pk]))
    assert receiving(mailbox, now=now).word == "paused"


def test_dead_letters_are_listed_and_tried_again(owner, mailbox, server, now):
    accounts.connect(mailbox, values(server, folders=["INBOX"]), PASSWORD, by=None, now=now)
    account = Account.objects.get()
    raw = b"From: lea@example.org\nTo: contact@mairie.example\nSubject: x\nMessage-ID: <1@x>\n\nQuand ?\n"
    letter = DeadLetter.objects.create(
        account=account,
        folder=account.folders.get(),
        uidvalidity=1,
        uid=1,
        raw=raw,
        size=len(raw),
        code="not-kept",
        at=now,
    )
    assert "The store did not take it." in said(owner.get(reverse("dead-letters", args=[mailbox.pk])))
    page = owner.post(reverse("dead-letter-replay", args=[mailbox.pk]), {"letter": letter.pk}, follow=True)
    assert "It came in." in said(page)
    assert mailbox.desk.messages.count() == 1
