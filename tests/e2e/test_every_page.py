"""Every page: no fault of access (axe), nothing wider than a phone, in both languages and colour schemes."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.e2e.conftest import Served
from tests.e2e.test_first_way import choose, links, plain, sign_in

pytestmark = pytest.mark.e2e

PAGES = (
    "/",
    "/matters",
    "/matters?q=bus",
    "/search?q=bus",
    "/search?q=bus&in=messages&state=open",
    "/conversations",
    "/conversations?state=snoozed&who=me",
    "/mentions",
    "/promises",
    "/outbox",
    "/settings",
    "/settings/charter",
    "/settings/staff",
    "/settings/desk",
    "/settings/mailboxes",
    "/settings/headings",
    "/settings/invitations",
    "/settings/calendar",
    "/settings/calendar/week",
    "/settings/calendar/closed",
    "/settings/channels",
    "/settings/registers",
    "/settings/trail",
    "/account",
    "/account/password",
)


def deeper(page: Page) -> list[str]:
    """Pages that only the data know: a matter and its tabs, a conversation, a delivery, a mailbox."""
    found = []
    for listing, pattern in (
        ("/matters", r"/matters/\w{16}$"),
        ("/conversations", r"/conversations/\w{16}$"),
        ("/outbox", r"/outbox/\w{16}$"),
        ("/settings", r"/settings/mailboxes/\d+$"),
        ("/settings/charter", r"/settings/headings/\d+$"),
        ("/settings/staff", r"/settings/staff/\d+$"),
    ):
        page.goto(listing)
        links = page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
        found += [next(link for link in links if re.search(pattern, link))]
    matter = found[0]
    return [*found, f"{matter}?show=letters", f"{matter}?show=all", f"{matter}/history", f"{matter}/answer"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages(browser, served: Served, language: str, scheme: str) -> None:
    context = browser.new_context(
        base_url=served.url, locale=language, color_scheme=scheme, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    sign_in(page)
    choose(page, language)
    faults = []
    for address in [*PAGES, *deeper(page)]:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert page.locator("html").get_attribute("lang") == language
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{address}: {wide} px wider than a phone"] if wide > 0 else []
        faults += [
            f"{address}: {fault['id']} {fault['nodes'][0]['html'][:160]}"
            for fault in Axe().run(page).response["violations"]
        ]
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
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{address[:12]}: {wide} px too wide"] if wide > 0 else []
        faults += [f"{address[:12]}: {fault['id']}" for fault in Axe().run(page).response["violations"]]
    context.close()
    assert faults == []


def outside(served: Served) -> list[str]:
    """A status page, an unsubscribing page, one link of each sort that nobody wrote, and the sign-in."""
    mails = (plain(path.read_bytes()) for path in (served.home / "outbox").glob("*.eml"))
    stops = (re.search(r"/unsubscribe/[^>]+", mail["List-Unsubscribe"] or "") for mail in mails)
    stop = next((found[0] for found in stops if found), "/unsubscribe/wrong")
    return [
        next(links(served)),
        stop,
        "/status/wrong~link",
        "/unsubscribe/wrong",
        "/invitation/wrong",
        "/sign-in",
    ]
