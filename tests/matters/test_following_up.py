"""Beside the common answer: who speaks of a danger, or of their own file, is answered on their own too."""

from datetime import timedelta

import pytest
from tests.matters.test_replying import send as leave

from saule.matters.amending import correct
from saule.matters.answering import draft_for, save_text, send
from saule.matters.drafting import save_draft
from saule.matters.following_up import FollowUpReason, follow_up, no_follow_up
from saule.matters.grouping import group_waiting
from saule.matters.models import Conversation, Delivery, FollowUp, Matter, Message
from saule.matters.objecting import object_to
from saule.matters.receiving import receive_many
from saule.matters.replying import mark, reply
from saule.promises.pressing import own, pressing
from saule.promises.promising import give_due, sweep_dates

pytestmark = pytest.mark.django_db
BUS = "Je suis contre la suppression de la ligne de bus douze qui me conduit chaque jour au travail"
A_DAY = timedelta(days=1)
GRAVE = f"{BUS}. Sans elle je vais me suicider."
FILED = f"{BUS}. Mon dossier n° A48-2231 est chez vous."


@pytest.fixture
def write(desk, mail, now):
    """People write about one bus line; returns the conversation of the last of them."""

    def act(*said: str, at=now) -> Conversation:
        names = ["lea", "tom", "zoe", "max"][: len(said)]
        mails = [
            mail(text, sender=f"{name}@x", sender_name=name) for name, text in zip(names, said, strict=True)
        ]
        receive_many(desk, mails, now=at)
        group_waiting(desk, now=at)
        matter = Matter.objects.latest("people")
        for message in Message.objects.exclude(filings__matter=matter).filter(outgoing=False):
            message.filings.update(matter=matter)
        matter.nature = "shared"
        matter.save()
        give_due(desk, now=at)
        return Message.objects.order_by("-pk")[0].conversation

    return act


def of(name: str) -> Conversation:
    """The conversation of somebody."""
    return Conversation.objects.get(person__name=name)


def tell(matter: Matter, by, at, draft=None) -> list[Delivery]:
    """An answer to the matter leaves, to whom it goes."""
    draft = draft or draft_for(matter, by=by.user, now=at)
    save_text(draft, "fr", f"La ligne reste, dit le maire à {at:%H:%M}.", by=by.user, now=at)
    send(draft, by=by, now=at)
    made = list(draft.deliveries.order_by("pk"))
    for delivery in made:
        leave(delivery, at + A_DAY)
    return made


def answer_alone(conversation: Conversation, by, at) -> None:
    """Somebody writes to this person."""
    save_draft(conversation, "Je vous appelle.", by=by.user, now=at, version=0)
    leave(reply(conversation, by=by, now=at, seen=mark(conversation)), at + A_DAY)


@pytest.mark.parametrize(("said", "because"), [(GRAVE, "danger"), (FILED, "reference")])
def test_a_grave_or_personal_message_waits_on_with_its_own_date_until_answered_alone(
    write, desk, alice, now, said, because
):
    write(BUS, BUS + " !", said)
    assert [row.because for row in FollowUp.objects.all()] == [because]

    assert len(tell(Matter.objects.latest("people"), alice, now + A_DAY)) == 3
    sweep_dates(desk, now=now + 2 * A_DAY)
    states = {name: of(name).promises.get().state for name in ("lea", "zoe")}
    assert (of("lea").waiting_since, states["lea"]) == (None, "kept")
    assert (of("zoe").waiting_since, states["zoe"]) == (now, "given")
    assert Conversation.objects.waiting().filter(own()).get() == of("zoe")
    assert pressing(alice, now=now + 2 * A_DAY).item == of("zoe")

    answer_alone(of("zoe"), alice, now + 2 * A_DAY)
    sweep_dates(desk, now=now + 3 * A_DAY)
    assert of("zoe").waiting_since is None
    assert of("zoe").promises.get().state in ("kept", "kept_late")


def test_an_answer_to_one_person_is_their_own(write, alice, now):
    asked = write(GRAVE)

    tell(Matter.objects.get(), alice, now + A_DAY)

    assert Conversation.objects.get(pk=asked.pk).waiting_since is None


def test_what_every_copy_of_a_letter_says_is_nobodys_own_and_what_one_adds_is(write):
    write(GRAVE, GRAVE, GRAVE)
    assert not FollowUp.objects.exists()

    write(*[GRAVE] * 3, f"{GRAVE} Mon dossier n° A48-2231 est chez vous.")
    assert FollowUp.objects.get().conversation == of("max")


def test_a_colleague_asks_for_an_answer_of_ones_own_and_takes_it_back(write, desk, alice, now):
    write(BUS, BUS + " !")
    tell(Matter.objects.get(), alice, now + A_DAY)
    sweep_dates(desk, now=now + 2 * A_DAY)
    for blank in ("", "  "):
        with pytest.raises(FollowUpReason):
            follow_up(of("tom"), by=alice.user, now=now, why=blank)

    follow_up(of("tom"), by=alice.user, now=now + 3 * A_DAY, why="he is blind")
    follow_up(of("tom"), by=alice.user, now=now + 3 * A_DAY, why="he is blind")
    assert of("tom").waiting_since == now + 3 * A_DAY
    assert FollowUp.objects.count() == 1
    assert give_due(desk, now=now + 3 * A_DAY) == 1

    no_follow_up(of("tom"), by=alice.user, now=now + 4 * A_DAY, why="my error")
    sweep_dates(desk, now=now + 4 * A_DAY)
    assert sorted(of("tom").promises.values_list("state", flat=True)) == ["kept", "kept"]
    assert of("tom").waiting_since is None
    row = FollowUp.objects.get()
    assert (row.ended_by, row.ended_why, row.ended_at) == (alice.user, "my error", now + 4 * A_DAY)


def test_whom_an_answer_does_not_answer_comes_back_alone_and_a_correction_does_not_silence_them(
    write, alice, now
):
    write(BUS, BUS + " !", BUS + " ?")
    matter = Matter.objects.get()
    tell(matter, alice, now + A_DAY)
    answer = matter.answers.get()
    object_to(of("zoe"), answer=answer, words="Et le soir ?", now=now + 3 * A_DAY)

    found = pressing(alice, now=now + 3 * A_DAY).item
    assert found == of("zoe")
    assert [one.words for one in found.objections.all()] == ["Et le soir ?"]
    assert of("lea").waiting_since is None

    tell(matter, alice, now + 4 * A_DAY, correct(answer, by=alice.user, now=now + 4 * A_DAY))
    assert of("zoe").waiting_since == now + 3 * A_DAY
    answer_alone(of("zoe"), alice, now + 6 * A_DAY)
    assert of("zoe").waiting_since is None


def test_a_correction_reaches_exactly_those_who_got_the_first_one(write, mail, desk, alice, now):
    write(BUS, BUS + " !", GRAVE)
    matter = Matter.objects.latest("people")
    first = tell(matter, alice, now + A_DAY)
    answer = matter.answers.get()
    receive_many(desk, [mail(BUS + " ?", sender="new@x", sender_name="new")], now=now + 2 * A_DAY)
    group_waiting(desk, now=now + 2 * A_DAY)

    corrected = tell(matter, alice, now + 3 * A_DAY, correct(answer, by=alice.user, now=now + 3 * A_DAY))

    assert sorted(one.person.name for one in corrected) == sorted(one.person.name for one in first)
    assert {one.conversation for one in corrected} == {one.conversation for one in first}
    assert of("zoe").waiting_since == now
