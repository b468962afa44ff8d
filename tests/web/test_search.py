"""The page that searches everything: what one sees, and what odd queries do."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saule.desk.models import Role, Team
from saule.matters.models import Matter
from saule.matters.receiving import receive_many
from saule.matters.searching import FINDERS
from saule.web.search import span_words

pytestmark = pytest.mark.django_db
SORTS = ["", *FINDERS]


@pytest.fixture
def reader(colleague, sign_in):
    """A supervisor's browser, in English."""
    return sign_in(colleague(Role.SUPERVISOR))


@pytest.fixture
def find(reader, world):
    """The page for some words, as a reader gets it."""

    def act(q: str, **parts: str) -> str:
        response = reader.get(reverse("search"), {"q": q, **parts})
        assert response.status_code == 200
        return response.content.decode()

    return act


def test_the_words_found_stand_out_in_messages_matters_and_people(find, world):
    html = find("suppressions ligne")

    assert "<mark>suppression</mark>" in html
    assert "<mark>ligne</mark>" in html
    assert f"#m-{world.message.public_id}" in html
    assert "<mark>Léa</mark>" in find("lea")
    assert "•••@e•••.org" in find("lea@example.org", **{"in": "people"})


@pytest.mark.parametrize("sort", SORTS)
def test_each_sort_has_its_tab_with_its_count(find, sort):
    html = find("ligne", **{"in": sort})

    assert html.count('aria-current="true"') >= 1
    for word in ("Everything", "Messages", "Matters", "People", "Answers", "Conversations"):
        assert word in html


def test_an_answer_is_found_with_its_words(find, world):
    html = find("reste", **{"in": "answers"})

    assert "<mark>reste</mark>" in html
    assert reverse("outcomes", args=[world.answer.public_id]) in html


def test_what_was_written_is_shown_and_never_run(reader, desk, mail, now, world):
    said = "<script>alert('girafe')</script> & la girafe <img src=x onerror=alert(1)>"
    receive_many(desk, [mail(said, subject="<b>girafe</b>", sender_name="<i>Eve</i>")], now=now)
    html = reader.get(reverse("search"), {"q": "girafe"}).content.decode()

    assert "<mark>girafe</mark>" in html
    for tag in ("<script>alert", "<img src=x", "<b><mark>", "<b>girafe", "<i>Eve"):
        assert tag not in html
    assert "&lt;b&gt;<mark>girafe</mark>&lt;/b&gt;" in html


def test_a_filter_is_a_link_that_shows_and_can_be_taken_away(find, world, desk):
    Matter.objects.filter(pk=world.matter.pk).update(kind=desk.kinds.get(code="civil"))
    wide = find("ligne", **{"in": "messages"})
    assert "kind=civil" in wide

    inside = find("ligne", kind="civil", **{"in": "messages"})
    outside = find("ligne", kind="transports", **{"in": "messages"})
    assert f"#m-{world.message.public_id}" in inside
    assert f"#m-{world.message.public_id}" not in outside
    assert "Take all filters away" in outside
    assert "?q=ligne&amp;in=messages" in outside


def test_days_narrow_and_odd_days_are_left_out(find, world):
    assert f"#m-{world.message.public_id}" in find("ligne", since="2026-11-19", until="2026-11-19")
    assert f"#m-{world.message.public_id}" not in find("ligne", since="2026-11-20")
    for odd in ("tomorrow", "0001-01-01", "9999-12-31", "2026-02-31", "-1"):
        assert f"#m-{world.message.public_id}" in find("ligne", since=odd, until=odd)


@pytest.mark.parametrize("name", ["since", "until"])
def test_a_day_that_is_none_is_said_at_its_field_and_stays_as_it_was_typed(find, name):
    html = find("ligne", **{name: "31/02 <b>"})

    assert f'<p class="wrong" id="id_{name}_error">“31/02 &lt;b&gt;” is no date and was left out.' in html
    typed = re.search(f'<input type="text" name="{name}" value="31/02 &lt;b&gt;"[^>]*>', html)
    assert typed
    assert f'aria-describedby="id_{name}_error"' in typed[0]
    assert html.count('class="wrong"') == 1
    assert '<details class="fold small" open>' in html


