"""Who was helped by somebody else leaves the queue by their own word; helpers are thanked, quietly."""

from datetime import date, datetime, timedelta

import pytest
from tests.public import made_public

from saule.matters.answering import draft_for, save_text, send
from saule.matters.audience import audience
from saule.matters.counting import recount
from saule.matters.delivering import attempt, due, sent
from saule.matters.endorsing import endorse, take_back
from saule.matters.judging import show
from saule.matters.models import Delivery, PeerAnswer, PeerThanks, Signature, SignatureEvidence
from saule.matters.objecting import object_to
from saule.matters.peering import answer_others
from saule.people.joining import join
from saule.promises.acknowledging import acknowledge_due
from saule.promises.carrying import carried
from saule.promises.models import Beat, Promise
from saule.promises.news import tell_news
from saule.promises.peer_words import REST, refuse, thank_due
from saule.promises.promising import give_due, move
from saule.promises.reporting import Span, report
from saule.promises.withdrawing import renew, withdraw, withdrawn

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MINIBUS = "Pour les dialyses, le service de soins de la clinique a un minibus : il reste des places."


@pytest.fixture
def bus(town, alice, now):
    """The matter about the bus, of which everybody may read."""
    return made_public(town.matter(), alice, now)


@pytest.fixture
def asks(town, bus, now):
    """Somebody asks about the bus, and counts."""

    def act(matter=None, **fields):
        matter = matter or bus
        conversation = town.write(matter, **fields)
        person, message = conversation.person, conversation.messages.last()
        row = Signature.objects.create(matter=matter, person=person, state="confirmed", since=now)
        SignatureEvidence.objects.create(signature=row, message=message, person=person, at=now)
        recount({matter.pk}, now=now)
        return conversation

    return act


@pytest.fixture
def peer(bus, asks, now):
    """Somebody who asked before answers the others: everybody reads it."""
    conversation = asks(days_ago=3)
    answer = answer_others(
        bus, text=MINIBUS, language="fr", by=conversation.person, conversation=conversation, now=now
    )
    return answer.move_to("shown", by=None, now=now)


def answered(matter, alice, now, words="La ligne reste."):
    """The desk answers everybody, and the mails leave."""
    draft = draft_for(matter, by=alice.user, now=now)
    save_text(draft, "fr", words, by=alice.user, now=now)
    send(draft, by=alice, now=now)
    leave(now + timedelta(minutes=5))
    return draft


def leave(at):
    for pk in due(now=at, limit=100):
        if found := attempt(pk, worker="w", now=at):
            sent(found, now=at)


def test_who_was_helped_waits_no_more_and_takes_it_back_with_the_same_date(desk, peer, asks, bus, now):
    conversation = asks(days_ago=1)
    give_due(desk, now=now)
    day = conversation.promises.get().day
    before = bus.waiting
    settlement = withdraw(conversation, now=now, helped_by=peer)
    bus.refresh_from_db()
    assert (settlement.helped_by, settlement.informed) == (peer, False)
    assert conversation.waiting_since is None
    assert bus.waiting == 1 > before - 1
    assert conversation.promises.get().state == Promise.State.WITHDRAWN
    assert withdrawn(conversation) == settlement
    again = renew(conversation, now=now + timedelta(hours=1))
    assert (again.day, again.state) == (day, Promise.State.GIVEN)
    assert conversation.waiting_since is not None


def test_who_needs_no_other_answer_is_not_sent_one_and_who_wants_it_is(desk, peer, asks, bus, now, alice):
    enough, informed, waits = (asks(days_ago=1) for _ in range(3))
    withdraw(enough, now=now, helped_by=peer)
    withdraw(informed, now=now, helped_by=peer, informed=True)
    reached = set(audience(bus).places)
    assert reached == {informed.person_id, waits.person_id, peer.person_id}
    answered(bus, alice, now)
    assert not Delivery.objects.filter(person=enough.person).exists()
    assert Delivery.objects.filter(person=informed.person, purpose="answer", state="sent").count() == 1


def test_who_left_after_the_first_answer_gets_the_next_one_only_if_they_want(peer, asks, bus, now, alice):
    answered(bus, alice, now)
    enough, informed = asks(), asks()
    for one in (enough, informed):
        later = now + DAY
        one.messages.update(received_at=later)
        withdraw(one, now=later, helped_by=peer, informed=one == informed)
    assert set(audience(bus).places) == {informed.person_id}
    answered(bus, alice, now + 2 * DAY, "La ligne reste, et le minibus aussi.")
    assert set(audience(bus).places) == set()


def test_who_asks_again_after_all_is_sent_it(peer, asks, town, bus, now):
    conversation = asks(days_ago=1)
    withdraw(conversation, now=now, helped_by=peer)
    town.write(bus, conversation=conversation, days_ago=-1)
    assert conversation.person_id in audience(bus).places


def test_who_was_helped_and_then_answered_may_say_that_it_does_not_answer(peer, asks, bus, now, alice):
    conversation = asks(days_ago=1)
    withdraw(conversation, now=now, helped_by=peer, informed=True)
    answer = answered(bus, alice, now + DAY)
    object_to(conversation, answer=answer, words="", now=now + 2 * DAY)
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None


