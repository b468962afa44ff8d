"""The reply pane: nothing written is lost, nothing leaves unread, files are shown only when safe."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from saule.desk.models import Desk, Role
from saule.engines.file_kinds import kind_of
from saule.matters.drafting import draft_of, save_draft
from saule.matters.models import Attachment, Delivery, Draft, Enclosure, SavedReply
from saule.matters.saved_replies import write
from saule.web.attachments import seen_in

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\2\0\0\0\2\x08\0\0\0\0rest"


@pytest.fixture
def agent(colleague, sign_in):
    """An agent, signed in."""
    member = colleague(Role.AGENT, "Ann")
    client = sign_in(member)
    client.member = member
    return client


@pytest.fixture
def send(world, agent):
    """Posts the pane's form as the page shows it."""

    def act(body: str = "Bonjour {name}", then: str = "send", **more):
        html = agent.get(world.url("conversation")).content.decode()
        fields = dict(re.findall(r'name="(seen|version|window)" value="([^"]*)"', html))
        return agent.post(world.url("reply"), {**fields, "body": body, "then": then, **more}, follow=True)

    return act


def sent_along():
    return Enclosure.objects.exclude(answer__state="sent")


def replies() -> list[Delivery]:
    return list(Delivery.objects.filter(purpose="reply").exclude(public_id="taken0back"))


def test_a_reply_waits_with_an_undo_and_comes_back_as_a_draft(world, agent, send):
    html = send().content.decode()
    (made,) = replies()

    assert made.body == "Bonjour Léa"
    assert "can be undone" in html
    assert f'data-leaves="{Desk.objects.get().undo_seconds}"' in html

    back = agent.post(reverse("reply-recall", args=[made.public_id]), follow=True).content.decode()
    assert "Taken back: nothing has left." in back
    assert ">Bonjour Léa</textarea>" in back
    send("Bonjour Léa, encore")
    assert [one.state for one in replies()].count("waiting") == 1


def test_a_colleague_who_was_quicker_is_read_first_and_the_text_stays(world, alice, agent, send, sign_in):
    html = agent.get(world.url("conversation")).content.decode()
    old = dict(re.findall(r'name="(seen|version|window)" value="([^"]*)"', html))
    send("La ligne reste, dit Ann.")

    client = sign_in(alice)
    alice.user.language = "en"
    alice.user.save()
    late = client.post(world.url("reply"), {**old, "body": "Moi aussi.", "then": "send"}, follow=True)
    page = late.content.decode()
    assert "Nothing was sent: read it first." in page
    assert "La ligne reste, dit Ann." in page.partition("Since you last wrote here")[2]
    assert ">Moi aussi.</textarea>" in page
    assert "Send anyway" in page
    assert len(replies()) == 1

    fields = dict(re.findall(r'name="(seen|version|window)" value="([^"]*)"', page))
    client.post(world.url("reply"), {**fields, "body": "Moi aussi.", "then": "send"})
    assert len(replies()) == 2


def test_two_windows_keep_both_texts(world, agent, send, now):
    save_draft(world.conversation, "Une", by=agent.member.user, now=now)
    response = agent.post(world.url("reply"), {"body": "Deux", "version": "0", "then": "send"})
    page = response.content.decode()

    assert response.status_code == 409
    assert ">Deux</textarea>" in page
    assert "Une" in page.partition("What the other window saved")[2]
    assert replies() == []

    quiet = agent.post(world.url("draft"), {"body": "Trois", "version": "0"})
    assert (quiet.status_code, "Both are kept" in quiet.json()["words"]) == (409, True)


def test_a_draft_saves_itself_and_tells(world, agent):
    first = agent.post(world.url("draft"), {"body": "Bonj", "version": ""}).json()
    second = agent.post(world.url("draft"), {"body": "Bonjour", "version": first["version"]}).json()

    assert second["version"] == 2
    assert re.fullmatch(r"Saved \d+(:\d\d)?( [ap]\.m\.)?", second["words"])
    assert Draft.objects.get().body == "Bonjour"


def test_a_text_without_end_is_refused_and_shown_again(world, agent, send):
    response = send("x" * 60_000)
    assert response.status_code == 422
    assert "x" * 60_000 in response.content.decode()


@pytest.mark.parametrize(
    ("body", "says"),
    [("", "Nothing is written yet"), ("Bonjour {prenon}", "{prenon}"), ("{date}?", "{date}")],
)
def test_what_is_not_ready_says_why(world, agent, send, body, says, monkeypatch):
    monkeypatch.setattr("saule.web.reply_panel.promised_day", lambda conversation: None)
    page = send(body).content.decode()
    assert says in page
    assert replies() == []


def test_a_file_of_fifty_megabytes_is_refused_and_the_text_is_kept(world, agent, send):
    big = SimpleUploadedFile("scan.pdf", b"%PDF-" + b"0" * (50 * 1024 * 1024 - 5), "application/pdf")
    small = SimpleUploadedFile("plan.pdf", b"%PDF-1.7", "application/pdf")
    page = send("Voici le plan.", files=[big, small]).content.decode()

    assert "“scan.pdf” is too large: 50 MB; 10 MB is the most for one file." in page
    assert ">Voici le plan.</textarea>" in page
    assert [file.name for file in sent_along()] == ["plan.pdf"]
    # A reply never leaves without what was to go along.
    assert replies() == []

    page = send("Voici le plan.").content.decode()
    assert [file.name for file in replies()[0].enclosures.all()] == ["plan.pdf"]
    assert "plan.pdf" in page


