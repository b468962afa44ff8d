"""People answer each other: what staff judge, what somebody who waits is offered, what the reports say."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from tests.public import made_public
from tests.web.conftest import tom

from saule.desk.models import Role
from saule.matters.confirming import confirm
from saule.matters.endorsing import endorse
from saule.matters.judging import mark_correct
from saule.matters.models import Confirmation, Delivery, Endorsement, Message, PeerAnswer
from saule.matters.referencing import Stated, state_fact
from saule.promises.links import status_token

pytestmark = pytest.mark.django_db
State = PeerAnswer.State


@pytest.fixture(autouse=True)
def public(world, alice, now):
    """The bus is a matter of everybody's, with a public page."""
    world.matter.nature = "shared"
    world.matter.save()
    made_public(world.matter, alice, now)


@pytest.fixture
def answer(world):
    """Tom's answer, which nobody has looked at."""
    made = PeerAnswer.objects.get(public_id=world.peer_answer())
    made.conversation = Message.objects.get(address__value="tom@example.org").conversation
    made.save()
    return made


@pytest.fixture
def shown(answer, now):
    """The same, shown and found correct."""
    return answer.move_to(State.SHOWN, by=None, now=now)


def status(world, who="lea@example.org") -> str:
    """The token of somebody's status page."""
    return status_token(Message.objects.get(address__value=who, outgoing=False).conversation)


def page(client, token) -> str:
    return client.get(reverse("status", args=[token]), {"language": "en"}).content.decode()


def post(client, name, *args, **data) -> str:
    data = {key: value for key, value in data.items() if value is not None}
    return client.post(reverse(name, args=args), data, follow=True).content.decode()


def test_an_answer_waits_in_the_queue_is_shown_and_marked_and_taken_back(world, owner, answer):
    assert "1 answer waits for a look" in owner.get(reverse("public")).content.decode()
    queue = owner.get(reverse("peers")).content.decode()
    assert "Pour les dialyses" in queue
    assert "Tom" not in re.sub(r"<nav.*?</nav>", "", queue, flags=re.DOTALL)
    assert "It is shown now." in post(owner, "peer-showing", answer.public_id)
    assert "Nothing waits for a look" in owner.get(reverse("peers")).content.decode()
    then = reverse("matter", args=[world.matter.public_id])
    matter = post(owner, "peer-mark", answer.public_id, verdict="correct", then=then)
    assert "Marked as correct" in matter
    assert "Take “correct” back" in matter
    matter = post(owner, "peer-mark", answer.public_id, verdict="wrong", why="It is full.", then=then)
    assert "<s>Pour les dialyses" in matter
    assert "It is full." in matter
    assert "Take “correct” back" in post(owner, "peer-mark-reversal", answer.public_id, then=then)
    history = owner.get(reverse("history", args=[world.matter.public_id])).content.decode()
    for words in (
        "showed somebody’s answer",
        "answer to others correct",
        "answer to others wrong",
        "It is full.",
    ):
        assert words in history


def test_a_refusal_names_the_rule_and_its_writer_is_told(world, owner, answer):
    assert "Choose the rule" in post(owner, "peer-refusal", answer.public_id)
    assert "Its writer is told the rule" in post(
        owner, "peer-refusal", answer.public_id, rule="selling", why="x"
    )
    assert "Elle fait de la publicité." in Delivery.objects.get(purpose="peer").body
    listed = owner.get(reverse("peers"), {"state": "unshown"}).content.decode()
    assert "It advertises something." in listed
    assert "Show it again" in listed