def test_a_year_that_nobody_wrote_in_is_said(find):
    assert "Only days of the years 1970 to 2099 are looked for" in find("ligne", since="0201-11-19")


def test_a_last_day_before_the_first_is_said_and_neither_narrows(find, world):
    html = find("ligne", since="2026-11-30", until="2026-11-20")

    assert "The last day comes before the first: neither was used." in html
    assert f"#m-{world.message.public_id}" in html
    assert 'value="2026-11-30"' in html
    assert 'value="2026-11-20"' in html
    assert "Since 30 November" not in html


def test_a_day_that_is_set_is_said_in_a_sentence(find):
    html = find("ligne", since="2026-11-01", until="2026-11-30")
    assert "Since 1 November" in html
    assert "Until 30 November" in html

    with override("fr"):
        assert span_words("since") % {"day": "1ᵉʳ novembre"} == "Depuis le 1ᵉʳ novembre"
        assert span_words("until") % {"day": "30 novembre"} == "Jusqu’au 30 novembre"


def test_the_filters_stay_shut_so_that_hits_come_first_on_a_phone(find):
    html = find("ligne", since="2026-11-19")

    assert '<details class="fold small stands">' in html


def test_nobody_finds_what_belongs_to_another_team(world, desk, bob, sign_in):
    kind = desk.kinds.get(code="transports")
    kind.team = Team.objects.create(desk=desk, name="Roads")
    kind.save()
    Matter.objects.update(kind=kind)
    client = sign_in(bob)

    for sort in SORTS:
        for words in ("ligne", "reste", "lea", "carte"):
            html = client.get(reverse("search"), {"q": words, "in": sort}).content.decode()
            assert "<mark>" not in html, (sort, words)
    bob.teams.add(kind.team)
    assert "<mark>" in client.get(reverse("search"), {"q": "ligne"}).content.decode()


@pytest.mark.parametrize(
    "q",
    [
        "",
        '"',
        '"' * 10_000,
        "a" * 10_000,
        "mot " * 2_500,
        "NEAR(a b) AND OR NOT *",
        "a:b ^c {d}",
        "\x00",
        "🙂",
        "-ligne",
        "l*",
    ],
)
def test_odd_queries_get_an_answer_or_a_sentence(find, q):
    html = find(q)

    assert "<h1>" in html


def test_what_cannot_be_looked_for_is_said(find):
    assert "There is no word to look for" in find('"""')
    assert "a beginning needs at least 3 letters" in find("li*")
    assert "Only the first 12 words" in find(" ".join(f"mot{number}" for number in range(50)))
    assert "Nothing holds these words" in find("girafe")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    q=st.text(st.sampled_from("ligne é\"*-()<>&\x00'\\🙂#=_ANDOR"), max_size=40),
    sort=st.sampled_from([*SORTS, "nonsense"]),
    kind=st.text(max_size=10),
    page=st.text(max_size=5),
)
def test_whatever_stands_in_the_address_the_page_opens(find, q, sort, kind, page):
    html = find(q, kind=kind, page=page, team=kind, tag=kind, since=kind, **{"in": sort, "class": kind})

    assert "<h1>" in html


def test_the_page_asks_the_store_as_much_for_many_as_for_few(reader, world, desk, mail, now):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            reader.get(reverse("search"), {"q": "piscine", "in": "messages"})
        return len(seen)

    receive_many(desk, [mail("La piscine est fermée.")], now=now)
    few = queries()
    receive_many(desk, [mail(f"La piscine est fermée, {number}.") for number in range(20)], now=now)

    assert queries() <= few


def test_the_lists_of_matters_and_conversations_hold_the_same_words(reader, world):
    for name in ("matters", "conversations"):
        found = reader.get(reverse(name), {"q": "suppressions", "state": "all"}).content.decode()
        assert world.matter.title in found or "Léa" in found
        assert reader.get(reverse(name), {"q": '"""'}).status_code == 200
