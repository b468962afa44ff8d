"""A mailbox is connected and fetched without a browser."""

import time

import pytest
from tests.dovecot import PASSWORD, a_dovecot

from saule.channels.email.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("SAULE_MAILBOX_PASSWORD", PASSWORD)
    with a_dovecot() as running:
        yield running


def connect(saule, server, *more):
    server = ["--host", "127.0.0.1", "--port", server.port, "--security", "none", "--user", "contact"]
    return saule("connect", "contact@mairie.example", *server, *more)


def test_a_mailbox_is_connected_and_fetched(saule, desk, server):
    outcome = connect(saule, server)
    assert (outcome.status, outcome.out) == (0, "Connected. These folders are read: INBOX, Sent.\n")
    assert PASSWORD not in outcome.out + outcome.err
    server.deliver(
        "contact", b"From: lea@example.org\nTo: contact@mairie.example\nMessage-ID: <1@x>\n\nQuand ?\n"
    )
    fetched = saule("fetch", "--json")
    assert fetched.json == [{"mailbox": "contact@mairie.example", "stored": 1, "known": 0, "error": ""}]
    server.set_passwords({"contact": "another"})
    time.sleep(2)  # the server looks at the file at most once a second
    fetched = saule("fetch")
    assert fetched.status == 1
    assert "refuses the user or the password" in fetched.out


def test_a_wrong_password_connects_nothing(saule, desk, server, monkeypatch):
    monkeypatch.setenv("SAULE_MAILBOX_PASSWORD", "wrong")
    outcome = connect(saule, server)
    assert (outcome.status, outcome.out) == (1, "")
    assert "refuses the user or the password" in outcome.err
    assert not Account.objects.exists()


def test_a_mailbox_that_is_not_the_desk_s_is_refused(saule, desk, server):
    outcome = saule("connect", "other@example.org")
    assert outcome.status == 1
    assert "contact@mairie.example" in outcome.err
