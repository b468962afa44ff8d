"""Who an answer goes to: everybody first, then those who wait; a correction to whoever was told wrong."""

from datetime import timedelta

import pytest

from saule.matters.amending import correct, make_ordinary
from saule.matters.answering import draft_for, propose, save_text, send
from saule.matters.approving import needs_approval
from saule.matters.audience import Why, audience, recipients
from saule.matters.delivering import attempt, sent
from saule.matters.errors import CannotAnswer
from saule.matters.grouping import group_waiting
from saule.matters.models import Answer, Delivery, Matter, Message
from saule.matters.objecting import object_to
from saule.matters.receiving import receive_many
from saule.promises.closing import settle

AN_HOUR = timedelta(hours=1)
BUS = "Je suis contre la suppression de la ligne de bus douze qui me conduit chaque jour au travail"
pytestmark = pytest.mark.django_db


@pytest.fixture
def write(desk, mail):
    """Somebody writes about the bus, and it is grouped."""

    def write(who, at, said=BUS, **fields) -> Message:
        sender = f"{who}@x"
        received = receive_many(desk, [mail(said, sender=sender, sender_name=who, **fields)], now=at)
        group_waiting(desk, now=at)
        return Message.objects.get(pk=received.messages[0])

    return write


@pytest.fixture
def matter(write, alice, now) -> Matter:
    """Léa and Tom have an answer; Zoé wrote after it, and Tom wrote again."""
    write("lea", now, message_id="lea@x")
    write("tom", now, BUS + ".", message_id="tom@x")
    matter = Matter.objects.get()
    told(matter, alice, now + AN_HOUR, "La ligne ferme le 12.")
    write("zoe", now + 3 * AN_HOUR, BUS + " !", language="en")
    write("tom", now + 3 * AN_HOUR, "Et l’arrêt de l’hôpital, que devient-il ?", in_reply_to=("tom@x",))
    matter.refresh_from_db()
    return matter


def told(matter, by, at, body, draft=None) -> Answer:
    """An answer that was sent an hour before it left."""
    draft = draft or draft_for(matter, by=by.user, now=at)
    save_text(draft, "fr", body, by=by.user, now=at)
    send(draft, by=by, now=at)
    leave(at + AN_HOUR)
    return draft


def leave(at) -> None:
    """The worker sends whatever is due."""
    for delivery in Delivery.objects.to_send():
        if attempt(delivery.pk, worker="here:1:1", now=at):
            sent(delivery, now=at)


def names(found) -> set[str]:
    """Who is in an audience."""
    return {one.person.name for one in recipients(found)}


def test_a_second_answer_goes_only_to_those_who_wait(matter, alice, now):
    assert matter.state == Matter.State.REOPENED
    found = audience(matter)
    assert (found.why, names(found)) == (Why.WAITING, {"zoe", "tom"})

    second = told(matter, alice, now + 5 * AN_HOUR, "L’arrêt reste.")
    assert set(second.deliveries.values_list("person__name", flat=True)) == {"zoe", "tom"}
    matter.refresh_from_db()
    assert (matter.state, matter.waiting) == (Matter.State.ANSWERED, 0)
    assert len(audience(matter)) == 0


def test_the_same_answer_again_goes_only_to_who_does_not_have_it(matter):
    first = matter.answers.get()
    assert names(audience(matter, first)) == {"zoe"}


def test_who_is_on_their_way_to_be_answered_is_not_answered_twice(matter, alice, now):
    draft = draft_for(matter, by=alice.user, now=now + 4 * AN_HOUR)
    save_text(draft, "fr", "L’arrêt reste.", by=alice.user, now=now + 4 * AN_HOUR)
    send(draft, by=alice, now=now + 4 * AN_HOUR)

    assert len(audience(matter)) == 0
    third = draft_for(matter, by=alice.user, now=now + 5 * AN_HOUR)
    save_text(third, "fr", "Encore.", by=alice.user, now=now + 5 * AN_HOUR)
    with pytest.raises(CannotAnswer):
        send(third, by=alice, now=now + 5 * AN_HOUR)


