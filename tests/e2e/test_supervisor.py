"""The day of somebody who leads: who had to come back, an answer read again, the figures taken along."""

import csv
import json
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import PATIENCE, Served, environment, saule
from tests.e2e.test_first_way import sign_in

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def drawn(served: Served) -> None:
    """Some of last week's answers wait for the supervisor to read."""
    environ = {**environment(served.home), "DJANGO_SETTINGS_MODULE": "saule.config.settings"}
    subprocess.run([*saule()[:2], "tests.e2e.draw_something"], env=environ, check=True, timeout=PATIENCE)


def test_from_the_figures_to_the_person_who_came_back(page: Page, drawn: None) -> None:
    sign_in(page, "supervisor")
    page.get_by_role("link", name="Reports", exact=True).click()
    expect(page.get_by_role("heading", name="Reports", level=1)).to_be_visible()
    page.get_by_role("link", name="twelve months").click()
    early = page.locator(".facts div", has_text="Closed too early").get_by_role("link")
    count = early.inner_text()
    early.click()
    expect(page.get_by_text(f"{count} people came back")).to_be_visible()

    page.get_by_role("link", name="still waiting").click()
    page.locator("li h2 a").first.click()

    expect(page.locator(".guard", has_text="Back after it was closed")).to_be_visible()
    expect(page.get_by_text("The person wrote again about the same thing.")).to_be_visible()
    expect(page.locator("#reply-body")).to_be_visible()


def test_it_was_about_something_else(page: Page, drawn: None) -> None:
    sign_in(page, "supervisor")
    page.goto("/reports/comebacks?period=year")
    cards = page.locator("li.card")
    subject = cards.first.locator("h2").inner_text()
    cards.first.get_by_text("It was about something else").click()
    cards.first.get_by_label("Why?").fill("An invitation")
    cards.first.get_by_role("button", name="Set it aside").click()
    expect(page.get_by_text("Set aside. The closing counts again as it did.")).to_be_visible()
    page.goto("/reports/comebacks?period=year&state=set_aside")
    expect(cards.first).to_contain_text("An invitation")
    expect(cards.first.locator("h2")).to_have_text(subject)


def test_a_drawn_answer_is_read_again_without_scripts(browser, served: Served, drawn: None) -> None:
    context = browser.new_context(base_url=served.url, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "supervisor")
    page.goto("/reports")
    page.get_by_role("link", name="for you to read").click()
    page.locator(".rows a.title").first.click()
    expect(page.get_by_text("Who wrote it is not said")).to_be_visible()
    for question, said in (
        ("Is what it says right?", "yes"),
        ("Does it answer the question?", "no"),
        ("Is it humane?", "I cannot tell"),
    ):
        page.get_by_role("group", name=question).get_by_label(said, exact=True).check()
    page.get_by_label("In your words").fill("The opening hours are missing.")
    page.get_by_role("button", name="Say so").click()

    expect(page.get_by_text("Thank you. The author can read it now.")).to_be_visible()
    expect(page.get_by_text("The opening hours are missing.")).to_be_visible()
    page.goto("/reports")
    expect(page.locator("#reread-title")).to_be_visible()
    expect(page.get_by_text("readings drawn by lot are done.")).to_be_visible()
    context.close()


def test_the_figures_go_along_as_files(page: Page, drawn: None, tmp_path: Path) -> None:
    sign_in(page, "supervisor")
    page.goto("/reports?period=year")
    shown = page.locator(".facts dd").first.inner_text().split("\n")[0].strip()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="As a table (CSV)").click()
    waiting.value.save_as(tmp_path / "report.csv")
    rows = list(csv.DictReader((tmp_path / "report.csv").read_text("utf-8-sig").splitlines()))
    assert f"{float(rows[0]['relevance']):.0%}" == shown
    assert {"all", "months", "members", "kinds"} <= {row["by"] for row in rows}

    page.get_by_role("link", name="For machines (JSON)").click()
    data = json.loads(page.locator("body").inner_text())
    assert str(data["rows"][0]["ended"]) == rows[0]["ended"]
