"""The first way through the house, as a person walks it: sign in, read, answer hundreds, see the outcome."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.e2e.conftest import Served

from saule.demo.charter import charter

pytestmark = pytest.mark.e2e
PASSWORD = "le-saule-plie"

CONFIRM = 'form[action*="/signature?"] button, form[action$="/signature"] button'


def sign_in(page: Page, role: str = "owner") -> None:
    """Signs in as the first member with this role, and chooses English."""
    member = next(one for one in charter().staff if one.role == role)
    page.goto("/sign-in")
    page.get_by_label(re.compile("address|adresse", re.IGNORECASE)).fill(member.address)
    page.get_by_label(re.compile("password|passe", re.IGNORECASE)).fill(PASSWORD)
    page.get_by_label(re.compile("password|passe", re.IGNORECASE)).press("Enter")
    expect(page.locator(".saying")).to_be_visible()
    choose(page, "en")
    page.goto("/")


def choose(page: Page, language: str) -> None:
    """The member's own language."""
    page.goto("/account")
    page.locator("select[name=language]").select_option(language)
    page.locator("form:has(select[name=language]) button").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def largest(page: Page) -> None:
    """Opens the matter with the most people."""
    page.goto("/matters")
    rows = page.locator(".rows > li")
    counts = [int(re.sub(r"\D", "", text)) for text in rows.locator(".n").all_inner_texts()]
    rows.nth(counts.index(max(counts))).locator("a.title").click()
    expect(page.locator("#answer")).to_be_visible()


def outbox_count(served: Served) -> int:
    """How many answers lie in the file outbox; the worker may write automatic mails meanwhile."""
    mails = (path.read_bytes() for path in (served.home / "outbox").glob("*.eml"))
    return sum(b"\nAuto-Submitted:" not in mail for mail in mails)


def test_one_text_reaches_everybody_in_their_own_thread(page: Page, served: Served) -> None:
    sign_in(page)
    largest(page)
    people = int(re.sub(r"\D", "", page.locator(".facts dd").first.inner_text().split("\n")[0]))
    assert people > 300
    before = outbox_count(served)

    page.locator("#answer").get_by_role("button", name=re.compile("Preview|Aperçu")).click()
    expect(page.locator("article.letter")).to_be_visible()
    expect(page.locator("article.letter .body")).not_to_contain_text("{name}")

    page.get_by_role("link", name=re.compile("Send|Envoyer")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"\d"))
    reached = int(re.sub(r"\D", "", page.get_by_role("heading", level=1).inner_text()))
    assert reached > 0.95 * people
    page.locator("button[data-once]").click()
    expect(page).to_have_url(re.compile(r"/answers/"), timeout=120_000)

    page.wait_for_timeout(1000)
    for _try in range(300):
        if outbox_count(served) - before >= reached:
            break
        page.wait_for_timeout(1000)
    assert outbox_count(served) - before == reached
    page.reload()
    expect(page.locator("nav.tabs")).to_contain_text(re.compile(rf"(sent|envoyé)\S*\s+{reached}"))

    sent = [plain(path.read_bytes()) for path in (served.home / "outbox").glob("*.eml")]
    answers = [mail for mail in sent if not mail["Auto-Submitted"]]
    assert len({mail["To"] for mail in answers}) == len(answers)
    assert len({mail["Reply-To"] for mail in answers}) == len(answers)
    # A few wrote without a Message-ID, or with one that others used: the reply address tells them apart.
    threads = {mail["In-Reply-To"] for mail in answers if mail["In-Reply-To"]}
    assert len(threads) >= 0.99 * len(answers)


def test_reasons_can_be_read_and_undone(page: Page) -> None:
    sign_in(page)
    largest(page)
    page.get_by_role("link", name=re.compile("why here|pourquoi ici", re.IGNORECASE)).first.click()
    expect(page.locator("body")).to_contain_text(re.compile("same text|similar"))


def test_the_status_page_needs_no_account_and_takes_an_objection(page: Page, served: Served) -> None:
    confirm = page.locator(CONFIRM)
    for _who, link in links(served):  # whose mail proves who they are is not asked
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert "noindex" in (page.locator("meta[name=robots]").get_attribute("content") or "")
        if confirm.count():
            break
    assert confirm.count() == 1
    confirm.click()
    expect(page).to_have_url(re.compile("/status/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".notices .well")).to_be_visible()
    expect(page.locator(CONFIRM)).to_have_count(0)


def plain(raw: bytes) -> EmailMessage:
    """A mail as its reader's program understands it."""
    return message_from_bytes(raw, policy=policy.default)


def links(served: Served) -> Iterator[tuple[str, str]]:
    """The addresses of those who were acknowledged, each with the link to where their message stands."""
    for path in sorted((served.home / "outbox").glob("*.eml")):
        mail = plain(path.read_bytes())
        if found := re.search(r"/status/\S+", mail.get_content()):
            yield mail["To"].addresses[0].addr_spec, found[0]


def test_an_objection_comes_back_to_the_desk(page: Page, served: Served) -> None:
    link = answered(page, served)
    page.goto(link)
    page.locator('form[action*="/objection"] textarea').fill("Rien sur le marché du samedi <b>!</b>")
    page.locator('form[action*="/objection"] button').click()
    expect(page).to_have_url(re.compile("/status/"))
    expect(page.locator('form[action*="/objection"]')).to_have_count(0)
    assert Axe().run(page).response["violations"] == []

    page.goto("/")
    page.locator("a[href$='?state=objected']").click()
    page.locator(".rows a.title").first.click()
    expect(page.locator("main")).to_contain_text("Rien sur le marché du samedi <b>!</b>")
    expect(page.locator("main")).to_contain_text(re.compile("waiting since|attend depuis"))


def answered(page: Page, served: Served) -> str:
    """Replies to somebody who was acknowledged and still waits; the link to where their message stands."""
    sign_in(page)
    for address, link in links(served):  # noqa: B007 - the last one is theirs who still waits
        page.goto(f"/search?q={address}")
        page.locator("main a[href^='/people/']").first.click()
        page.locator("main a[href^='/conversations/']").first.click()
        if page.locator("#reply-body").count():
            break
    page.locator("#reply-body").fill("Bonjour, le marché a lieu le samedi.")
    page.locator("[data-send]").click()
    page.goto(link)
    for _try in range(90):
        if page.locator('form[action*="/objection"]').count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    return link


def test_an_agent_reads_and_a_stranger_does_not(page: Page) -> None:
    page.goto("/matters")
    expect(page).to_have_url(re.compile("/sign-in"))
    sign_in(page, "agent")
    for address, status in (("/settings/registers", 403), ("/matters/nothinghere00000", 404)):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status


def test_the_keyboard_alone_goes_from_the_overview_to_a_matter_and_back(page: Page) -> None:
    sign_in(page)
    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page).to_have_url(re.compile("/matters$"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/matters/\w{16}"))
    page.keyboard.press("g")
    page.keyboard.press("o")
    expect(page.locator(".saying")).to_be_visible()


def test_it_works_without_scripts(browser, served: Served) -> None:
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    largest(page)
    page.locator("#answer").get_by_role("button", name=re.compile("Keep|Garder|Conserver")).click()
    expect(page.locator("#answer")).to_be_visible()
    context.close()
