"""Uniting signatures: joined persons count once, and parted they stand as if they had never been joined."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from saule.desk.models import Event
from saule.matters.counting import recount
from saule.matters.models import Decision, Filing, Matter, Message, Signature, SignatureEvidence
from saule.matters.placing import carry_out
from saule.matters.receiving import receive_many
from saule.matters.signing import MovedAway, confirm, withdraw
from saule.matters.uniting import part, unite
from saule.people.joining import CannotPart
from saule.people.models import Address, Person, PersonJoin
from saule.worker.checking import examine

pytestmark = pytest.mark.django_db
NAMES = ("anne", "bea", "carl")


class House:
    """Three addresses that write about two matters."""

    def __init__(self, desk, mail, alice, now) -> None:
        self.desk, self.mail, self.by, self.now = desk, mail, alice.user, now
        self.matters = [
            Matter.objects.create(desk=desk, title=title, opened_at=now, last_at=now)
            for title in ("Pool", "Bus")
        ]
        self.joins: list[PersonJoin] = []
        self.count = 0

    def person(self, who: int) -> Person:
        return Address.objects.get(value=f"{NAMES[who]}@example.org").person

    def write(self, who: int, what: int, proven: bool = False, **fields) -> Message:
        self.now += timedelta(minutes=1)
        self.count += 1
        told = {
            "sender": f"{NAMES[who]}@example.org",
            "position": f"house:{self.count}",
            "message_id": f"{self.count}@example.org",
            "authenticated": proven,
            **fields,
        }
        receive_many(self.desk, [self.mail(f"Message {self.count}", **told)], now=self.now)
        message = Message.objects.order_by("pk").last()
        assert message is not None
        self.file(message, self.matters[what], None)
        return message

    def file(self, message, matter, before) -> None:
        decision = Decision(
            message=message, outcome="joined", matter=matter, before=before, layer="test", reason="x"
        )
        decision.at = self.now
        recount(carry_out([decision], now=self.now), now=self.now)

    def move(self, which: int, _what: int, _proven: bool) -> None:
        self.now += timedelta(minutes=1)
        filings = list(
            Filing.objects.select_related("message", "matter").order_by("message__source__position")
        )
        if filings:
            filing = filings[which % len(filings)]
            other = next(matter for matter in self.matters if matter != filing.matter)
            self.file(filing.message, other, filing.matter)

    def will(self, who: int, what: int, confirmed: bool) -> None:
        self.now += timedelta(minutes=1)
        signature = self.signature(who, what)
        if signature is not None:
            verb = confirm if confirmed else withdraw
            with suppress(MovedAway):  # refused in words: nothing was done
                verb(signature, by=None, now=self.now, why="by the status page")

    def signature(self, who: int, what: int) -> Signature | None:
        rows = Signature.objects.filter(matter=self.matters[what])
        return rows.filter(person__addresses__value=f"{NAMES[who]}@example.org").first()

    def join(self, one: int, other: int) -> None:
        self.now += timedelta(minutes=1)
        row = unite(self.person(one), self.person(other), by=self.by, now=self.now, why="the same")
        self.joins.append(row)

    def part_all(self) -> None:
        while self.joins:
            self.now += timedelta(minutes=1)
            part(self.joins.pop(), by=self.by, now=self.now)

    def act(self, acts) -> None:
        for name, who, what, flag in acts:
            getattr(self, name)(who, what, flag)

    def seen(self) -> tuple[object, ...]:
        """What counts for whom by which messages, and the matters' figures."""
        address = "person__addresses__value"
        standing = Signature.objects.filter(state__in=Signature.COUNTED)
        ended = Signature.objects.exclude(state__in=Signature.COUNTED).filter(evidence__isnull=False)
        fields = ("matter__title", address, "state", "own_words")
        return (
            sorted(standing.values_list(*fields)),
            sorted(set(ended.values_list(*fields))),
            sorted(
                SignatureEvidence.objects.values_list(
                    "signature__matter__title", f"signature__{address}", address, "message__source__position"
                )
            ),
            sorted(Matter.objects.values_list("title", "people", "confirmed", "own_words", "waiting")),
        )


@pytest.fixture
def house(desk, mail, alice, now) -> House:
    return House(desk, mail, alice, now)


def figures(matter: Matter) -> tuple[int, int, int]:
    matter.refresh_from_db()
    return matter.people, matter.confirmed, matter.waiting


