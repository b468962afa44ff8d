"""News: at a steady beat, one mail to each person, only if there is something to say, and in time."""

from datetime import date, datetime, timedelta

import pytest

from saule.desk.models import Capacity, MailboxSwitch
from saule.desk.rhythm import state_rhythm
from saule.matters import delivering
from saule.matters.models import Delivery
from saule.people.joining import join
from saule.people.suppressing import is_suppressed, unsubscribe
from saule.promises import news
from saule.promises.acknowledging import acknowledge_due
from saule.promises.lapsing import say_when
from saule.promises.lines import place_in_words
from saule.promises.models import Beat, Promise
from saule.promises.moving import follow
from saule.promises.news import tell_news
from saule.promises.predicting import Forecaster
from saule.promises.promising import give_due, move, sweep_dates

pytestmark = pytest.mark.django_db
LATER = date(2026, 12, 9)
NARROW = "\u202f"


@pytest.fixture
def tuesday(desk):
    """A moment after the beat of Tuesday 24 November."""
    return datetime(2026, 11, 24, 9, 1, tzinfo=desk.zone)


def told(desk, town, now, **fields):
    """Somebody who waits and was told a date, in English."""
    fields.setdefault("person", town.person("en"))
    fields.setdefault("days_ago", 1)
    conversation = town.write(**fields)
    give_due(desk, now=now)
    acknowledge_due(desk, now=now)
    leave(now)
    return conversation


def leave(now):
    for pk in delivering.due(now=now, limit=50):
        if delivery := delivering.attempt(pk, worker="here:1:1", now=now):
            delivering.sent(delivery, now=now)


def moved(conversation, alice, now, day=LATER):
    promise = Promise.objects.get(conversation=conversation, state__in=Promise.OPEN)
    return move(promise, day=day, by=alice.user, now=now, why="the archive is closed")


def mails():
    return list(Delivery.objects.filter(purpose="news").order_by("pk"))


def test_a_moved_date_waits_for_the_next_beat_and_is_told_once(desk, town, now, alice, tuesday):
    promise = moved(told(desk, town, now), alice, now)
    assert mails() == []
    assert tell_news(desk, now=now) == 0  # Friday's beat is too long ago

    tell_news(desk, now=tuesday)
    tell_news(desk, now=tuesday + timedelta(minutes=1))

    (mail,) = mails()
    assert "would come by Friday 27 November" in mail.body
    assert "you will have an answer by Wednesday 9 December. We are sorry for the longer wait." in mail.body
    assert "Yours is the next answer to be given." in mail.body
    assert "the next one is Friday 27 November" in mail.body
    assert "the archive" not in mail.body
    promise.refresh_from_db()
    assert promise.told_by == mail
    assert mail.automatic
    beat = Beat.objects.get()
    assert (beat.mails, beat.done_at) == (1, tuesday)


def test_a_date_that_would_pass_before_the_next_beat_is_told_at_once(desk, town, now, alice):
    conversation = told(desk, town, now)  # for Friday 27 November
    wednesday = now + timedelta(days=4)

    moved(conversation, alice, wednesday)

    (mail,) = mails()
    assert mail.key.startswith("moved:")
    tell_news(desk, now=datetime(2026, 11, 27, 9, 1, tzinfo=desk.zone))
    assert len(mails()) == 1


def test_several_changes_are_one_mail_and_the_last_word(desk, town, now, alice, tuesday):
    person = town.person("fr")
    first = told(desk, town, now, person=person)
    told(desk, town, now, person=person)
    moved(first, alice, now)
    moved(first, alice, now + timedelta(hours=1), day=date(2026, 12, 16))
    for conversation in person.conversations.exclude(pk=first.pk):
        moved(conversation, alice, now)

    tell_news(desk, now=tuesday)

    (mail,) = mails()
    assert "d’ici au mercredi 16 décembre" in mail.body
    assert mail.body.count("Cette date change") == 2
    assert mail.body.count("9 décembre") == 1
    assert f"à dire{NARROW}; le prochain est le vendredi 27 novembre" in mail.body


