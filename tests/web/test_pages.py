"""What people see on the desk's pages, and at what price."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from saule.desk.models import Role
from saule.matters.models import Delivery, Matter, Message
from saule.matters.receiving import receive_many
from saule.promises.models import Promise

pytestmark = pytest.mark.django_db

PAGES = (
    "overview",
    "matters",
    "matter",
    "history",
    "answer",
    "outcomes",
    "recipients",
    "sending",
    "reasons",
    "conversations",
    "conversation",
    "trail",
    "mentions",
    "peers",
    "peer-rules",
    "public",
    "publication",
    "matters-switch",
    "person-erasure",
    "promises",
    "promise",
    "calibration",
    "outbox",
    "delivery",
    "reports",
    "comebacks",
    "rereadings",
    "rereading",
    "quality",
    "simulator",
    "settings",
    "mailbox",
    "mailbox-connection",
    "mailbox-signing",
    "mailbox-trust",
    "dead-letters",
    "charter",
    "providers",
    "new-provider",
    "provider",
    "provider-terms",
    "provider-prices",
    "provider-questionnaire",
    "provider-agents",
    "question-weights",
    "overflow-rule",
    "statement",
    "staff",
    "registers",
    "asked-fields",
    "lifetimes",
    "lifetime",
    "processing",
    "data-office",
    "asked-field",
    "audit-trail",
    "looks",
    "person-looks",
    "desk-facts",
    "mailboxes",
    "headings",
    "heading",
    "invitations",
    "member",
    "teams",
    "team",
    "calendar",
    "threshold",
    "threshold-announcement",
    "threshold-limits",
    "load",
    "working-days",
    "closed-days",
    "channels",
    "desk-tags",
    "facts",
    "new-fact",
    "fact",
    "account",
    "password",
    "proof",
    "second-factor",
)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_whole_in_both_languages_and_carry_no_inline_style_or_script(
    name, language, world, alice, owner
):
    alice.user.language = language
    alice.user.save()

    html = owner.get(world.url(name), follow=True).content.decode()

    assert f'<html lang="{language}">' in html
    assert 'aria-current="page"' in html or name in (
        "overview",
        "account",
        "password",
        "proof",
        "second-factor",
    )
    assert not re.search(r"<[^>]+\sstyle=|<style|\son[a-z]+=|<script(?![^>]+src=)", html)
    assert html.count("<h1") == 1


# Sets, promises, letters: none of these may cost a query per row.
@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("overview", 44),
        ("matters", 24),
        ("matter", 56),
        ("conversations", 28),
        ("conversation", 49),
        ("promises", 21),
        ("calibration", 17),
        ("reports", 61),  # while nothing of the months is kept yet
        ("comebacks", 24),
        ("rereadings", 24),
        ("outbox", 24),
        ("outcomes", 39),
        ("delivery", 22),
    ],
)
def test_pages_ask_a_bounded_number_of_queries(
    name, most, world, owner, mail, desk, now, django_assert_max_num_queries
):
    receive_many(desk, [mail(sender=f"p{i}@example.org") for i in range(60)], now=now)

    url = world.url(name)
    with django_assert_max_num_queries(most):
        assert owner.get(url).status_code == 200


def test_a_fresh_desk_says_how_to_bring_in_mail(desk, owner):
    html = owner.get(reverse("overview")).content.decode()

    assert "./saule import FILE.mbox --ours contact@mairie.example" in html


def test_the_overview_speaks_before_it_draws(world, desk, owner, mail, now):
    receive_many(desk, [mail(sender="zoe@example.org")], now=now)

    html = owner.get(reverse("overview")).content.decode()

    assert html.index("waiting for an answer") < html.index(
        "What presses" if "What presses" in html else '<svg class="flow'
    )
    assert "The figures as a table" in html


def test_next_leads_to_what_is_late_first(world, desk, owner, mail, now):
    receive_many(desk, [mail(sender="zoe@example.org")], now=now)
    waiting = Message.objects.get(address__value="zoe@example.org").conversation
    Promise.objects.create(
        desk=desk,
        conversation=waiting,
        person=waiting.person,
        day="2020-01-01",
        level=0.9,
        basis="capacity",
        engine="t",
        given_at=now,
        state="late",
    )

    assert reverse("conversation", args=[waiting.public_id]) in owner.get(reverse("next")).content.decode()


def test_matters_are_found_by_words_in_their_messages(world, owner):
    assert (
        world.matter.title
        in owner.get(reverse("matters"), {"state": "all", "q": "bus travail"}).content.decode()
    )
    assert (
        "No matter is like this."
        in owner.get(reverse("matters"), {"state": "all", "q": "zeppelin"}).content.decode()
    )


def test_unknown_filters_and_pages_do_no_harm(world, owner):
    query = {
        "state": "x",
        "kind": "x'",
        "nature": "x",
        "language": "x",
        "page": "99999999999999",
        "days": "x",
    }
    for name in ("overview", "matters", "conversations", "promises", "outbox"):
        assert owner.get(reverse(name), query).status_code == 200


def test_a_matter_can_be_renamed_filed_and_marked(world, owner, desk):
    owner.post(world.url("title"), {"title": "The bus"})
    owner.post(world.url("kind"), {"kind": desk.kinds.get(code="transports").pk, "nature": "shared"})
    owner.post(world.url("gravity"), {"grave": "on", "why": "dialysis"})

    matter = Matter.objects.get(pk=world.matter.pk)
    assert (matter.title, matter.kind.code, matter.nature, matter.grave) == (
        "The bus",
        "transports",
        "shared",
        True,
    )
    assert {e.verb for e in desk.events.all()} >= {"rename", "set kind", "judge gravity"}


def test_a_decision_is_undone_and_says_so(world, owner):
    html = owner.get(world.url("reasons")).content.decode()
    assert "nothing similar" in html or "same text" in html or "similar" in html

    owner.post(world.url("reversal"), {"why": "another thing"})

    assert not world.decision.message.filings.filter(matter=world.matter).exists()


def test_settling_needs_a_reason(world, owner, desk, mail, now):
    receive_many(desk, [mail(sender="zoe@example.org")], now=now)
    waiting = Message.objects.get(address__value="zoe@example.org").conversation
    url = reverse("settlement", args=[waiting.public_id])

    owner.post(url, {"why": " "})
    waiting.refresh_from_db()
    assert waiting.waiting_since
    owner.post(url, {"why": "only thanks"})
    waiting.refresh_from_db()
    assert not waiting.waiting_since


def test_what_was_settled_is_taken_back_where_it_stands(world, owner, desk, mail, now):
    receive_many(desk, [mail(sender="zoe@example.org")], now=now)
    waiting = Message.objects.get(address__value="zoe@example.org").conversation
    page, back = (reverse(name, args=[waiting.public_id]) for name in ("conversation", "settlement-reversal"))
    assert back not in owner.get(page).content.decode()
    owner.post(reverse("settlement", args=[waiting.public_id]), {"why": "only thanks"})
    assert back in owner.get(page).content.decode()

    html = owner.post(back, {"why": "she asks something too"}, follow=True).content.decode()

    assert "the conversation waits for an answer again" in html
    assert back not in html
    waiting.refresh_from_db()
    assert waiting.waiting_since == now
    trail = owner.get(reverse("trail", args=[waiting.public_id]), follow=True).content.decode()
    for words in ("said that it needs no answer", "only thanks", "took back", "she asks something too"):
        assert words in trail
    assert "nothing to take back" in owner.post(back, follow=True).content.decode()


def test_an_uncertain_mail_is_decided_by_a_leader(world, owner):
    Delivery.objects.filter(pk=world.delivery.pk).update(state="uncertain")
    assert "Did it leave?" in owner.get(world.url("delivery")).content.decode()

    owner.post(world.url("verdict"), {"outcome": "drop", "why": "they called"})

    assert Delivery.objects.get(pk=world.delivery.pk).state == "refused"


def test_the_outbox_shows_a_mail_word_for_word(world, owner):
    html = owner.get(world.url("delivery")).content.decode()

    assert "Bonjour Léa, la ligne reste." in html
    assert world.delivery.message_id in html
    assert "Reply-To" in html


def test_only_switching_live_asks_for_reading_first(world, owner):
    mailbox, page = world.delivery.mailbox, world.url("mailbox")
    assert "I have read what would leave." not in owner.get(page).content.decode()
    owner.post(page, {"why": "hurry"})
    assert not mailbox.live

    assert "I have read what would leave." in owner.get(page).content.decode()
    refused = owner.post(page, {"live": "on"}).content.decode()
    assert 'id="id_read_error"' in refused
    assert not mailbox.live
    owner.post(page, {"live": "on", "read": "on"})
    assert mailbox.live


def test_stating_the_capacity(world, owner, desk):
    owner.post(reverse("capacity"), {"answers_per_week": "80"})

    assert "80" in owner.get(reverse("settings")).content.decode()
    assert desk.capacities.first().answers_per_week == 80


def test_a_part_is_the_same_template_without_the_frame(world, owner):
    whole = owner.get(world.url("matter"))
    part = owner.get(world.url("matter"), headers={"HX-Request": "true"})

    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert 'id="words"' in part.content.decode()
    assert "HX-Request" in whole["Vary"]


def test_signed_in_pages_stay_out_of_caches(world, owner):
    assert "no-store" in owner.get(world.url("matter"))["Cache-Control"]


def test_an_auditor_reads_figures_but_no_words(world, colleague, sign_in):
    browser = sign_in(colleague(Role.AUDITOR))

    for name in ("overview", "promises"):
        html = browser.get(world.url(name)).content.decode()
        assert "Piscine" not in html
        assert "Léa" not in html


@pytest.mark.parametrize("language", ["fr", "en"])
def test_error_pages_speak_the_readers_language(language, client, db, settings):
    with translation.override(language):
        response = client.get("/nowhere", headers={"Accept-Language": language})

    assert response.status_code == 404
    assert {"fr": "Il n’y a rien ici", "en": "There is nothing here"}[language] in response.content.decode()


def test_the_health_page_needs_no_session(client, db):
    assert client.get("/healthz").content == b"ok\n"
