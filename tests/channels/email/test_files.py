"""Files in the mail: what a reader's program finds there, over a real connection."""

import pytest

from saule.channels.email.composing import compose
from saule.channels.email.parsing import attachment_content, parse
from saule.channels.email.sending import Smtp
from saule.matters.delivering import attempt
from saule.matters.drafting import save_draft
from saule.matters.enclosing import enclose
from saule.matters.replying import mark, reply

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


@pytest.fixture
def with_files(delivery, desk, bob, now):
    """A reply that is being sent, with these files."""

    def make(*files):
        conversation = delivery("acknowledgement", sender="anne@example.org").conversation
        draft = save_draft(conversation, "Voici les pièces.", by=bob.user, now=now)
        for name, claimed, content in files:
            enclose(draft, name, claimed, content, by=bob.user, now=now)
        type(desk).objects.update(undo_seconds=0)
        conversation.desk.refresh_from_db()
        made = reply(conversation, by=bob, now=now, seen=mark(conversation))
        return attempt(made.pk, worker="here:1:1", now=now)

    return make


def test_files_arrive_whole_and_under_their_names(with_files, sink):
    made = with_files(
        ("Arrêté du 1er août – piscine.pdf", "application/pdf", PDF),
        ("liste.csv", "text/csv", "Nom;Prénom\n".encode()),
    )
    channel = Smtp(sink.url, patience=5, last_patience=5)
    channel.send(made)
    channel.close()

    (taken,) = sink.taken
    assert taken.mail.get_content_type() == "multipart/mixed"
    assert taken.mail.get_body().get_content() == "Voici les pièces.\r\n"
    pdf, table = taken.mail.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content_type()) == (
        "Arrêté du 1er août – piscine.pdf",
        "application/pdf",
    )
    assert pdf.get_content() == PDF
    assert pdf.get_content_disposition() == "attachment"
    assert (table.get_filename(), table.get_content()) == ("liste.csv", "Nom;Prénom\n")
    assert b"filename*" in taken.content
    assert all(len(line) <= 998 for line in taken.content.split(b"\r\n"))


@pytest.mark.parametrize(
    "name", ['a"\r\nBcc: all@example.org', "x" * 400 + ".pdf", "é" * 110 + ".pdf", "\x00"]
)
def test_no_name_makes_a_header_of_its_own(with_files, name):
    mail = compose(with_files((name, "application/pdf", PDF))).as_bytes()
    head = mail.split(b"\r\n\r\n")
    assert not any(line.lower().startswith(b"bcc") for part in head for line in part.split(b"\r\n"))
    back = parse(mail, position="x")
    assert len(back.attachments) == 1
    assert attachment_content(mail, back.attachments[0].part)[1] == PDF


def test_a_page_among_the_files_is_not_laid_out(with_files):
    mail = compose(with_files(("page.html", "text/html", b"<html><form action=x>")))
    (page,) = mail.iter_attachments()
    assert page.get_content_type() == "application/octet-stream"


def test_a_mail_without_files_stays_one_part(with_files):
    assert compose(with_files()).get_content_type() == "text/plain"
