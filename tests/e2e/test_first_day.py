"""The first day of an owner, from the command line to an answer that has reached everybody once."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e import first_mail
from tests.e2e.conftest import PATIENCE, Served, environment, saule, serving
from tests.sink import Server, Sink, Taken

pytestmark = pytest.mark.e2e
OWNER, BOB = "alice@mairie-saint-aubin.example", "bob@mairie-saint-aubin.example"
SECRET, BOBS_SECRET = "un-saule-ne-rompt-pas", "plie-et-se-redresse"
ANSWER = "Dear {name},\n\nBus 12 will run until June."
LATE = 90_000


@dataclass(frozen=True)
class Day:
    """What the day needs: the desk, the mail server that it sends to, everybody's Message-ID by address."""

    served: Served
    sink: Sink
    written: dict[str, str]


def run(home: Path, *words: str, typed: str = "") -> str:
    """What a command says on its standard output; it must end well."""
    environ = {**environment(home), "LANG": "en_GB.UTF-8"}
    made = subprocess.run(
        saule(*words), env=environ, input=typed, capture_output=True, text=True, timeout=PATIENCE
    )
    assert made.returncode == 0, made.stderr
    return made.stdout


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """``saule setup``, ``saule import``, ``saule serve``; mail goes to a server that counts."""
    home = tmp_path_factory.mktemp("first") / "home"
    mailbox = home.parent / "old.mbox"
    written = first_mail.write(mailbox)
    who = ("--owner-name", "Alice Martin", "--owner-email", OWNER, "--language", "en", "--password-stdin")
    ready = run(home, "setup", "--desk", "Town hall", "--address", first_mail.OURS, *who, typed=f"{SECRET}\n")
    assert "sends nothing until its owner switches it live" in ready
    said = run(home, "import", str(mailbox), "--ours", first_mail.OURS)
    assert "60 messages came in" in said
    assert "Nothing was sent" in said
    sink = Sink()
    server = Server(sink)
    server.start()
    try:
        with serving(home, SAULE_MAIL="smtp", SAULE_SMTP_URL=sink.url) as served:
            yield Day(served, sink, written)
    finally:
        server.stop()


@pytest.fixture(scope="module")
def owner(browser: Browser, day: Day) -> Iterator[Page]:
    """The owner's window, signed in, for the whole day."""
    context = window(browser, day)
    page = context.new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/sign-in"))
    enter(page, OWNER, SECRET)
    yield page
    context.close()


def window(browser: Browser, day: Day) -> BrowserContext:
    """A browser of its own, in English."""
    size = {"width": 1280, "height": 900}
    return browser.new_context(base_url=day.served.url, locale="en-GB", viewport=size)  # type: ignore[arg-type]


def enter(page: Page, address: str, secret: str) -> None:
    """Signs in."""
    page.get_by_label("address").fill(address)
    page.get_by_label("password").fill(secret)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Overview")).to_be_attached()


def test_the_first_steps_lead_through_the_settings(owner: Page) -> None:
    steps = owner.get_by_role("region", name="First steps")
    expect(steps.locator("li")).to_have_count(6)
    expect(steps.locator("li.done")).to_have_count(3)

    steps.get_by_role("link", name="Say how many answers").click()
    stated = owner.get_by_role("region", name="Stated by the week")
    stated.get_by_label("Answers a week").fill("40")
    stated.get_by_role("button", name="State it").click()
    expect(owner.locator("main")).to_contain_text(re.compile("40 answers a week, since"))
    expect(owner.locator(".gauge")).not_to_contain_text("No capacity is stated")

    owner.goto("/")
    steps.get_by_role("link", name="Read the charter").click()
    owner.get_by_role("link", name="Complaint", exact=True).click()
    owner.get_by_label("Entitled to an answer within").fill("30")
    owner.get_by_role("button", name="See what would change").click()
    expect(owner.get_by_role("status").filter(has_text="This would change")).to_contain_text("30")
    owner.get_by_role("button", name="Change", exact=True).click()
    expect(owner.get_by_role("row", name=re.compile("Complaint")).first).to_contain_text("30")


def test_a_colleague_comes_by_a_link_and_a_password(browser: Browser, owner: Page, day: Day) -> None:
    owner.goto("/")
    owner.get_by_role("link", name="Invite a first colleague").click()
    owner.get_by_label("Name").fill("Bob Durand")
    owner.get_by_label(re.compile("address", re.IGNORECASE)).fill(BOB)
    owner.get_by_role("button", name="Invite").click()
    link = owner.get_by_role("textbox", name="Link").input_value()
    owner.goto("/")
    left = owner.get_by_role("region", name="First steps").locator("li:not(.done)")
    expect(left).to_have_text([re.compile("switch the mailbox live")])

    theirs = window(browser, day)
    bob = theirs.new_page()
    bob.goto(link)
    expect(bob.get_by_role("heading", level=1)).to_have_text("Welcome to Town hall")
    first, again = bob.locator("input[type=password]").all()
    first.fill(BOBS_SECRET)
    again.fill(BOBS_SECRET)
    bob.get_by_role("button", name="Sign in").click()
    expect(bob.locator(".saying")).to_be_visible()
    theirs.close()

    stranger = window(browser, day)
    late = stranger.new_page()
    late.goto(link)
    expect(late.locator("input[type=password]")).to_have_count(0)
    stranger.close()