def test_somebody_stands_for_a_figure_that_the_reference_has_otherwise(world, owner, answer, now, alice):
    state_fact(world.matter.desk, Stated("amount", "45 €", name_fr="Carte"), by=alice.user, now=now)
    answer.text = "La carte du minibus coûte 54 € par mois."
    answer.save()
    queue = owner.get(reverse("peers")).content.decode()
    assert "I stand for <b>54 €</b>" in queue
    assert "Correct it, or confirm it" in post(owner, "peer-mark", answer.public_id, verdict="correct")
    code = re.search(r'name="sure" value="([^"]+)"', queue)[1]
    assert "Marked as correct" in post(owner, "peer-mark", answer.public_id, verdict="correct", sure=code)


def test_nobody_judges_what_another_team_answers(world, colleague, answer, sign_in):
    kind = world.matter.desk.kinds.get(code="transports")
    kind.team = world.team
    kind.save()
    world.matter.kind = kind
    world.matter.save()
    client = sign_in(colleague(Role.AGENT))
    assert "Pour les dialyses" not in client.get(reverse("peers")).content.decode()
    assert client.post(reverse("peer-showing", args=[answer.public_id])).status_code == 404
    answer.refresh_from_db()
    assert answer.state == State.PROPOSED


def test_the_owner_changes_when_answers_are_shown_knowing_what_follows(world, owner, answer):
    page_of = owner.post(reverse("peer-rules"), {"when": "at_once"}).content.decode()
    assert "Nobody at the desk will have read an answer" in page_of
    assert "1 answer waits for a look now" in page_of
    seen = re.search(r'name="seen" value="([^"]*)"', page_of)[1]
    sure = re.search(r'name="sure" value="([^"]*)"', page_of)[1]
    owner.post(reverse("peer-rules"), {"when": "at_once", "seen": seen, "sure": sure})
    assert "is shown at once" in owner.get(reverse("peers")).content.decode()


def test_somebody_who_waits_is_helped_and_leaves_the_queue_and_comes_back(
    world, client, owner, shown, now, alice
):
    token, conversation = status(world), world.conversation
    assert "Other people answer" not in page(client, token)
    mark_correct(shown, by=alice.user, now=now)
    waiting = page(client, token)
    assert "Other people answer" in waiting
    assert "confirmed by us" in waiting
    post(client, "endorsement", token, answer=shown.public_id)
    assert "You said that this helped you." in page(client, token)
    post(client, "withdrawal", token, answer=shown.public_id, informed="on")
    conversation.refresh_from_db()
    assert conversation.waiting_since is None
    settled = conversation.settlements.get()
    assert (settled.helped_by, settled.informed) == (shown, True)
    left = page(client, token)
    assert "you said that another person’s answer helped you" in left
    assert "Our own answer will reach you all the same" in left
    assert "Pour les dialyses" in left
    post(client, "withdrawal-reversal", token)
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None
    post(client, "endorsement-reversal", token, answer=shown.public_id)
    assert not Endorsement.objects.standing().exists()


def test_leaving_by_an_answer_says_that_it_helped(world, client, shown, now, alice):
    mark_correct(shown, by=alice.user, now=now)
    post(client, "withdrawal", status(world), answer=shown.public_id)
    assert Endorsement.objects.standing().get().peer_answer == shown
    staff = Client()
    staff.force_login(alice.user)
    html = staff.get(world.url("conversation")).content.decode()
    assert "la réponse d’une autre personne l’a aidée" in html


def test_nobody_leaves_by_an_answer_that_they_are_not_offered(world, client, answer):
    post(client, "withdrawal", status(world), answer=answer.public_id)
    settled = world.conversation.settlements.get()
    assert settled.helped_by is None
    post(client, "endorsement", status(world), answer=answer.public_id)
    assert not Endorsement.objects.exists()


