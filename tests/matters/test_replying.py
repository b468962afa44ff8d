"""A reply: written without being lost, sent once, called back in time, and never past what just came."""

from datetime import date, timedelta

import pytest
from django.db import connection

from saule.desk.errors import NotAllowed
from saule.desk.models import Event, Membership, Role, User
from saule.matters import delivering, drafting
from saule.matters.drafting import discard_draft, draft_of, drafts_of, save_draft
from saule.matters.enclosing import enclose
from saule.matters.errors import AlreadySent, CannotReply, SomethingCame, StaleDraft, TooLate
from saule.matters.models import Conversation, Delivery, Enclosure, Message
from saule.matters.receiving import receive_many
from saule.matters.replying import came_after, came_since, mark, reply, take_back, to_whom
from saule.people.models import Suppression
from saule.people.suppressing import suppress

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=1)


@pytest.fixture
def conversation(desk, mail, now) -> Conversation:
    """Léa has written."""
    received = receive_many(desk, [mail(sender="lea@example.org", sender_name="DURAND Léa")], now=now)
    return Message.objects.get(pk=received.messages[0]).conversation


@pytest.fixture
def write(conversation, bob, now):
    """Bob writes a draft and sends it."""

    def act(body: str = "Lundi.", who: Membership | None = None, **more) -> Delivery:
        who = who or bob
        save_draft(conversation, body, by=who.user, now=now, version=99)
        more = {"seen": mark(conversation), "window": "w1", "now": now, **more}
        return reply(conversation, by=who, **more)

    return act


def send(delivery: Delivery, now) -> Delivery | None:
    """The worker comes by."""
    taken = delivering.attempt(delivery.pk, worker="here:1:1", now=now)
    return delivering.sent(taken, now=now) if taken else None


def test_a_reply_waits_its_delay_then_ends_the_wait(conversation, desk, write, bob, now):
    made = write("Bonjour {nom}, lundi.")

    assert made.purpose == Delivery.Purpose.REPLY
    assert made.address.value == "lea@example.org"
    assert made.body == "Bonjour Léa DURAND, lundi."
    assert made.subject == "Re: Piscine"
    assert made.not_before == now + timedelta(seconds=desk.undo_seconds)
    assert draft_of(conversation, bob.user) is None
    assert send(made, now) is None
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None

    assert send(made, now + LATER) is not None
    conversation.refresh_from_db()
    assert conversation.waiting_since is None
    assert Event.objects.get(verb="reply").record_id == made.public_id


def test_two_clicks_are_one_reply(conversation, write, bob, now):
    first = write()
    again = reply(conversation, by=bob, now=now, seen="0-0", window="w1")

    assert again.pk == first.pk
    assert Delivery.objects.count() == 1


def test_taken_back_in_time_nothing_leaves_and_the_text_is_a_draft_with_its_files(
    conversation, write, bob, now
):
    draft = save_draft(conversation, "Voir le plan.", by=bob.user, now=now)
    enclose(draft, "plan.pdf", "application/pdf", b"%PDF-1.7", by=bob.user, now=now)
    made = write("Voir le plan.")
    assert [file.name for file in made.enclosures.all()] == ["plan.pdf"]

    back = take_back(made, by=bob, now=now)

    assert back.body == "Voir le plan."
    assert [file.name for file in back.enclosures.all()] == ["plan.pdf"]
    assert send(made, now + LATER) is None
    assert take_back(made, by=bob, now=now).body == "Voir le plan."

    again = reply(conversation, by=bob, now=now, seen=mark(conversation), window="w1")
    assert again.pk != made.pk
    assert send(again, now + LATER) is not None
    assert Message.objects.filter(outgoing=True).count() == 1
    assert again.enclosures.count() == 1


def test_what_was_begun_meanwhile_stays_below_what_is_taken_back(conversation, write, bob, now):
    made = write("Premier.")
    save_draft(conversation, "Autre chose.", by=bob.user, now=now)

    assert take_back(made, by=bob, now=now).body == "Premier.\n\nAutre chose."


@pytest.mark.parametrize("gone", ["attempting", "sent"])
def test_what_is_leaving_cannot_be_taken_back(write, bob, now, gone):
    made = write()
    taken = delivering.attempt(made.pk, worker="here:1:1", now=now + LATER)
    if gone == "sent":
        delivering.sent(taken, now=now + LATER)

    with pytest.raises(TooLate):
        take_back(made, by=bob, now=now + LATER)


def test_a_colleague_who_answered_first_is_read_first(conversation, write, alice, bob, now):
    seen = mark(conversation)
    write("La piscine rouvre lundi.", who=alice, window="a")

    with pytest.raises(SomethingCame):
        write("Mardi, je crois.", seen=seen)
    assert draft_of(conversation, bob.user).body == "Mardi, je crois."
    assert [one.text for one in came_since(conversation, seen)] == ["La piscine rouvre lundi."]

    # Having read it, he may send all the same.
    assert write("Mardi, je crois.").body == "Mardi, je crois."


def test_a_person_who_wrote_again_is_read_first(conversation, desk, mail, write, now):
    seen = mark(conversation)
    more = mail(
        "C'est urgent !",
        sender="lea@example.org",
        references=("1@example.org",),
        in_reply_to=("1@example.org",),
    )
    receive_many(desk, [more], now=now + LATER)

    with pytest.raises(SomethingCame):
        write(seen=seen, now=now + LATER)
    assert [(one.who, one.ours) for one in came_since(conversation, seen)] == [("DURAND Léa", False)]
    assert [one.text for one in came_after(conversation, now)] == ["C'est urgent !"]


