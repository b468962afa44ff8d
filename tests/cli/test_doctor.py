"""The doctor finds each thing that must not be, and says it in a sentence."""

from datetime import UTC, datetime

import pytest
from django.db.models import F

from saule.matters import indexing
from saule.matters.counting import recount
from saule.matters.models import Delivery, Flood, Matter, Message, MessageWords, Signature, Source
from saule.promises.acknowledging import acknowledge_due
from saule.promises.models import Promise
from saule.promises.promising import give_due

LONG_AGO = datetime(2020, 2, 3, tzinfo=UTC)


@pytest.fixture
def working(town, desk, now):
    """A desk at which all is well: a matter, a person who waits, a date, an acknowledgement."""
    matter = town.matter()
    conversation = town.write(matter)
    Signature.objects.create(matter=matter, person=conversation.person, since=now)
    recount({matter.pk}, now=LONG_AGO)
    give_due(desk, now=now)
    acknowledge_due(desk, now=now)
    indexing.catch_up(indexing.Walk())
    return conversation


def unwell(outcome) -> set[str]:
    return {row["check"] for row in outcome.json["checks"] if not row["well"]}


def test_a_desk_at_which_all_is_well(saule, working):
    outcome = saule("doctor", "--json")
    assert unwell(outcome) == set()
    assert (outcome.status, outcome.json["well"]) == (0, True)


def test_for_people_each_finding_is_a_sentence(saule, working):
    outcome = saule("doctor")
    assert outcome.status == 0
    assert all(line.startswith("✓ ") and line.endswith(".") for line in outcome.out.splitlines())


def miscount(conversation):
    Matter.objects.update(people=F("people") + 1)


def count_twice(conversation):
    signature = Signature.objects.get()
    other = conversation.person.__class__.objects.create(
        desk=conversation.desk, joined_into=conversation.person, created_at=LONG_AGO
    )
    Signature.objects.create(matter=signature.matter, person=other, since=LONG_AGO)


def count_two_who_are_one(conversation):
    """Neither is the one they are; who that is has not signed."""
    matter = Signature.objects.get().matter
    Signature.objects.all().delete()
    for _each in range(2):
        other = conversation.person.__class__.objects.create(
            desk=conversation.desk, joined_into=conversation.person, created_at=LONG_AGO
        )
        Signature.objects.create(matter=matter, person=other, since=LONG_AGO)
    recount({matter.pk}, now=LONG_AGO)


def lose_a_message(conversation):
    Source.objects.create(
        desk=conversation.desk, channel="email", position="1", raw=b"x", received_at=LONG_AGO
    )


def edit_a_promise(conversation):
    Promise.objects.update(state=Promise.State.KEPT)


def forget_somebody(conversation):
    conversation.__class__.objects.update(waiting_since=LONG_AGO)
    Promise.objects.first().move_to(Promise.State.WITHDRAWN, by=None, now=LONG_AGO)


def doubt_a_delivery(conversation):
    Delivery.objects.update(state=Delivery.State.UNCERTAIN)


def hold_a_delivery(conversation):
    Delivery.objects.update(state=Delivery.State.ATTEMPTING, leased_by="gone", leased_until=LONG_AGO)


def keep_a_card(conversation):
    Message.objects.filter(outgoing=False).update(said="My card is 4111 1111 1111 1111")


def lose_words(conversation):
    MessageWords.objects.all().delete()


def keep_words_too_long(conversation):
    MessageWords.objects.update(message_id=999)


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        (miscount, "counts"),
        (count_twice, "signatures"),
        (count_two_who_are_one, "signatures"),
        (lose_a_message, "sources"),
        (edit_a_promise, "promises"),
        (forget_somebody, "promised"),
        (doubt_a_delivery, "deliveries"),
        (hold_a_delivery, "leases"),
        (keep_a_card, "cards"),
        (lose_words, "words"),
        (keep_words_too_long, "words"),
    ],
)
def test_each_harm_is_found(saule, working, harm, check):
    harm(working)
    outcome = saule("doctor", "--json")
    assert check in unwell(outcome)
    assert outcome.status == 1


def test_the_doctor_changes_nothing(saule, working):
    miscount(working)
    saule("doctor")
    assert Matter.objects.get().people == 2


def test_a_flood_is_worth_knowing_and_no_illness(saule, working, now):
    address = working.person.addresses.get()
    Flood.objects.create(desk=working.desk, address=address, since=now, last_at=now, count=40)
    outcome = saule("doctor", "--json")
    told = {row["check"]: row for row in outcome.json["checks"]}["floods"]
    assert (told["well"], outcome.status) == (True, 0)
    assert "1 " in told["sentence"]
