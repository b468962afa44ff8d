"""Next in the browser: the day, one item, and who has it."""

import pytest
from django.urls import reverse
from tests.matters.colleagues import colleague as joined

from saule.desk.models import Role
from saule.desk.staffing import end_membership
from saule.matters.items import code
from saule.matters.leasing import LENGTH, take
from saule.matters.models import Conversation, FollowUp, HandOver, Lease, Matter, Skip
from saule.matters.receiving import receive_many
from saule.matters.skipping import skip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def asked(desk, mail, now) -> Conversation:
    """Zoé waits, and nobody else."""
    receive_many(desk, [mail("Quand rouvre la piscine ?", sender_name="Zoé", subject="Piscine")], now=now)
    return Conversation.objects.get()


def page(client, address: str = "") -> str:
    return client.get(address or reverse("next")).content.decode()


def post(client, name: str, item, follow: bool = True, **data):
    return client.post(reverse(name, args=[code(item)]), data, follow=follow)


def grab(client, item):
    return client.post(reverse("taking"), {"item": code(item)}, follow=True)


def test_one_item_is_shown_with_why_it_comes_and_taken_with_one_button(asked, owner):
    html = page(owner)
    assert "This person has waited longest." in html
    assert "Quand rouvre la piscine ?" in html
    assert "Zoé" in html

    response = owner.post(reverse("taking"), {"item": code(asked)})

    assert response.url == reverse("conversation", args=[asked.public_id])
    assert "In your hands until" in page(owner, response.url)
    assert "Go on" in page(owner)
    Conversation.objects.update(waiting_since=None)
    assert "Go on" not in page(owner)


def test_two_who_take_the_same_are_told_of_each_other(asked, owner, bob, sign_in, now):
    take(asked, by=bob.user, now=now)

    html = grab(owner, asked).content.decode()
    assert "Bob has this in hand until" in html
    assert "Bob has this in hand" in page(owner, reverse("conversation", args=[asked.public_id]))
    assert Lease.objects.count() == 1


def test_what_is_not_there_any_more_leads_to_what_is(asked, owner):
    html = owner.post(reverse("taking"), {"item": "c-gone"}, follow=True).content.decode()

    assert "This is not there any more." in html
    assert "Zoé" in html


def test_a_page_that_is_open_keeps_it_and_says_when_a_colleague_took_it(asked, owner, alice, bob, now):
    take(asked, by=alice.user, now=now - LENGTH)
    htmx = {"headers": {"HX-Request": "true"}}
    kept = owner.post(reverse("lease", args=[code(asked)]), **htmx).content.decode()
    assert "In your hands until" in kept

    Lease.objects.update(until=now)
    take(asked, by=bob.user, now=now)
    lost = owner.post(reverse("lease", args=[code(asked)]), **htmx).content.decode()
    assert "Bob has taken it since your time was over. What you wrote is kept." in lost


def test_writing_keeps_it_in_hand(asked, owner, alice, now):
    take(asked, by=alice.user, now=now - LENGTH / 2)

    owner.post(reverse("draft", args=[asked.public_id]), {"body": "Bonjour", "version": 0, "window": "w"})

    assert Lease.objects.get().until == now + LENGTH


def test_given_back_others_are_offered_it(asked, owner, alice, now):
    take(asked, by=alice.user, now=now)

    assert "offered to everybody again" in post(owner, "release", asked).content.decode()
    assert "Take it in hand" in page(owner)


def test_a_skip_says_what_becomes_of_the_date_before_and_after(asked, owner, desk, now):
    receive = reverse("skip", args=[code(asked)])
    before = page(owner, receive)
    assert "No date was promised." in before
    assert "Skipped 3 times, it goes to those who lead the desk." in before

    wrong = owner.post(receive, {"reason": "other", "why": ""})
    assert wrong.status_code == 422
    assert "say it in a few words" in wrong.content.decode()
    html = post(owner, "skip", asked, reason="language").content.decode()
    assert "Skipped: others are offered it first." in html
    assert Skip.objects.get().reason == "language"


def test_a_matter_is_passed_on_like_a_conversation(world, owner, bob, now):
    Matter.objects.filter(pk=world.matter.pk).update(state="reopened")
    for name in ("skip", "hand-over"):
        assert world.matter.title in page(owner, reverse(name, args=[code(world.matter)]))

    post(owner, "hand-over", world.matter, to=f"user-{bob.user.public_id}", context="Ask the mayor.")
    assert "Ask the mayor." in page(owner, reverse("matter", args=[world.matter.public_id]))
    post(owner, "skip", world.matter, reason="knowledge")
    assert Skip.objects.get().matter == world.matter