def test_a_refusal_is_told_in_the_writers_language_with_the_rule_even_to_who_waits_no_more(
    desk, asks, bus, now, alice, town
):
    conversation = asks(person=town.person("en"), days_ago=2)
    answer = answer_others(
        bus,
        text="Buy my minibus tickets here!",
        language="fr",
        by=conversation.person,
        conversation=conversation,
        now=now,
    )
    withdraw(conversation, now=now)
    refuse(answer, "selling", by=alice.user, now=now, why="It names a price of your own.")
    mail = Delivery.objects.get(purpose="peer")
    assert mail.conversation == conversation
    assert "It advertises something." in mail.body
    assert "It names a price of your own." in mail.body
    assert "minibus tickets" not in mail.body
    leave(now)
    mail.refresh_from_db()
    assert mail.state == Delivery.State.SENT
    show(answer, by=alice.user, now=now + DAY)
    refuse(answer, "elsewhere", by=alice.user, now=now + 2 * DAY)
    assert Delivery.objects.filter(purpose="peer").count() == 2
    assert "is not shown any more" in Delivery.objects.filter(purpose="peer").latest("pk").body


def test_nobody_is_told_anything_while_the_desk_rehearses(desk, peer, now, alice):
    desk.mailboxes.get().switches.create(live=False, at=now)
    refuse(peer, "elsewhere", by=alice.user, now=now)
    assert peer.state == PeerAnswer.State.TAKEN_DOWN
    assert not Delivery.objects.exists()


@pytest.fixture
def tuesday(desk):
    """A moment after the beat of Tuesday 24 November."""
    return datetime(2026, 11, 24, 9, 1, tzinfo=desk.zone)


def thanks():
    return list(Delivery.objects.filter(purpose="peer", key__startswith="thanks:").order_by("pk"))


def test_helpers_are_thanked_at_a_day_of_news_once_for_all_since(desk, peer, town, now, tuesday):
    for _ in range(3):
        endorse(peer, by=town.person(), now=now)
    assert thank_due(desk, now=now) == 0
    assert thank_due(desk, now=tuesday) == 0  # the beat's news comes first
    tell_news(desk, now=tuesday)
    assert thank_due(desk, now=tuesday) == 1
    assert thank_due(desk, now=tuesday) == 0
    assert "a aidé 3 personnes" in thanks()[0].body
    assert PeerThanks.objects.get().people == 3


def test_they_are_thanked_again_only_after_weeks_and_for_more_people(desk, peer, town, now, tuesday):
    first = town.person()
    endorse(peer, by=first, now=now)
    tell_news(desk, now=tuesday)
    thank_due(desk, now=tuesday)
    assert "a aidé une personne." in thanks()[0].body
    endorse(peer, by=town.person(), now=tuesday + DAY)
    friday, later = tuesday + 3 * DAY, tuesday + REST
    for beat in (friday, later):
        Beat.objects.create(desk=desk, at=beat - timedelta(minutes=1), done_at=beat)
    assert thank_due(desk, now=friday) == 0
    take_back(peer, by=first, now=friday)
    assert thank_due(desk, now=later) == 0  # it is one person, as before
    endorse(peer, by=town.person(), now=later)
    assert thank_due(desk, now=later) == 1
    assert "a aidé 2 personnes" in thanks()[-1].body


def test_who_gets_news_is_thanked_in_the_same_mail(desk, peer, town, now, alice, tuesday):
    give_due(desk, now=now)
    acknowledge_due(desk, now=now)
    leave(now)
    promise = Promise.objects.get(conversation=peer.conversation, state__in=Promise.OPEN)
    move(promise, day=date(2026, 12, 9), by=alice.user, now=now, why="the archive is closed")
    for _ in range(2):
        endorse(peer, by=town.person(), now=now)
    tell_news(desk, now=tuesday)
    mail = Delivery.objects.get(purpose="news", person=peer.person)
    assert "a aidé 2 personnes" in mail.body
    assert thank_due(desk, now=tuesday) == 0


def test_a_helper_under_two_addresses_is_thanked_once(desk, peer, bus, asks, town, now, alice, tuesday):
    other = asks(days_ago=2)
    said = {"language": "fr", "by": other.person, "conversation": other, "now": now}
    answer_others(bus, text="Le minibus part aussi du marché.", **said).move_to("shown", by=None, now=now)
    reader = town.person()
    for answer in PeerAnswer.objects.all():
        endorse(answer, by=reader, now=now)
    join(other.person, peer.person, by=alice.user, now=now)
    tell_news(desk, now=tuesday)
    assert thank_due(desk, now=tuesday) == 1
    assert "a aidé une personne." in thanks()[0].body


def test_a_report_says_what_peers_carry_of_how_many(desk, peer, asks, town, bus, now, alice):
    left = [asks(days_ago=1) for _ in range(3)]
    for conversation in left:
        withdraw(conversation, now=now, helped_by=peer)
    renew(left[0], now=now)
    town.write(bus, conversation=left[1], days_ago=-1)
    found = carried(desk, date(2026, 11, 1), date(2026, 11, 30))
    assert {key: (one.people, one.back) for key, one in found.items()} == {
        (date(2026, 11, 1), bus.kind_id): (2, 1)
    }
    one = report(desk, Span(date(2026, 10, 1), date(2026, 11, 30), desk.local_date(now)), now=now)
    assert (one.all.peers.people, one.all.peers.of) == (2, 2)
    by_kind = {line.key: line.peers.people for line in one.kinds}
    assert by_kind[bus.kind_id] == 2
    assert {line.key: line.peers.people for line in one.months} == {date(2026, 11, 1): 2}
    assert carried(desk, date(2026, 12, 1), date(2026, 12, 31)) == {}
