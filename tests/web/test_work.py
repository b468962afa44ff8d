"""The work on conversations in the browser: who has them, notes, tags, rest, many at once, who is there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.matters.colleagues import team

from saule.matters.assigning import assign
from saule.matters.correcting import rename
from saule.matters.models import Conversation, Message, Note, Presence, Snooze, Tagging
from saule.matters.noting import note
from saule.matters.receiving import receive_many
from saule.matters.snoozing import snooze
from saule.promises.closing import settle, take_back
from saule.web.bulk import MOST

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(desk, mail, now) -> list[Conversation]:
    """Three people wait."""
    receive_many(desk, [mail(sender=f"p{i}@example.org", subject=f"Case {i}") for i in range(3)], now=now)
    return list(Conversation.objects.order_by("pk"))


def page(client, conversation, name="conversation", **query) -> str:
    return client.get(reverse(name, args=[conversation.public_id]), query, follow=True).content.decode()


def post(client, page_name, about, **data) -> str:
    args = [about] if isinstance(about, str) else [about.public_id]
    return client.post(reverse(page_name, args=args), data, follow=True).content.decode()


def listed(client, **query) -> list[str]:
    rows = client.get(reverse("conversations"), query).context["rows"]
    return [row.conversation.subject for row in rows]


def soon(client) -> str:
    """The first day that is offered for a rest."""
    return str(
        client.get(reverse("conversations"), {"state": "all"})
        .context["snooze_form"]
        .fields["rest"]
        .choices[0][0]
    )


def bulk(client, verb, conversations, **data) -> str:
    ids = [getattr(one, "public_id", one) for one in conversations]
    return client.post(reverse(f"bulk-{verb}"), {"chosen": ids, **data}, follow=True).content.decode()


def test_taking_giving_and_a_colleague_who_was_faster(owner, alice, bob, waiting):
    here = waiting[0]
    assert "Take it" in page(owner, here)

    code = f"user-{bob.user.public_id}"
    assert "Given to Bob." in post(owner, "assignment", here, to=code, instead_of="")
    # The page still shows nobody; meanwhile Bob has it.
    mine = f"user-{alice.user.public_id}"
    assert "Meanwhile Bob has it" in post(owner, "assignment", here, to=mine, instead_of="")

    here.refresh_from_db()
    assert here.assigned_to == bob.user
    assert 'title="given to Bob">B<' in owner.get(reverse("conversations")).content.decode()


@pytest.mark.parametrize("to", ["user-nobody", "team-1", "x" * 1000, "\x00"])
def test_nothing_is_given_to_who_is_not_there(to, owner, waiting):
    post(owner, "assignment", waiting[0], to=to, instead_of="")

    assert not waiting[0].assignments.exists()


def test_tags_are_put_on_found_by_and_taken_off(owner, waiting):
    post(owner, "tags", waiting[1], name="Urgent")
    post(owner, "tags", waiting[1], name="urgent")

    assert listed(owner, tag="Urgent") == ["Case 1"]
    assert "Urgent" in page(owner, waiting[1])
    tag = Tagging.objects.get().tag
    owner.post(reverse("tag-removal", args=[waiting[1].public_id, tag.pk]))
    assert listed(owner, tag="Urgent") == []
    assert "at most 40" in post(owner, "tags", waiting[1], name="x" * 1000)


def test_what_rests_leaves_the_waiting_list_and_says_why(owner, waiting):
    here = waiting[0]
    post(owner, "snooze", here, rest="never", because="the roads’ office")
    assert "Case 0" in listed(owner)

    assert "It rests until" in post(owner, "snooze", here, rest=soon(owner), because="the roads’ office")

    assert "Case 0" not in listed(owner)
    assert listed(owner, state="snoozed") == ["Case 0"]
    assert "the roads’ office" in page(owner, here)
    post(owner, "waking", here)
    assert "Case 0" in listed(owner)


@pytest.mark.parametrize("day", ["2020-01-01", "2999-01-01", "yesterday"])
def test_no_rest_in_the_past_or_far_away(day, owner, waiting):
    post(owner, "snooze", waiting[0], rest=soon(owner), day=day, because="x")

    assert not Snooze.objects.exists()


def test_a_note_calls_a_colleague_who_finds_it_and_has_seen_it(owner, alice, sign_in, colleague, waiting):
    zoe = colleague("agent", "Zoe")
    assert "Noted. Nothing was sent." in post(owner, "conversation-notes", waiting[0], body="@Zoe call her")

    browser = sign_in(zoe)
    html = browser.get(reverse("mentions")).content.decode()
    assert "@Zoe call her" in html
    assert "not seen yet" in html
    assert "A colleague calls you here." in page(browser, waiting[0])
    post(browser, "sight", Note.objects.get())

    assert "not seen yet" not in browser.get(reverse("mentions")).content.decode()
    assert "A colleague calls you here." not in page(browser, waiting[0])


def test_a_note_about_a_matter_stands_there(world, owner):
    post(owner, "matter-notes", world.matter, body="The bus company answers on Monday.")

    assert "The bus company answers on Monday." in page(owner, world.matter, "matter")


def test_only_the_author_changes_a_note(owner, alice, bob, waiting, now):
    theirs = note(waiting[0], "Bob’s words", by=bob.user, now=now)
    mine = note(waiting[0], "my words", by=alice.user, now=now)

    assert "Only its author" in post(owner, "note", theirs, body="other")
    assert "Only its author" in post(owner, "note-removal", theirs)
    post(owner, "note", mine, body="better words")
    assert "better words" in page(owner, waiting[0])
    post(owner, "note-removal", mine)
    assert "better words" not in page(owner, waiting[0])


@pytest.mark.parametrize("body", ["", " ", "\x00", "x" * 1_000_000])
def test_a_note_without_words_or_with_a_million_is_not_kept(body, owner, waiting):
    post(owner, "conversation-notes", waiting[0], body=body)

    assert not Note.objects.exists()


def test_html_in_notes_and_tags_is_text(owner, waiting):
    post(owner, "conversation-notes", waiting[0], body="<b>x</b>")
    post(owner, "tags", waiting[0], name="<i>y</i>")

    for html in (page(owner, waiting[0]), owner.get(reverse("conversations")).content.decode()):
        assert "<b>x</b>" not in html
        assert "<i>y</i>" not in html


def test_a_colleague_who_reads_or_writes_is_told(owner, bob, waiting):
    other = Client()
    other.force_login(bob.user, backend="django.contrib.auth.backends.ModelBackend")
    post(other, "presence", waiting[0])
    assert "Bob is reading this." in page(owner, waiting[0])
    assert not Presence.objects.filter(user__name="Alice").exists()

    post(other, "presence", waiting[0], writing="1")
    html = post(owner, "presence", waiting[0], shown="", writing="1")

    assert "Bob is writing here." in html
    assert "<html" not in html
    assert Presence.objects.get(user__name="Alice").writing
    # What the page shows already is not said again.
    known = f"{bob.user.pk}w"
    url = reverse("presence", args=[waiting[0].public_id])
    assert owner.post(url, {"shown": known, "writing": "1"}).status_code == 204


def test_what_was_done_is_told_in_order_and_in_words(owner, alice, bob, waiting, now):
    here = waiting[0]
    assign(here, alice.user, by=alice.user, now=now)
    assign(here, bob.user, by=alice.user, now=now + timedelta(1), why="she knows him")
    snooze(here, now + timedelta(5), by=bob.user, now=now + timedelta(2), why="the plan")
    note(here, "secret", by=bob.user, now=now + timedelta(3))

    html = page(owner, here, "trail")

    words = ("took it", "gave it to Bob", "she knows him", "let it rest until", "the plan", "noted something")
    places = [html.index(word) for word in words]
    assert places == sorted(places)


def test_filters_are_links(owner, alice, bob, desk, waiting, now):
    roads = team(desk)
    assign(waiting[0], alice.user, by=alice.user, now=now)
    assign(waiting[1], roads, by=alice.user, now=now)
    alice.teams.add(roads)

    assert listed(owner, who="me") == ["Case 0"]
    assert listed(owner, who="teams") == ["Case 1"]
    assert listed(owner, who="nobody") == ["Case 2"]
    assert listed(owner, team=str(roads.pk)) == ["Case 1"]
    assert len(listed(owner, who="anything", team="x" * 50, kind="-")) == 3
    assert listed(owner, kind="civil") == []
    html = owner.get(reverse("conversations"), {"who": "me", "q": "Case"}).content.decode()
    assert "?state=waiting&amp;who=nobody&amp;q=Case" in html


def test_an_agent_of_another_team_finds_and_does_nothing(world, desk, bob, sign_in, now):
    kind = desk.kinds.get(code="transports")
    kind.team = team(desk)
    kind.save()
    world.matter.kind = kind
    world.matter.save()
    browser, before = sign_in(bob), Tagging.objects.count()

    for name in ("assignment", "tags", "snooze", "waking", "presence", "conversation-notes"):
        about = world.conversation.public_id
        assert browser.post(reverse(name, args=[about]), {"name": "x", "body": "x"}).status_code == 404, name
    for name in ("note", "note-removal", "sight"):
        assert browser.post(reverse(name, args=[world.note.public_id]), {"body": "x"}).status_code == 404
    assert browser.post(world.url("matter-notes"), {"body": "x"}).status_code == 404
    assert "not there any more" in bulk(browser, "tags", [world.conversation], name="x").replace(
        "n’est plus là", "not there any more"
    )
    assert Tagging.objects.count() == before


def test_many_are_tagged_with_an_outcome_each_and_undone(owner, waiting):
    bulk(owner, "tags", waiting[:1], name="bus")
    html = bulk(owner, "tags", [*waiting, "vanished", waiting[1]], name="Bus", back="who=nobody")

    assert "<b>2 done.</b>" in html
    assert "The tag is on already." in html
    assert "It is not there any more." in html
    assert Tagging.objects.filter(ended_at=None).count() == 3
    key = owner.session["bulk"]["key"]

    html = owner.post(reverse("bulk-reversal"), {"key": key}, follow=True).content.decode()

    assert "<b>2 undone.</b>" in html
    assert [t.conversation for t in Tagging.objects.filter(ended_at=None)] == waiting[:1]
    assert (
        "nothing to undo" in owner.post(reverse("bulk-reversal"), {"key": key}, follow=True).content.decode()
    )


def test_giving_many_is_undone_only_where_nobody_gave_them_on(owner, alice, bob, waiting, now):
    mine, his = f"user-{alice.user.public_id}", bob.user
    assign(waiting[0], his, by=his, now=now)
    assert "<b>3 done.</b>" in bulk(owner, "assignment", waiting, to=mine)
    assign(waiting[2], his, by=his, now=now)

    html = owner.post(
        reverse("bulk-reversal"), {"key": owner.session["bulk"]["key"]}, follow=True
    ).content.decode()

    assert "<b>2 undone.</b>" in html
    assert "Meanwhile Bob has it" in html
    assert [c.assigned_to for c in Conversation.objects.order_by("pk")] == [his, None, his]


def test_many_rest_and_wake(owner, waiting):
    assert "<b>3 done.</b>" in bulk(owner, "snooze", waiting, rest=soon(owner), because="the plan")
    assert listed(owner) == []

    owner.post(reverse("bulk-reversal"), {"key": owner.session["bulk"]["key"]})

    assert len(listed(owner)) == 3


def test_many_need_no_answer(owner, waiting):
    bulk(owner, "settlement", waiting[:2], why="thanks only")

    assert listed(owner) == ["Case 2"]
    assert "Nobody waits there." in bulk(owner, "settlement", waiting, why="thanks only")


def test_many_that_need_an_answer_after_all_wait_again_but_not_what_was_changed_since(
    owner, alice, waiting, now
):
    bulk(owner, "settlement", waiting, why="thanks only")
    key = owner.session["bulk"]["key"]
    take_back(waiting[2], by=alice.user, now=now)
    settle(waiting[2], by=alice.user, now=now, why="she called")

    html = owner.post(reverse("bulk-reversal"), {"key": key}, follow=True).content.decode()

    assert "<b>2 undone.</b>" in html
    assert "Somebody changed it since." in html
    assert listed(owner) == ["Case 0", "Case 1"]


def shown_again(client, verb, conversations, **data):
    """The list after something that could not be done: its context, and its page as a browser shows it."""
    ids = [one.public_id for one in conversations]
    response = client.post(
        reverse(f"bulk-{verb}"), {"chosen": ids, "back": "who=nobody", **data}, follow=True
    )
    return response.context, response.content.decode()


@pytest.mark.parametrize(
    ("verb", "data", "said"),
    [
        ("settlement", {"why": " ", "name": "bus"}, "This field is required."),
        ("tags", {"name": ""}, "This field is required."),
        ("snooze", {"rest": "", "because": "the plan"}, "This field is required."),
        ("filing", {"matter": "Nowhere at all"}, "No matter is called this."),
    ],
)
def test_what_many_forms_cannot_do_comes_back_ticked_open_and_said_at_its_field(
    verb, data, said, owner, waiting
):
    context, html = shown_again(owner, verb, waiting[:2], **data)

    assert [row.conversation.subject for row in context["rows"] if row.chosen] == ["Case 0", "Case 1"]
    fold = html.partition(f'formaction="{reverse(f"bulk-{verb}")}"')[0].rpartition("<details")[2]
    assert " open>" in fold[:60]
    assert said in fold.partition('class="wrong"')[2]
    assert all(f'value="{value}"' in html for value in data.values() if value.strip())
    assert next(one.here for one in context["filters"][0].choices if one.word == "nobody")
    assert len(listed(owner)) == 3


def test_what_was_typed_for_nobody_stays(owner, waiting):
    _context, html = shown_again(owner, "settlement", [], why="thanks only")

    assert "Choose at least one conversation." in html
    assert 'value="thanks only"' in html
    # A page that is opened afterwards is as usual, and nothing of it is kept.
    assert "thanks only" not in owner.get(reverse("conversations")).content.decode()
    assert "bulk again" not in owner.session


def test_many_are_moved_into_a_matter_and_back(world, owner, desk, mail, now):
    receive_many(desk, [mail(sender="zoe@example.org", subject="Zoe")], now=now)
    here = Message.objects.get(subject="Zoe").conversation

    assert "No matter is called this" in bulk(owner, "filing", [here], matter="Nowhere at all")
    address = f"https://desk.example/matters/{world.matter.public_id}"
    assert "<b>1 done.</b>" in bulk(owner, "filing", [here, world.conversation], matter=address)
    assert here.messages.get().filings.get().matter == world.matter

    owner.post(reverse("bulk-reversal"), {"key": owner.session["bulk"]["key"]})
    assert not here.messages.filter(filings__matter=world.matter).exists()


def test_many_are_moved_into_a_matter_by_some_words_of_its_title(world, owner, alice, desk, mail, now):
    receive_many(desk, [mail(sender="zoe@example.org", subject="Zoe")], now=now)
    here = Message.objects.get(subject="Zoe").conversation
    rename(world.matter, "Éclairage du stade", by=alice.user, now=now)

    assert "<b>1 done.</b>" in bulk(owner, "filing", [here], matter="stade eclair")
    assert here.messages.get().filings.get().matter == world.matter


@pytest.mark.parametrize("verb", ["assignment", "tags", "snooze", "settlement", "filing"])
def test_too_many_or_none_do_nothing(verb, owner, waiting):
    data = {"to": "", "name": "x", "rest": soon(owner), "because": "x", "why": "x", "matter": "Case"}

    bulk(owner, verb, [], **data)
    bulk(owner, verb, [*waiting, *(f"gone{i}" for i in range(MOST))], **data)

    assert len(listed(owner)) == 3
    assert not Tagging.objects.exists()


def test_the_way_back_from_many_leads_to_the_list_only(owner, waiting):
    response = owner.post(
        reverse("bulk-tags"), {"chosen": [waiting[0].public_id], "name": "x", "back": "//evil.example?x=//y"}
    )

    assert response.url.startswith(reverse("conversations") + "?")
