"""Signatures: another program finds them good, and bad as soon as anything is changed."""

import re
from functools import cache

import dkim as verifier
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from saule.channels.contract import DeliveryError
from saule.channels.email import signing
from saule.channels.email.dkim import Signer, signature
from saule.channels.email.models import Algorithm, SigningKey
from saule.channels.email.sealing import seal
from saule.channels.email.sending import Smtp, written
from saule.channels.email.signing import PURPOSE, keys_of, make_keys, sign_with, signer_of
from saule.desk.changing import NotPossible
from saule.desk.models import Event, Mailbox

made_once = cache(signing.generate)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Making an RSA key takes a while: one serves all of these tests."""
    monkeypatch.setattr(signing, "generate", made_once)


def a_signer(algorithm):
    pem, public = made_once(algorithm)
    row = SigningKey(domain="mairie.example", algorithm=algorithm, selector="s", public=public)
    return Signer("mairie.example", "s", load_pem_private_key(pem.encode(), None)), {row.name: row.record}


def good(mail: bytes, records: dict[str, str]) -> list[bool]:
    """What the library says of each signature, the first one first."""
    count = len(re.findall(rb"(?mi)^dkim-signature:", mail))
    found = {f"{name}.".encode(): record.encode() for name, record in records.items()}

    def look(name, timeout=5):
        return found[name]

    return [is_good(mail, number, look) for number in range(count)]


def is_good(mail: bytes, number: int, look) -> bool:
    try:
        return verifier.DKIM(mail).verify(number, dnsfunc=look)
    except verifier.ValidationError:
        return False


def records(mailbox) -> dict[str, str]:
    return {row.name: row.record for row in keys_of(mailbox)}


@pytest.fixture
def keys(mailbox, alice, now):
    made = make_keys(mailbox, by=alice.user, now=now)
    sign_with(mailbox, made, by=alice.user, now=now)
    return made


def test_what_the_server_gets_bears_two_good_signatures(sink, delivery, keys, mailbox):
    channel = Smtp(sink.url, patience=5, last_patience=5)
    body = "Bonjour,\n.\nÀ bientôt  \n\n"
    channel.send(delivery("acknowledgement", body=body, sender="anne@example.org"))
    channel.close()
    mail = sink.taken[0].content
    assert good(mail, records(mailbox)) == [True, True]
    assert b"a=rsa-sha256" in mail
    assert b"a=ed25519-sha256" in mail


def test_news_cover_the_way_to_stop_them(delivery, keys, mailbox):
    mail = written(delivery("news"))
    assert good(mail, records(mailbox)) == [True, True]
    names = re.sub(rb"\s", b"", re.search(rb" h=([^;]+);", mail)[1]).split(b":")
    assert {b"list-unsubscribe", b"list-unsubscribe-post"} <= set(names)
    changed = mail.replace(b"List-Unsubscribe-Post: List", b"List-Unsubscribe-Post: Lost")
    assert good(changed, records(mailbox)) == [False, False]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Subject: ", b"Subject: Re: "),
        (b"From: ", b"From: eve@elsewhere.example\r\nFrom: "),
        (b"Date: ", b"Cc: eve@elsewhere.example\r\nDate: "),
        (b"Bonjour", b"Bonsoir"),
    ],
)
def test_a_changed_mail_is_found_out(before, after, delivery, keys, mailbox):
    mail = written(delivery(body="Bonjour"))
    assert before in mail
    assert good(mail.replace(before, after, 1), records(mailbox)) == [False, False]


def test_nothing_is_signed_before_a_person_says_so(delivery, mailbox, alice, now):
    make_keys(mailbox, by=alice.user, now=now)
    assert b"DKIM-Signature" not in written(delivery())
    sign_with(mailbox, keys_of(mailbox)[:1], by=alice.user, now=now)
    assert written(delivery()).count(b"DKIM-Signature") == 1
    sign_with(mailbox, [], by=alice.user, now=now)
    assert b"DKIM-Signature" not in written(delivery())
    assert list(
        Event.objects.filter(verb__contains="sign").order_by("pk").values_list("verb", flat=True)
    ) == [
        "make signing keys",
        "switch signing",
        "switch signing",
    ]


def test_a_key_in_use_is_not_replaced(keys, mailbox, alice, now):
    with pytest.raises(NotPossible):
        make_keys(mailbox, by=alice.user, now=now)
    sign_with(mailbox, [], by=alice.user, now=now)
    fresh = make_keys(mailbox, by=alice.user, now=now)
    assert {row.selector for row in fresh}.isdisjoint({row.selector for row in keys})


def test_the_keys_serve_every_mailbox_of_the_domain_and_no_other(keys, desk, delivery, now):
    near = Mailbox.objects.create(desk=desk, address="voirie@mairie.example", created_at=now)
    far = Mailbox.objects.create(desk=desk, address="voirie@agglo.example", created_at=now)
    assert (len(keys_of(near)), keys_of(far)) == (2, [])


def test_at_rest_the_key_is_of_no_use_without_the_secret(keys, delivery, settings):
    assert all("PRIVATE" not in row.secret for row in keys)
    settings.SECRET_KEY = "another"
    with pytest.raises(DeliveryError) as caught:
        written(delivery())
    assert (caught.value.permanent, caught.value.reason) == (False, "lost-key")


def test_a_password_is_not_a_key(keys):
    keys[0].secret = seal("x")
    with override("en"), pytest.raises(Exception, match="signing key"):
        signer_of(keys[0])
    assert seal("x", PURPOSE) != keys[0].secret


LINES = st.lists(
    st.text(alphabet=st.sampled_from("ab. \t-éô="), max_size=30).map(lambda line: line.encode()), max_size=6
)


@given(subject=st.text(alphabet="ab \t:;=", max_size=200), body=LINES)
def test_whatever_is_written_verifies(subject, body):
    signer, published = a_signer(Algorithm.ED25519)
    head = b"From: <contact@mairie.example>\r\nSubject: a" + subject.encode() + b"\r\nX-Other: 1\r\n"
    mail = head + b"\r\n" + b"\r\n".join(body) + b"\r\n"
    field = signature(mail, signer, at=1_700_000_000)
    assert good(field + mail, published) == [True]
    assert max(map(len, field.split(b"\r\n"))) < 100
