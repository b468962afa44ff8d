"""Every page: no fault of access (axe), nothing wider than a phone, in both languages and colour schemes."""

import json
import re
import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, expect
from tests.e2e.conftest import PATIENCE, Served, environment, saule
from tests.e2e.test_first_way import choose, links, plain, sign_in
from tests.web.test_policies import EXPECTED, NOBODY

pytestmark = pytest.mark.e2e

NO_PAGES = {
    "healthz": "words for a machine",
    "past-answers": "a part of another page",
    "body": "a mail's own HTML, in a frame without rights",
    "attachment": "a file",
    "preview": "a file",
    "enclosure": "a file",
    "unreached": "a file",
    "second-step": "leads to another page, but in the middle of signing in",
    "directory": "leads to another page",
    "directory-return": "leads to another page",
    "looks-csv": "a file",
    "audit-trail-csv": "a file",
    "processing-csv": "a file",
    "processing-json": "a file",
    "board-csv": "a file",
    "board-json": "a file",
    **dict.fromkeys(("matters-csv", "matters-json", "matters-card", "public-matter-card"), "a file"),
    **dict.fromkeys(("matters-atom", "matters-feed", "public-matter-atom", "public-matter-feed"), "a feed"),
    "embed-script": "a script for other sites",
    "facts-export": "a file",
    "own-file": "a file",
    "erasure-proof-json": "a file",
    "calibration-csv": "a file",
    "report-csv": "a file",
    "report-json": "a file",
    "calibration-json": "a file",
    "simulator-csv": "a file",
    "simulator-json": "a file",
    "statement-csv": "a file",
    "statement-pdf": "a file",
    "handed": "only for a provider's agent; looked at in test_provider.py",
    "handed-item": "only for a provider's agent; looked at in test_provider.py",
    "sign-in": "leads on who is signed in; looked at below",
}
"""What can be read at an address and is no page of the desk, and why."""


@pytest.fixture(scope="module")
def pages(served: Served) -> list[str]:
    """The addresses of every page that somebody may read, from the table of URLs."""
    command = [*saule()[:2], "tests.e2e.every_page"]
    environ = {**environment(served.home), "DJANGO_SETTINGS_MODULE": "saule.config.settings"}
    said = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=PATIENCE)
    assert said.returncode == 0, said.stderr
    told = json.loads(said.stdout)
    read = {name for name, (readers, _changers) in EXPECTED.items() if readers != NOBODY} - set(NO_PAGES)
    assert [name for name in read if not told.get(name)] == [], "say in every_page.py what fills these in"
    return [address for name in sorted(read) for address in told[name]]


def faults_of(page: Page, address: str, sizes: list[tuple[int, str]]) -> list[str]:
    """What is wrong with a page: its status, its language, and at each size its width and what axe finds."""
    try:
        answer = page.goto(address)
    except Error as error:
        return [f"{address}: {error.message}"]
    if answer is None or answer.status != 200:
        return [f"{address}: {answer and answer.status}"]
    headings = page.locator("h1").count()
    faults = [] if headings == 1 else [f"{address}: {headings} first headings"]
    for width, scheme in sizes:
        # Asked of the page as it stands: what it does at a size, it must do after turning a phone too.
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        faults += [f"{address} ({width}, {scheme}): {fault}" for fault in faults_seen(page)]
    return faults


def faults_seen(page: Page) -> list[str]:
    """Whether a page is wider than the screen, and what axe finds."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = Axe().run(page).response["violations"]
    return [f"{wide} px too wide"] * (wide > 0) + [f"{f['id']} {f['nodes'][0]['html'][:160]}" for f in found]


# Each language and each colour scheme on a phone and on a wide screen, without all eight together.
@pytest.mark.parametrize(
    ("language", "sizes"),
    [("fr", [(360, "dark"), (1280, "light")]), ("en", [(1280, "dark"), (360, "light")])],
)
def test_every_page(
    browser, served: Served, pages: list[str], language: str, sizes: list[tuple[int, str]]
) -> None:
    width, scheme = sizes[0]
    context = browser.new_context(
        base_url=served.url,
        locale=language,
        color_scheme=scheme,
        reduced_motion="reduce",
        viewport={"width": width, "height": 740},
    )
    page = context.new_page()
    sign_in(page)
    choose(page, language)
    faults = []
    for address in pages:
        faults += faults_of(page, address, sizes)
        # Those outside are written to, and shown, in their own language.
        outside = address.startswith(("/status/", "/unsubscribe/", "/confirm/", "/me", "/erasures/"))
        if not outside and page.locator("html").get_attribute("lang") != language:
            faults.append(f"{address}: not in {language}")
    context.close()
    assert faults == []


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_for_people_without_an_account(browser, served: Served, width: int) -> None:
    context = browser.new_context(base_url=served.url, viewport={"width": width, "height": 740})
    page = context.new_page()
    faults = []
    for address in outside(served):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        faults += [f"{address[:12]}: {fault}" for fault in faults_seen(page)]
    context.close()
    assert faults == []


def outside(served: Served) -> list[str]:
    """A status page, an unsubscribing page, one link of each sort that nobody wrote, and the sign-in."""
    mails = (plain(path.read_bytes()) for path in (served.home / "outbox").glob("*.eml"))
    stops = (re.search(r"/unsubscribe/[^>]+", mail["List-Unsubscribe"] or "") for mail in mails)
    stop = next((found[0] for found in stops if found), "/unsubscribe/wrong")
    return [
        next(links(served))[1],
        stop,
        "/status/wrong~link",
        "/unsubscribe/wrong",
        "/invitation/wrong",
        "/sign-in",
    ]
