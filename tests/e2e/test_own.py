"""Somebody opens their own page, chooses, takes everything along, and is erased with a proof."""

import io
import re
import sqlite3
import zipfile
from contextlib import closing

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.conftest import Served

pytestmark = pytest.mark.e2e
SOMEBODY = """SELECT a.value FROM people_address a JOIN matters_message m ON m.address_id = a.id
    WHERE NOT m.outgoing AND m.mail_class = 'human' AND m.said <> '' ORDER BY m.id LIMIT 1"""


def somebody(served: Served) -> str:
    """The address of a person who has written."""
    with closing(sqlite3.connect(served.home / "saule.sqlite3")) as store:
        return str(store.execute(SOMEBODY).fetchone()[0])


def test_the_whole_way_of_somebody_who_leaves(browser: Browser, served: Served) -> None:
    address = somebody(served)
    page = browser.new_context(base_url=served.url).new_page()
    page.goto("/me")
    page.locator("[name=address]").fill(address)
    page.locator("main form button").click()
    page.locator("section[aria-labelledby=demo-mail] a").click()
    page.locator("#rhythm-dates").check()
    page.locator("form:has(#rhythm-dates) button").click()
    expect(page.locator("#rhythm-dates")).to_be_checked()
    with page.expect_download() as going:
        page.locator("a[href*='/file']").click()
    archive = zipfile.ZipFile(io.BytesIO(going.value.path().read_bytes()))
    assert address in archive.read("data.json").decode()
    page.locator("a[href*='/erasure']").click()
    page.locator("#sure").check()
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile(r"/erasures/[0-9a-z]{16}"))
    expect(page.locator("tbody")).to_contain_text("matters.Message.said")
    assert address not in page.content()
    assert somebody(served) != address
    page.context.close()
