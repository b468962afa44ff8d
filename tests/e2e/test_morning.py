"""A morning of an agent at the town hall, with the keyboard alone: no mouse is touched after signing in."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.e2e.conftest import Served
from tests.e2e.test_first_way import sign_in

from saule.demo.charter import charter

pytestmark = pytest.mark.e2e
OWNER = next(one.name for one in charter().staff if one.role == "owner")
MOST_STEPS = 120
# The ring may be drawn around the field's frame, as it is for the search.
SEEN = """one => one.matches(':focus-visible') && [one, one.parentElement].map(getComputedStyle).some(style =>
    parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none')"""


@pytest.fixture(scope="module")
def agent(browser: Browser, served: Served) -> Iterator[Page]:
    """The agent's window, signed in for the morning; a supervisor has saved a reply the day before."""
    before = browser.new_context(base_url=served.url, locale="en-GB")
    leader = before.new_page()
    sign_in(leader)
    leader.goto("/settings/saved-replies/new")
    leader.get_by_label("Name").first.fill("Received")
    for language in ("fr", "en"):
        leader.locator(f"[name=text_{language}]").fill("Bonjour {name}, nous avons bien lu votre lettre.")
    leader.locator("main form.form button").click()
    expect(leader.locator(".rows")).to_contain_text("Received")
    before.close()
    context = browser.new_context(
        base_url=served.url, locale="en-GB", viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    sign_in(page, "agent")
    yield page
    context.close()


def press(page: Page, *keys: str) -> None:
    """One key after the other."""
    for key in keys:
        page.keyboard.press(key)


def go(page: Page, *keys: str) -> None:
    """Keys of which the last leads to another page; returns when that one is there."""
    press(page, *keys[:-1])
    with page.expect_navigation():
        press(page, keys[-1])


def tab_to(page: Page, target: Locator) -> None:
    """Goes on with Tab until the target has the focus; wherever the focus is on the way, one sees it."""
    expect(target).to_be_visible()
    for _step in range(MOST_STEPS):
        press(page, "Tab")
        here = page.locator("*:focus")
        if here.count():
            assert here.evaluate(SEEN), here.evaluate("one => one.outerHTML.slice(0, 200)")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("Tab does not lead there")


def open_waiting(page: Page, which: int) -> None:
    """Opens somebody who waits, from wherever one is."""
    go(page, "g", "c")
    go(page, *"j" * which, "Enter")
    expect(page.locator("#reply-body")).to_be_visible()


def test_the_next_is_one_key_away_and_can_be_answered_alone(agent: Page) -> None:
    go(agent, "n")
    expect(agent).to_have_url(re.compile(r"/next$"))
    go(agent, "n")
    expect(agent).to_have_url(re.compile(r"/(matters|conversations)/\w{16}"))
    if "/matters/" in agent.url:
        tab_to(agent, agent.get_by_role("link", name="reply to them alone").first)
        go(agent, "Enter")
    expect(agent.locator("#reply-body")).to_be_visible()
    press(agent, "r")
    expect(agent.locator("#reply-body")).to_be_focused()
    press(agent, "Escape")


def test_a_saved_reply_is_filled_in_sent_and_undone(agent: Page) -> None:
    open_waiting(agent, 1)
    area = agent.locator("#reply-body")
    press(agent, ";")
    expect(agent.locator("dialog.saved")).to_be_visible()
    agent.keyboard.type("rece")
    press(agent, "Enter")
    expect(area).to_have_value(re.compile(r"^Bonjour (?!\{)[^,]+, nous avons bien lu votre lettre\."))
    expect(area).to_be_focused()
    agent.keyboard.type(" Vraiment bien.")
    go(agent, "Control+Enter")
    expect(agent.locator("[data-leaves]")).to_contain_text("leaves in")
    go(agent, "u")
    expect(area).to_have_value(re.compile(r"Vraiment bien\.$"))
    expect(agent.locator("[data-leaves]")).to_have_count(0)


def test_a_note_calls_somebody_then_a_tag_a_holder_and_a_rest(agent: Page) -> None:
    open_waiting(agent, 2)
    press(agent, "m")
    agent.keyboard.type(f"@{OWNER} has she been here before?")
    tab_to(agent, agent.locator("#notes").get_by_role("button", name="Note it", exact=True))
    go(agent, "Enter")
    expect(agent.locator(".note")).to_contain_text("has she been here before?")

    work = agent.locator("#work")
    press(agent, "t")
    agent.keyboard.type("morning")
    press(agent, "Enter")
    expect(work.locator(".tag", has_text="morning")).to_be_visible()
    press(agent, "a")
    expect(work.locator("select:focus")).to_be_visible()
    agent.keyboard.type(OWNER[:6])
    tab_to(agent, work.get_by_role("button", name="Give", exact=True))
    press(agent, "Enter")
    expect(work.locator("dl")).to_contain_text(OWNER)
    press(agent, "z")
    tab_to(agent, work.locator("[name=because]"))
    agent.keyboard.type("waits for the works department")
    press(agent, "Enter")
    expect(work.locator("dl")).to_contain_text("waits for the works department")


def test_search_is_a_key_and_what_it_finds_is_walked_through(agent: Page) -> None:
    press(agent, "/")
    expect(agent.locator("[data-search]")).to_be_focused()
    agent.keyboard.type("piscine")
    go(agent, "Enter")
    expect(agent).to_have_url(re.compile(r"/search\?q=piscine"))
    press(agent, "j")
    expect(agent.locator(".hits a.title").first).to_be_focused()
    go(agent, "j", "k", "Enter")
    expect(agent).not_to_have_url(re.compile("/search"))


def test_many_are_settled_at_once_and_a_tag_on_many_is_undone(agent: Page) -> None:
    go(agent, "g", "c")
    rows = agent.locator(".rows > li")
    settled = rows.first.locator("a.title").get_attribute("href")
    press(agent, *"jxjxe")
    expect(agent.locator("[data-chosen]")).to_have_text("Chosen: 2")
    agent.keyboard.type("advertising")
    go(agent, "Enter")
    expect(agent.get_by_text("2 done.")).to_be_visible()
    expect(agent.locator(f".rows a[href='{settled}']")).to_have_count(0)

    press(agent, *"jxjjxt")
    agent.keyboard.type("to be seen")
    go(agent, "Enter")
    expect(rows.locator(".tag", has_text="to be seen")).to_have_count(2)
    go(agent, "u")
    expect(agent.get_by_text("2 undone.")).to_be_visible()
    expect(rows.locator(".tag", has_text="to be seen")).to_have_count(0)


def test_the_keys_are_told_and_nothing_traps_the_focus(agent: Page) -> None:
    press(agent, "?")
    sheet = agent.get_by_role("dialog", name="Keys")
    expect(sheet).to_be_visible()
    press(agent, "g", "m")
    expect(sheet).to_be_visible()
    press(agent, "Escape")
    expect(sheet).to_be_hidden()
    go(agent, "g", "m")
    expect(agent).to_have_url(re.compile("/matters$"))
    press(agent, "Tab")
    expect(agent.locator("a.skip")).to_be_focused()
    press(agent, "Enter")
    expect(agent.locator("main")).to_be_focused()
    tab_to(agent, agent.locator(".rows a.title").nth(3))


def test_on_a_narrow_screen_the_bar_at_the_foot_covers_nothing_that_has_the_focus(
    browser: Browser, served: Served
) -> None:
    context = browser.new_context(
        base_url=served.url, reduced_motion="reduce", viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    sign_in(page, "agent")
    covered = []
    for _step in range(30):
        press(page, "Tab")
        covered += page.locator("main *:focus").evaluate_all(
            """all => all.filter(one => one.getBoundingClientRect().bottom
                > document.querySelector('.rail').getBoundingClientRect().top).map(one => one.outerHTML)"""
        )
    context.close()
    assert covered == []
