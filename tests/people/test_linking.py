"""A link reaches only whoever reads at the address that was typed, and is forgotten after a while."""

from datetime import timedelta

import pytest
from django.conf import settings

from saule.channels.email.composing import compose_single
from saule.desk.models import Desk
from saule.people.gate import AUTOMATIC_PER_DAY, LINKS_PER_DAY
from saule.people.linking import KEPT, LINK, ask_link, forget_links, link_for, read, take_due
from saule.people.models import AttentionEntry, LinkMail
from saule.people.suppressing import suppress

ANNE = "anne@example.org"


@pytest.fixture
def ask(desk, mailbox, now):
    assert mailbox.live

    def asked(key: str = "sign:1", value: str = ANNE, **changed):
        what = {"purpose": "confirmation", "about": "abc", "subject": "Confirm", "language": "fr", "now": now}
        return ask_link(desk, value, key=key, body=f"Here: {LINK}\n", **(what | changed))

    return asked


def test_asking_twice_is_asking_once(ask, now):
    assert ask() == ask()
    assert (len(take_due(now=now)), len(take_due(now=now))) == (1, 0)


def test_only_the_mail_that_leaves_holds_the_link(ask):
    mail = ask()
    text = compose_single(mail).get_content()
    link = text.strip().removeprefix("Here: ")
    token = link.removeprefix(f"{settings.PUBLIC_URL}/confirm/")

    assert read("confirmation", token) == "abc"
    assert link not in mail.body
    assert compose_single(mail)["Auto-Submitted"] == "auto-generated"


def test_a_link_opens_what_it_was_made_for_and_nothing_else():
    token = link_for("page", "abc").rpartition("/")[2]
    assert read("page", token, max_age=timedelta(hours=2)) == "abc"
    assert read("page", token, max_age=timedelta(seconds=-1)) is None
    assert read("confirmation", token) is None
    assert read("page", token.replace("abc", "abd")) is None
    assert read("page", "") is None


def test_whoever_types_anothers_address_cannot_flood_it(ask, now):
    for number in range(LINKS_PER_DAY + 3):
        ask(key=str(number))
    assert len(take_due(now=now)) == LINKS_PER_DAY
    assert take_due(now=now) == []
    assert len(take_due(now=now + timedelta(days=1))) == 3


def test_links_take_nothing_from_what_else_may_be_sent(ask, desk, now):
    entry = {"desk": desk, "digest": b"", "purpose": "news", "automatic": True, "at": now}
    ask()
    take_due(now=now)
    digest = AttentionEntry.objects.get().digest
    for number in range(AUTOMATIC_PER_DAY):
        AttentionEntry.objects.create(**(entry | {"digest": digest, "delivery": str(number)}))
    ask(key="second")
    assert len(take_due(now=now)) == 1


@pytest.mark.parametrize(
    ("reason", "automatic_only", "leaves"),
    [("unsubscribed", True, True), ("objection", False, False), ("complaint", False, False)],
)
def test_who_wants_no_news_still_gets_a_link_and_who_objected_to_all_none(
    ask, desk, now, reason, automatic_only, leaves
):
    suppress(desk, "email", ANNE, reason=reason, by=None, now=now, automatic_only=automatic_only)
    mail = ask()
    assert bool(take_due(now=now)) == leaves
    assert LinkMail.objects.get(pk=mail.pk).state == ("attempting" if leaves else "refused")


@pytest.mark.parametrize("value", ["nobody", "noreply@example.org", "contact@mairie.example"])
def test_links_go_to_people_only(ask, now, value):
    ask(value=value)
    assert take_due(now=now) == []


@pytest.mark.django_db
def test_without_a_mailbox_there_is_nothing_to_send_from(now):
    desk = Desk.objects.create(name="No mail yet", created_at=now)
    fields = {"purpose": "page", "about": "abc", "subject": "S", "body": LINK, "language": "fr", "now": now}
    assert ask_link(desk, ANNE, key="1", **fields) is None


def test_the_address_is_forgotten_after_a_week(ask, now):
    ask()
    assert forget_links(now=now + KEPT) == 0
    assert forget_links(now=now + KEPT + timedelta(seconds=1)) == 1
    assert not LinkMail.objects.exists()
