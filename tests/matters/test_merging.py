"""Merging, splitting, attaching: one act is one row, undone as a whole, and nobody's support is lost."""

from datetime import timedelta

import pytest
from tests.matters.groups import picture

from saule.desk.models import Desk, Team, Threshold
from saule.matters.answering import draft_for, save_text, send
from saule.matters.attaching import attach, detach
from saule.matters.audience import Why, audience
from saule.matters.correcting import rename
from saule.matters.delivering import attempt
from saule.matters.filing import move
from saule.matters.grouping import group_waiting
from saule.matters.merging import merge
from saule.matters.models import Correction, Delivery, Filing, Matter, Message, Signature, SupportMove
from saule.matters.placing import NotThere, NotUndoable
from saule.matters.receiving import receive_many
from saule.matters.setting_aside import put_back, set_aside
from saule.matters.signing import confirm, withdraw
from saule.matters.splitting import keep_apart, split, step_out
from saule.matters.undoing import undo

pytestmark = pytest.mark.django_db
POOL = "Bonjour, je voudrais savoir quand la piscine municipale de la rue des Lilas va rouvrir au public"
SMOKE = "My neighbour keeps burning plastic at night, which smells awful. Who should we call about this?"


@pytest.fixture
def pool(desk, mail, now) -> Matter:
    """Three people about the pool; and one about smoke."""
    mails = [mail(POOL + end) for end in (".", " !", ", merci.")]
    receive_many(desk, [*mails, mail(SMOKE, subject="Smoke")], now=now)
    group_waiting(desk, now=now)
    return Matter.objects.get(people=3)


@pytest.fixture
def smoke(pool) -> Matter:
    return Matter.objects.get(people=1)


@pytest.fixture
def later(now):
    """A moment after another, each time it is asked."""
    moments = (now + timedelta(minutes=n) for n in range(1, 99))
    return lambda: next(moments)


def first(matter: Matter) -> Message:
    return Message.objects.filter(filings__matter=matter).order_by("pk")[0]


