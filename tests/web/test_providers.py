"""What leaders see and decide about providers, and the statements as files."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils import translation
from tests.outside import ask, hot, provider, rita, wanted

from saule.desk.models import Role
from saule.promises.overflowing import overflow_now
from saule.providers import handing, ranking
from saule.providers.issuing import issue
from saule.providers.models import Handover, OverflowRule, Provider, Statement
from saule.web import statement_files, statement_words

__all__ = ["ask", "hot", "provider", "rita", "wanted"]
pytestmark = pytest.mark.django_db


def test_an_empty_page_says_what_will_stand_there(owner, desk):
    assert "No provider yet" in owner.get(reverse("providers")).content.decode()


def test_a_provider_is_added_and_told_what_it_may_be_handed_and_is_paid(owner, desk):
    owner.post(reverse("new-provider"), {"name": "Relais", "answers_per_week": "20"})
    one = Provider.objects.get()
    terms = {
        "kinds": [desk.kinds.get(code="transports").pk],
        "languages": ["fr"],
        "weekdays": ["1", "2"],
        "opens": "09:00",
        "closes": "18:00",
    }
    owner.post(reverse("provider-terms", args=[one.public_id]), terms)
    prices = {"per_resolved": "3.00", "per_repeat": "1.50", "repeat_days": "14"}
    owner.post(reverse("provider-prices", args=[one.public_id]), prices)
    owner.post(reverse("provider-questionnaire", args=[one.public_id]), {"cloud": "eu"})

    html = owner.get(reverse("provider", args=[one.public_id])).content.decode()
    for words in (
        "20 answers a week",
        "Transport – fr, 09:00–18:00",
        "€3.00",
        "€1.50 less",
        "in the European Union",
    ):
        assert words in html
    again = owner.post(reverse("provider-terms", args=[one.public_id]), {**terms, "closes": "08:00"})
    assert "They close before they open." in again.content.decode()
    twice = owner.post(
        reverse("provider-prices", args=[one.public_id]), {**prices, "floor": "20", "cap": "10"}
    )
    assert "less than the least" in twice.content.decode()
    assert one.prices.count() == 1


def test_two_versions_on_the_same_days_are_refused_and_said(owner, provider):
    values = {"per_resolved": "4", "repeat_days": "14", "starts": "2026-09-01"}
    html = owner.post(reverse("provider-prices", args=[provider.public_id]), values).content.decode()

    assert "Another version holds from" in html
    assert provider.prices.count() == 1


def test_a_supervisor_hands_on_what_is_proposed_or_keeps_it(
    desk, provider, ask, hot, colleague, sign_in, now, stopped_clock
):
    first, second = ask(1), ask(3)
    overflow_now(desk, now=now)
    browser = sign_in(colleague(Role.SUPERVISOR))
    page = browser.get(reverse("providers")).content.decode()
    assert "2 conversations to hand on" in page
    ids = {one.conversation_id: one.public_id for one in Handover.objects.all()}
    browser.post(reverse("overflow-proposals"), {"chosen": ids[first.pk], "then": "hand"})
    browser.post(reverse("overflow-proposals"), {"chosen": ids[second.pk], "then": "decline", "why": "ours"})

    assert {one.conversation: one.state for one in Handover.objects.all()} == {
        first: "handed",
        second: "declined",
    }
    one = Handover.objects.get(state="handed")
    browser.post(reverse("handed-recall", args=[one.public_id]))
    one.refresh_from_db()
    assert one.state == "recalled"
    assert browser.post(reverse("new-provider"), {"name": "X"}).status_code == 403


def test_a_stop_is_shown_with_its_reason_and_lifted_with_one(owner, provider):
    page = reverse("provider", args=[provider.public_id])
    owner.post(reverse("provider-stop", args=[provider.public_id]), {"why": "three complaints"})
    assert "three complaints" in owner.get(page).content.decode()
    owner.post(reverse("provider-stop-reversal", args=[provider.public_id]), {"why": ""})
    assert ranking.standing_stop(provider)
    owner.post(reverse("provider-stop-reversal", args=[provider.public_id]), {"why": "explained"})
    assert ranking.standing_stop(provider) is None
    assert "explained" in owner.get(page).content.decode()


def test_the_way_of_handing_on_and_the_weights_are_rows(owner, provider):
    values = {"mode": "off", "relevance_weight": 1, "security_weight": 3, "lowest_rank": 30, "take_hours": 8}
    owner.post(reverse("overflow-rule"), values)
    assert OverflowRule.objects.get().mode == "off"
    none = owner.post(reverse("overflow-rule"), {**values, "relevance_weight": 0, "security_weight": 0})
    assert "One of the two has to count." in none.content.decode()


def test_an_agent_is_invited_into_the_providers_team(owner, desk, provider):
    html = owner.post(
        reverse("provider-agents", args=[provider.public_id]), {"email": "z@relais.example", "name": "Zoé"}
    ).content.decode()

    assert "/invitation/" in html
    made = desk.memberships.get(user__email="z@relais.example")
    assert (made.role, list(made.teams.all())) == (Role.PROVIDER_AGENT, [provider.team])


@pytest.fixture
def statement(provider, ask, alice, now) -> Statement:
    """October, in which one was helped."""
    at = now - timedelta(days=40)
    talk = ask(1, days_ago=42)
    Handover.objects.create(
        provider=provider, conversation=talk, state="answered", at=at, handed_at=at, answered_at=at
    )
    return issue(provider, date(2026, 10, 1), by=alice.user, now=now)


def test_a_statement_is_issued_read_and_corrected_once_per_month(owner, provider, statement, stopped_clock):
    page = reverse("provider", args=[provider.public_id])
    assert "Relais, October 2026" in owner.get(page).content.decode()
    html = owner.get(reverse("statement", args=[statement.public_id])).content.decode()
    assert "€3.00" in html
    assert "−€0.60" in html
    assert statement.hash in html
    for month, said in (
        ("2026-11", "This month is not over."),
        ("x", "Choose a month."),
        ("2026-10", "already"),
    ):
        told = owner.post(
            reverse("provider-statements", args=[provider.public_id]), {"month": month}, follow=True
        )
        assert said in told.content.decode()
    owner.post(reverse("statement-correction", args=[statement.public_id]), {"why": "recounted"})
    assert statement.corrected_by.why == "recounted"
    assert "recounted" in owner.get(reverse("statement", args=[statement.public_id])).content.decode()


@pytest.mark.parametrize(
    ("language", "words", "amount"), [("fr", "À payer", "2,40\u202f€"), ("en", "To be paid", "€2.40")]
)
def test_the_files_speak_the_readers_language(statement, language, words, amount):
    with translation.override(language):
        rows = list(csv.reader(StringIO(statement_files.as_csv(statement))))
        pdf = statement_files.as_pdf(statement)
        assert statement_words.money(statement.total) == amount
    assert ["total", "total", words, "", "", "2.40"] in rows
    assert ["line", "resolved", rows[13][2], "1", "3.00", "3.00"] in rows
    assert pdf.startswith(b"%PDF-")
    # Every character that the statement needs is in the fonts that travel with it.
    from fontTools.ttLib import TTFont

    known = set(TTFont(statement_files.FONTS / "DejaVuSans.ttf").getBestCmap())
    assert {ord(char) for char in f"{words}{amount}«»œ−\u202f€ᵉʳ’"} <= known
    assert BytesIO(pdf).getbuffer().nbytes > 10_000


def test_a_providers_name_is_no_formula_of_a_spreadsheet(statement):
    statement.provider.name = "=1+1"

    assert ["statement", "provider", "'=1+1", "", "", ""] in list(
        csv.reader(StringIO(statement_files.as_csv(statement)))
    )


def test_the_files_are_downloads(owner, statement):
    for name, sort in (("statement-pdf", "application/pdf"), ("statement-csv", "text/csv; charset=utf-8")):
        response = owner.get(reverse(name, args=[statement.public_id]))
        assert response["Content-Type"] == sort
        assert response["Content-Disposition"].startswith("attachment")


def test_what_was_taken_out_of_their_hands_is_not_proposed_again(desk, provider, ask, hot, owner, now):
    ask(1)
    overflow_now(desk, now=now)
    one = Handover.objects.get()
    owner.post(reverse("overflow-proposals"), {"chosen": one.public_id, "then": "decline"})

    assert handing.room(provider, now=now) == 20
    assert overflow_now(desk, now=now) == 0


def test_work_goes_to_a_provider_by_handing_on_only(owner, desk, provider, ask, now):
    talk = ask()
    page = reverse("conversation", args=[talk.public_id])
    assert f"team-{provider.team_id}" not in owner.get(page).content.decode()
    owner.post(
        reverse("assignment", args=[talk.public_id]), {"to": f"team-{provider.team_id}", "instead_of": ""}
    )
    talk.refresh_from_db()
    assert talk.assigned_team is None