def test_somebody_answers_the_others_and_sees_what_became_of_it(world, client, owner, now, alice):
    token = status(world, "tom@example.org")
    assert "Do you know something that helps the others?" in page(client, token)
    key = world.matter.public_id
    said = {"matter": key, "text": "Le minibus de la clinique a des places.", "shown_name": "<b>Lilas</b>"}
    post(client, "own-peer-answers", token, **said, with_rank="on")
    made = PeerAnswer.objects.get()
    assert (made.person, made.shown_name, made.with_rank, made.outlives) == (
        tom(world),
        "<b>Lilas</b>",
        True,
        False,
    )
    own = page(client, token)
    assert "&lt;b&gt;Lilas&lt;/b&gt;" in own
    assert "waits for a look" in own
    made.move_to(State.SHOWN, by=None, now=now)
    endorse(made, by=world.message.person, now=now)
    assert "Your answers have helped <b>1 person</b>" in page(client, token)
    post(client, "own-peer-withdrawal", token, answer=made.public_id)
    made.refresh_from_db()
    assert made.state == State.WITHDRAWN
    post(client, "own-peer-return", token, answer=made.public_id)
    made.refresh_from_db()
    assert made.state == State.SHOWN


def test_nobody_touches_an_answer_of_somebody_else_from_their_page(world, client, shown):
    token = status(world)
    for name in ("own-peer-withdrawal", "own-peer-return"):
        post(client, name, token, answer=shown.public_id)
    shown.refresh_from_db()
    assert shown.state == State.SHOWN


def test_an_answer_without_words_or_elsewhere_changes_nothing(world, client):
    token = status(world)
    post(client, "own-peer-answers", token, matter=world.matter.public_id, text="")
    post(client, "own-peer-answers", token, matter="elsewhere", text="Le minibus de la clinique.")
    assert not PeerAnswer.objects.exists()


def test_what_was_found_wrong_is_not_offered_but_its_writer_reads_why(
    world, client, owner, shown, now, alice
):
    mark_correct(shown, by=alice.user, now=now)
    post(owner, "peer-mark", shown.public_id, verdict="wrong", why="The minibus is full.")
    visitor = Client()
    assert "Other people answer" not in page(visitor, status(world))
    assert "The minibus is full." in page(visitor, status(world, "tom@example.org"))


def test_whoever_writes_the_desks_answer_puts_the_best_one_in(world, owner, shown, now, alice):
    mark_correct(shown, by=alice.user, now=now)
    address = reverse("answer", args=[world.matter.public_id])
    html = owner.get(reverse("matter", args=[world.matter.public_id]), {"write": "1"}).content.decode()
    assert f'value="peer-{shown.public_id}"' in html
    said = {"language": "fr", "body": "Bonjour,", "then": f"peer-{shown.public_id}"}
    owner.post(address, said)
    draft = world.matter.answers.get(state="draft")
    assert draft.texts.get().body == "Bonjour,\n\nPour les dialyses, la clinique a un minibus."


def test_the_report_says_what_people_carry_for_each_other(
    world, client, owner, shown, now, alice, stopped_clock
):
    mark_correct(shown, by=alice.user, now=now - timedelta(hours=1))
    assert "What people carry for each other" not in owner.get(reverse("reports")).content.decode()
    post(Client(), "withdrawal", status(world), answer=shown.public_id)
    html = owner.get(reverse("reports")).content.decode()
    assert "What people carry for each other" in html
    assert "<b>1 person</b> left the queue" in html
    rows = json.loads(owner.get(reverse("report-json")).content)["rows"]
    assert next(row for row in rows if row["by"] == "all")["left_by_peer"] == 1
    assert "left_by_peer" in owner.get(reverse("report-csv")).content.decode().splitlines()[0]


@pytest.mark.parametrize("role", sorted(Role))
def test_no_role_learns_at_the_peers_pages_who_answered(role, world, colleague, sign_in, shown):
    shown.shown_name = "Lilas"
    shown.save()
    client = sign_in(colleague(role))
    for name, args in (("peers", ()), ("matter", (world.matter.public_id,))):
        response = client.get(reverse(name, args=args), {"state": "all"})
        if response.status_code == 200:
            articles = re.findall(r"<article.*?</article>", response.content.decode(), re.DOTALL)
            about = next(one for one in articles if "Pour les dialyses" in one)
            assert "Lilas" in about
            for told in ("Tom", "tom@example.org", tom(world).public_id):
                assert told not in about


