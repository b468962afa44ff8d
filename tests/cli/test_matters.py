"""Listing matters and answering one, as scripts and people do."""

import pytest

from saule.desk.models import Desk, MailboxSwitch
from saule.matters.counting import recount
from saule.matters.models import Delivery, Signature
from saule.promises.promising import give_due


@pytest.fixture
def bus(town, desk, now):
    """A matter that three people wrote about, two in French and one in English."""
    matter = town.matter(title="Suppression de la ligne 12")
    for language in ("fr", "fr", "en"):
        conversation = town.write(matter, person=town.person(language))
        Signature.objects.create(matter=matter, person=conversation.person, language=language, since=now)
    recount({matter.pk}, now=now)
    give_due(desk, now=now)
    return matter


@pytest.fixture
def text(tmp_path):
    """An answer in a file."""
    path = tmp_path / "answer.txt"
    path.write_text("Bonjour {name}, la ligne 12 est maintenue.", encoding="utf-8")
    return path


def test_the_matters_as_json(saule, bus):
    [record] = saule("matters", "--json").json
    assert record["id"] == bus.public_id
    assert (record["title"], record["people"], record["waiting"]) == ("Suppression de la ligne 12", 3, 3)
    assert record["promise"]["day"] == "2026-11-30"


def test_the_matters_as_a_table(saule, bus):
    outcome = saule("matters")
    assert "Suppression de la ligne 12" in outcome.out
    assert bus.public_id in outcome.out


def test_no_matter_says_what_will_appear(saule, desk):
    assert "appears here" in saule("matters").out
    assert saule("matters", "--json").json == []


def test_without_a_desk_the_next_step_is_named(saule):
    outcome = saule("matters")
    assert (outcome.status, "saule setup" in outcome.err) == (1, True)


def test_of_two_desks_one_must_be_named(saule, desk, now):
    Desk.objects.create(name="Other", created_at=now)
    outcome = saule("matters")
    assert outcome.status == 1
    assert "--desk" in outcome.err
    assert saule("matters", "--desk", "Other").status == 0


def test_a_draft_leaves_nothing_and_says_who_would_get_it(saule, bus, alice, text):
    outcome = saule("answer", bus.public_id, "--text", text, "--language", "fr")
    assert outcome.status == 0
    assert "3 people would get it" in outcome.out
    assert "1 of them read “en”" in outcome.out
    assert not Delivery.objects.exists()


def test_sending_reaches_everybody_in_their_own_thread(saule, bus, alice, text):
    outcome = saule("answer", bus.public_id, "--text", text, "--language", "fr", "--send", "--json")
    assert outcome.json["sent_to"] == 3
    assert outcome.json["state"] == "sent"
    assert Delivery.objects.values("conversation").distinct().count() == 3


@pytest.mark.parametrize("broken", ["", "a\0b", b"\xff\xfe\x00bad"])
def test_a_file_without_words_is_refused(saule, bus, alice, tmp_path, broken):
    path = tmp_path / "broken.txt"
    path.write_bytes(broken.encode() if isinstance(broken, str) else broken)
    outcome = saule("answer", bus.public_id, "--text", path)
    assert outcome.status == 1
    assert outcome.err.count("\n") == 1


def test_an_unknown_matter_or_member_is_said(saule, bus, alice, text):
    assert "no matter “zzz”" in saule("answer", "zzz", "--text", text).err
    assert "“bob@x.example”" in saule("answer", bus.public_id, "--text", text, "--as", "bob@x.example").err


def test_a_missing_file_is_said(saule, bus, alice, tmp_path):
    outcome = saule("answer", bus.public_id, "--text", tmp_path / "nowhere.txt")
    assert (outcome.status, "No such file" in outcome.err) == (1, True)


def test_the_same_command_again_sends_nothing_twice(saule, bus, alice, text):
    command = ("answer", bus.public_id, "--text", text, "--language", "fr", "--send")
    assert saule(*command).status == 0
    again = saule(*command)
    assert again.status == 1
    assert "sent this answer already" in again.err
    assert Delivery.objects.count() == 3


def test_sending_says_what_holds_it_back_and_who_reads_another_language(saule, bus, alice, text, now):
    MailboxSwitch.objects.create(mailbox=bus.desk.mailboxes.get(), live=False, at=now)
    outcome = saule("answer", bus.public_id, "--text", text, "--language", "fr", "--send")
    assert "Nothing leaves before" in outcome.out
    assert "1 of them read “en”" in outcome.out


def test_a_placeholder_that_nothing_fills_is_refused(saule, bus, alice, text):
    text.write_text("Bonjour {patronyme},", encoding="utf-8")
    outcome = saule("answer", bus.public_id, "--text", text, "--send")
    assert outcome.status == 1
    assert "{patronyme}" in outcome.err
    assert not Delivery.objects.exists()
