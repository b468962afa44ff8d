"""The day of an agent in a real browser: takes, answers with what was answered before, skips, hands over."""

import re
import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.e2e.conftest import PATIENCE, Served, environment, saule
from tests.e2e.test_first_way import sign_in

from saule.demo.charter import charter

pytestmark = pytest.mark.e2e
AGENT, OWNER = (next(one.name for one in charter().staff if one.role == role) for role in ("agent", "owner"))


@pytest.fixture(scope="module")
def word(served: Served) -> str:
    """A word of an answer that was sent before."""
    command = [*saule()[:2], "tests.e2e.answer_before"]
    environ = {**environment(served.home), "DJANGO_SETTINGS_MODULE": "saule.config.settings"}
    said = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=PATIENCE)
    assert said.returncode == 0, said.stderr
    return said.stdout.strip()


@pytest.fixture
def colleague(browser, served: Served):
    """The owner's own window."""
    context = browser.new_context(base_url=served.url, locale="en-GB")
    window = context.new_page()
    sign_in(window)
    yield window
    context.close()


def take_by_key(page: Page) -> str:
    """Opens Next and takes what is there, by keyboard alone; returns where that led."""
    page.goto("/")
    page.keyboard.press("n")
    expect(page.get_by_text("Written today")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text("In your hands until")).to_be_visible()
    return page.url.split("#")[0]


def take_one_person(page: Page) -> str:
    """Takes what comes until it is one person's conversation: matters are passed on."""
    for _try in range(9):
        here = take_by_key(page)
        if "/conversations/" in here:
            return here
        skip(page)
    raise AssertionError("nobody is answered on their own")


def skip(page: Page) -> None:
    """Passes on what is open, with a reason."""
    page.keyboard.press("v")
    expect(page.get_by_role("heading", name="Skip")).to_be_visible()
    page.get_by_label("somebody else knows this better").check()
    page.get_by_role("button", name="Skip it").click()
    expect(page.get_by_text("others are offered it first")).to_be_visible()


def test_the_day_of_an_agent(page: Page, colleague: Page, word: str) -> None:
    sign_in(page, "agent")
    here = take_one_person(page)

    colleague.goto(here)
    expect(colleague.get_by_text(f"{AGENT} has this in hand until")).to_be_visible()

    page.get_by_label("Search past answers").fill(word)
    expect(page.locator("#past-list")).to_contain_text("Sent to")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator("#reply-body")).to_have_value(re.compile(word))
    page.locator("[data-send]").click()
    expect(page.get_by_text("Until then it can be undone.")).to_be_visible()

    assert take_by_key(page) != here
    skip(page)
    handed = take_by_key(page)
    page.keyboard.press("h")
    page.get_by_label("Hand over to").select_option(label=OWNER)
    page.get_by_label("What do they need to know?").fill("The mayor knows this case.")
    page.get_by_role("button", name="Hand it over").click()
    expect(page.get_by_text(f"Handed over to {OWNER}.")).to_be_visible()

    colleague.goto(handed)
    expect(colleague.locator(".handed")).to_contain_text("The mayor knows this case.")
    colleague.keyboard.press("i")
    expect(colleague.get_by_text("In your hands until")).to_be_visible()
    assert Axe().run(colleague).response["violations"] == []
    page.goto(handed)
    expect(page.get_by_text(f"{OWNER} has this in hand until")).to_be_visible()


def test_the_day_needs_no_script(browser, served: Served, word: str) -> None:
    context = browser.new_context(base_url=served.url, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "supervisor")
    page.goto("/next")
    for _try in range(9):
        page.get_by_role("button", name="Take it in hand").click()
        if "/conversations/" in page.url:
            break
        page.get_by_role("link", name="Skip…").click()
        page.get_by_label("a piece of information is missing").check()
        page.get_by_role("button", name="Skip it").click()
    page.locator("#reply-body").fill("Chère Madame,")
    page.get_by_label("Search past answers").fill(word)
    page.get_by_label("Search past answers").press("Enter")
    page.locator("#past-list").get_by_role("button", name="Put in").first.click()
    expect(page.locator("#reply-body")).to_have_value(re.compile(f"Chère Madame,[^§]*{word}"))
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_text("offered to everybody again")).to_be_visible()
    context.close()
