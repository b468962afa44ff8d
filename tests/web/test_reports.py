"""Reports: shares with what they are of, and nobody's figures for eyes that are not to see them."""

import csv
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.urls import reverse
from tests.matters.colleagues import team
from tests.town import town

import saule
from saule.desk.models import Event, Role
from saule.desk.quality import rules_of
from saule.matters.following import follow
from saule.matters.models import Comeback, Draw, Rereading, Sequel
from saule.web.charts import ranges
from saule.web.report_spans import chosen

__all__ = ["town"]
DAY = timedelta(days=1)
WEB = Path(saule.__file__).parent
HANDLING = re.compile(
    r"handling time|handle time|time spent|average time|\bAHT\b|\bDMT\b|durée moyenne|temps moyen"
    r"|(?:durée|temps) (?:moyenne? )?de traitement|temps passé",
    re.IGNORECASE,
)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(stopped_clock) -> None:
    """The clock stands, and nothing is kept of another test."""
    cache.clear()


@pytest.fixture
def bob(bob):
    """Bob reads English."""
    bob.user.language = "en"
    bob.user.save()
    return bob


@pytest.fixture
def history(desk, town, bob, alice, now):
    """Alice answered three a month ago, Bob two, one of whom came back; and one yesterday."""
    matter = town.matter(title="Ligne 12")
    for who, ago, back in (
        *((alice, 30, 0),) * 3,
        (bob, 31, 29),
        (bob, 32, 0),
        (bob, 1, 0),
    ):
        conversation = town.write(matter, days_ago=ago + 6, said="Quand passe le bus ?")
        town.answer(conversation, at=now - ago * DAY)
        follow(now=now)
        Sequel.objects.filter(conversation=conversation).update(by=who.user)
        if back:
            town.write(conversation=conversation, days_ago=back, said="Ce n’est pas ma question.")
    Sequel.objects.update(look_on=now)
    follow(now=now)


def text(response) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_share_says_what_it_is_of_and_between_what_it_lies(owner, history):
    page = text(owner.get(reverse("reports")))
    assert "80% of 5 people answered; likely 38% to 96%" in page
    assert "Still too young 1" in page
    assert "Half waited at most 6 days" in page
    assert "October 2026" in page


def test_members_stand_in_the_order_of_their_names(owner, history, alice, bob):
    page = text(owner.get(reverse("reports")))
    part = page[page.index("By member") : page.index("By heading")]
    assert part.index("Alice") < part.index("Bob")
    assert "of 3, 44% – 99%" in part or "of 3, 44% – 100%" in part
    assert "of 2, 9% – 91%" in part


def test_agents_see_their_own_figures_and_not_their_colleagues(sign_in, history, bob):
    page = text(sign_in(bob).get(reverse("reports")))
    part = page[page.index("By member") : page.index("By heading")]
    assert "Bob" in part
    assert "Alice" not in part
    data = json.loads(sign_in(bob).get(reverse("report-json")).content)
    assert {row["name"] for row in data["rows"] if row["by"] == "members"} == {"Bob"}


def test_auditors_see_the_figures_and_no_mail(sign_in, history, colleague):
    page = sign_in(colleague(Role.AUDITOR)).get(reverse("reports"))
    assert "Alice" in text(page)
    assert reverse("comebacks") not in page.content.decode()


def test_both_files_have_the_figures_of_the_page(owner, history, desk):
    team(desk, "=cmd()")
    data = json.loads(owner.get(reverse("report-json")).content)
    rows = list(csv.DictReader(owner.get(reverse("report-csv")).content.decode("utf-8-sig").splitlines()))
    whole = data["rows"][0]
    assert (whole["by"], whole["over"], whole["ended"], whole["relevance"]) == ("all", 5, 4, 0.8)
    assert (rows[0]["over"], rows[0]["relevance"], rows[0]["relevance_low"]) == ("5", "0.8", "0.3755")
    assert len(rows) == len(data["rows"])
    assert data["days"] == 14
    assert (data["first"], data["last"]) == ("2026-09-01", "2026-11-30")
    assert data["reread"]["right"]["share"] is None


def test_months_without_anything_say_what_will_stand_there(owner, history):
    page = text(owner.get(reverse("reports"), {"from": "2020-01", "to": "2020-03"}))
    assert "Nothing happened in these months" in page
    assert "January 2020 to March 2020" in page


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, "2026-09-01", "2026-11-30"),
        ({"period": "month"}, "2026-11-01", "2026-11-30"),
        ({"period": "last"}, "2026-10-01", "2026-10-31"),
        ({"period": "year"}, "2025-12-01", "2026-11-30"),
        ({"period": "ever"}, "2026-09-01", "2026-11-30"),
        ({"from": "2026-10", "to": "2026-02"}, "2026-02-01", "2026-10-31"),
        ({"from": "1999-01", "to": "2099-01"}, "2024-12-01", "2026-11-30"),
        ({"from": "2098-01", "to": "2099-01"}, "2026-11-01", "2026-11-30"),
        ({"from": "x", "to": "2026-02"}, "2026-09-01", "2026-11-30"),
        ({"from": "0001-01", "to": "0002-01"}, "2026-09-01", "2026-11-30"),
    ],
)
def test_whatever_is_asked_months_are_shown(asked, first, last):
    request = RequestFactory().get("/reports", asked)
    request.today = date(2026, 11, 21)
    span = chosen(request).span
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)


