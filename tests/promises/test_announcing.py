"""Whose support a correction moved is told once, truly, with the news, and can say that theirs is about
something else; at once only where the answer would come first.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from saule.desk.models import MailboxSwitch
from saule.matters.delivering import attempt
from saule.matters.grouping import group_waiting
from saule.matters.merging import merge
from saule.matters.models import Answer, Delivery, Matter, Message, SupportMove
from saule.matters.outside import stepped_out, title_for, to_tell, together
from saule.matters.receiving import receive_many
from saule.matters.signing import withdraw
from saule.matters.splitting import step_out
from saule.matters.undoing import undo
from saule.matters.uniting import unite
from saule.people.suppressing import suppress
from saule.promises.acknowledging import acknowledge_due
from saule.promises.announcing import GRACE, announce_due
from saule.promises.closing import settle
from saule.promises.models import Promise
from saule.promises.news import tell_news
from saule.promises.promising import give_due, move

pytestmark = pytest.mark.django_db
POOL = "Bonjour, je voudrais savoir quand la piscine municipale de la rue des Lilas va rouvrir au public"
SMOKE = "My neighbour keeps burning plastic at night, which smells awful. Who should we call about this?"
LATER = GRACE + timedelta(minutes=1)
TUESDAY = datetime(2026, 11, 24, 9, 1, tzinfo=ZoneInfo("Europe/Paris"))
FRIDAY = TUESDAY + timedelta(days=3)


@pytest.fixture
def matters(desk, mail, now) -> tuple[Matter, Matter]:
    """Three about the pool; Sue, who writes English, about smoke. All were told a date."""
    mails = [mail(POOL + end) for end in (".", " !", ", merci.")]
    sue = mail(SMOKE, subject="Smoke from Mrs Durand", sender="sue@example.org")
    receive_many(desk, [*mails, sue], now=now)
    group_waiting(desk, now=now)
    give_due(desk, now=now)
    acknowledge_due(desk, now=now)
    pool, smoke = Matter.objects.order_by("-people")
    return pool, smoke


@pytest.fixture
def merged(matters, alice, now):
    """Two smoke matters became one with the pool: Sue’s support moved."""
    pool, smoke = matters
    receive_many(pool.desk, [], now=now)
    return merge(smoke, pool, by=alice.user, now=now)


def told():
    return Delivery.objects.filter(purpose__in=("news", "notice"))


def sue() -> Message:
    return Message.objects.get(address__value="sue@example.org", outgoing=False)


def moved(now) -> SupportMove:
    return SupportMove.objects.get(conversation=sue().conversation)


def owed(correction) -> None:
    """As for somebody who was not alone before: they must be told."""
    SupportMove.objects.filter(correction=correction).update(spared="")


def urgent(conversation) -> None:
    """The answer is promised for a day before the next news."""
    promise = conversation.promises.get()
    promise.move_to("moved", by=None, now=TUESDAY)
    fields = ("desk", "person", "conversation", "level", "basis", "engine", "given_at", "told_by")
    same = {name: getattr(promise, name) for name in fields}
    Promise.objects.create(**same, day=TUESDAY.date(), follows=promise)


def test_who_moved_hears_of_it_once_with_the_news_in_their_language_and_thread(matters, merged, desk, now):
    owed(merged)
    assert announce_due(desk, now=now + LATER) == 0
    tell_news(desk, now=TUESDAY)
    tell_news(desk, now=TUESDAY + timedelta(minutes=5))
    tell_news(desk, now=FRIDAY)

    mail = told().get()
    assert "together with those of 3 other people" in mail.body
    assert "The date we gave you stays: you will have an answer by" in mail.body
    assert "the next one is" in mail.body
    assert (mail.language, mail.in_reply_to) == ("en", sue().message_id)
    assert moved(now).told_at == TUESDAY
    assert attempt(mail.pk, worker="w", now=TUESDAY) is not None


def test_it_stands_in_one_mail_with_a_date_that_moved_and_does_not_say_that_it_stays(
    matters, merged, desk, alice, now
):
    owed(merged)
    promise = sue().conversation.promises.get()
    move(promise, day=promise.day + timedelta(days=14), by=alice.user, now=now, why="holidays")
    tell_news(desk, now=TUESDAY)

    mail = told().get()
    assert "This date has changed" in mail.body
    assert "together with those of 3 other people" in mail.body
    assert "The date we gave you stays" not in mail.body


def test_what_is_corrected_just_before_the_news_waits_for_the_next(matters, desk, alice, now):
    pool, smoke = matters
    owed(merge(smoke, pool, by=alice.user, now=TUESDAY - timedelta(minutes=5)))
    tell_news(desk, now=TUESDAY)
    assert not told().exists()
    tell_news(desk, now=FRIDAY)
    assert "together with those" in told().get().body


@pytest.mark.parametrize("why", ["promised", "approved"])
def test_who_would_have_the_answer_before_the_news_is_told_at_once_after_a_while(
    why, matters, merged, desk, alice, now
):
    owed(merged)
    if why == "promised":
        urgent(sue().conversation)
    else:
        matters[0].refresh_from_db()
        Answer.objects.create(
            desk=desk, matter=matters[0], author=alice.user, created_at=now, state="approved"
        )
    assert announce_due(desk, now=now + timedelta(minutes=5)) == 0

    assert announce_due(desk, now=now + LATER) == 1
    assert announce_due(desk, now=now + 2 * LATER) == 0
    tell_news(desk, now=TUESDAY)

    mail = told().exclude(purpose="news").get()
    assert "together with those of 3 other people" in mail.body
    assert "/status/" in mail.body
    assert (mail.language, mail.in_reply_to) == ("en", sue().message_id)
    assert "together with those of 3 other people" in mail.body
    assert "The date we gave you stays: you will have an answer by" in mail.body
    assert "/status/" in mail.body
    assert (mail.language, mail.in_reply_to) == ("en", sue().message_id)
    assert mail.key == f"support:{merged.public_id}:{sue().person.public_id}"
    assert moved(now).told_at == now + LATER


def test_titles_taken_from_letters_are_not_told_but_those_a_person_wrote_are(
    matters, merged, desk, alice, now
):
    owed(merged)
    pool = matters[0]
    Matter.objects.filter(pk=pool.pk).update(
        title="La piscine de Mme Durand", phrases=["mme durand", "smells"]
    )
    group = [sue().person_id]
    pool.refresh_from_db()
    assert title_for(pool, sue().conversation, group, "en") == "smells"
    pool.phrases, pool.kind = ["mme durand", "smell"], desk.kinds.get(code="civil")
    assert title_for(pool, sue().conversation, group, "en") == "Civil registry"
    assert title_for(pool, sue().conversation, group, "fr") == "État civil"
    pool.kind = None
    assert title_for(pool, sue().conversation, group, "en") == ""

    tell_news(desk, now=TUESDAY)
    assert "Durand" not in told().get().body
    pool.title, pool.title_by_person = "The pool", True
    assert title_for(pool, sue().conversation, group, "en") == "The pool"


def test_nothing_is_told_of_what_was_undone_in_time(matters, merged, desk, alice, now):
    owed(merged)
    undo(merged, by=alice.user, now=now + timedelta(minutes=5))

    tell_news(desk, now=TUESDAY)
    assert not told().exists()


def test_who_was_told_hears_that_it_was_undone(matters, merged, desk, alice, now):
    owed(merged)
    tell_news(desk, now=TUESDAY)
    undo(merged, by=alice.user, now=TUESDAY + LATER)

    tell_news(desk, now=FRIDAY)

    assert told().count() == 2
    assert "will again be answered by itself" in told().latest("pk").body


@pytest.mark.parametrize("reason", ["answered", "moved_on"])
def test_who_has_an_answer_or_withdrew_is_left_alone(reason, matters, merged, desk, alice, now):
    owed(merged)
    if reason == "answered":
        settle(sue().conversation, by=alice.user, now=now, why="by telephone")
    else:
        mine = matters[0].signatures.get(person=sue().person)
        withdraw(mine, by=None, now=now, why="by the status page")

    tell_news(desk, now=TUESDAY)
    assert not told().exists()
    assert moved(now).spared == reason


def test_nobody_hears_anything_while_the_desk_rehearses_or_of_an_import(matters, merged, desk, mailbox, now):
    owed(merged)
    urgent(sue().conversation)
    switch = MailboxSwitch.objects.create(mailbox=mailbox, live=False, at=now + timedelta(seconds=1))
    assert announce_due(desk, now=now + LATER) == 0
    assert moved(now).spared == ""

    MailboxSwitch.objects.create(mailbox=mailbox, live=True, at=switch.at + timedelta(seconds=1))
    conversation = sue().conversation
    conversation.imported = True
    conversation.save()
    conversation.promises.update(told_by=None)
    assert announce_due(desk, now=now + LATER) == 0
    assert moved(now).spared == "never_told"


def test_the_gate_keeps_the_mail_from_who_wants_none(matters, merged, desk, now):
    owed(merged)
    suppress(desk, "email", "sue@example.org", reason="unsubscribed", by=None, now=now, automatic_only=True)
    tell_news(desk, now=TUESDAY)

    attempt(told().get().pk, worker="w", now=TUESDAY)

    assert told().get().state == "refused"


def test_several_moves_of_one_person_are_one_mail_and_they_are_not_others_to_themselves(
    matters, merged, desk, mail, alice, now
):
    owed(merged)
    receive_many(desk, [mail(SMOKE + " It stinks.", subject="Smoke", sender="sue2@example.org")], now=now)
    group_waiting(desk, now=now)
    give_due(desk, now=now)
    other = Message.objects.get(address__value="sue2@example.org")
    home = other.filings.get().matter
    if home != matters[0]:
        owed(merge(home, matters[0], by=alice.user, now=now))
    unite(other.person, sue().person, by=alice.user, now=now)

    tell_news(desk, now=TUESDAY)

    assert told().count() == 1
    assert "those of 3 other people" in told().get().body
    assert "4 other" not in told().get().body


def test_stepping_out_gives_a_matter_of_ones_own_and_can_be_taken_back(matters, merged, now):
    pool = matters[0]
    conversation = sue().conversation
    assert [one.others for one in to_tell(together(conversation, "en"))] == [3]

    done = step_out(conversation, pool, now=now)

    pool.refresh_from_db()
    assert pool.people == 3
    assert to_tell(together(conversation, "en")) == []
    assert stepped_out(conversation) == [done]

    undo(done, by=None, now=now + timedelta(minutes=1))

    pool.refresh_from_db()
    assert pool.people == 4
    assert stepped_out(conversation) == []
    assert [one.others for one in to_tell(together(conversation, "en"))] == [3]
