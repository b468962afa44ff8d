"""Files that go along: named safely, weighed, known by their bytes, and free of card numbers."""

import pytest

from saule.matters.answering import draft_for, save_text, send
from saule.matters.drafting import save_draft
from saule.matters.enclosing import MOST_TOGETHER, clean_name, enclose, files_of, remove
from saule.matters.errors import CannotEnclose
from saule.matters.grouping import group_waiting
from saule.matters.models import Answer, Enclosure, Matter, Message
from saule.matters.receiving import receive_many

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


@pytest.fixture
def put(desk, mail, bob, now):
    """Puts a file to Bob's draft."""
    received = receive_many(desk, [mail()], now=now)
    conversation = Message.objects.get(pk=received.messages[0]).conversation
    draft = save_draft(conversation, "Voici.", by=bob.user, now=now)

    def act(name="plan.pdf", claimed="application/pdf", content=b"%PDF-1.7") -> Enclosure:
        return enclose(draft, name, claimed, content, by=bob.user, now=now)

    return act


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("été à la mer.pdf", "été à la mer.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\plan.pdf", "plan.pdf"),
        ("a\r\nBcc: all@example.org\r\n.pdf", "a Bcc_ all@example.org .pdf"),
        ("photo\u202egpj.pdf", "photogpj.pdf"),
        ('x"; filename="y.exe', "x__ filename=_y.exe"),
        ("  ...  ", "file"),
        ("", "file"),
        ("n" * 300 + ".pdf", "n" * 116 + ".pdf"),
        ("e\u0301te\u0301.txt", "été.txt"),
    ],
)
def test_names_do_no_harm(given, clean):
    assert clean_name(given) == clean


def test_the_bytes_say_what_is_sent_and_the_claim_is_kept_beside(put):
    made = put("liste.csv", "application/vnd.ms-excel", b"Nom;Rue\n")
    assert (made.content_type, made.claimed_type) == ("text/csv", "application/vnd.ms-excel")
    assert put("image.pdf", "application/pdf", b"\x89PNG\r\n\x1a\n").content_type == "image/png"
    assert put("a.docx", "", b"PK\x03\x04").content_type.endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("gros.pdf", b"%PDF-" + b"0" * (50 * MEGABYTE - 5), "50"),
        ("vide.txt", b"", "vide"),
        ("setup.exe", b"MZ\x90", "setup.exe"),
        ("photo.png", b"MZ\x90", "programme"),
        ("script.js", b"alert(1)", "programme"),
    ],
)
def test_what_must_not_be_sent_is_refused_in_a_sentence(put, name, content, says):
    with pytest.raises(CannotEnclose, match=says):
        put(name, "application/octet-stream", content)
    assert Enclosure.objects.count() == 0


def test_files_that_no_mail_server_takes_together_are_refused(put):
    size = MOST_TOGETHER // 2
    put(content=b"%PDF" + b"0" * (size - 4))
    put(content=b"%PDF" + b"0" * (size - 4))
    with pytest.raises(CannotEnclose, match="18"):
        put(content=b"%PDF-1.7")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_card_numbers_in_a_text_file_are_masked_and_nothing_else_changes(put, encoding):
    made = put("note.txt", "text/plain", "Carte de Léa : 4111 1111 1111 1111, né en 1970".encode(encoding))
    assert made.content.decode(encoding) == "Carte de Léa : **** **** **** 1111, né en 1970"
    assert made.cards_masked == 1
    assert made.size == len(made.content)


def test_a_picture_stays_as_it_is(put):
    content = b"\x89PNG\r\n\x1a\n4111 1111 1111 1111"
    assert bytes(put("a.png", "image/png", content).content) == content


def test_an_answers_files_go_to_everybody_and_stay_once_sent(desk, mail, alice, now):
    receive_many(desk, [mail("Quand rouvre la piscine municipale du centre ?") for _ in range(2)], now=now)
    group_waiting(desk, now=now)
    matter = Matter.objects.order_by("-people").first()
    answer = draft_for(matter, by=alice.user, now=now)
    save_text(answer, "fr", "Lundi.", by=alice.user, now=now)
    answer.move_to(Answer.State.PROPOSED, by=alice.user, now=now)

    file = enclose(answer, "horaires.pdf", "application/pdf", b"%PDF-1.7", by=alice.user, now=now)
    answer.refresh_from_db()
    assert answer.state == Answer.State.DRAFT

    send(answer, by=alice, now=now)
    assert [files_of(one) for one in answer.deliveries.all()] == [[file]] * matter.people
    for verb in (
        lambda: enclose(answer, "b.pdf", "", b"%PDF-1.7", by=alice.user, now=now),
        lambda: remove(file, by=alice.user, now=now),
    ):
        with pytest.raises(CannotEnclose):
            verb()
