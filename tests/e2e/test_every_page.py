"""Every page: no fault of access (axe), nothing wider than a phone, in both languages and colour schemes."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.e2e.conftest import Served
from tests.e2e.test_first_way import sign_in

pytestmark = pytest.mark.e2e

PAGES = (
    "/",
    "/matters",
    "/matters?q=bus",
    "/conversations",
    "/promises",
    "/outbox",
    "/settings",
    "/settings/charter",
    "/settings/staff",
    "/settings/registers",
    "/account",
)


def deeper(page: Page) -> list[str]:
    """Pages that only the data know: a matter and its tabs, a conversation, a delivery, a mailbox."""
    found = []
    for listing, pattern in (
        ("/matters", r"/matters/\w{16}$"),
        ("/conversations", r"/conversations/\w{16}$"),
        ("/outbox", r"/outbox/\w{16}$"),
        ("/settings", r"/settings/mailboxes/\d+$"),
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


def choose(page: Page, language: str) -> None:
    """The member's own language."""
    page.goto("/account")
    page.locator("select[name=language]").select_option(language)
    page.locator("form:has(select[name=language]) button").first.click()