def test_ones_own_reply_that_left_meanwhile_is_nothing_new(conversation, write, now):
    first = write()
    seen = mark(conversation)
    send(first, now + LATER)

    assert came_since(conversation, seen) == []
    assert came_after(conversation, now) == []
    assert write("Et bon dimanche.", seen=seen, window="w2").body == "Et bon dimanche."


@pytest.mark.parametrize("seen", ["", "x", "9" * 30, "-"])
def test_a_mark_that_nobody_gave_has_seen_nothing(conversation, write, seen):
    with pytest.raises(SomethingCame):
        write(seen=seen)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "Rien n’est encore écrit"),
        ("   \n", "Rien n’est encore écrit"),
        ("Bonjour {prenon}", "{prenon}"),
        ("Réponse le {date}", "{date}"),
    ],
)
def test_what_is_not_ready_does_not_leave_and_says_why(conversation, write, bob, body, says):
    with pytest.raises(CannotReply, match=says.replace("{", r"\{")):
        write(body)
    assert Delivery.objects.count() == 0
    assert draft_of(conversation, bob.user).body == body


def test_the_promised_date_is_said_in_words(write, now):
    made = write("Réponse {date}, {service}.", day=date(2026, 12, 1))
    assert made.body == "Réponse mardi 1er décembre, Mairie de Saint-Aubin."
    with pytest.raises(CannotReply, match="passé"):
        write("Réponse {date}.", day=date(2026, 11, 20), window="w2")


def test_card_numbers_do_not_leave(write):
    assert write("Votre carte 4111 1111 1111 1111 ?").body == "Votre carte **** **** **** 1111 ?"


def test_nobody_is_written_to_who_must_not_be(conversation, desk, write, now):
    suppress(desk, "email", "lea@example.org", reason=Suppression.Reason.OBJECTION, by=None, now=now)

    with pytest.raises(CannotReply, match="écrire"):
        write()


def test_a_machine_or_nobody_is_not_written_to(desk, mail, now):
    received = receive_many(desk, [mail(sender="no-reply@example.org")], now=now)
    with pytest.raises(CannotReply):
        to_whom(Message.objects.get(pk=received.messages[0]).conversation)
    empty = Conversation.objects.create(desk=desk, opened_at=now, last_at=now)
    with pytest.raises(CannotReply):
        to_whom(empty)


def test_an_auditor_does_not_write(conversation, desk, now):
    user = User.objects.create_user("eva@mairie.example", "Eva")
    eva = Membership.objects.create(desk=desk, user=user, role=Role.AUDITOR, since=now)
    with pytest.raises(NotAllowed):
        reply(conversation, by=eva, now=now, seen=mark(conversation))


def test_a_draft_saved_twice_is_one(conversation, bob, now):
    first = save_draft(conversation, "Bonjour", by=bob.user, now=now)
    again = save_draft(conversation, "Bonjour", by=bob.user, now=now + LATER)

    assert (again.pk, again.version, again.saved_at) == (first.pk, 1, now)
    assert drafts_of(bob.user).count() == 1


def test_a_second_window_overwrites_nothing(conversation, bob, now):
    save_draft(conversation, "Bonjour", by=bob.user, now=now)
    save_draft(conversation, "Bonjour de la fenêtre une", by=bob.user, now=now, version=1)

    with pytest.raises(StaleDraft) as caught:
        save_draft(conversation, "Bonjour de la fenêtre deux", by=bob.user, now=now, version=1)
    assert caught.value.saved == "Bonjour de la fenêtre une"
    assert draft_of(conversation, bob.user).body == "Bonjour de la fenêtre une"

    chosen = save_draft(
        conversation, "Bonjour de la fenêtre deux", by=bob.user, now=now, version=caught.value.version
    )
    assert (chosen.body, chosen.version) == ("Bonjour de la fenêtre deux", 3)


def test_a_save_that_comes_after_the_sending_makes_no_ghost(conversation, write, bob, now):
    write("Lundi.")
    with pytest.raises(AlreadySent):
        save_draft(conversation, "Lundi.", by=bob.user, now=now, window="w1")
    assert drafts_of(bob.user).count() == 0


def test_each_has_their_own_draft_and_an_empty_one_is_none(conversation, alice, bob, now):
    save_draft(conversation, "De Bob", by=bob.user, now=now)
    save_draft(conversation, "", by=alice.user, now=now)
    assert draft_of(conversation, bob.user).body == "De Bob"
    assert drafts_of(alice.user).count() == 0


def test_a_dropped_draft_is_gone_with_its_files(conversation, bob, now):
    draft = save_draft(conversation, "Non", by=bob.user, now=now)
    enclose(draft, "a.txt", "text/plain", b"x", by=bob.user, now=now)
    discard_draft(conversation, by=bob.user)
    discard_draft(conversation, by=bob.user)
    assert draft_of(conversation, bob.user) is None
    assert Enclosure.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_the_same_moment_do_not_both(conversation, alice, bob, now):
    from threading import Barrier, Thread

    seen, start, outcomes = mark(conversation), Barrier(2), []
    for who in (alice, bob):
        save_draft(conversation, f"De {who.user.name}", by=who.user, now=now)

    def act(who: Membership) -> None:
        start.wait()
        try:
            outcomes.append(reply(conversation, by=who, now=now, seen=seen, window="w"))
        except SomethingCame as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [Thread(target=act, args=(who,)) for who in (alice, bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in outcomes) == ["Delivery", "SomethingCame"]
    assert Delivery.objects.count() == 1


def test_any_window_name_makes_a_key_that_fits(conversation, bob):
    for window in ("", "x" * 500, "a.b", "é", "%_"):
        assert len(drafting.key_of(conversation, bob.user, window)) < 80
