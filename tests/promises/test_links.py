"""Status links cannot be guessed, and unsubscribe links do not show the address."""

import pytest
from django.core.signing import Signer

from saule.people.suppressing import read_token
from saule.promises.errors import UnknownLink
from saule.promises.links import conversation_of, status_token, status_url, unsubscribe_url


def test_a_link_is_absolute_and_stays_the_same(town, settings):
    settings.PUBLIC_URL = "https://saule.example"
    conversation = town.write()
    assert status_url(conversation).startswith("https://saule.example/status/")
    assert status_url(conversation) == status_url(conversation)


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "", lambda t: t.split("~")[0]]
)
def test_a_link_cut_short_or_changed_is_refused(town, spoil):
    token = status_token(town.write())
    with pytest.raises(UnknownLink):
        conversation_of(spoil(token))


def test_one_person_s_token_opens_no_other_conversation(town):
    first, second = town.write(), town.write()
    forged = second.public_id + status_token(first)[16:]
    with pytest.raises(UnknownLink):
        conversation_of(forged)


def test_a_signature_for_another_purpose_is_refused(town):
    conversation = town.write()
    with pytest.raises(UnknownLink):
        conversation_of(Signer(sep="~", salt="other").sign(conversation.public_id))


def test_an_unsubscribe_link_does_not_show_the_address(desk):
    url = unsubscribe_url(desk, "email", "marie@example.org")
    assert "marie" not in url
    found = read_token(url.rpartition("/")[2])
    assert found is not None
    assert found[0] == desk