def test_joined_persons_count_and_wait_once_and_parted_twice_again(house):
    house.write(0, 0)
    house.write(1, 0)
    house.write(0, 1)
    pool, bus = house.matters
    assert figures(pool) == (2, 0, 2)

    house.join(0, 1)

    assert figures(pool) == (1, 0, 1)
    assert figures(bus) == (1, 0, 1)
    assert house.signature(1, 1).state == "unconfirmed"
    assert house.signature(1, 0).evidence.count() == 2
    assert set(house.signature(1, 0).evidence.values_list("person", flat=True)) == {
        house.person(0).pk,
        house.person(1).pk,
    }

    house.part_all()

    assert figures(pool) == (2, 0, 2)
    assert figures(bus) == (1, 0, 1)


@pytest.mark.parametrize("wrote", [0, 1])
def test_what_comes_in_while_they_are_one_goes_to_who_wrote_it(house, wrote):
    house.write(0, 0)
    house.write(1, 0)
    house.join(0, 1)
    house.write(wrote, 1, proven=True)
    pool, bus = house.matters
    assert figures(bus) == (1, 1, 1)
    assert Message.objects.order_by("pk").last().person == house.person(wrote)

    house.part_all()

    assert figures(bus) == (1, 1, 1)
    assert figures(pool) == (2, 0, 2)
    assert house.signature(wrote, 1).state == "confirmed"


def test_confirmed_beats_unconfirmed_and_is_given_back(house):
    house.write(0, 0, proven=True)
    house.write(1, 0)
    house.join(0, 1)
    assert figures(house.matters[0]) == (1, 1, 1)
    assert house.signature(1, 0).state == "confirmed"

    house.part_all()

    assert house.signature(1, 0).state == "unconfirmed"
    assert house.signature(0, 0).state == "confirmed"


@pytest.mark.parametrize("who", [0, 1])
def test_support_that_somebody_withdrew_does_not_come_back_by_a_join(house, who):
    house.write(0, 0)
    house.write(1, 0, proven=True)
    house.will(who, 0, False)

    house.join(0, 1)

    assert figures(house.matters[0])[0] == 0
    house.part_all()
    assert figures(house.matters[0])[0] == 1


def test_who_withdraws_while_they_are_one_has_withdrawn_for_both(house):
    house.write(0, 0)
    house.write(1, 0)
    house.join(0, 1)
    house.will(1, 0, False)

    house.part_all()

    assert figures(house.matters[0])[0] == 0


def test_an_answer_to_our_mail_from_the_other_address_continues_the_conversation(house):
    first = house.write(0, 0)
    other = house.write(1, 0)
    assert first.conversation != other.conversation
    house.join(0, 1)

    reply = house.write(1, 0, in_reply_to=(first.message_id,))

    assert reply.conversation == first.conversation


def test_joining_and_parting_are_in_the_trail_with_opaque_ids_only(house):
    house.write(0, 0)
    house.write(1, 0)
    house.join(0, 1)
    house.part_all()

    events = Event.objects.filter(verb__in=("join", "part"))
    assert {event.verb for event in events} == {"join", "part"}
    assert all(event.facts == {"person": house.person(0).public_id} for event in events)


def test_joins_are_undone_in_their_order_only(house):
    for who in range(3):
        house.write(who, 0)
    house.join(0, 2)
    house.join(1, 2)

    with pytest.raises(CannotPart):
        part(house.joins[0], by=house.by, now=house.now)
    assert figures(house.matters[0])[0] == 1


WRITE = st.tuples(st.just("write"), st.integers(0, 2), st.integers(0, 1), st.booleans())
MOVE = st.tuples(st.just("move"), st.integers(0, 5), st.just(0), st.just(False))
WILL = st.tuples(st.just("will"), st.integers(0, 2), st.integers(0, 1), st.booleans())
PAIRS = st.sampled_from([[(0, 1)], [(1, 0), (2, 0)], [(0, 1), (1, 2)], [(0, 1), (2, 0)]])


# Each example takes a while: a failing one is shown as it is, not made smaller first.
@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    before=st.lists(st.one_of(WRITE, WRITE, MOVE, WILL), max_size=6),
    pairs=PAIRS,
    meanwhile=st.lists(WRITE, max_size=5),
)
@example(before=[("move", 1, 0, False), ("will", 1, 0, True)], pairs=[(0, 1)], meanwhile=[])  # moved away
def test_the_parted_stand_as_if_never_joined(desk, mail, alice, now, before, pairs, meanwhile):
    outcomes = []
    begin = [("write", who, 0, False) for who in range(3)] + before
    for joined in (False, True):
        with transaction.atomic():
            house = House(desk, mail, alice, now)
            house.act(begin)
            for one, other in pairs if joined else []:
                house.join(one, other)
            house.act(meanwhile)
            house.part_all()
            outcomes.append(house.seen())
            wrong = [check for check in examine(now=house.now) if not check.well]
            assert {check.name for check in wrong} <= {"filings", "room", "mailboxes", "promised", "words"}
            transaction.set_rollback(True)
    assert outcomes[0] == outcomes[1]
