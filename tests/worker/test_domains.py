"""What the doctor says of the domains: with a DNS of our own, so that nothing is asked of the network."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from saule.channels.email import lookups, spf
from saule.channels.email.lookups import Dns, NotLookedUp
from saule.channels.email.signing import make_keys, sign_with
from saule.worker.domains import domain_findings

HOST = "smtp.relay.fr"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """What is told here is told in English."""
    with override("en"):
        yield


class Names:
    """A DNS that says what it is told; ``offline``: nothing at all."""

    def __init__(self, offline: bool = False) -> None:
        self.offline = offline
        self.rows: dict[tuple[str, str], list[str]] = {}

    def put(self, kind: str, name: str, *rows: str) -> None:
        self.rows[kind, name] = list(rows)

    def get(self, kind: str, name: str) -> list[str]:
        if self.offline:
            raise NotLookedUp
        return self.rows.get((kind, name), [])

    def texts(self, name):
        return self.get("TXT", name)

    def addresses(self, name):
        return self.get("A", name)

    def exchangers(self, name):
        return self.get("MX", name)

    def names(self, address):
        return self.get("PTR", address)


@pytest.fixture
def names() -> Names:
    """A domain at which all is well."""
    found = Names()
    found.put("TXT", "mairie.fr", "some-token=1", "v=spf1 mx include:_spf.relay.fr -all")
    found.put("TXT", "_spf.relay.fr", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all")
    found.put("MX", "mairie.fr", "mx.mairie.fr")
    found.put("A", "mx.mairie.fr", "198.51.100.1")
    found.put("TXT", "_dmarc.mairie.fr", "v=DMARC1; p=quarantine; rua=mailto:dmarc@mairie.fr")
    found.put("A", HOST, "192.0.2.7", "2001:db8::7")
    for address in found.rows["A", HOST]:
        found.put("PTR", address, HOST)
    return found


@pytest.fixture
def sending(mailbox, settings):
    """A live mailbox whose mail really leaves."""
    settings.SAULE_MAIL, settings.SAULE_SMTP_URL = "smtp", f"smtp://{HOST}"
    mailbox.address = "contact@mairie.fr"
    mailbox.save()
    return mailbox


def said(names) -> dict[str, tuple[bool, bool, str]]:
    return {one.name: (one.well, one.open, one.sentence) for one in domain_findings(names)}


def test_all_is_well(sending, names, alice, now):
    keys = make_keys(sending, by=alice.user, now=now)
    sign_with(sending, keys, by=alice.user, now=now)
    for row in keys:
        half = len(row.record) // 2
        names.put("TXT", row.name, f"{row.record[:half]} {row.record[half:]}")
    found = said(names)
    assert set(found) == {"spf", "dkim", "dmarc", "reverse-dns"}
    assert all(well and not is_open for well, is_open, _sentence in found.values())
    assert HOST in found["spf"][2]
    names.put("TXT", keys[0].name)
    assert said(names)["dkim"][0] is False


def test_offline_nothing_is_held_against_the_desk(sending):
    found = said(Names(offline=True))
    assert [name for name, (well, is_open, _words) in found.items() if not (well and is_open)] == []


def test_names_for_examples_are_not_looked_up(mailbox):
    assert said(Names(offline=True)) == {}
    with pytest.raises(NotLookedUp):
        Dns().texts("mairie.example")


FAULTS = [
    ("spf", "mairie.fr", [], "does not say who"),
    ("spf", "mairie.fr", ["v=spf1 -all", "v=spf1 mx -all"], "several"),
    ("spf", "mairie.fr", ["v=spf1 ipv4:192.0.2.1 -all"], "“ipv4:192.0.2.1”"),
    ("spf", "mairie.fr", ["v=spf1 ip4:192.0.2.1000 -all"], "cannot be read"),
    ("spf", "mairie.fr", ["v=spf1 +all"], "everybody"),
    ("spf", "mairie.fr", ["v=spf1 include:nobody.fr -all"], "refers to nobody.fr"),
    ("spf", "mairie.fr", ["v=spf1 include:mairie.fr -all"], "more than 10"),
    ("spf", "mairie.fr", ["v=spf1 " + " ".join(f"a:h{n}.fr" for n in range(11)) + " -all"], "more than 10"),
    ("dmarc", "_dmarc.mairie.fr", [], "does not say what"),
    ("dmarc", "_dmarc.mairie.fr", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], "several"),
    ("dmarc", "_dmarc.mairie.fr", ["v=DMARC1; policy"], "cannot be read"),
    ("dmarc", "_dmarc.mairie.fr", ["v=DMARC1; rua=mailto:a@mairie.fr"], "cannot be read"),
]


@pytest.mark.parametrize(("name", "where", "records", "words"), FAULTS)
def test_a_fault_is_told_in_words(name, where, records, words, sending, names):
    names.put("TXT", where, *records)
    well, _is_open, sentence = said(names)[name]
    assert not well
    assert words in sentence


@pytest.mark.parametrize(("name", "where", "records", "words"), FAULTS[:1])
def test_in_rehearsal_it_is_only_worth_knowing(name, where, records, words, sending, names, now):
    sending.switches.create(live=False, at=now)
    names.put("TXT", where, *records)
    assert said(names)[name][:2] == (True, True)


def test_a_server_that_is_not_named_is_worth_a_look(sending, names):
    names.put("A", HOST, "203.0.113.9")
    found = said(names)
    assert found["spf"][:2] == (True, True)
    assert HOST in found["spf"][2]
    assert found["reverse-dns"][:2] == (True, True)
    assert "203.0.113.9" in found["reverse-dns"][2]


def test_the_policy_of_the_domain_above_counts(sending, names):
    sending.address = "contact@ville.mairie.fr"
    sending.save()
    names.put("TXT", "_dmarc.mairie.fr", "v=DMARC1; p=reject; sp=none")
    assert "p=none" in said(names)["dmarc"][2]


@pytest.mark.parametrize(
    ("record", "address", "verdict"),
    [
        ("v=spf1 ip6:::1 -all", "::1", "pass"),
        ("v=spf1 ip4:192.0.2.0/24 -all", "192.0.3.1", "fail"),
        ("v=spf1 -ip4:192.0.2.1 +ip4:192.0.2.0/24 ?all", "192.0.2.1", "fail"),
        ("v=spf1 a/24 ~all", "198.51.100.9", "pass"),
        ("v=spf1 a ~all", "198.51.100.9", "softfail"),
        ("v=spf1 mx//64 mx/24 -all", "198.51.100.9", "pass"),
        ("v=spf1 redirect=_spf.relay.fr", "192.0.2.5", "pass"),
        ("v=spf1 exists:%{i}.list.fr -all", "192.0.2.5", "fail"),
        ("v=spf1 ?include:_spf.relay.fr -all", "192.0.2.5", "neutral"),
        ("v=spf1", "192.0.2.5", "neutral"),
    ],
)
def test_the_rule_is_applied(record, address, verdict, names):
    names.put("TXT", "mairie.fr", record)
    names.put("A", "mairie.fr", "198.51.100.1")
    assert spf.evaluate("mairie.fr", [address], names).verdict == verdict


def test_the_patience_is_for_all_questions_together(monkeypatch):
    asked = []
    monkeypatch.setattr(lookups.dns.resolver, "resolve", lambda *a, **k: asked.append(k) or 1 / 0)
    clock = iter([0.0, 100.0])
    with pytest.raises(NotLookedUp):
        Dns(seconds=5, clock=lambda: next(clock)).texts("mairie.fr")
    assert asked == []
