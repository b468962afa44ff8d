"""The day of a provider's agent, in a real browser: take, answer, be stopped by a figure, give back."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import Served
from tests.e2e.test_every_page import faults_seen
from tests.e2e.test_first_way import choose, sign_in

from saule.demo.loading import PASSWORD
from saule.demo.providers import agents

pytestmark = pytest.mark.e2e


def enter(page: Page, address: str) -> None:
    """Signs in as somebody of a provider."""
    page.goto("/sign-in")
    page.locator("[name=username]").fill(address)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page).to_have_url(re.compile("/handed$"))


def test_the_day_of_a_providers_agent(page: Page, served: Served) -> None:
    (_name, address), _fast = agents()
    enter(page, address)
    choose(page, "en")
    page.goto("/")
    items = page.locator(".rows .title")
    count = items.count()
    assert count >= 2
    for width, scheme in ((360, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert faults_seen(page) == []
    items.first.click()
    expect(page.get_by_text("[person 1]").first).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("@")
    assert faults_seen(page) == []

    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_text("It is yours.")).to_be_visible()
    page.get_by_label("The reply").fill("Bonjour {name},\n\nl’entrée de la piscine est à 9,90 €.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("9,90 €")
    page.get_by_label("The reply").fill("Bonjour {name},\n\nnous vous répondons sur ce point.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sent as the desk’s reply.")).to_be_visible()
    expect(page.locator(".rows .title")).to_have_count(count - 1)

    page.locator(".rows .title").first.press("Enter")
    page.get_by_text("Give it back…").press("Enter")
    page.get_by_label("Why?").fill("It needs the plan.")
    page.get_by_label("Why?").press("Enter")
    expect(page.get_by_text("Given back.")).to_be_visible()
    for forbidden in ("/conversations", "/people", "/search?q=a", "/settings/providers", "/reports"):
        answer = page.request.get(forbidden)
        assert answer.status == 403, forbidden


def test_the_one_who_closes_fast_is_plain_to_see(page: Page) -> None:
    sign_in(page)
    choose(page, "en")
    page.goto("/settings/providers")
    expect(page.get_by_text("12,50 €")).to_be_visible()
    fast = page.locator(".rows li", has=page.get_by_role("link", name="Allô Express"))
    expect(fast).to_contain_text("stopped")
    page.get_by_role("link", name="Allô Express").click()
    page.locator("section[aria-labelledby=statements] .title").first.click()
    expect(page.get_by_text("Came back about the same")).to_be_visible()
    with page.expect_download() as file:
        page.get_by_role("link", name="PDF").click()
    assert file.value.suggested_filename.endswith(".pdf")


def test_it_works_without_scripts(browser, served: Served) -> None:
    context = browser.new_context(base_url=served.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    enter(page, agents()[1][1])
    # What the fast one wrote waits for a leader: it can be read, and not sent.
    page.locator(".rows .title").first.click()
    expect(page.locator("#reply-body")).to_have_value(re.compile("12,50"))
    expect(page.locator("button[value=send]")).to_have_count(0)
    context.close()
