"""A person with unmistakable strings is planted everywhere and erased: then nothing of them is anywhere."""

import base64
import quopri
import unicodedata
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import ProtectedError
from tests.living import unwell

from saule.channels.email.intake import Found, Parser, take_in
from saule.channels.email.models import Account, DeadLetter, Folder
from saule.channels.mailbox_import.importing import import_files
from saule.channels.registry import Channels
from saule.matters import describing, groupers
from saule.matters.correcting import rename
from saule.matters.drafting import save_draft
from saule.matters.enclosing import enclose
from saule.matters.models import (
    Confirmation,
    Delivery,
    HandOver,
    Matter,
    Message,
    MessageVector,
    PeerAnswer,
    Publication,
)
from saule.matters.noting import note
from saule.matters.objecting import object_to
from saule.matters.receiving import receive_many
from saule.matters.replying import mark, reply
from saule.matters.threading import token_for
from saule.people import erasing, linking
from saule.people.erasing import ErasedAlready, ReasonNeeded, ask_erasure, erase
from saule.people.joining import join
from saule.people.models import Detail, ErasureProof, Person
from saule.people.suppressing import is_suppressed, suppress
from saule.promises.models import Promise
from saule.worker.sweeps import sweep_once

NAME = "Zéphyrine Quatrebarbes"
ADDRESS = "zephyrine.quatrebarbes@dähmpfel.example"
WIRE = "zephyrine.quatrebarbes@xn--dhmpfel-5wa.example"
PHONE = "0641998723"
WORDS = ("fluxbiberon", "kamichatka", "ornithorynge")
CANARIES = ("Zéphyrine", "Quatrebarbes", "dähmpfel", "dhmpfel-5wa", PHONE, *WORDS)
LETTER = (
    "Bonjour,\n\nle fluxbiberon de la place Kamichatka est cassé depuis lundi, et mon ornithorynge en a peur."
    f"\n\nRappelez-moi au {PHONE}, ou à {ADDRESS}.\n\nZéphyrine Quatrebarbes\n"
)


def letter(subject: str = "Le fluxbiberon Kamichatka", **headers: str) -> EmailMessage:
    """A mail of hers, with a file and with every header written as mail programs write them."""
    mail = EmailMessage()
    mail["From"] = f"{NAME} <{WIRE}>"
    mail["To"] = headers.pop("to", "contact@mairie.example")
    mail["Subject"] = subject
    mail["Date"] = "Sat, 21 Nov 2026 08:00:00 +0100"
    mail["Message-ID"] = f"<{headers.pop('number', '1')}@zephyrine-quatrebarbes.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(LETTER, cte="quoted-printable")
    mail.add_alternative(f"<p>{LETTER}</p>", subtype="html", cte="base64")
    mail.add_attachment(
        LETTER.encode("utf-16"), maintype="application", subtype="x", filename="Kamichatka.bin"
    )
    return mail


def mbox(folder: Path) -> Path:
    """A mailbox file with one more mail of hers."""
    path = folder / "old.mbox"
    if path.exists():
        return path
    path.write_bytes(b"From x Sat Nov 21 08:00:00 2026\n" + letter("Ornithorynge", number="9").as_bytes())
    return path


@pytest.fixture
def planted(desk, alice, mailbox, mail, now, tmp_path, monkeypatch):
    """She has written, was answered, noted about, drafted to, and kept in every way there is."""
    monkeypatch.setattr(settings, "HOME", tmp_path / "home")
    monkeypatch.setattr(settings, "SAULE_MAIL", "outbox")
    take_in(desk, [found("1", letter())], Parser.of(desk), now=now, imported=False)
    import_files(desk, [mbox(tmp_path)], now=now)
    person = Person.objects.get(name=NAME)
    others = [mail(f"Le lampadaire de la rue {street} est en panne.") for street in ("Haute", "Basse")]
    receive(desk, others, now)
    sweep(now)
    conversation = person.conversations.order_by("pk").first()
    answered(desk, conversation, alice, mailbox, now)
    written_about(desk, conversation, person, alice, now)
    buried(mailbox, now)
    sweep(now + timedelta(minutes=30))
    cache.set("page", LETTER)
    return SimpleNamespace(desk=desk, person=person, conversation=conversation, now=now + timedelta(hours=1))