def test_a_date_that_is_again_what_it_was_is_no_news(desk, town, now, alice, tuesday):
    conversation = told(desk, town, now)
    before = Promise.objects.get().day
    moved(conversation, alice, now)
    moved(conversation, alice, now, day=before)

    tell_news(desk, now=tuesday)

    assert mails() == []
    assert Promise.objects.get(state="given").told_by is not None


def test_with_nothing_to_say_nobody_is_written_to(desk, town, now, tuesday):
    told(desk, town, now)

    assert tell_news(desk, now=tuesday) == 0
    assert mails() == []


def test_after_a_long_silence_people_are_told_where_things_stand(desk, town, now):
    Capacity.objects.all().delete()
    ahead = told(desk, town, now, days_ago=2)
    told(desk, town, now)
    quiet = datetime(2026, 12, 4, 9, 1, tzinfo=desk.zone)  # two weeks but a day

    tell_news(desk, now=quiet)
    assert mails() == []
    tell_news(desk, now=quiet + timedelta(days=4))

    first, second = mails()
    assert first.conversation == ahead
    assert "We cannot give you a date yet, because we do not know yet how long our answers take" in first.body
    assert "One answer is to be given before yours." in second.body
    tell_news(desk, now=quiet + timedelta(days=7))
    assert len(mails()) == 2


def test_a_date_that_was_not_kept_is_owned_up_to_at_the_next_beat(desk, town, now):
    told(desk, town, now)  # for Friday 27 November
    after = datetime(2026, 12, 1, 9, 1, tzinfo=desk.zone)
    sweep_dates(desk, now=after)

    tell_news(desk, now=after)

    (mail,) = mails()
    assert "by Friday 27 November, and did not keep that date. We are sorry." in mail.body
    tell_news(desk, now=after + timedelta(days=3))
    assert len(mails()) == 1


def test_who_was_never_told_of_a_date_hears_no_news(desk, town, now, alice, tuesday):
    town.write(imported=True)
    give_due(desk, now=now)
    move(Promise.objects.get(), day=LATER, by=alice.user, now=now, why="holidays")

    tell_news(desk, now=tuesday)

    assert not Delivery.objects.exists()


def test_a_desk_that_rehearses_tells_nobody(desk, town, mailbox, now, alice, tuesday):
    moved(told(desk, town, now), alice, now)
    MailboxSwitch.objects.create(mailbox=mailbox, live=False, at=now)

    assert tell_news(desk, now=tuesday) == 0
    assert mails() == []
    assert not Beat.objects.exists()


def test_a_beat_that_no_worker_told_in_time_is_let_go(desk, town, now, alice, tuesday):
    moved(told(desk, town, now), alice, now)

    assert tell_news(desk, now=tuesday + timedelta(days=1, minutes=1)) == 0
    tell_news(desk, now=tuesday + timedelta(days=3))
    assert len(mails()) == 1


def test_a_rhythm_stated_after_a_beat_does_not_make_it_sound(desk, town, now, alice, tuesday):
    moved(told(desk, town, now), alice, now)
    state_rhythm(desk, "2", 8, 4, by=alice.user, now=tuesday)

    assert tell_news(desk, now=tuesday + timedelta(minutes=5)) == 0


def test_two_addresses_of_one_person_get_one_mail(desk, town, now, alice, tuesday):
    one, other = town.person("en"), town.person("en")
    for person in (one, other):
        moved(told(desk, town, now, person=person), alice, now)
    join(one, other, by=alice.user, now=now)

    tell_news(desk, now=tuesday)

    (mail,) = mails()
    assert mail.body.count("This date has changed") == 2


def test_people_are_told_in_batches_and_each_of_them_once(desk, town, now, alice, tuesday, monkeypatch):
    monkeypatch.setattr(news, "BATCH", 2)
    for _one in range(5):
        moved(told(desk, town, now), alice, now)

    looked_at = [tell_news(desk, now=tuesday) for _round in range(4)]

    assert looked_at == [2, 2, 1, 0]
    assert len({mail.person_id for mail in mails()}) == len(mails()) == 5
    assert Beat.objects.get().mails == 5


