"""The day of a provider’s agent: only what was handed to their team, no names, and a reply that leaves."""

import re

import pytest
from django.urls import reverse
from tests.outside import ask, hot, provider, rita, wanted

from saule.desk.models import Membership, Role, User
from saule.matters.models import Delivery
from saule.matters.referencing import Stated, state_fact
from saule.promises.promising import give_due
from saule.providers import handing
from saule.providers.models import FigureStop, Handover

__all__ = ["ask", "hot", "provider", "rita", "wanted"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def handed(provider, ask, alice, desk, now):
    (one,) = handing.propose(provider, [ask()], now=now, why={})
    give_due(desk, now=now)
    return handing.hand(one, by=alice.user, now=now)


@pytest.fixture
def browser(rita, sign_in):
    return sign_in(rita)


def url(name: str, one: Handover) -> str:
    return reverse(name, args=[one.public_id])


def form(html: str, **fields: str) -> dict[str, str]:
    """What the reply's form carries along."""
    hidden = dict(re.findall(r'type="hidden" name="(seen|version|window)" value="([^"]*)"', html))
    return {**hidden, **fields}


def test_one_lands_at_what_was_handed_and_sees_no_name(handed, browser, stopped_clock):
    html = browser.get("/", follow=True).content.decode()
    page = browser.get(url("handed-item", handed)).content.decode()

    assert url("handed-item", handed) in html
    assert "Bonjour, je m’appelle [person 1]" in page
    for text in (html, page):
        assert not re.search("Léa|Morin|lea1|example.org", text)
    assert "promised for" in html


def test_a_reply_leaves_as_the_desks(handed, browser, stopped_clock):
    page = browser.get(url("handed-item", handed)).content.decode()
    sent = browser.post(
        url("handed-reply", handed), form(page, body="Bonjour {name}, à 8 h 10.", then="send")
    )

    assert sent.url == reverse("handed")
    made = Delivery.objects.get(purpose="reply")
    assert made.body.startswith("Bonjour Léa Morin, à 8 h 10.")
    assert made.body.endswith("Écrit par Relais pour Mairie de Saint-Aubin.")
    assert browser.get(url("handed-item", handed)).status_code == 404
    assert "Nothing is handed to you" in browser.get(reverse("handed")).content.decode()


def test_a_figure_that_contradicts_goes_to_a_leader_who_decides(
    desk, alice, handed, rita, sign_in, now, stopped_clock
):
    state_fact(desk, Stated("amount", "1,60 €", name_fr="Trajet"), by=alice.user, now=now)
    browser = sign_in(rita)
    page = browser.get(url("handed-item", handed)).content.decode()
    wrong = {"body": "Le trajet coûte 4,20 €.", "sure": "amount:4.20 EUR"}
    refused = browser.post(url("handed-reply", handed), form(page, **wrong, then="send"))
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "Nothing was sent" in html
    assert "Ask the desk" in html
    assert "Le trajet coûte 4,20 €." in html
    browser.post(url("handed-reply", handed), form(html, **wrong, then="ask"))
    assert 'value="send"' not in browser.get(url("handed-item", handed)).content.decode()

    alice.user.language = "en"
    alice.user.save()
    owner, stop = sign_in(alice), FigureStop.objects.get()
    assert "4,20 €" in owner.get(reverse("providers")).content.decode()
    owner.post(reverse("figure-stop", args=[stop.pk]), {"then": "over"})
    talk = owner.get(reverse("conversation", args=[handed.conversation.public_id])).content.decode()
    assert "Le trajet coûte 4,20 €." in talk
    assert not Delivery.objects.filter(purpose="reply").exists()


def test_what_is_not_theirs_is_not_there_without_a_hint(desk, handed, ask, browser, alice, now):
    other = User.objects.create_user("o@elsewhere.example", "O")
    Membership.objects.create(desk=desk, user=other, role=Role.PROVIDER_AGENT, since=now)
    (proposed,) = handing.propose(handed.provider, [ask(2)], now=now, why={})
    unknown = browser.get(reverse("handed-item", args=["nosuchthing12345"]))
    theirs = browser.get(url("handed-item", proposed))
    assert (unknown.status_code, theirs.status_code) == (404, 404)
    strip = lambda page: re.sub(r"nonce-[^\"' ]+|csrf[^>]+|[0-9a-z]{16}", "", page.content.decode())  # noqa: E731
    assert strip(unknown) == strip(theirs)
    talk = handed.conversation
    person = talk.person
    assert person
    for name, key in (
        ("conversation", talk.public_id),
        ("person", person.public_id),
        ("message", talk.messages.get().public_id),
        ("body", talk.messages.get().public_id),
        ("matter", "x"),
        ("provider", handed.provider.public_id),
    ):
        assert browser.get(reverse(name, args=[key])).status_code == 403
    for name in ("people", "search", "conversations", "reports", "load", "settings", "promises", "outbox"):
        assert browser.get(reverse(name)).status_code == 403
    browser.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(url("handed-item", handed)).status_code == 404


def test_it_is_taken_noted_and_given_back(handed, browser, rita):
    browser.post(url("handed-taking", handed))
    handed.refresh_from_db()
    assert (handed.state, handed.taken_by) == ("taken", rita.user)
    browser.post(url("handed-notes", handed), {"body": "Léa Morin rappelle demain."})
    page = browser.get(url("handed-item", handed)).content.decode()
    assert "[person 1] rappelle demain." in page
    assert handed.conversation.notes.get().body == "Léa Morin rappelle demain."

    browser.post(url("handed-return", handed), {"why": "needs the plan"})
    handed.refresh_from_db()
    assert handed.state == "returned"


def test_notes_of_the_desk_are_not_theirs_to_read(handed, browser, alice, now):
    from saule.matters.noting import note

    note(handed.conversation, "She is the mayor’s sister.", by=alice.user, now=now)

    assert "mayor" not in browser.get(url("handed-item", handed)).content.decode()


def test_a_text_that_another_window_saved_is_shown_beside(handed, browser):
    page = browser.get(url("handed-item", handed)).content.decode()
    browser.post(url("handed-reply", handed), form(page, body="first", then="keep"))
    lost = browser.post(url("handed-reply", handed), form(page, body="second", then="keep"))

    assert lost.status_code == 409
    assert "first" in lost.content.decode()
    assert "second" in lost.content.decode()


def test_links_in_automatic_mail_are_the_persons_own(handed, browser, now):
    talk = handed.conversation
    message = talk.messages.get()
    message.pk, message.public_id, message.source = None, "automatic0000001", None
    message.outgoing, message.automatic, message.said = True, True, "Your own page, secret: status/abc"
    message.save(force_insert=True)

    assert "secret" not in browser.get(url("handed-item", handed)).content.decode()