def test_a_decision_shows_at_once(owner, history, now):
    assert "Closed too early 1" in text(owner.get(reverse("reports")))
    found = Comeback.objects.get()
    listed = text(owner.get(reverse("comebacks")))
    assert "Bob answered on" in listed
    assert "Ce n’est pas ma question." in listed
    verdict = reverse("comeback-verdict", args=[found.pk])
    assert "Set aside." in text(owner.post(verdict, {"why": "Another bus."}, follow=True))

    assert "100% of 5 people answered" in text(owner.get(reverse("reports")))
    aside = text(owner.get(reverse("comebacks"), {"state": "set_aside"}))
    assert "set aside by Alice" in aside
    assert "Another bus." in aside
    assert "Nobody had to come back" in text(owner.get(reverse("comebacks")))


def test_without_words_nothing_is_set_aside(owner, history):
    owner.post(reverse("comeback-verdict", args=[Comeback.objects.get().pk]), {"why": "  "})
    assert Comeback.objects.standing().exists()


def test_agents_see_who_came_back_after_them_and_decide_nothing(sign_in, history, bob, colleague):
    assert "Bob answered on" in text(sign_in(bob).get(reverse("comebacks")))
    assert "something else" not in text(sign_in(bob).get(reverse("comebacks")))
    other = sign_in(colleague(Role.AGENT, "Zoe")).get(reverse("comebacks"))
    assert "Nobody had to come back" in text(other)


def test_who_came_back_has_a_mark_where_one_works(owner, history):
    back = Comeback.objects.get().conversation
    page = text(owner.get(reverse("conversation", args=[back.public_id])))
    assert "Back after it was closed: Bob answered on" in page
    listed = owner.get(reverse("conversations"), {"state": "back"}).content.decode()
    assert listed.count('type="checkbox" form="bulk"') == 1
    assert back.public_id in listed


def test_once_answered_the_mark_is_gone(owner, history, town, now):
    back = Comeback.objects.get().conversation
    town.answer(back, at=now)
    assert "Back after it was closed" not in text(owner.get(reverse("conversation", args=[back.public_id])))
    assert "Nobody who came back waits" in text(owner.get(reverse("conversations"), {"state": "back"}))


@pytest.fixture
def drawn(history, desk, alice, bob, now):
    """An answer of Bob's, drawn for Alice to read."""
    draw = Draw.objects.create(desk=desk, week=date(2026, 11, 16), seed="s", answers=1, wanted=1, at=now)
    sequel = Sequel.objects.filter(by=bob.user).earliest("pk")
    return Rereading.objects.create(draw=draw, sequel=sequel, reader=alice.user)


def test_a_reader_sees_the_exchange_and_not_who_wrote_it(owner, drawn):
    assert "1 answer waits for you to read it" in text(owner.get(reverse("reports")))
    page = text(owner.get(reverse("rereading", args=[drawn.public_id])))
    assert "Quand passe le bus ?" in page
    assert "Bob" not in page


def test_what_was_said_is_for_its_author_and_counted(owner, drawn, sign_in, bob, colleague):
    address = reverse("rereading", args=[drawn.public_id])
    said = {"right": "yes", "fitting": "no", "humane": "yes", "words": "The line is missing."}
    assert "Thank you." in text(owner.post(address, said, follow=True))
    page = text(owner.get(reverse("reports")))
    assert "1 of 1 readings drawn by lot are done." in page
    assert "Does it answer the question? 0% of 1, 0% – 79%" in page

    client = sign_in(bob)
    assert "The line is missing." in text(client.get(reverse("rereadings")))
    assert "Alice" in text(client.get(address))
    assert sign_in(colleague(Role.AGENT, "Zoe")).get(address).status_code == 404


def test_an_open_question_is_asked_again_with_everything_said(owner, drawn):
    page = owner.post(reverse("rereading", args=[drawn.public_id]), {"right": "yes", "words": "Hm."})
    assert 'class="wrong"' in page.content.decode()
    assert "Hm." in text(page)
    drawn.refresh_from_db()
    assert drawn.read_at is None


def test_nobody_reads_in_the_place_of_another(drawn, colleague, sign_in):
    supervisor = sign_in(colleague(Role.SUPERVISOR, "Sam"))
    said = {"right": "yes", "fitting": "yes", "humane": "yes"}
    page = supervisor.post(reverse("rereading", args=[drawn.public_id]), said, follow=True)
    assert "drawn for somebody else" in text(page)
    drawn.refresh_from_db()
    assert drawn.read_at is None


def test_an_owner_changes_for_how_long_the_desk_listens(owner, history, desk, now):
    wanted = {"days": 1, "per_cent": 5, "least": 3}
    preview = owner.post(reverse("quality"), {**wanted, "seen": ""})
    assert "answers of the past are looked at again" in text(preview)
    owner.post(reverse("quality"), {**wanted, "sure": preview.context["sure"]})

    assert rules_of(desk).days == 1
    assert Event.objects.filter(verb="change quality rules").exists()
    follow(now=now)
    assert "100%" in text(owner.get(reverse("reports")))


def test_a_chart_names_as_many_months_as_fit():
    drawn = list(ranges([(str(place), 0.5, (0.4, 0.6)) for place in range(12)], 4))
    assert [bool(mark.label) for mark in drawn] == [False, False, True] * 4
    assert all(mark.low > mark.y > mark.high for mark in drawn)


def pages_and_words() -> list[Path]:
    """Every template, and every catalogue of what is shown, in both languages."""
    kinds = ("templates/**/*.html", "templates/**/*.txt", "locale/*/*/*.po")
    return [path for kind in kinds for path in WEB.rglob(kind)]


def test_no_page_speaks_of_handling_time():
    assert HANDLING.search("Durée moyenne de traitement")
    assert HANDLING.search("Average handling time")
    texts = {path.name: path.read_text() for path in pages_and_words()}
    assert len(texts) > 50
    assert {name: HANDLING.findall(words) for name, words in texts.items() if HANDLING.search(words)} == {}