def receive(desk, incoming, now) -> None:
    receive_many(desk, incoming, now=now)


def found(position: str, mail: EmailMessage) -> Found:
    return Found(position, mail.as_bytes())


def sweep(now) -> None:
    for _round in range(3):
        swept = sweep_once(now_fn=lambda: now, worker="canary", channels=Channels())
        assert swept.failed == []


def answered(desk, conversation, alice, mailbox, now) -> None:
    """A reply that quotes her, with a file; her answer to our reply address; another reply that is begun."""
    draft = save_draft(conversation, f"Bonjour {NAME},\n\n> {LETTER}", by=alice.user, now=now)
    enclose(draft, "ornithorynge.txt", "text/plain", LETTER.encode(), by=alice.user, now=now)
    reply(conversation, by=alice, now=now, seen=mark(conversation), sure=[PHONE])
    sweep(now + timedelta(minutes=10))
    token = f"contact+{token_for(conversation)}@mairie.example"
    again = letter("Re: Le fluxbiberon", to=token, number="2", In_Reply_To="<x@mairie.example>")
    take_in(desk, [found("2", again)], Parser.of(desk), now=now + timedelta(minutes=11), imported=False)
    object_to(conversation, answer=None, words="Mon ornithorynge a toujours peur.", now=now)
    save_draft(conversation, "Encore le fluxbiberon", by=alice.user, now=now + timedelta(minutes=12))


def written_about(desk, conversation, person, alice, now) -> None:
    """What colleagues and she herself wrote elsewhere."""
    matter = Matter.objects.filter(filings__message__conversation=conversation)[0]
    rename(matter, f"Le lampadaire de {NAME}", by=alice.user, now=now)
    note(conversation, f"Appelé au {PHONE}", by=alice.user, now=now)
    note(matter, f"Voir avec {NAME} ({WIRE}, {ADDRESS})", by=alice.user, now=now)
    for about in ({"conversation": conversation}, {"matter": matter}):
        context = LETTER if "conversation" in about else f"C’est {NAME}."
        HandOver.objects.create(
            desk=desk, context=context, at=now, by=alice.user, to_user=alice.user, **about
        )
    Publication.objects.create(
        desk=desk, matter=matter, title_fr="Lampadaire", summary_fr=f"Selon {NAME}.", since=now, by=alice.user
    )
    PeerAnswer.objects.create(
        desk=desk, matter=matter, person=person, shown_name="Zéphyrine", language="fr", text=LETTER, at=now
    )
    Confirmation.objects.create(
        desk=desk, purpose="sign", matter=matter, value=WIRE, shown_name=NAME, language="fr", asked_at=now
    )
    Detail.objects.create(person=person, code="phone", value=PHONE, given_at=now)
    words = {"subject": "Votre page", "body": f"Bonjour, {linking.LINK}", "language": "fr"}
    linking.ask_link(desk, WIRE, key="page:1", purpose="page", about="1", now=now, **words)
    suppress(desk, "email", WIRE, reason="objection", by=None, now=now, automatic_only=True)


def buried(mailbox, now) -> None:
    """A mail of hers that could not be kept."""
    account = Account.objects.create(
        mailbox=mailbox, host="imap.example", user="u", secret="s", connected_at=now, port=993
    )
    folder = Folder.objects.create(account=account, name="INBOX")
    raw = letter("Perdu", number="7").as_bytes()
    DeadLetter.objects.create(
        account=account, folder=folder, uidvalidity=1, uid=1, position="7", raw=raw, code="not-kept", at=now
    )


