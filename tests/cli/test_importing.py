"""Importing at the command line: figures, a dry run that writes nothing, and wrong files in one line."""

import os

import pytest

from saule.matters.models import Matter, Message
from saule.promises.models import Promise

MBOX = "".join(
    f"""From x@example.org Mon Nov  2 10:00:00 2026
From: Marie {n} <marie{n}@example.org>
To: contact@mairie.example
Subject: Ligne 12
Date: Mon, 2 Nov 2026 10:0{n}:00 +0100
Message-ID: <{n}@example.org>

Bonjour, la suppression de la ligne 12 me pose probleme pour aller travailler.

"""
    for n in range(3)
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mails.mbox"
    path.write_text(MBOX)
    return path


@pytest.fixture
def quick(settings):
    """Grouping without the large model."""
    from saule.matters import groupers

    settings.SAULE_ENCODER = "lexical"
    groupers.encoder.cache_clear()
    yield
    groupers.encoder.cache_clear()


def test_messages_come_in_are_grouped_and_promised(saule, desk, file, quick):
    outcome = saule("import", file, "--ours", "mairie@ville.example", "--json")
    assert outcome.json == {"stored": 3, "known": 0, "grouped": 3, "promised": 3}
    assert Matter.objects.get().people == 3
    assert Promise.objects.count() == 3
    assert desk.mailboxes.count() == 2


def test_a_second_time_nothing_comes_in(saule, desk, file, quick):
    saule("import", file)
    outcome = saule("import", file)
    assert "0 messages came in, 3 were known already. Nothing was sent." in outcome.out


def test_without_grouping_a_worker_does_the_rest(saule, desk, file):
    assert saule("import", file, "--no-group", "--json").json == {"stored": 3, "known": 0}
    assert not Matter.objects.exists()


def test_a_dry_run_stores_nothing(saule, desk, file):
    outcome = saule("import", file, "--ours", "mairie@ville.example", "--dry-run", "--json")
    assert (outcome.json["would_store"], outcome.json["people"]) == (3, 3)
    assert "3 people wrote" in saule("import", file, "--dry-run").out
    assert not Message.objects.exists()
    assert desk.mailboxes.count() == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 ...", b"PK\x03\x04 ...", b"\x00\x01\x02", b"just words"])
def test_a_wrong_file_is_one_line_that_says_what_was_expected(saule, desk, tmp_path, content):
    path = tmp_path / "wrong"
    path.write_bytes(content)
    outcome = saule("import", path)
    assert outcome.status == 1
    assert outcome.err.count("\n") == 1
    assert "mbox" in outcome.err


def test_a_missing_file_and_a_wrong_address_are_said(saule, desk, file, tmp_path):
    assert saule("import", tmp_path / "nowhere").status == 1
    outcome = saule("import", file, "--ours", "nobody")
    assert (outcome.status, "“nobody” is not a mail address" in outcome.err) == (1, True)
    assert not Message.objects.exists()


def test_a_pipe_is_refused_and_not_waited_for(saule, desk, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    outcome = saule("import", tmp_path / "pipe")
    assert outcome.status == 1
    assert "save the mailbox as a file first" in outcome.err
