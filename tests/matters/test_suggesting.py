"""Corrections hold: the next messages follow them, in a memory that was told and in one that is rebuilt."""

from datetime import timedelta

import pytest
from tests.matters.groups import picture

from saule.engines.decisions import Revision
from saule.matters import groupers
from saule.matters.attaching import attach
from saule.matters.filing import move
from saule.matters.grouping import group_waiting
from saule.matters.merging import merge
from saule.matters.models import Decision, Filing, Matter, Message, Suggestion
from saule.matters.placing import NotThere
from saule.matters.receiving import receive_many
from saule.matters.revising import carry_out_revisions
from saule.matters.splitting import keep_apart, split, step_out
from saule.matters.suggesting import accept, catch_up_asked, decline, propose
from saule.matters.undoing import undo

pytestmark = pytest.mark.django_db
BUS = "Je suis contre la suppression de la ligne de bus douze qui me conduit chaque jour au travail le matin"
POOL = "Bonjour, je voudrais savoir quand la piscine municipale de la rue des Lilas va rouvrir au public"
TREE = "My neighbour keeps burning plastic at night, which smells awful. Who should we call about this"


@pytest.fixture
def town(desk, mail, now):
    """Three matters with two people each; ``write`` sends one more text and says where it went."""

    class Town:
        def __init__(self) -> None:
            self.now = now
            texts = [text + end for text in (BUS, POOL, TREE) for end in (".", " !")]
            receive_many(desk, [mail(text, subject="") for text in texts], now=now)
            group_waiting(desk, now=now)

        def tick(self):
            self.now += timedelta(minutes=1)
            return self.now

        def write(self, text: str) -> Matter:
            keys = receive_many(desk, [mail(text, subject="")], now=self.tick()).messages
            group_waiting(desk, now=self.tick())
            return Matter.objects.get(filings__message__in=keys)

        def matter(self, text: str) -> Matter:
            return Matter.objects.get(filings__message__said=text + ".")

        def message(self, text: str) -> Message:
            return Message.objects.get(said=text)

    return Town()


@pytest.fixture(params=["told", "rebuilt"])
def remembered(request, desk):
    """What the engine goes through after a correction: it is told, or it begins anew."""
    groupers.grouper_for(desk)
    return lambda: groupers.forget_all(desk) if request.param == "rebuilt" else None


def test_next_messages_follow_a_merge(town, remembered, alice):
    merge(town.matter(BUS), town.matter(POOL), by=alice.user, now=town.tick())
    remembered()
    assert town.write(BUS + " !!") == town.write(POOL + " !!") == town.matter(POOL)


def test_next_messages_follow_a_split_and_a_move(town, remembered, alice):
    bus, pool = town.matter(BUS), town.matter(POOL)
    merge(bus, pool, by=alice.user, now=town.tick())
    messages = list(Message.objects.filter(said__startswith=BUS))
    new = split(pool, messages, "Bus", by=alice.user, now=town.tick()).other
    remembered()
    assert town.write(BUS + " Merci.") == new
    tree = town.matter(TREE)
    for end in (".", " !"):
        move(town.message(TREE + end), new, by=alice.user, now=town.tick(), before=tree)
    remembered()
    assert town.write(TREE + " Attention.") == new


def test_an_attached_message_does_not_lead_others_astray(town, remembered, alice):
    attach(town.message(BUS + "."), town.matter(POOL), by=alice.user, now=town.tick())
    remembered()
    assert town.write(BUS + " !!").filings.filter(message__said=BUS + " !").exists()


def test_who_steps_out_takes_nobody_along(town, remembered):
    message, bus = town.message(BUS + "."), town.matter(BUS)
    step_out(message.conversation, bus, now=town.tick())
    remembered()
    assert town.write(BUS + ".") == bus


@pytest.mark.parametrize("inside", [True, False])
def test_what_is_kept_apart_is_not_put_back_by_a_second_look(town, remembered, desk, alice, inside):
    message, bus = town.message((BUS if inside else POOL) + "."), town.matter(BUS)
    keep_apart(message, bus, by=alice.user, now=town.tick())
    remembered()
    grouper = groupers.grouper_for(desk)
    assert bus.pk in grouper._apart[message.pk]
    assert moved_by_a_second_look(desk, grouper, message, bus, town) == 0


def test_a_second_look_never_undoes_what_a_person_did(town, remembered, desk, alice):
    message, bus, pool = town.message(BUS + "."), town.matter(BUS), town.matter(POOL)
    move(message, pool, by=alice.user, now=town.tick(), before=bus)
    remembered()
    grouper = groupers.grouper_for(desk)
    assert moved_by_a_second_look(desk, grouper, message, bus, town) == 0
    assert message.filings.get().matter == pool


