"""Feeds, open data, cards and frames: what others make something of."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from tests.web.shown.conftest import WORDS

from saule.desk.opening import switch_matters
from saule.web.shown import cards
from saule.web.shown.data import COLUMNS

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def lived(public, bus, answer, now):
    """A matter with some news, some of it in signs that XML does not hold."""
    answer(bus, french="La ligne reste \x0b& roule < 30 km/h.", at=now + timedelta(hours=2))
    return bus


def entries(feed):
    """Title, text and name of each entry of an Atom feed."""
    parts = ("title", "content", "id", "updated")
    return [tuple(one.findtext(ATOM + part) for part in parts) for one in feed.iter(f"{ATOM}entry")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "of", [("matters-atom", "matters-feed"), ("public-matter-atom", "public-matter-feed")]
)
def test_atom_and_json_tell_the_same_news_the_latest_first(of, lived, read):
    about = lived if of[0].startswith("public") else None
    response = read(of[0], about, lang="fr")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    news = entries(feed)
    assert [title for title, *_more in news] == [
        "Suppression de la ligne 12 – nous avons répondu",
        "Suppression de la ligne 12 – 12 personnes l’ont demandé",
    ]
    assert news[0][1] == "La ligne reste & roule < 30 km/h."
    assert news[1][1] == WORDS.summary_fr
    assert feed.findtext(f"{ATOM}updated") == news[0][3]
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links["self"].endswith(response.wsgi_request.path + "?lang=fr")
    assert links["license"].startswith("https://www.etalab.gouv.fr/")

    as_json = read(of[1], about, lang="fr")
    assert as_json["Content-Type"] == "application/feed+json"
    data = json.loads(as_json.content)
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert [(one["title"], one["id"]) for one in data["items"]] == [
        (title, key) for title, _t, key, _u in news
    ]
    assert data["feed_url"].endswith(as_json.wsgi_request.path + "?lang=fr")


@pytest.mark.django_db
def test_the_names_of_news_last(lived, read, public):
    names = [name for *_more, name, _at in entries(ElementTree.fromstring(read("matters-atom").content))]
    caches["copies"].clear()
    again = [
        name for *_more, name, _at in entries(ElementTree.fromstring(read("matters-atom", lang="en").content))
    ]
    assert names == again
    assert len(set(names)) == len(names) == 2


@pytest.mark.django_db
def test_data_say_the_same_in_both_forms_and_name_the_licence(lived, read):
    data = read("matters-json", lang="en").json()
    response = read("matters-csv")
    rows = list(csv.DictReader(StringIO(response.content.decode())))
    assert tuple(rows[0]) == COLUMNS == tuple(data["matters"][0]) == tuple(data["fields"])
    assert data["licence"] == {
        "id": "etalab-2.0",
        "address": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    }
    assert 'rel="license"' in response["Link"]
    one = data["matters"][0]
    assert (one["people"], one["confirmed"], one["stage"]) == (12, 8, "answered")
    assert [row["people"] for row in rows] == ["12"]
    assert one["address"].endswith(reverse("public-matter", args=[lived.desk.public_id, lived.public_id]))


@pytest.mark.django_db
def test_another_licence_is_named_from_then_on(lived, read, alice, now):
    switch_matters(lived.desk, is_open=True, licence="CC0-1.0", by=alice.user, now=now)
    assert read("matters-json").json()["licence"]["id"] == "CC0-1.0"


@pytest.mark.django_db
def test_no_spreadsheet_takes_a_title_for_a_formula(public, read):
    public.title_fr = "=HYPERLINK(1)"
    public.save()
    row = next(csv.DictReader(StringIO(read("matters-csv").content.decode())))
    assert row["title_fr"] == "'=HYPERLINK(1)"


@pytest.mark.django_db
def test_cards_are_pictures_of_their_own_in_each_language(public, bus, read):
    seen = set()
    for name, about in (("matters-card", None), ("public-matter-card", bus)):
        for language in ("fr", "en"):
            response = read(name, about, lang=language)
            assert response["Content-Type"] == "image/png"
            picture = Image.open(BytesIO(response.content))
            assert picture.size == (1200, 630)
            seen.add(response.content)
    assert len(seen) == 4


@pytest.mark.django_db
def test_a_page_shows_its_card_where_it_is_passed_on(public, bus, read):
    page = read("public-matter", bus, lang="en").content.decode()
    for name, value in (
        ("og:title", WORDS.title_en),
        ("og:description", WORDS.summary_en),
        (
            "og:image",
            f"http://127.0.0.1:8000/public/{bus.desk.public_id}/matters/{bus.public_id}/card.png?lang=en",
        ),
    ):
        assert f'<meta property="{name}" content="{value}">' in page


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=120))
def test_any_title_fits_on_a_card(title):
    pen = ImageDraw.Draw(Image.new("RGB", cards.CARD))
    size, lines = cards.title_lines(pen, title)
    assert 1 <= len(lines) <= cards.TITLE_LINES
    assert all(cards.fits(pen, line, size, bold=True) for line in lines)


@pytest.mark.django_db
def test_only_the_frame_may_stand_on_other_sites(public, bus, everything):
    for name, response in everything(bus).items():
        anywhere = "frame-ancestors *" in response["Content-Security-Policy"]
        assert anywhere == (name == "embed"), name
        assert response.has_header("X-Frame-Options") == (name != "embed"), name
    page = everything(bus)["embed"].content.decode()
    assert "<script" not in page
    assert WORDS.title_en in page
    assert 'target="_blank"' in page


@pytest.mark.django_db
def test_the_script_writes_that_frame_and_nothing_else(client):
    response = client.get(reverse("embed-script"))
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert "public" in response["Cache-Control"]
    assert "/embed" in response.content.decode()
    assert not response.cookies