def test_files_are_taken_out_and_a_draft_is_dropped(world, agent, send):
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7", "application/pdf")
    send("Voici.", then="keep", files=[file])
    send("Voici.", then=f"remove-{sent_along().get().public_id}")
    assert sent_along().count() == 0
    assert "The draft is gone." in send("Voici.", then="discard").content.decode()
    assert draft_of(world.conversation, agent.member.user) is None


def test_a_colleagues_draft_and_its_files_are_not_mine(world, alice, agent, now):
    from saule.matters.enclosing import enclose

    draft = save_draft(world.conversation, "Secret", by=alice.user, now=now)
    file = enclose(draft, "a.pdf", "", b"%PDF-1.7", by=alice.user, now=now)
    page = agent.get(world.url("conversation")).content.decode()
    assert "Secret" not in page
    assert agent.get(reverse("enclosure", args=[file.public_id])).status_code == 404


def test_a_saved_reply_is_put_in_filled_and_counted(world, alice, agent, send, desk, now):
    texts = {"fr": "Bonjour {name}, {desk} vous répond.", "en": "Dear {name}"}
    saved = write(desk, None, name="Accueil", texts=texts, team=None, by=alice.user, now=now)

    assert "Accueil" in agent.get(world.url("conversation")).content.decode()
    page = send("Début.", then="insert", saved=saved.public_id).content.decode()
    assert ">Début.\n\nBonjour Léa, Mairie de Saint-Aubin vous répond.</textarea>" in page
    told = agent.post(world.url("insertion"), {"saved": saved.public_id}).json()
    assert told["text"] == "Bonjour Léa, Mairie de Saint-Aubin vous répond."
    saved.refresh_from_db()
    assert saved.used == 2
    assert agent.post(world.url("insertion"), {"saved": "nothing"}).json()["text"] == ""


def test_saved_replies_are_written_corrected_and_put_away(owner, desk):
    client, new = owner, reverse("new-saved-reply")
    for data, says in (
        ({"name": "A"}, "at least one language"),
        ({"name": "A", "text_fr": "{prenon}"}, "{prenon}"),
        ({"text_fr": "x"}, "required"),
    ):
        response = client.post(new, data)
        assert (response.status_code, says in response.content.decode()) == (422, True)
    client.post(new, {"name": "Piscine", "text_fr": "Lundi, {name}.", "text_en": "Monday."})
    saved = SavedReply.objects.get(name="Piscine")
    client.post(reverse("saved-reply", args=[saved.public_id]), {"name": "Piscine", "text_fr": "Mardi."})
    assert [(text.language, text.body) for text in saved.texts.all()] == [("fr", "Mardi.")]
    page = client.post(reverse("saved-reply-archive", args=[saved.public_id]), follow=True).content.decode()
    assert "Bring back" in page
    client.post(reverse("saved-reply-archive", args=[saved.public_id]))
    saved.refresh_from_db()
    assert saved.archived_at is None


@pytest.mark.parametrize(
    ("content", "claimed", "name", "shown", "lies"),
    [
        (PNG, "image/png", "photo.png", "image", False),
        (b"<script>alert(1)</script>", "image/png", "photo.png", "", True),
        (b"<script>alert(1)</script>", "text/html", "page.html", "text", False),
        (b"<svg onload=alert(1)>", "image/svg+xml", "a.svg", "text", False),
        (b"%PDF-1.7", "application/pdf", "a.pdf", "", False),
        (b"MZ\x90", "application/pdf", "a.pdf", "", True),
        (b"\0\1\2", "application/octet-stream", "a.bin", "", False),
    ],
)
def test_only_pictures_and_texts_are_shown_and_who_lies_is_named(content, claimed, name, shown, lies):
    look = seen_in(content, claimed, name)
    assert (look.shown, look.lies) == (shown, lies)


def test_a_text_that_came_is_shown_as_text_alone(world, agent):
    response = agent.get(world.url("preview"))
    assert response.content.strip() == b"secret plans"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert f'src="{world.url("preview")}"' in agent.get(world.url("conversation")).content.decode()


@pytest.mark.parametrize(("content", "says"), [(PNG, "thumb"), (b"MZ\x90\0", "Do not run it")])
def test_a_picture_is_shown_and_a_program_is_warned_of(world, agent, content, says, monkeypatch):
    Attachment.objects.update(name="photo.png", content_type="image/png")
    monkeypatch.setattr("saule.web.attachments.attachment_content", lambda raw, part: ("", content))
    from django.core.cache import cache

    cache.clear()
    assert says in agent.get(world.url("conversation")).content.decode()
    response = agent.get(world.url("preview"))
    if kind_of(content).family == "image":
        assert (response["Content-Type"], response.content) == ("image/png", content)
    else:
        assert response.status_code == 404


def test_files_for_everybody_go_to_the_answer(world, agent, desk):
    file = SimpleUploadedFile("horaires.pdf", b"%PDF-1.7", "application/pdf")
    agent.post(world.url("answer-files"), {"files": [file]})
    made = sent_along().get()
    assert made.answer is not None
    assert made.answer.state == "draft"
    assert "horaires.pdf" in agent.get(world.url("matter") + "?write=1").content.decode()
    agent.post(reverse("answer-file-removal", args=[made.public_id]))
    assert sent_along().count() == 0
