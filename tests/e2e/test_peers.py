"""People answer each other, in a real browser: one says what they know, the desk looks, another is helped."""

import json
import re
import subprocess

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import Served, environment, saule
from tests.e2e.test_every_page import faults_seen
from tests.e2e.test_first_way import sign_in

pytestmark = pytest.mark.e2e
KNOWN = "The day clinic’s minibus also stops at the wash-house on Thursdays, and it has a ramp."


@pytest.fixture(scope="module")
def ways(served: Served) -> dict[str, str]:
    """The matter that everybody can read of, and the status pages of two who wait there."""
    command = [*saule()[:2], "tests.e2e.two_who_ask"]
    environ = {**environment(served.home), "DJANGO_SETTINGS_MODULE": "saule.config.settings"}
    told = subprocess.run(command, env=environ, capture_output=True, text=True, check=True, timeout=120)
    found: dict[str, str] = json.loads(told.stdout)
    return found


def test_one_knows_something_the_desk_looks_and_another_is_helped(
    browser, page: Page, served: Served, ways: dict[str, str]
) -> None:
    say_it(page, ways["one"])
    staff = browser.new_context(base_url=served.url, locale="en-GB").new_page()
    sign_in(staff)
    look_at_it(staff, ways["matter"])
    be_helped(page, ways["other"])
    staff.goto("/reports")
    carried = staff.locator("section", has=staff.get_by_role("heading", name="What people carry"))
    expect(carried).to_contain_text(re.compile(r"\d+ (person|people) left the queue"))
    assert faults_seen(staff) == []
    staff.context.close()
    page.get_by_role("button", name="I need an answer after all").click()
    expect(page.locator("main")).not_to_contain_text("Our own answer will reach you all the same")


def say_it(page: Page, way: str) -> None:
    """Somebody answers the others; what tells who somebody is is gone."""
    page.goto(way)
    page.get_by_text("Answer the others").press("Enter")
    for width, scheme in ((360, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert faults_seen(page) == []
    page.get_by_label("What do you know that helps the others?").fill(f"{KNOWN} Ask Mrs Delmas.")
    page.get_by_label("Under which name?").fill("A nurse")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator("article", has_text="ramp")).to_contain_text("waits for a look")
    expect(page.locator("main")).not_to_contain_text("Delmas")


def look_at_it(staff: Page, matter: str) -> None:
    """A colleague shows it, and finds it correct."""
    staff.goto("/peers")
    item = staff.locator("article", has_text="ramp")
    expect(item).to_contain_text("A nurse")
    item.get_by_role("button", name="Show it").click()
    expect(staff.get_by_text("It is shown now.")).to_be_visible()
    staff.goto(matter)
    staff.locator("article", has_text="ramp").get_by_role("button", name="It is correct").click()
    expect(staff.get_by_text("Marked as correct")).to_be_visible()
    expect(staff.locator("#peers article", has_text="ramp")).to_contain_text("correct")
    assert faults_seen(staff) == []


def be_helped(page: Page, way: str) -> None:
    """Somebody else who waits needs no other answer, but wants to read the desk's."""
    page.goto(way)
    offer = page.locator("article", has_text="minibus").first
    expect(offer).to_contain_text("confirmed by us")
    offer.get_by_text("I need no other answer").press("Enter")
    assert faults_seen(page) == []
    offer.get_by_label("Keep me informed").check()
    offer.get_by_role("button", name="Yes, this is enough for me").click()
    expect(page.get_by_text("you said that another person’s answer helped you")).to_be_visible()
    expect(page.get_by_text("Our own answer will reach you all the same")).to_be_visible()