def moved_by_a_second_look(desk, grouper, message, matter, town) -> int:
    """What becomes of the engine's wish to have the message in the matter."""
    home = message.filings.get().matter_id
    wish = revision(message, home, matter)
    return carry_out_revisions(desk, grouper, [wish], now=town.tick())


def revision(message, home, matter) -> Revision:
    return Revision(
        message=message.pk, previous=home, matter=matter.pk, opens=False, score=0.8, engine="test"
    )


def test_a_memory_that_was_told_is_as_one_that_is_rebuilt(town, desk, alice):
    bus, pool, tree = (town.matter(text) for text in (BUS, POOL, TREE))
    memory = groupers.MEMORIES[desk.pk]
    acts = [
        lambda: merge(bus, pool, by=alice.user, now=town.tick()),
        lambda: attach(town.message(TREE + "."), pool, by=alice.user, now=town.tick()),
        lambda: split(
            pool, [town.message(POOL + "."), town.message(BUS + ".")], by=alice.user, now=town.tick()
        ),
        lambda: keep_apart(town.message(TREE + "."), tree, by=alice.user, now=town.tick()),
        lambda: step_out(town.message(POOL + " !").conversation, pool, now=town.tick()),
    ]
    done = []
    for act in acts:
        done.append(act())
        assert known(groupers.grouper_for(desk), memory) == known_anew(desk)
    for correction in reversed(done):
        undo(correction, by=alice.user, now=town.tick())
        assert known(groupers.grouper_for(desk), memory) == known_anew(desk)
    assert groupers.MEMORIES[desk.pk] is memory


def known_anew(desk):
    """What a memory knows that was just built from the store."""
    anew = groupers.rebuilt(desk)
    return known(anew.grouper, anew)


def known(grouper, memory):
    """Which message is in which matter, what is kept apart, and what people put in its place."""
    return dict(grouper.labels_), memory.apart, {one.name for one in grouper._memory if one.pinned}


# — what Saule asks —


@pytest.fixture
def asked(town, desk) -> Suggestion:
    """Saule is not sure whether the bus and the pool are one."""
    bus, pool = town.matter(BUS), town.matter(POOL)
    decision = Decision.objects.filter(matter=bus).earliest("pk")
    return Suggestion.objects.create(
        desk=desk,
        matter=bus,
        other=pool,
        message=decision.message,
        like=town.message(POOL + "."),
        score=0.45,
        facts={"shared": ["rue des lilas"]},
        at=town.now,
    )


def test_yes_makes_one_and_undoing_asks_again(asked, town, alice):
    before = picture()
    done = accept(asked, by=alice.user, now=town.tick())
    asked.refresh_from_db()
    assert (asked.state, asked.correction, Matter.objects.current().count()) == ("accepted", done, 2)
    undo(done, by=alice.user, now=town.tick())
    asked.refresh_from_db()
    assert (asked.state, picture()) == ("open", before)


def test_no_is_kept_and_never_asked_again(asked, town, desk, alice, remembered):
    before = picture()
    done = decline(asked, by=alice.user, now=town.tick())
    remembered()
    assert picture() == before
    wishes = [
        revision(filing.message, filing.matter_id, asked.other) for filing in asked.matter.filings.all()
    ]
    assert propose(desk, wishes, now=town.tick()) == 0
    assert asked.other_id in groupers.grouper_for(desk)._apart[asked.message_id]
    undo(done, by=alice.user, now=town.tick())
    assert asked.other_id not in groupers.grouper_for(desk)._apart[asked.message_id]
    assert Suggestion.objects.open().get() == asked


def test_two_who_answer_at_once(asked, town, alice, bob):
    decline(asked, by=bob.user, now=town.tick())
    with pytest.raises(NotThere):
        accept(asked, by=alice.user, now=town.tick())


def test_what_is_merged_otherwise_is_not_asked_any_more(asked, town, alice):
    done = merge(asked.matter, town.matter(TREE), by=alice.user, now=town.tick())
    asked.refresh_from_db()
    assert asked.state == "overtaken"
    undo(done, by=alice.user, now=town.tick())
    assert Suggestion.objects.open().get() == asked


def test_what_people_touched_is_proposed_once_for_both_matters(town, desk, alice):
    bus, pool = town.matter(BUS), town.matter(POOL)
    Matter.objects.filter(pk=bus.pk).update(touched_by_person=True)
    grouper = groupers.grouper_for(desk)
    wishes = [revision(filing.message, bus.pk, pool) for filing in bus.filings.all()]
    for _again in range(2):
        assert carry_out_revisions(desk, grouper, wishes, now=town.tick()) == 0
    one = Suggestion.objects.get()
    assert (one.matter, one.other, "messages" in one.facts) == (bus, pool, False)


