"""One address, one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.people.addresses import (
    can_be_written_to,
    canonical,
    is_machine,
    is_unattended,
    without_tag,
)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        (" Marie.Curie@Example.ORG ", "marie.curie@example.org"),
        ("anne@mairie-évry.example", "anne@xn--mairie-vry-h7a.example"),
        ("anne@XN--MAIRIE-VRY-H7A.example.", "anne@xn--mairie-vry-h7a.example"),
        ("rene\u0301@example.org", "ren\u00e9@example.org"),
        ("not an address", "not an address"),
        ("a@" + "x" * 80 + ".example", "a@" + "x" * 80 + ".example"),
        ("", ""),
    ],
)
def test_an_address_has_one_form(written, compared):
    assert canonical("email", written) == compared


@given(st.text())
def test_anything_has_a_form_and_keeps_it(written):
    once = canonical("email", written)
    assert canonical("email", once) == once


@pytest.mark.parametrize("value", ["a@b.example", "josé@example.org", "a+tag@sub.example.org"])
def test_one_can_write_to_an_address(value):
    assert can_be_written_to("email", value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "nobody",
        "@example.org",
        "a@",
        "a b@example.org",
        "a@example.org\r\nBcc: victim@example.org",
        "a@example.org, b@example.org",
        "<a@example.org>",
        "a@b@example.org",
        "a@example..org",
        "a" * 250 + "@example.org",
    ],
)
def test_one_cannot_write_to_what_is_no_address(value):
    assert not can_be_written_to("email", value)


@pytest.mark.parametrize(
    "value",
    [
        "noreply@bank.example",
        "No-Reply@bank.example",
        "do_not_reply@bank.example",
        "service.noreply@bank.example",
        "noreply-4711@bank.example",
        "ne-pas-repondre@caf.example",
        "nepasrepondre@caf.example",
        "MAILER-DAEMON@mx.example",
    ],
)
def test_nobody_reads_these(value):
    assert is_unattended("email", value)
    assert is_machine("email", value)


@pytest.mark.parametrize(
    "value", ["postmaster@example.org", "bounces+abc@lists.example", "town-request@lists.example"]
)
def test_machines_write_from_these(value):
    assert is_machine("email", value)
    assert not is_unattended("email", value)


@pytest.mark.parametrize("value", ["norbert@example.org", "noemie.reply@example.org", "rooty@example.org"])
def test_people_are_not_taken_for_machines(value):
    assert not is_machine("email", value)


def test_our_reply_token_is_no_other_mailbox():
    assert without_tag("contact+s-abc@mairie.example") == "contact@mairie.example"
