"""A reply in a real browser: written through a lost connection, sent, undone, sent again; one mail leaves."""

import re
from email import message_from_bytes, policy
from email.utils import parseaddr

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect
from tests.e2e.conftest import Served
from tests.e2e.test_first_way import choose, sign_in

from saule.engines.veiling import hint

pytestmark = pytest.mark.e2e


def open_first(page: Page, nth: int = 0) -> str:
    """Opens somebody who waits; returns what is shown of their address."""
    page.goto("/conversations")
    page.locator(".rows a.title").nth(nth).click()
    expect(page.locator("#reply-body")).to_be_visible()
    found = re.search(r"\S*•••@\S*[\w•]", page.locator("#reply header").inner_text())
    assert found is not None
    return found[0]


def mails_with(served: Served, words: str) -> list:
    """The mails in the file outbox in which these words stand."""
    read = (
        message_from_bytes(p.read_bytes(), policy=policy.default)
        for p in (served.home / "outbox").glob("*.eml")
    )
    return [mail for mail in read if (body := mail.get_body()) and words in body.get_content()]


def test_what_is_written_survives_a_lost_connection_and_leaves_once(page: Page, served: Served) -> None:
    sign_in(page)
    address = open_first(page)
    write_through_a_lost_connection(page)
    file: FilePayload = {
        "name": "Arrêté d’été.pdf",
        "mimeType": "application/pdf",
        "buffer": b"%PDF-1.7 plan",
    }
    page.locator("#reply-files").set_input_files([file])
    expect(page.locator(".files")).to_contain_text("Arrêté d’été.pdf")
    send_and_undo(page)
    assert mails_with(served, "Vraiment.") == []

    page.locator("[data-send]").click()
    expect(page.locator("[data-leaves]")).to_be_visible()
    for _try in range(90):
        if mails_with(served, "Vraiment."):
            break
        page.wait_for_timeout(1000)
    page.wait_for_timeout(3000)
    (mail,) = mails_with(served, "Vraiment.")
    assert address == hint(parseaddr(mail["To"])[1])
    (plan,) = mail.iter_attachments()
    assert (plan.get_filename(), plan.get_content()) == ("Arrêté d’été.pdf", b"%PDF-1.7 plan")


def write_through_a_lost_connection(page: Page) -> None:
    """Writes, is cut off, closes the page before the desk is there again, and finds every word."""
    area, kept, offer = (
        page.locator("#reply-body"),
        page.locator("#reply-kept"),
        page.locator("[data-unsaved]"),
    )
    page.keyboard.press("r")
    expect(area).to_be_focused()
    page.keyboard.type("Bonjour, la réponse")
    expect(kept).to_contain_text("Saved")

    page.context.set_offline(True)
    page.keyboard.type(" est oui.")
    expect(kept).to_contain_text("connection lost")
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('gone')); }")
    page.keyboard.type(" Vraiment.")
    page.context.set_offline(False)
    page.reload()
    expect(offer).to_contain_text("Bonjour, la réponse est oui. Vraiment.")
    expect(area).to_have_value("Bonjour, la réponse")
    offer.locator("[data-take]").click()
    expect(area).to_have_value("Bonjour, la réponse est oui. Vraiment.")
    expect(kept).to_contain_text("Saved")
    page.reload()
    expect(area).to_have_value("Bonjour, la réponse est oui. Vraiment.")
    expect(offer).to_be_hidden()


def send_and_undo(page: Page) -> None:
    """Sends with a key, thinks again, and has the text and its file back."""
    area = page.locator("#reply-body")
    area.press("Control+Enter")
    expect(page.locator("[data-leaves]")).to_contain_text(re.compile(r"leaves in \d+ s"))
    expect(area).to_have_value("")
    expect(page.locator("[data-unsaved]")).to_be_hidden()
    page.locator("[data-undo]").click()
    expect(area).to_have_value("Bonjour, la réponse est oui. Vraiment.")
    expect(page.locator(".files")).to_contain_text("Arrêté d’été.pdf")


def test_two_windows_and_a_draft_without_script(browser, page: Page, served: Served) -> None:
    sign_in(page)
    open_first(page, 1)
    page.locator("#reply-body").fill("Première fenêtre.")
    expect(page.locator("#reply-kept")).to_contain_text("Saved")

    plain = browser.new_context(
        base_url=served.url, java_script_enabled=False, storage_state=page.context.storage_state()
    )
    second = plain.new_page()
    second.goto(page.url)
    with page.expect_response(re.compile("/draft$")):
        page.locator("#reply-body").fill("Première fenêtre, suite.")
    second.locator("#reply-body").fill("Deuxième fenêtre.")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.locator("#reply")).to_contain_text("Première fenêtre, suite.")
    expect(second.locator("#reply-body")).to_have_value("Deuxième fenêtre.")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.locator("#reply-body")).to_have_value("Deuxième fenêtre.")
    second.goto("/conversations?state=drafts")
    expect(second.locator(".rows > li")).to_have_count(1)
    plain.close()


@pytest.mark.parametrize(("language", "scheme"), [("fr", "dark"), ("en", "light")])
def test_the_pane_and_the_saved_replies_pass_axe_on_a_phone(
    browser, served: Served, language: str, scheme: str
) -> None:
    context = browser.new_context(
        base_url=served.url, locale=language, color_scheme=scheme, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    sign_in(page)
    choose(page, language)
    page.goto("/settings/saved-replies/new")
    page.locator("[name=name]").fill(f"Accueil {language}")
    page.locator("[name=text_fr]").fill("Bonjour {name},\n\n{desk}")
    page.locator("main form.form button").click()
    expect(page.locator(".rows")).to_contain_text(f"Accueil {language}")
    faults = looked_over(page)
    page.locator(".rows a.title").first.click()
    faults += looked_over(page)
    open_first(page, 2)
    faults += looked_over(page)
    page.keyboard.press(";")
    expect(page.locator("dialog.saved")).to_be_visible()
    faults += looked_over(page)
    page.keyboard.type("accueil")
    page.keyboard.press("Enter")
    expect(page.locator("#reply-body")).to_have_value(re.compile(r"^Bonjour (?!\{).+,"))
    page.locator("[data-drop], [data-keep]").first.click()
    context.close()
    assert faults == []


def looked_over(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than the window."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [
        f"{fault['id']} {fault['nodes'][0]['html'][:160]}" for fault in Axe().run(page).response["violations"]
    ]
    return found + ([f"{page.url}: {wide} px too wide"] if wide > 0 else [])
