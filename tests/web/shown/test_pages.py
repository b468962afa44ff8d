"""The board and the page of a matter, as a visitor reads them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.web.shown.conftest import WORDS

from saule.matters.amending import correct
from saule.matters.merging import merge
from saule.matters.models import Matter, Signature
from saule.matters.publishing import Wording, publish
from saule.promises.models import Promise
from saule.promises.promising import give_due
from saule.promises.publishing import sweep_public

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch, now):
    """The pages' clock stands where the tests' does."""
    monkeypatch.setattr("saule.web.middleware.timezone.now", lambda: now)


def text(response):
    """What stands on a page."""
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_what_how_many_and_how_many_more(public, bus, read):
    Matter.objects.filter(pk=bus.pk).update(threshold=50)
    page = text(read("public-matter", bus, lang="en"))
    assert WORDS.title_en in page
    assert WORDS.summary_en in page
    assert "<b>12</b>" in page
    assert "An answer is due from 50 confirmed signatures on; there are 8, and 42 are still wanted." in page
    assert "42 more signatures, and an answer is due" in page
    assert "for this matter it never rises again" in page
    assert "Next news on Tuesday 24 November, even if there is none" in page
    assert "<script" not in page
    assert 'style="' not in page


def test_the_curve_has_a_table_behind_it_that_ends_with_all(public, bus, read):
    page = text(read("public-matter", bus, lang="en"))
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    assert len(rows) == 5
    assert rows[-1].endswith('<td class="n">3</td><td class="n">12</td></tr>')
    assert 'role="img"' in page


def test_what_is_due_has_a_date_for_the_public_and_says_what_became_of_it(
    public, bus, desk, town, read, alice, answer, now
):
    town.history()
    give_due(desk, now=now)
    assert sweep_public(desk, now=now) == 1
    promise = Promise.objects.get(matter=bus)
    page = text(read("public-matter", bus, lang="en"))
    assert "An answer by" in page
    assert "We mean to keep 9 in 10 of these dates." in page

    later = now + timedelta(days=100)
    sweep_public(desk, now=later)
    answer(Matter.objects.get(pk=bus.pk), at=later)
    sweep_public(desk, now=later)
    promise.refresh_from_db()
    assert promise.state == "kept_late"
    page = text(read("public-matter", bus, lang="fr"))
    assert "Réponse le 1ᵉʳ mars 2027" in page
    assert '<span class="tag late">' in page


def test_a_matter_of_few_that_is_not_due_is_promised_nothing(bus, opened, desk, town, alice, now):
    Matter.objects.filter(pk=bus.pk).update(threshold=50)
    publish(Matter.objects.get(pk=bus.pk), WORDS, by=alice.user, now=now)
    give_due(desk, now=now)
    assert sweep_public(desk, now=now) == 0


def test_the_answer_is_read_in_the_readers_language_with_neutral_words(public, bus, read, answer):
    answer(
        bus,
        french="Bonjour {nom}, la ligne reste. Nous vous l’avions promis pour {date|bientôt}.",
        english="Dear {name|neighbour}, the line stays, says {desk} about {matter}.",
    )
    page = text(read("public-matter", bus, lang="fr"))
    assert "Bonjour Madame, Monsieur, la ligne reste. Nous vous l’avions promis pour bientôt." in page
    page = text(read("public-matter", bus, lang="en"))
    assert "Dear neighbour, the line stays, says Mairie de Saint-Aubin about Bus line 12 ends." in page


def test_an_answer_in_the_other_language_says_so(public, bus, read, answer):
    answer(bus)
    page = text(read("public-matter", bus, lang="en"))
    assert "written in French" in page
    assert '<div class="letter-body" lang="fr">' in page


def test_a_corrected_answer_is_shown_as_corrected_and_the_correction_first(
    public, bus, read, answer, alice, now
):
    first = answer(bus, french="Bonjour, la ligne ferme le 3.")
    later = now + timedelta(hours=1)
    answer(bus, french="Bonjour, elle ferme le 4.", at=later, draft=correct(first, by=alice.user, now=later))
    page = text(read("public-matter", bus, lang="en"))
    assert page.index("Our corrected answer") < page.index("corrected since")
    assert page.index("elle ferme le 4.") < page.index("la ligne ferme le 3.")
    assert "what holds is the corrected answer" in page


def test_a_merged_matter_leads_to_the_one_that_is_read_now(public, bus, town, read, alice, now, desk):
    other = town.matter(title="Les bus")
    town.write(other)
    publish(other, Wording("Les bus", "Tous les bus."), by=alice.user, now=now)
    merge(bus, into=other, by=alice.user, now=now)
    for name in ("public-matter", "public-matter-atom", "embed"):
        response = read(name, bus, lang="en")
        assert response.status_code == 302
        assert response["Location"] == reverse(name, args=[desk.public_id, other.public_id]) + "?lang=en"


def test_the_language_is_the_readers_and_stays_when_it_was_chosen(public, bus, read):
    english = {"Accept-Language": "de, en;q=0.8, fr;q=0.2"}
    assert WORDS.title_fr in text(read("matters-board"))
    page = text(read("matters-board", headers=english))
    assert WORDS.title_en in page
    assert '<html lang="en">' in page
    assert "lang=en" not in page.partition("<main")[2].partition("<footer")[0]
    page = text(read("matters-board", lang="fr", headers=english))
    assert WORDS.title_fr in page
    assert f"matters/{bus.public_id}?lang=fr" in page


@pytest.fixture
def three(public, bus, town, alice, now, answer):
    """Two more: school meals, which were answered, and trees, which gather signatures."""
    meals = town.matter(title="x", people=40, confirmed=40)
    Matter.objects.filter(pk=meals.pk).update(kind=None)
    trees = town.matter(title="y", people=3, confirmed=2, threshold=9)
    words = (Wording("Cantine scolaire", "Les repas végétariens."), Wording("Arbres", "Planter des chênes."))
    for matter, wording in zip((meals, trees), words, strict=True):
        person = town.write(matter).person
        Signature.objects.create(matter=matter, person=person, state="confirmed", since=now)
        publish(matter, wording, by=alice.user, now=now + timedelta(minutes=matter.people))
    answer(meals, french="Le réfectoire sert des lentilles.")
    return {"bus": WORDS.title_fr, "meals": "Cantine scolaire", "trees": "Arbres"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["bus", "trees", "meals"]),
        ({"order": "new"}, ["meals", "trees", "bus"]),
        ({"q": "SUPPRIMER les lignes"}, []),
        ({"q": "lignes supprimées"}, []),
        ({"q": "ligne"}, ["bus"]),
        ({"q": "lignes"}, ["bus"]),
        ({"q": "vegetarien"}, ["meals"]),
        ({"q": "refectoire"}, ["meals"]),
        ({"q": "Chêne"}, ["trees"]),
        ({"q": "line"}, ["bus"]),
        ({"q": "Secret"}, []),
        ({"stage": "answered"}, ["meals"]),
        ({"stage": "gathering"}, ["trees"]),
        ({"stage": "due"}, ["bus"]),
        ({"stage": "dragon", "order": "dragon", "page": "dragon"}, ["bus", "trees", "meals"]),
        ({"kind": "transports"}, ["bus", "trees"]),
        ({"q": "\x00<script>" * 500}, []),
    ],
)
def test_the_board_is_searched_narrowed_and_ordered(query, found, three, read):
    page = text(read("matters-board", lang="fr", **query)).partition("<ul")[2].partition("</ul>")[0]
    places = {name: page.find(title) for name, title in three.items()}
    assert [name for name in sorted(places, key=places.__getitem__) if places[name] >= 0] == found


def test_pages_follow_each_other_and_keep_what_was_chosen(public, town, read, alice, now):
    for number in range(25):
        matter = town.matter(title="x", people=number)
        publish(matter, Wording(f"Sujet {number:02}", "Un sujet."), by=alice.user, now=now)
    first = text(read("matters-board", lang="fr", q="sujet"))
    assert "Sujet 24" in first
    assert "Sujet 04" not in first
    assert "q=sujet&amp;lang=fr&amp;page=2" in first
    assert "Sujet 04" in text(read("matters-board", lang="fr", q="sujet", page="2"))


def test_an_empty_board_and_an_empty_search_say_what_will_appear(opened, read, bus, alice, now):
    assert "Nothing is public yet" in text(read("matters-board", lang="en"))
    publish(bus, WORDS, by=alice.user, now=now)
    page = text(read("matters-board", lang="en", q="zzz"))
    assert "No public matter is like this" in page or "Nothing is public yet" in page


def test_copies_may_be_kept_and_are_asked_for_again_by_name(public, bus, read):
    first = read("public-matter", bus)
    assert first["Cache-Control"] == "public, max-age=30, stale-while-revalidate=600"
    assert first["Vary"].lower() == "accept-language"
    assert not first.cookies
    again = read("public-matter", bus, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert read("public-matter", bus, lang="en", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_page_that_many_read_asks_nothing_of_the_store(public, bus, read, django_assert_num_queries):
    text(read("public-matter", bus))
    with django_assert_num_queries(0):
        for nonsense in ("1", "2"):
            text(read("public-matter", bus, utm_source=nonsense))


def test_the_board_costs_the_same_for_many_matters(
    public, town, read, alice, now, django_assert_max_num_queries
):
    for number in range(20):
        publish(town.matter(title="x"), Wording(f"Sujet {number}", "…"), by=alice.user, now=now)
    with django_assert_max_num_queries(16):
        text(read("matters-board"))


def test_the_figures_are_the_matters_own(public, bus, read):
    Matter.objects.filter(pk=bus.pk).update(people=2841)
    assert "<b>2,841</b>" in text(read("public-matter", bus, lang="en"))
