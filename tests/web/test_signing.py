"""The owner makes keys, publishes them and switches signing on; and says whose word on senders counts."""

import pytest

from saule.channels.email import signing, trusting
from saule.channels.email.lookups import NotLookedUp
from saule.channels.email.signing import keys_of
from saule.matters.models import Message
from saule.matters.receiving import receive_many


class Published:
    """A DNS that holds these records, or does not answer."""

    def __init__(self, records: dict[str, str] | None) -> None:
        self.records = records

    def texts(self, name):
        if self.records is None:
            raise NotLookedUp
        return [self.records[name]] if name in self.records else []


@pytest.fixture
def page(world, owner, monkeypatch):
    """The page with keys made; ``switch`` sends the form, the DNS being so."""
    made = signing.generate
    kept = {}
    monkeypatch.setattr(signing, "generate", lambda kind: kept.setdefault(kind, made(kind)))
    owner.post(world.url("mailbox-signing"))

    def switch(records, **given) -> str:
        monkeypatch.setattr("saule.web.settings.signing.ask_dns", lambda: Published(records))
        return owner.post(world.url("mailbox-signature"), given, follow=True).content.decode()

    return switch


def signs(mailbox) -> list[bool]:
    return [row.signs_since is not None for row in keys_of(mailbox)]


def test_signing_goes_on_once_the_record_is_found(page, mailbox, world, owner):
    rows = keys_of(mailbox)
    shown = owner.get(world.url("mailbox-signing")).content.decode()
    assert all(
        row.name in shown and row.record.replace("+", "&#x2B;") in shown.replace("+", "&#x2B;")
        for row in rows
    )
    assert all(row.secret not in shown for row in rows)
    assert "not found yet" in page({}, on="on")
    assert "could not be looked up" in page(None, on="on")
    assert signs(mailbox) == [False, False]
    assert "signed from now on" in page({rows[0].name: rows[0].record}, on="on")
    assert signs(mailbox) == [True, False]
    assert "no longer signed" in page({})
    assert signs(mailbox) == [False, False]


def test_one_may_sign_before_the_record_is_found(page, mailbox):
    assert "publish it now" in page(None, on="on", anyway="on")
    assert signs(mailbox) == [True, False]


def mails(mail, count, server, address="contact@mairie.example"):
    field = f"Authentication-Results: {server}; dmarc=pass header.from=x.example\r\n" if server else ""
    raw = f"{field}To: {address}\r\nAuthentication-Results: evil.example; dmarc=pass\r\n\r\nx"
    return [mail(f"Number {n}", raw=raw.encode(), sender=f"a{n}@x.example") for n in range(count)]


def test_the_own_server_is_proposed_and_never_believed_by_itself(world, mailbox, owner, mail, now):
    receive_many(mailbox.desk, mails(mail, 5, "mx.mairie.example"), now=now)
    receive_many(mailbox.desk, mails(mail, 9, "mx.agglo.example", "x@agglo.example"), now=now)
    assert trusting.proposed(mailbox) == ("mx.mairie.example", 5, 5)
    assert "mx.mairie.example" in owner.get(world.url("mailbox-trust")).content.decode()
    mailbox.refresh_from_db()
    assert mailbox.authserv_id == ""
    owner.post(world.url("mailbox-trust"), {"authserv_id": " MX.mairie.example "})
    mailbox.refresh_from_db()
    assert mailbox.authserv_id == "mx.mairie.example"
    assert "no spaces" in owner.post(world.url("mailbox-trust"), {"authserv_id": "a b"}).content.decode()


def test_where_the_newest_mails_disagree_nothing_is_proposed(world, mailbox, mail, now):
    for n in range(6):
        receive_many(mailbox.desk, mails(mail, 1, f"mx{n}.elsewhere.example"), now=now)
    assert trusting.proposed(mailbox)[0] == ""
    assert Message.objects.count() > 6
