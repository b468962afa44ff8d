"""What a page takes of a screen: on a desk all is seen at once, on a phone nothing runs off."""

import re

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect
from tests.e2e.test_first_way import choose, sign_in

pytestmark = pytest.mark.e2e
PHONE = {"width": 360, "height": 740}


def box(found: Locator) -> FloatRect:
    """Where something stands."""
    place = found.bounding_box()
    assert place is not None
    return place


def overflows(found: Locator) -> bool:
    """Whether something must be scrolled to be read."""
    return bool(
        found.evaluate("one => one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth")
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_keep_within_a_screen_and_a_phone(page: Page, language: str) -> None:
    sign_in(page)
    choose(page, language)

    page.goto("/conversations")
    field, filters = box(page.locator("input#q")), box(page.locator(".filter").first)
    assert abs(field["y"] + field["height"] / 2 - filters["y"] - filters["height"] / 2) < 8
    page.keyboard.press("?")
    expect(page.locator("dialog[data-keys]")).to_be_visible()
    assert not overflows(page.locator("dialog[data-keys]"))
    page.keyboard.press("Escape")

    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/settings/charter")
    assert not overflows(page.locator(".scroll-x").first)


def test_filters_that_are_set_push_no_hit_off_a_phone(page: Page) -> None:
    sign_in(page)
    page.goto("/search?q=bus&since=2020-01-01")
    expect(page.locator("input#id_since")).to_be_visible()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    expect(page.locator("input#id_since")).to_be_hidden()
    assert box(page.locator(".hits").first)["y"] < PHONE["height"]

    page.locator("details.stands > summary").click()
    expect(page.locator("input#id_since")).to_be_visible()
    page.goto("/search?q=bus&since=2020-01-01&until=2019-01-01")
    expect(page.locator("#id_until_error")).to_contain_text(re.compile("comes before"))
    assert box(page.locator("#id_until_error"))["y"] < PHONE["height"]