def test_part_of_a_matter_can_be_meant(town, desk, alice):
    bus, pool = town.matter(BUS), town.matter(POOL)
    message = town.message(BUS + ".")
    assert propose(desk, [revision(message, bus.pk, pool)], now=town.tick()) == 1
    accept(Suggestion.objects.get(), by=alice.user, now=town.tick())
    assert sorted(Filing.objects.filter(matter=pool).values_list("message__said", flat=True)) == sorted(
        [BUS + ".", POOL + ".", POOL + " !"]
    )


# — whether one is two —


@pytest.fixture
def crowd(town, desk, mail):
    """The pool's matter, which people have acted on, with six messages that would rather be by themselves."""
    texts = [f"{POOL}, et le bassin numéro {n} ?" for n in range(6)]
    keys = receive_many(desk, [mail(text, subject="") for text in texts], now=town.tick()).messages
    group_waiting(desk, now=town.tick())
    pool = town.matter(POOL)
    assert {filing.matter_id for filing in Filing.objects.filter(message__in=keys)} == {pool.pk}
    Matter.objects.filter(pk=pool.pk).update(touched_by_person=True)
    return pool, list(Message.objects.filter(pk__in=keys).order_by("pk"))


def apart(messages, home) -> list[Revision]:
    """The wish of a second look that these were a matter of their own."""
    return [
        Revision(message=message.pk, previous=home.pk, matter="new:1", opens=True, score=0.7, engine="test")
        for message in messages
    ]


def test_a_part_that_became_something_else_is_asked_about_and_split_off(crowd, town, desk, alice):
    pool, part = crowd
    for _again in range(2):
        assert carry_out_revisions(desk, groupers.grouper_for(desk), apart(part, pool), now=town.tick()) == 0
    one = Suggestion.objects.open().get()
    assert (one.matter, one.other, one.facts["messages"]) == (pool, None, [message.pk for message in part])
    before = picture()
    done = accept(one, by=alice.user, now=town.tick())
    assert set(Message.objects.filter(filings__matter=done.other)) == set(part)
    undo(done, by=alice.user, now=town.tick())
    assert (picture(), Suggestion.objects.open().get()) == (before, one)


def test_a_few_messages_are_no_part_and_all_of_them_are_none(crowd, town, desk):
    pool, part = crowd
    assert propose(desk, apart(part[:4], pool), now=town.tick()) == 0
    assert propose(desk, apart([f.message for f in pool.filings.all()], pool), now=town.tick()) == 0


def test_what_is_one_matter_stays_so_until_the_part_has_doubled(crowd, town, desk, mail, alice):
    pool, part = crowd
    propose(desk, apart(part[:5], pool), now=town.tick())
    before = picture()
    done = decline(Suggestion.objects.get(), by=alice.user, now=town.tick())
    assert (done.verb, picture()) == ("keep_together", before)
    assert propose(desk, apart(part, pool), now=town.tick()) == 0
    texts = [f"{POOL}, et le grand bassin numéro {n} ?" for n in range(4)]
    keys = receive_many(desk, [mail(text, subject="") for text in texts], now=town.tick()).messages
    group_waiting(desk, now=town.tick())
    more = [*part, *Message.objects.filter(pk__in=keys)]
    assert propose(desk, apart(more, pool), now=town.tick()) == 1
    Suggestion.objects.open().delete()
    undo(done, by=alice.user, now=town.tick())
    assert Suggestion.objects.open().get().facts["messages"] == [message.pk for message in part[:5]]


def test_a_part_that_was_taken_out_meanwhile_is_not_asked_about_any_more(crowd, town, desk, alice):
    pool, part = crowd
    propose(desk, apart(part, pool), now=town.tick())
    split(pool, part, by=alice.user, now=town.tick())
    assert not Suggestion.objects.open().exists()


def test_what_people_split_off_is_not_proposed_to_be_one_again(crowd, town, desk, alice):
    pool, part = crowd
    new = split(pool, part[:2], by=alice.user, now=town.tick()).other
    wishes = [revision(message, new.pk, pool) for message in part[:2]]
    assert propose(desk, wishes, now=town.tick()) == 0


def test_what_was_unsure_before_suggestions_were_kept_is_asked(town, desk):
    bus, pool = town.matter(BUS), town.matter(POOL)
    message = town.message(BUS + ".")
    unsure = Decision.objects.create(
        message=message,
        outcome="asked",
        matter=bus,
        suggested=pool,
        layer="new",
        reason="unsure",
        score=0.44,
        facts={"shared": ["la rue"]},
        at=town.now,
    )
    Filing.objects.filter(message=message).update(decision=unsure)
    assert (catch_up_asked(desk), catch_up_asked(desk)) == (1, 0)
    assert Suggestion.objects.get().facts == {"shared": ["la rue"]}
