"""The mail as its reader's program sees it, whatever stood in the rows."""

import email
import email.policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saule.channels.email.composing import compose
from saule.channels.email.wire import WIRE, fold_at_spaces, one_line
from saule.matters.models import Delivery
from saule.matters.threading import conversation_of_token
from saule.people.suppressing import read_token

HEADERS = {
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
}


def read(delivery: Delivery) -> EmailMessage:
    """Composes, and reads what went over the wire."""
    raw = compose(delivery).as_bytes()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_an_answer_is_in_the_persons_thread(desk, delivery, now):
    made = delivery(
        message_id="q@x", references=("root@x",), sender="anne@example.org", sender_name="Anne É."
    )
    mail = read(made)
    assert set(mail.keys()) == HEADERS
    assert mail["From"].addresses[0].addr_spec == "contact@mairie.example"
    assert mail["From"].addresses[0].display_name == "Mairie de Saint-Aubin"
    assert str(mail["To"]) == '"Anne É." <anne@example.org>'
    assert mail["Subject"] == "Re: Piscine"
    assert mail["Date"].datetime == now
    assert mail["Message-ID"] == f"<{made.message_id}>"
    assert mail["In-Reply-To"] == "<q@x>"
    assert mail["References"] == "<root@x> <q@x>"
    assert mail["Content-Language"] == "fr"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == "Elle rouvre lundi.\r\n"


def test_an_answer_comes_back_to_its_conversation(desk, delivery):
    made = delivery()
    back = read(made)["Reply-To"].addresses[0]
    local, _, token = back.username.partition("+s-")
    assert (local, back.domain) == ("contact", "mairie.example")
    assert conversation_of_token(desk, token) == made.conversation


@pytest.mark.parametrize("purpose", ["answer", "reply"])
def test_what_a_person_wrote_does_not_say_that_it_is_automatic(delivery, purpose):
    mail = read(delivery(purpose))
    assert mail["Auto-Submitted"] is None
    assert mail["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    ("purpose", "says"),
    [("acknowledgement", "auto-replied"), ("news", "auto-generated"), ("notice", "auto-generated")],
)
def test_automatic_mail_says_so(delivery, purpose, says):
    mail = read(delivery(purpose))
    assert mail["Auto-Submitted"] == says
    assert mail["X-Auto-Response-Suppress"] == "DR, RN, NRN, OOF, AutoReply"
    assert (mail["List-Unsubscribe"] is not None) == (purpose == "news")


def test_news_can_be_stopped_with_one_click(desk, delivery, settings):
    settings.PUBLIC_URL = "https://" + "a-rather-long-name." * 5 + "example"
    raw = compose(delivery("news", sender="anne@example.org")).as_bytes()
    line = next(line for line in raw.split(b"\r\n") if line.startswith(b"List-Unsubscribe:"))
    link = line.decode().removeprefix("List-Unsubscribe: <").removesuffix(">")
    assert link.startswith(f"{settings.PUBLIC_URL}/unsubscribe/")
    assert read_token(link.rpartition("/")[2])[0] == desk
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert b"anne" not in line


def test_long_ids_are_neither_cut_nor_encoded(delivery):
    ids = tuple(f"{'x' * 100}{n}@example.org" for n in range(12))
    mail = read(delivery(message_id=ids[-1], references=ids[:-1]))
    assert mail["In-Reply-To"] == f"<{ids[-1]}>"
    assert str(mail["References"]).split() == [f"<{one}>" for one in ids]


def test_a_subject_in_any_letters_arrives(delivery):
    subject = "Où est passée la piscine ? 🏊 " + "Très long sujet, avec des accents éèà. " * 6
    made = delivery(subject=subject)
    assert read(made)["Subject"] == made.subject.strip()
    assert compose(made).as_bytes().partition(b"\r\n\r\n")[0].isascii()


@given(st.text(max_size=300), st.text(max_size=100))
@settings(deadline=None)
def test_any_subject_and_name_arrive(subject, name):
    mail = EmailMessage(WIRE)
    mail["Subject"] = one_line(subject)
    mail["To"] = Address(one_line(name), "anne", "example.org")
    raw = mail.as_bytes()
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
    back = email.message_from_bytes(raw, policy=email.policy.default)
    assert str(back["Subject"]).split() == one_line(subject).split()
    # Python's own reader leaves a space between two encoded words of a name.
    assert "".join(back["To"].addresses[0].display_name.split()) == "".join(one_line(name).split())


def test_the_text_arrives_as_written(delivery):
    body = "Bonjour,\n\n.un point\nFrom here on\n« où ? » = oui\n" + "mot " * 400 + "\n\n-- \nLa mairie\n"
    assert read(delivery(body=body)).get_content().replace("\r\n", "\n") == body


def test_somebody_with_an_address_in_other_letters_gets_mail(delivery):
    mail = compose(delivery(sender="zoë@mairie-évry.example"))
    assert "zoë@xn--mairie-vry-h7a.example".encode() in mail.as_bytes()


NASTY = st.text(
    st.one_of(st.characters(), st.sampled_from("\r\n\x00\u2028\u0085,;:<>@\"'\\()[]=? ")), max_size=120
)


@given(name=NASTY, subject=NASTY, mailbox_name=NASTY, body=NASTY)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_header_can_be_slipped_in(delivery, nasty_cache, name, subject, mailbox_name, body):
    made = nasty_cache(delivery)
    made.person.name, made.mailbox.name = (
        name + "\r\nBcc: a@example.org",
        mailbox_name + "\nBcc: b@example.org",
    )
    made.subject, made.body = subject + "\r\nBcc: c@example.org\r\n\r\nbody", body
    mail = read(made)
    assert set(mail.keys()) == HEADERS
    assert len(mail["To"].addresses) == len(mail["From"].addresses) == 1
    assert mail["To"].addresses[0].addr_spec == made.address.value
    assert mail["From"].addresses[0].addr_spec == "contact@mairie.example"
    assert "Bcc" not in mail


@pytest.fixture
def nasty_cache():
    """One delivery for all examples: they only change it in memory."""
    kept: list[Delivery] = []

    def of(delivery) -> Delivery:
        if not kept:
            kept.append(delivery())
        return kept[0]

    return of


@given(st.text())
def test_one_line_is_one_line(text):
    assert len(one_line(text).splitlines()) <= 1
    assert one_line(text).encode("utf-8") is not None


@given(st.lists(st.text("abc@.", min_size=1, max_size=90), max_size=20))
def test_folding_keeps_every_word(words):
    folded = fold_at_spaces("References", " ".join(words))
    assert folded.replace("\r\n", "").split()[1:] == words
    assert all(line.startswith((" ", "References:")) for line in folded.split("\r\n"))
