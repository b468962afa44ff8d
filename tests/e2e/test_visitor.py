"""A visitor without an account, in a real browser: finds a matter, reads it in both languages, follows it."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import Served
from tests.e2e.test_every_page import faults_seen
from tests.e2e.test_first_way import sign_in

pytestmark = pytest.mark.e2e
SIZES = ((360, "dark"), (360, "light"), (1280, "dark"), (1280, "light"))


@pytest.fixture(scope="module")
def board(browser: Browser, served: Served) -> str:
    """Where everybody reads of the matters: the link that staff have on their page."""
    staff = browser.new_context(base_url=served.url, locale="en-GB").new_page()
    sign_in(staff)
    staff.goto("/public")
    matters = staff.locator("section", has=staff.get_by_role("heading", name="The board of matters"))
    found = matters.get_by_role("link", name="Read it as everybody does").get_attribute("href")
    staff.context.close()
    assert found
    return found


@pytest.mark.parametrize("script", [True, False])
def test_a_visitor_finds_a_matter_reads_it_changes_the_language_and_follows_it(
    browser: Browser, served: Served, board: str, script: bool
) -> None:
    context = browser.new_context(base_url=served.url, locale="fr-FR", java_script_enabled=script)
    page = context.new_page()
    page.goto(board)
    page.get_by_role("searchbox").fill("autobus lignes")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("heading", name="Aucun sujet public ne correspond")).to_be_visible()
    page.get_by_role("searchbox").fill("LIGNE hopital")
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("link", name="Suppression de la ligne de bus 12").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Suppression de la ligne de bus 12")
    expect(page.locator("main")).to_contain_text("personnes l’ont demandé")
    expect(page.locator(".steps")).to_contain_text("Prochaines nouvelles")
    page.get_by_text("Les chiffres en tableau").click()
    expect(page.get_by_role("table")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("End of bus line 12")
    follow(page)
    page.get_by_role("link", name="All matters").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What people ask, and what becomes of it")
    assert context.cookies() == []
    context.close()


def follow(page: Page) -> None:
    """The feed that the page names can be read, and speaks the same language."""
    link = page.locator('link[type="application/atom+xml"]').get_attribute("href")
    assert link
    answer = page.request.get(link)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.body())
    assert "End of bus line 12" in (feed.findtext("{http://www.w3.org/2005/Atom}title") or "")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_public_pages_have_no_faults_at_any_size(page: Page, board: str, language: str) -> None:
    page.goto(f"{board}?lang={language}")
    matter = page.locator(".rows .title").first.get_attribute("href") or ""
    found = []
    for address in (f"{board}?lang={language}", matter, matter.replace("?", "/embed?"), f"{board}?q=zzz"):
        page.goto(address)
        for width, scheme in SIZES:
            page.set_viewport_size({"width": width, "height": 740})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{address} ({width}, {scheme}): {fault}" for fault in faults_seen(page)]
    assert found == []


@pytest.fixture
def newspaper() -> Iterator[Callable[[str], str]]:
    """Another site on this machine, with one page; returns where it is."""
    pages: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        """Gives the page to whoever asks."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages[-1].encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is written down."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()

    def publish(page: str) -> str:
        pages.append(page)
        return f"http://127.0.0.1:{server.server_port}/"

    yield publish
    server.shutdown()
    server.server_close()


def test_the_frame_and_the_script_stand_on_another_site(
    browser: Browser, served: Served, board: str, newspaper: Callable[[str], str]
) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{served.url}{board}")
    matter = f"{served.url}{page.locator('.rows .title').first.get_attribute('href')}".partition("?")[0]
    frame = f'<iframe src="{matter}/embed?lang=en"></iframe>'
    for tag in (frame, f'<script src="{served.url}/public/embed.js" data-matter="{matter}"></script>'):
        page.goto(newspaper(f"<!doctype html><title>News</title><p>News</p>{tag}"))
        inside = page.frame_locator("iframe")
        expect(inside.get_by_role("heading", level=1)).to_be_visible()
        expect(inside.get_by_role("link")).to_have_attribute("target", "_blank")
    page.goto(newspaper(f'<iframe src="{matter}"></iframe>'))
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_count(0)
    page.context.close()