def test_who_wrote_two_mails_has_one_answer_to_both(write, alice, now):
    write("lea", now)
    write("lea", now + AN_HOUR, BUS + " !")
    matter = Matter.objects.get()
    told(matter, alice, now + 2 * AN_HOUR, "Elle reste.")
    write("zoe", now + 4 * AN_HOUR, BUS + " ?")
    assert Delivery.objects.filter(person__name="lea").count() == 1
    assert names(audience(matter)) == {"zoe"}


def test_who_says_that_the_answer_does_not_answer_them_waits(matter, now):
    lea = Delivery.objects.get(person__name="lea").conversation
    object_to(lea, answer=matter.answers.get(), words="Et moi ?", now=now + 4 * AN_HOUR)
    assert names(audience(matter)) == {"lea", "zoe", "tom"}


def test_who_was_settled_by_hand_does_not_wait(matter, alice, now):
    zoe = Message.objects.get(person__name="zoe").conversation
    settle(zoe, by=alice.user, now=now + 4 * AN_HOUR, why="by telephone")
    assert names(audience(matter)) == {"tom"}


def test_who_cannot_be_written_to_is_counted(matter):
    Message.objects.filter(person__name="zoe").update(address=None)
    found = audience(matter)
    assert (names(found), found.unreachable) == ({"tom"}, 1)


def test_a_few_latecomers_need_no_approval_though_the_matter_is_large(matter, desk, bob, now):
    desk.large_audience = 2
    desk.save()
    draft = draft_for(matter, by=bob.user, now=now)
    assert not needs_approval(draft, bob)


def test_a_correction_goes_to_everybody_who_was_told_wrong(matter, alice, now):
    first = matter.answers.get()
    at = now + 5 * AN_HOUR
    draft = correct(first, by=alice.user, now=at)
    assert correct(first, by=alice.user, now=at) == draft
    found = audience(matter, draft)
    assert (found.why, names(found)) == (Why.CORRECTED, {"lea", "tom"})

    told(matter, alice, at, "Non : le 14.", draft)
    assert set(draft.deliveries.values_list("person__name", flat=True)) == {"lea", "tom"}
    assert (
        draft.deliveries.get(person__name="lea").conversation
        == first.deliveries.get(person__name="lea").conversation
    )
    matter.refresh_from_db()
    assert (matter.state, matter.waiting) == (Matter.State.REOPENED, 1)
    assert names(audience(matter)) == {"zoe"}


def test_a_correction_does_not_follow_who_stepped_out_or_never_got_the_answer(matter, alice, now):
    first = matter.answers.get()
    first.deliveries.filter(person__name="tom").update(state="refused")
    draft = correct(first, by=alice.user, now=now)
    assert names(audience(matter, draft)) == {"lea"}

    matter.signatures.get(person__name="lea").move_to("withdrawn", by=None, now=now, why="not mine")
    assert len(audience(matter, draft)) == 0


def test_a_correction_does_not_take_over_what_somebody_else_is_writing(matter, alice, bob, now):
    first = matter.answers.get()
    draft = draft_for(matter, by=bob.user, now=now)
    save_text(draft, "fr", "L’arrêt reste.", by=bob.user, now=now)
    with pytest.raises(CannotAnswer):
        correct(first, by=alice.user, now=now)

    save_text(draft, "fr", "", by=bob.user, now=now)
    assert correct(first, by=alice.user, now=now).corrects == first
    with pytest.raises(CannotAnswer):
        correct(draft, by=alice.user, now=now)


def test_a_correction_can_become_an_ordinary_answer_while_it_is_a_draft(matter, alice, now):
    draft = correct(matter.answers.get(), by=alice.user, now=now)
    save_text(draft, "fr", "L’arrêt reste.", by=alice.user, now=now)
    make_ordinary(draft, by=alice.user, now=now)
    assert names(audience(matter, draft)) == {"zoe", "tom"}

    propose(draft, by=alice.user, now=now)
    with pytest.raises(CannotAnswer):
        make_ordinary(draft, by=alice.user, now=now)


def test_an_audience_is_read_in_a_few_queries(matter, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):  # two of them find what was merged into it
        found = audience(matter)
    with django_assert_max_num_queries(3):
        recipients(found)