def public_page(world, language="en") -> str:
    """The public page of the bus, as a visitor reads it for the first time."""
    caches["copies"].clear()
    address = reverse("public-matter", args=[world.matter.desk.public_id, world.matter.public_id])
    return Client().get(address, {"lang": language}).content.decode()


def test_everybody_reads_what_others_answer_and_what_was_found_wrong(world, owner, shown, now, alice):
    assert "Pour les dialyses" in public_page(world)
    endorse(shown, by=world.message.person, now=now)
    mark_correct(shown, by=alice.user, now=now)
    page = public_page(world)
    assert "useful to 1 person" in page
    assert "confirmed by us" in page
    assert "utile à 1 personne" in public_page(world, "fr")
    post(owner, "peer-mark", shown.public_id, verdict="wrong", why="The minibus is full.")
    page = public_page(world)
    assert "1 answer that we found wrong, and why" in page
    assert "<s>Pour les dialyses" in page
    assert "The minibus is full." in page
    post(owner, "peer-refusal", shown.public_id, rule="elsewhere")
    assert "Other people answer" not in public_page(world)


def test_the_public_page_says_of_nobody_who_they_are(world, shown):
    page = public_page(world)
    for told in ("Tom", "tom@example.org", tom(world).public_id, "Léa"):
        assert told not in page


def asked_for(client, world, name, key, **typed):
    """What a visitor sees who asks for something with the address they typed."""
    address = reverse(name, args=[world.matter.desk.public_id, key])
    assert "Send me the link" in client.get(address, {"lang": "en"}).content.decode()
    typed = {"value": "zoe@example.org", **typed}
    return client.post(f"{address}?lang=en", typed, follow=True).content.decode()


def test_a_visitor_answers_the_others_by_a_link_in_a_mail(world, client, owner, now):
    visitor, key = Client(), world.matter.public_id
    assert reverse("peer-asking", args=[world.matter.desk.public_id, key]) in public_page(world)
    assert "Say a little more" in asked_for(visitor, world, "peer-asking", key, text="yes")
    taken = {"text": "Le minibus de la clinique a des places.", "shown_name": world.matter.desk.name}
    assert "could be taken for ours" in asked_for(visitor, world, "peer-asking", key, **taken)
    said = {**taken, "shown_name": "Zoé", "with_rank": "on"}
    assert "Look into your mails" in asked_for(visitor, world, "peer-asking", key, **said)
    assert not PeerAnswer.objects.exists()
    confirm(Confirmation.objects.get(), now=now)
    made = PeerAnswer.objects.get()
    assert (made.shown_name, made.with_rank, made.state) == ("Zoé", True, State.PROPOSED)
    html = page(visitor, status_token(made.conversation))
    assert "What you answer the others" in html
    assert "Le minibus de la clinique a des places." in html
    assert "Somebody at the desk read it" not in html


def test_a_visitor_says_what_helped_them_by_a_link_in_a_mail(world, client, shown, now):
    visitor = Client()
    assert reverse("endorsement-asking", args=[shown.desk.public_id, shown.public_id]) in public_page(world)
    html = asked_for(visitor, world, "endorsement-asking", shown.public_id)
    assert "Look into your mails" in html
    assert not Endorsement.objects.exists()
    confirm(Confirmation.objects.get(), now=now)
    assert "useful to 1 person" in public_page(world)


def test_nothing_is_asked_about_what_is_not_public(world, answer, alice, now):
    visitor, desk = Client(), world.matter.desk.public_id
    ways = [("endorsement-asking", answer.public_id), ("peer-asking", "elsewhere")]
    for name, key in ways:
        assert visitor.get(reverse(name, args=[desk, key])).status_code == 404