def readings(data: bytes) -> str:
    """What the bytes say, read in every way in which something could hide in them."""
    texts = [data.decode("utf-8", "ignore"), data.decode("latin-1"), data.decode("utf-16-le", "ignore")]
    texts += [data[1:].decode("utf-16-le", "ignore"), quopri.decodestring(data).decode("utf-8", "ignore")]
    return bare("\n".join(texts))


def bare(text: str) -> str:
    """Without case and accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def disguises(word: str) -> set[str]:
    """A canary as it may be written: plainly, escaped, or in base 64 at any of its three offsets."""
    found = {bare(word), bare(word.encode("unicode_escape").decode())}
    for coding in ("utf-8", "utf-16-le"):
        for offset in range(3):
            coded = base64.b64encode(b"\0" * offset + word.encode(coding))
            # The signs at both ends depend on what stands beside.
            found.add(coded[4 if offset else 0 : -4].decode().casefold())
    return {one for one in found if len(one) > 5}


SEARCHED = {word: disguises(word) for word in CANARIES}


def traces(data: "str | bytes | memoryview") -> set[str]:
    """The canaries in a value of the store, or in a file."""
    data = data.encode() if isinstance(data, str) else bytes(data)
    text = readings(data)
    return {word for word, forms in SEARCHED.items() if any(form in text for form in forms)}


def tables() -> list[str]:
    """Every table, those that the search index keeps for itself included."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        else:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [row[0] for row in cursor.fetchall()]


def in_the_store() -> dict[str, set[str]]:
    """Where in the store something of her is found."""
    places: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    said = value if isinstance(value, str | bytes | memoryview) else str(value)
                    if words := traces(said):
                        places.setdefault(f"{table}.{name}", set()).update(words)
    if connection.vendor == "sqlite" and (words := traces(connection.connection.serialize())):
        places["the file itself"] = words
    return places


def in_files() -> dict[str, set[str]]:
    """Where in the folder of all data something of her is found."""
    every = [path for path in settings.HOME.rglob("*") if path.is_file()]
    found = {str(path.relative_to(settings.HOME)): traces(path.read_bytes()) for path in every}
    return {name: words for name, words in found.items() if words}


def erased(planted) -> ErasureProof:
    proof = ask_erasure(planted.person, by=None, now=planted.now, language="fr")
    return erase(proof, now=planted.now)


def test_she_is_everywhere_before_and_nowhere_after(planted, capfd, caplog):
    before = in_the_store()
    assert len(before) > 25
    assert in_files()
    assert set().union(*before.values()) == set(CANARIES)
    vectors = MessageVector.objects.count()

    erased(planted)

    assert in_the_store() == {}
    assert in_files() == {}
    assert MessageVector.objects.count() < vectors
    assert cache.get("page") is None
    assert planted.desk.pk not in groupers.MEMORIES
    assert planted.desk.pk not in describing.KNOWLEDGE
    out = capfd.readouterr()
    assert traces(out.out + out.err + caplog.text) == set()


@pytest.mark.parametrize(
    "eraser", ["originals", "words", "words_that_stay", "names_in_shared_words", "dead_letters"]
)
def test_an_eraser_that_is_missing_is_noticed(planted, eraser, monkeypatch):
    """The search is as sharp as it must be: without any one of them something of her is found."""
    if eraser == "words" and connection.vendor == "postgresql":
        pytest.skip("there the words of a row go with it; the embedded store keeps them in its lists")
    erasing.autodiscover_modules("erasing")
    for phase, called in erasing.ERASERS.items():
        left = [one for one in called if one.__name__ != eraser]
        monkeypatch.setitem(erasing.ERASERS, phase, left)
    try:
        erased(planted)
    except ProtectedError:
        return  # not even begun: the store refuses
    assert in_the_store() != {}


