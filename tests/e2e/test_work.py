"""A team at work in real browsers: keys over a list, a note that calls a colleague, two in one place."""

import re
import subprocess

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import PATIENCE, Served, environment, saule
from tests.e2e.test_first_way import sign_in

from saule.demo.charter import charter

pytestmark = pytest.mark.e2e
AGENT = next(one.name for one in charter().staff if one.role == "agent")


def choose_two(page: Page) -> None:
    """Marks the first two rows with the keyboard alone."""
    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.locator("[data-chosen]")).to_have_text("Chosen: 2")


def test_many_are_tagged_and_undone_by_keyboard(page: Page) -> None:
    sign_in(page)
    page.goto("/conversations")
    choose_two(page)
    page.keyboard.press("t")
    page.keyboard.type("by keyboard")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 done.")).to_be_visible()
    expect(page.locator(".rows .tag", has_text="by keyboard")).to_have_count(2)

    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("2 undone.")).to_be_visible()
    expect(page.locator(".rows .tag", has_text="by keyboard")).to_have_count(0)


def test_questions_are_answered_and_undone_with_one_key_each(page: Page, served: Served) -> None:
    environ = {**environment(served.home), "DJANGO_SETTINGS_MODULE": "saule.config.settings"}
    command = [*saule()[:2], "tests.e2e.ask_something"]
    subprocess.run(command, env=environ, check=True, timeout=PATIENCE)
    sign_in(page)
    page.goto("/suggestions")
    asked = page.locator(".pair h2").all_inner_texts()
    assert len(asked) == 2
    for key, said in (("n", "They are kept apart."), ("y", "They are one matter now.")):
        page.keyboard.press(key)
        expect(page.get_by_text(said)).to_be_visible(timeout=30_000)
        page.keyboard.press("u")
        expect(page.locator(".pair h2")).to_have_text(asked)


def test_a_note_calls_a_colleague_and_each_is_told_of_the_other(browser, page: Page, served: Served) -> None:
    sign_in(page)
    page.goto("/conversations?kind=-")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#work")).to_be_visible()
    page.keyboard.press("m")
    page.keyboard.type(f"@{AGENT} knows them")
    page.locator("#notes").get_by_role("button", name="Note it", exact=True).click()
    expect(page.locator(".note")).to_contain_text("knows them")
    here = page.url.split("#")[0]

    other = browser.new_context(base_url=served.url, locale="en-GB")
    colleague = other.new_page()
    sign_in(colleague, "agent")
    colleague.goto("/mentions")
    expect(colleague.get_by_text("not seen yet")).to_be_visible()
    colleague.locator(".rows a.title").first.click()
    expect(colleague.locator("#presence")).to_contain_text("is reading this.")
    expect(colleague.get_by_text("A colleague calls you here.")).to_have_count(0)
    colleague.goto("/mentions")
    expect(colleague.get_by_text("not seen yet")).to_have_count(0)
    colleague.goto(here)
    page.goto(here)
    expect(page.locator("#presence")).to_contain_text(f"{AGENT} is reading this.")
    other.close()


def test_the_work_needs_no_script(browser, served: Served) -> None:
    context = browser.new_context(base_url=served.url, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto("/conversations")
    page.get_by_role("link", name="Choose all on this page").click()
    expect(page.locator("input[name=chosen]:checked")).to_have_count(25)
    page.locator("details[data-key=a] summary").click()
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.get_by_text(re.compile(r"\d+ done\."))).to_be_visible()
    page.locator(".rows a.title").first.click()
    page.locator("#work details[data-key=t] summary").click()
    page.locator("#work input[name=name]").fill("without script")
    page.get_by_role("button", name="Put the tag on").click()
    expect(page.locator("#work .tag")).to_contain_text("without script")
    context.close()