def test_whoever_dies_in_between_writes_nobody_twice(desk, town, now, alice, tuesday, monkeypatch):
    for _one in range(3):
        moved(told(desk, town, now), alice, now)
    with monkeypatch.context() as broken:
        broken.setattr(news, "note", lambda *_a, **_k: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            tell_news(desk, now=tuesday)

    tell_news(desk, now=tuesday)

    assert len(mails()) == 3


def test_one_click_stops_the_news_and_not_the_answer(desk, town, now, alice, tuesday):
    conversation = told(desk, town, now)
    moved(conversation, alice, now)
    tell_news(desk, now=tuesday)
    (mail,) = mails()
    link = next(line for line in mail.body.splitlines() if "/unsubscribe/" in line)

    unsubscribe(link.rpartition("/")[2], now=tuesday)
    leave(tuesday)

    mail.refresh_from_db()
    assert (mail.state, mail.outcome) == ("refused", "suppressed")
    address = mail.address.value
    assert not is_suppressed(desk, "email", address, automatic=False)
    tell_news(desk, now=tuesday + timedelta(days=3))
    assert len(mails()) == 1


def test_news_of_what_was_answered_meanwhile_does_not_leave(desk, town, now, alice, tuesday):
    conversation = told(desk, town, now)
    moved(conversation, alice, now)
    tell_news(desk, now=tuesday)
    town.answer(conversation, at=tuesday)

    leave(tuesday + timedelta(minutes=1))

    assert [mail.state for mail in mails()] == ["refused"]


def test_an_acknowledgement_without_a_date_names_the_next_day_of_news(desk, town, now):
    Capacity.objects.all().delete()
    told(desk, town, now)
    told(desk, town, now, person=town.person("fr"))

    english, french = (mail.body for mail in Delivery.objects.order_by("pk"))
    assert "because we do not know yet how long our answers take" in english
    assert "the next one is Tuesday 24 November" in english
    assert f"jours fixes{NARROW}; le prochain est le mardi 24 novembre" in french


@pytest.mark.parametrize(
    ("ahead", "english", "french"),
    [
        (0, "Yours is the next", "La vôtre est la prochaine"),
        (1, "One answer is", "Une réponse est"),
        (20, "20 answers are", "20 réponses sont"),
        (123, "About 120 answers are", "Environ 120 réponses sont"),
        (3456, "About 3,500 answers are", f"Environ 3{NARROW}500 réponses sont"),
    ],
)
def test_a_place_in_line_is_said_in_words(ahead, english, french):
    assert place_in_words(ahead, "en").startswith(english)
    assert place_in_words(ahead, "fr").startswith(french)


def test_a_date_that_a_person_set_is_not_said_to_be_computed(desk, town, now, alice):
    conversation = told(desk, town, now)
    moved(conversation, alice, now + timedelta(days=5))
    body = mails()[0].body
    assert "This date has changed" in body
    assert "in 10" not in body
    assert "has to move" not in body


def test_who_learns_that_too_few_have_asked_reads_until_when_that_is_looked_at(desk, town, now, tuesday):
    matter = town.matter(threshold=1, waiting=1)
    conversation = told(desk, town, now, matter=matter)
    type(matter).objects.filter(pk=matter.pk).update(threshold=50)
    say_when(desk, now=now)
    promise = conversation.promises.get()
    forecaster = Forecaster.at(desk, now=now)
    case = forecaster.queue.cases[conversation.pk]
    follow(promise, forecaster.compute(case), by=None, now=now, why="what it had earned fell away")

    tell_news(desk, now=tuesday)

    body = mails()[0].body
    assert "We can no longer give a date" in body
    assert "once 50 people have asked for the same" in body
    assert "close this without one, and tell you" in body