def test_what_others_said_stays(planted):
    others = Message.objects.exclude(person=planted.person).order_by("pk")  # two, and what they were sent
    before = list(others.values_list("pk", "subject", "said", "text"))
    assert len(before) == 4
    erased(planted)
    assert list(others.values_list("pk", "subject", "said", "text")) == before
    assert Matter.objects.filter(filings__message__in=others.values("pk")).exclude(title="").count() == 2


def test_an_old_mailbox_brings_nobody_back(planted, tmp_path):
    erased(planted)
    import_files(planted.desk, [mbox(tmp_path)], now=planted.now)
    again = [found("1", letter()), found("7", letter("Perdu", number="7"))]
    take_in(planted.desk, again, Parser.of(planted.desk), now=planted.now, imported=False)
    assert in_the_store() == {}


def test_an_objection_outlives_her(planted):
    erased(planted)
    assert is_suppressed(planted.desk, "email", ADDRESS)


def test_who_dies_in_between_is_gone_on_with(planted, monkeypatch):
    proof = ask_erasure(planted.person, by=None, now=planted.now, language="fr")
    with monkeypatch.context() as patch:
        patch.setattr("saule.matters.erasing.without_them", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            erase(proof, now=planted.now)
    planted.person.refresh_from_db()
    assert planted.person.name == NAME, "all or nothing"
    assert not in_files(), "files are gone before the rows"
    sweep(planted.now)
    assert in_the_store() == {}
    proof.refresh_from_db()
    places = list(proof.places.values_list("place", "done", "count"))
    assert proof.done_at
    assert ("file.outbox", "deleted", 3) in places, "what the first try did is said too"
    erase(proof, now=planted.now)
    assert list(proof.places.values_list("place", "done", "count")) == places


def test_nobody_waits_and_nothing_leaves_any_more(planted):
    erased(planted)
    left = Delivery.objects.filter(person=planted.person, state="sent")
    sent = left.count()
    sweep(planted.now + timedelta(days=4))
    assert left.count() == sent == 2
    assert not planted.person.conversations.waiting().exists()
    assert not planted.person.promises.filter(state__in=Promise.OPEN).exists()
    assert planted.person.signatures.exists(), "a count stays"
    assert [one for one in unwell(planted.now) if not one.startswith("receiving")] == []


def test_joined_people_are_erased_together(planted, mail):
    receive(
        planted.desk,
        [mail("Ma seconde adresse", sender="z.q@elsewhere.example", sender_name=NAME)],
        planted.now,
    )
    other = Person.objects.exclude(pk=planted.person.pk).get(name=NAME)
    join(planted.person, other, by=None, now=planted.now)
    erased(planted)
    assert in_the_store() == {}
    other.refresh_from_db()
    assert (other.erased_at, other.name) == (planted.now, "")


def test_the_proof_names_nobody_and_every_place(planted):
    proof = erased(planted)
    places = {row.place: row for row in proof.places.all()}
    assert {"matters.Source", "matters.Message.text", "people.Address.value", "matters.MessageVector"} <= set(
        places
    )
    assert places["matters.Message.text"].done == "emptied"
    assert places["people.Suppression"].done == "kept"
    assert proof.done_at == planted.now
    assert planted.desk.events.filter(verb="erase").count() == 1


def test_asking_twice_is_asking_once(planted, alice):
    proof = ask_erasure(planted.person, by=None, now=planted.now, language="fr")
    assert ask_erasure(planted.person, by=None, now=planted.now, language="fr") == proof
    erase(proof, now=planted.now)
    with pytest.raises(ErasedAlready):
        ask_erasure(planted.person, by=alice.user, now=planted.now, language="fr", why="asked again")


def test_a_colleague_says_why(planted, alice):
    with pytest.raises(ReasonNeeded):
        ask_erasure(planted.person, by=alice.user, now=planted.now, language="fr")
    proof = ask_erasure(
        planted.person, by=alice.user, now=planted.now, language="fr", why="asked by telephone"
    )
    assert (proof.asked_by, proof.why) == (alice.user, "asked by telephone")