def open_largest(page: Page) -> None:
    """Opens the matter with the most people."""
    page.goto("/matters")
    rows = page.locator(".rows > li")
    people = [int(re.sub(r"\D", "", words)) for words in rows.locator(".n").all_inner_texts()]
    rows.nth(people.index(max(people))).locator("a.title").click()
    expect(page.locator("#answer")).to_be_visible()


def people_of(page: Page) -> int:
    """How many people stand behind the matter."""
    return int(re.sub(r"\D", "", page.locator(".facts dd b, .facts dd").first.inner_text().split("\n")[0]))


def test_another_matter_is_merged_into_the_crisis(owner: Page) -> None:
    open_largest(owner)
    before, crisis = people_of(owner), owner.get_by_role("heading", level=1).inner_text()
    assert before >= 20
    assert "12" in crisis

    owner.goto("/matters")
    owner.locator(".rows a.title").filter(has_not_text=crisis).first.click()
    owner.get_by_role("link", name="Merge into").click()
    with owner.expect_response(re.compile(r"/merging\?q=")):
        owner.get_by_label("Find the other matter").fill(crisis)
    owner.get_by_role("link", name=crisis).click()
    owner.get_by_label("Why").fill("they ask the same of us")
    owner.get_by_role("button", name="Merge them").click()

    open_largest(owner)
    expect(owner.get_by_role("heading", level=1)).to_have_text(crisis)
    assert people_of(owner) > before


def test_one_answer_is_taken_back_then_reaches_each_of_them_once(owner: Page, day: Day) -> None:
    open_largest(owner)
    people = people_of(owner)
    send(owner, "Dear {name}, the bus will stop.", people)
    owner.get_by_role("button", name="Undo").click()
    owner.get_by_role("link", name="Back to the text").click()
    expect(owner.locator("#answer textarea")).to_have_value("Dear {name}, the bus will stop.")

    send(owner, ANSWER, people)
    assert day.sink.taken == []
    go_live(owner, people)

    owner.goto("/matters?state=answered")
    owner.locator(".rows a.title").first.click()
    owner.get_by_role("link", name="What became of it").click()
    expect(owner.get_by_role("navigation", name="States")).to_contain_text(f"sent {people}", timeout=LATE)
    expect(owner.get_by_text("Messages are on their way")).to_have_count(0)
    assert_each_once(day, people)


def send(page: Page, words: str, people: int) -> None:
    """Writes, previews and sends an answer to all of them."""
    area = page.locator("#answer textarea")
    area.fill(words)
    page.get_by_role("button", name="Preview").click()
    letter = page.locator("article.letter .body")
    expect(letter).to_contain_text("Dear ")
    expect(letter).not_to_contain_text("{name}")
    page.get_by_role("link", name="Send…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(rf"^{people} messages will leave"))
    expect(page.locator("main")).to_contain_text("This mailbox is not live")
    page.get_by_role("button", name=f"Send {people} messages").click()
    expect(page).to_have_url(re.compile("/answers/"))
    expect(page.get_by_role("navigation", name="States")).to_contain_text(re.compile(rf"all {people}\b"))


def go_live(page: Page, people: int) -> None:
    """Reads what would leave, and switches the mailbox live."""
    page.goto("/")
    page.get_by_role("link", name="switch the mailbox live").click()
    leaving = page.get_by_role("region", name="What would leave at once")
    expect(leaving).to_contain_text(re.compile(rf"answer {people}\b"))
    page.get_by_label("I have read what would leave").check()
    page.get_by_role("button", name="Switch live").click()
    expect(page.get_by_role("heading", name="What is leaving")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("region", name="First steps")).to_have_count(0)


def assert_each_once(day: Day, people: int) -> None:
    """At the mail server: one mail for each, in the thread of what they wrote, by their name."""
    answers = [one for one in day.sink.taken if "Bus 12 will run" in words_of(one)]
    reached = {one.recipients[0]: one.mail["In-Reply-To"] for one in answers}
    assert len(answers) == len(reached) == people
    assert {to: thread for to, thread in reached.items() if day.written[to] != thread} == {}
    assert not any("{name}" in words_of(one) or "will stop" in words_of(one) for one in day.sink.taken)
    assert set(day.sink.counted.values()) == {1}


def words_of(taken: Taken) -> str:
    """What stands in a mail."""
    body = taken.mail.get_body(("plain",))
    return str(body.get_content()) if body else ""