def test_skipping_what_was_answered_meanwhile_says_so_and_writes_nothing(asked, owner, alice, now):
    take(asked, by=alice.user, now=now)
    Conversation.objects.update(waiting_since=None)

    html = post(owner, "skip", asked, reason="language").content.decode()

    assert "Meanwhile it has been answered or settled" in html
    assert not Skip.objects.exists()


@pytest.mark.parametrize("name", ["skip", "hand-over"])
@pytest.mark.parametrize("title", ["Piscine fermée", ""])
def test_a_matter_is_passed_on_by_its_title_or_without_one(desk, owner, now, name, title):
    matter = Matter.objects.create(desk=desk, title=title, opened_at=now, last_at=now)
    assert (title or "Without a title") in page(owner, reverse(name, args=[code(matter)]))


def test_what_was_skipped_often_is_listed_for_those_who_lead_only(asked, owner, desk, bob, sign_in, now):
    for number in range(3):
        skip(asked, by=joined(desk, f"Agent {number}", now).user, now=now, reason="other", why="too long")

    html = page(owner)
    assert "Colleagues have skipped it often." in html
    assert "Skipped often" in html
    assert "too long" in html
    bob.user.language = "en"
    bob.user.save()
    assert "Skipped often" not in page(sign_in(bob))


def test_the_receiver_reads_the_note_on_top(asked, owner, desk, colleague, sign_in):
    rita = colleague(Role.AGENT, "Rita")
    form = page(owner, reverse("hand-over", args=[code(asked)]))
    assert "Rita" in form

    html = post(owner, "hand-over", asked, to=f"user-{rita.user.public_id}", context="He is deaf: write.")
    assert "Handed over to Rita." in html.content.decode()
    hers = sign_in(rita)
    assert "It was given to you." in page(hers)
    assert "He is deaf: write." in page(hers)
    there = page(hers, reverse("conversation", args=[asked.public_id]))
    assert there.index("He is deaf: write.") < there.index("Quand rouvre")


def test_what_was_handed_over_is_seen_though_a_danger_comes_first(desk, owner, colleague, mail, sign_in, now):
    mails = [mail("Quand rouvre la piscine ?", subject="Piscine"), mail("Ça sent le gaz.", subject="Gaz")]
    receive_many(desk, mails, now=now)
    pool, gas = Conversation.objects.order_by("subject").reverse()
    FollowUp.objects.create(desk=desk, conversation=gas, because="danger", at=now)
    rita = colleague(Role.AGENT, "Rita")
    post(owner, "hand-over", pool, to=f"user-{rita.user.public_id}", context="He is deaf: write.")

    hers = sign_in(rita)
    html = page(hers)
    assert html.index("Somebody may be in danger.") < html.index("Handed over to you")
    assert "He is deaf: write." in html.partition("Handed over to you")[2]
    grab(hers, gas)
    assert "He is deaf: write." in page(hers)
    grab(hers, pool)
    assert "Handed over to you" not in page(hers)


def test_handing_over_to_somebody_who_has_left_keeps_what_was_written(asked, owner, alice, bob, now):
    end_membership(bob, by=alice.user, now=now)

    response = post(owner, "hand-over", asked, to=f"user-{bob.user.public_id}", context="Long story")

    html = response.content.decode()
    assert response.status_code == 422
    assert "They do not work here any more." in html
    assert "Long story" in html
    assert not HandOver.objects.exists()


def test_where_nothing_is_owed_next_says_what_else_there_is(owner, desk, asked, now, colleague, sign_in):
    Conversation.objects.update(waiting_since=None)
    assert "Nobody is waiting" in page(owner)

    Conversation.objects.update(waiting_since=now)
    Conversation.objects.get().messages.update(language="fr")
    rita = colleague(Role.AGENT, "Rita")
    rita.languages = ["en"]
    rita.save()
    assert "Nothing here for you right now" in page(sign_in(rita))


def test_the_day_counts_answers_and_never_how_long_anybody_takes(asked, owner):
    html = page(owner).lower()

    for words in ("due today", "tomorrow", "the team can give today", "written today"):
        assert words in html
    for words in ("average", "minutes", "handling", "per hour"):
        assert words not in html


def test_a_leader_states_what_a_colleague_knows_and_writes(owner, desk, bob):
    civil, address = desk.kinds.get(code="civil"), reverse("member-profile", args=[bob.pk])
    assert "Civil registry" in page(owner, address)

    owner.post(address, {"skills": [civil.pk], "languages": ["fr"]})

    bob.refresh_from_db()
    assert (list(bob.skills.all()), bob.languages) == ([civil], ["fr"])
    assert "Civil registry · FR" in page(owner, reverse("staff"))