def again(matter: Matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def test_merging_brings_everything_and_undoing_gives_everything_back(pool, smoke, alice, later):
    before = picture()
    done = merge(smoke, pool, by=alice.user, now=later(), why="the same street")

    assert (again(pool).people, again(pool).messages_count) == (4, 4)
    assert (again(smoke).state, again(smoke).merged_into) == ("merged", pool)
    assert (done.verb, done.matter, done.other, done.messages_count) == ("merge", smoke, pool, 1)

    undo(done, by=alice.user, now=later())
    assert picture() == before


def test_an_act_is_undone_once_and_an_undoing_stays(pool, smoke, alice, later):
    done = merge(smoke, pool, by=alice.user, now=later())
    undone = undo(done, by=alice.user, now=later())
    for row in (done, undone):
        with pytest.raises(NotUndoable):
            undo(row, by=alice.user, now=later())
    merge(smoke, pool, by=alice.user, now=later())
    assert again(pool).people == 4


def test_a_message_in_both_stays_where_it_was_when_a_merge_is_undone(pool, smoke, alice, later):
    attach(first(smoke), pool, by=alice.user, now=later())
    before = picture()
    done = merge(smoke, pool, by=alice.user, now=later())
    assert Filing.objects.filter(message=first(pool)).count() == 1
    undo(done, by=alice.user, now=later())
    assert picture() == before


def test_what_cannot_become_one_is_refused_in_words(pool, smoke, alice, bob, now, later):
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    theirs = Matter.objects.create(desk=elsewhere, title="Theirs", opened_at=now, last_at=now)
    team = Team.objects.create(desk=pool.desk, name="Roads")
    hidden = Matter.objects.create(
        desk=pool.desk, title="Hidden", kind=pool.desk.kinds.first(), opened_at=now, last_at=now
    )
    pool.desk.kinds.update(team=team)
    for matter, into, who in ((pool, pool, alice), (pool, theirs, alice), (pool, hidden, bob)):
        with pytest.raises(NotThere):
            merge(matter, into, by=who.user, now=later())
    merge(smoke, pool, by=alice.user, now=later())
    for matter, into in ((smoke, pool), (pool, smoke)):
        with pytest.raises(NotThere, match=r"merged|fusionné"):
            merge(matter, into, by=alice.user, now=later())
    assert again(pool).state == "open"


def test_the_better_threshold_is_kept(pool, smoke, alice, now, later):
    long_ago = now - timedelta(days=9)
    Threshold.objects.create(desk=pool.desk, value=50, since=long_ago, announced_at=long_ago, why="x")
    Matter.objects.filter(pk=pool.pk).update(threshold=50)
    Matter.objects.filter(pk=smoke.pk).update(threshold=5)
    done = merge(smoke, pool, by=alice.user, now=later())
    assert again(pool).threshold == 5
    undo(done, by=alice.user, now=later())
    assert again(pool).threshold == 50


def test_a_draft_goes_along_and_comes_back(pool, smoke, alice, later):
    draft = draft_for(smoke, by=alice.user, now=later())
    save_text(draft, "en", "We are looking into it.", by=alice.user, now=later())
    done = merge(smoke, pool, by=alice.user, now=later())
    draft.refresh_from_db()
    assert draft.matter == pool
    undo(done, by=alice.user, now=later())
    draft.refresh_from_db()
    assert (draft.matter, draft.texts.get().body) == (smoke, "We are looking into it.")


def test_an_answered_matter_opens_for_those_who_come_and_is_answered_again_when_they_leave(
    pool, smoke, alice, later
):
    draft = draft_for(pool, by=alice.user, now=later())
    save_text(draft, "fr", "Lundi.", by=alice.user, now=later())
    send(draft, by=alice, now=later())
    done = merge(smoke, pool, by=alice.user, now=later())
    assert again(pool).state == "reopened"
    undo(done, by=alice.user, now=later())
    assert (again(pool).state, again(smoke).state) == ("answered", "open")


def test_who_confirmed_has_confirmed_where_their_message_is_put(pool, smoke, alice, later):
    confirm(smoke.signatures.get(), by=None, now=later())
    before = picture()
    done = merge(smoke, pool, by=alice.user, now=later())
    assert again(pool).confirmed == 1
    undo(done, by=alice.user, now=later())
    assert picture() == before


def test_who_withdrew_is_not_counted_where_their_message_is_put(pool, smoke, alice, later):
    withdraw(smoke.signatures.get(), by=None, now=later())
    merge(smoke, pool, by=alice.user, now=later())
    assert again(pool).people == 3
    assert not SupportMove.objects.exists()


def test_what_is_put_back_counts_where_its_message_is_by_now(pool, smoke, alice, later):
    before = picture()
    aside = set_aside(smoke, [smoke.signatures.get().pk], by=alice.user, now=later(), why="a machine")
    done = merge(smoke, pool, by=alice.user, now=later())
    put_back(aside, by=alice.user, now=later())
    assert (again(pool).people, again(smoke).people) == (4, 0)
    assert not smoke.signatures.filter(state__in=Signature.COUNTED).exists()
    undo(done, by=alice.user, now=later())
    assert picture() == before


def test_splitting_takes_messages_into_a_matter_with_the_title_given(pool, alice, later):
    before = picture()
    message = first(pool)
    done = split(pool, [message], "The pool on Sundays", by=alice.user, now=later(), why="Sundays")
    new = done.other
    assert (new.title, new.people, again(pool).people) == ("The pool on Sundays", 1, 2)
    undo(done, by=alice.user, now=later())
    assert picture() == before
    assert again(new).merged_into == pool


def test_splitting_off_what_is_gone_or_everything_is_refused(pool, smoke, alice, later):
    messages = list(Message.objects.filter(filings__matter=pool))
    with pytest.raises(NotThere):
        split(pool, messages, "All", by=alice.user, now=later())
    with pytest.raises(NotThere):
        split(pool, [first(smoke)], "Gone", by=alice.user, now=later())
    assert not Correction.objects.exists()


def test_what_came_since_goes_back_with_a_split(pool, desk, mail, alice, later):
    message = first(pool)
    done = split(pool, [message], "Own", by=alice.user, now=later())
    relance = mail("Et alors ?", sender=message.address.value, in_reply_to=(message.message_id,))
    receive_many(desk, [relance], now=later())
    group_waiting(desk, now=later())
    assert again(done.other).messages_count == 2
    undo(done, by=alice.user, now=later())
    assert (again(pool).messages_count, again(done.other).messages_count) == (4, 0)


def test_a_conversation_moves_as_a_whole(pool, smoke, desk, mail, alice, later):
    message = first(pool)
    relance = mail("Et alors ?", sender=message.address.value, in_reply_to=(message.message_id,))
    receive_many(desk, [relance], now=later())
    group_waiting(desk, now=later())
    move(message, smoke, by=alice.user, now=later(), before=pool)
    assert (again(smoke).messages_count, again(pool).people) == (3, 2)


def test_a_message_can_be_about_two_matters(pool, smoke, alice, later):
    before, message = picture(), first(smoke)
    done = attach(message, pool, by=alice.user, now=later())
    assert (again(pool).people, again(smoke).people) == (4, 1)
    with pytest.raises(NotThere):
        attach(message, pool, by=alice.user, now=later())
    out = detach(message, smoke, by=alice.user, now=later())
    assert again(smoke).people == 0
    with pytest.raises(NotThere):
        detach(message, smoke, by=alice.user, now=later())
    with pytest.raises(NotUndoable, match=r"Undo that first|Annulez"):
        undo(done, by=alice.user, now=later())
    undo(out, by=alice.user, now=later())
    undo(done, by=alice.user, now=later())
    assert picture() == before


def test_undoing_names_what_to_undo_first(pool, smoke, alice, bob, later):
    moved = move(first(smoke), pool, by=alice.user, now=later(), before=smoke).correction
    split(
        pool,
        [first(smoke) if smoke.filings.exists() else moved.decisions.get().message],
        "x",
        by=bob.user,
        now=later(),
    )
    with pytest.raises(NotUndoable, match="Bob"):
        undo(moved, by=alice.user, now=later())


def test_a_matter_that_was_merged_since_is_named(pool, smoke, desk, mail, alice, bob, later):
    receive_many(desk, [mail(SMOKE + " Tonight too.", subject="Smoke")], now=later())
    group_waiting(desk, now=later())
    moved = move(first(smoke), pool, by=alice.user, now=later(), before=smoke).correction
    merged = merge(smoke, pool, by=bob.user, now=later())
    with pytest.raises(NotUndoable, match="Bob"):
        undo(moved, by=alice.user, now=later())
    undo(merged, by=alice.user, now=later())
    undo(moved, by=alice.user, now=later())


def test_two_agents_on_one_message(pool, smoke, alice, bob, later):
    message = first(pool)
    move(message, smoke, by=alice.user, now=later(), before=pool)
    with pytest.raises(NotThere):
        move(message, smoke, by=bob.user, now=later(), before=pool)


def test_a_title_comes_back_unless_it_was_changed_since(pool, alice, bob, later):
    old = pool.title
    one = rename(pool, "The pool", by=alice.user, now=later())
    assert one.before["matters"][str(pool.pk)]["title"] == old
    two = rename(pool, "The baths", by=bob.user, now=later())
    with pytest.raises(NotUndoable, match="Bob"):
        undo(one, by=alice.user, now=later())
    undo(two, by=alice.user, now=later())
    undo(one, by=alice.user, now=later())
    assert (again(pool).title, again(pool).title_by_person) == (old, False)


# — whose support moves —


def test_those_who_are_put_with_others_are_to_be_told(pool, smoke, alice, later):
    done = merge(pool, smoke, by=alice.user, now=later())
    moves = done.support_moves.all()
    assert {(move.before, move.matter, move.spared, move.told_at) for move in moves} == {
        (pool, smoke, "", None)
    }
    assert moves.count() == 3
    assert all(one.conversation.person_id == one.person_id for one in moves)


def test_who_was_alone_and_never_heard_of_it_is_spared(pool, smoke, alice, later):
    done = merge(smoke, pool, by=alice.user, now=later())
    assert done.support_moves.get().spared == "alone"


def test_an_undone_correction_tells_nobody_unless_they_knew(pool, smoke, alice, later):
    done = merge(pool, smoke, by=alice.user, now=later())
    told = done.support_moves.order_by("pk")[0]
    SupportMove.objects.filter(pk=told.pk).update(told_at=later())
    undone = undo(done, by=alice.user, now=later())
    assert sorted(done.support_moves.values_list("spared", flat=True)) == ["", "undone", "undone"]
    rows = dict(undone.support_moves.values_list("person", "spared"))
    assert rows.pop(told.person_id) == ""
    assert set(rows.values()) == {"undone"}


def test_a_writer_steps_out_and_stands_alone(pool, alice, later):
    before, message = picture(), first(pool)
    done = step_out(message.conversation, pool, now=later())
    assert (done.by, done.verb, again(pool).people, again(done.other).people) == (None, "step_out", 2, 1)
    assert done.support_moves.get().spared == "own_act"
    with pytest.raises(NotThere):
        step_out(message.conversation, pool, now=later())
    with pytest.raises(NotThere):
        step_out(message.conversation, done.other, now=later())
    undone = undo(done, by=alice.user, now=later())
    assert undone.support_moves.get().spared == ""
    assert picture() == before


def test_keeping_apart_takes_a_message_out_or_keeps_it_out(pool, smoke, alice, later):
    before = picture()
    out = keep_apart(first(pool), pool, by=alice.user, now=later())
    assert (again(pool).people, again(out.other).people) == (2, 1)
    undo(out, by=alice.user, now=later())
    kept = keep_apart(first(smoke), pool, by=alice.user, now=later())
    assert picture() == before
    undo(kept, by=alice.user, now=later())
    assert picture() == before
    assert Signature.objects.filter(matter=pool, state="unconfirmed").count() == 3


def answer(matter, alice, at) -> None:
    """An answer is asked for; nothing has left."""
    draft = draft_for(matter, by=alice.user, now=at)
    save_text(draft, "fr", "Elle rouvre lundi.", by=alice.user, now=at)
    send(draft, by=alice, now=at)


def test_an_answer_that_is_leaving_still_reaches_those_whose_matter_was_merged(
    pool, smoke, alice, later, now
):
    answer(pool, alice, now)
    merge(pool, smoke, by=alice.user, now=later())
    merge(again(smoke), third(smoke, alice, later), by=alice.user, now=later())

    tomorrow = now + timedelta(days=1)
    taken = [attempt(row.pk, worker="here:1:1", now=tomorrow) for row in Delivery.objects.all()]

    assert [row.state for row in taken if row] == ["attempting"] * 3


def third(matter, alice, later) -> Matter:
    """Another matter, with what was split off from this one."""
    done = split(matter, [first(matter)], "Third", by=alice.user, now=later())
    assert done.other is not None
    return done.other


def test_after_a_merge_only_those_are_answered_who_have_no_answer(pool, smoke, alice, later, now):
    answer(pool, alice, now)
    merge(pool, smoke, by=alice.user, now=later())

    found = audience(again(smoke))

    assert (found.why, len(found)) == (Why.WAITING, 1)
