"""Telling people: what Saule itself writes about dates, in the language of the one who reads it.

These mails speak of dates, never of matters: which matter a message is in may still be revised.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string

from saule.desk.calendar import day_in_words
from saule.desk.models import Desk, Language, Mailbox
from saule.desk.rhythm import beats_of
from saule.matters.asking import ask_writer
from saule.matters.delivering import DROPPED
from saule.matters.models import Conversation, Delivery, Message
from saule.matters.models.messages import WEBFORM
from saule.promises.links import privacy_url, status_url
from saule.promises.models import Promise

REASONS = {
    "en": {
        "no_capacity": "we do not know yet how long our answers take",
        "too_far": "more messages are waiting than we can foresee",
        "rarely_answered": "too few messages like yours have been answered lately",
        "below_threshold": "we first answer what more people have asked",
        "over": "the day that we had in view has passed",
    },
    "fr": {
        "no_capacity": "nous ne savons pas encore combien de temps prennent nos réponses",
        "too_far": "plus de messages attendent que nous ne pouvons en prévoir",
        "rarely_answered": "trop peu de messages comme le vôtre ont reçu une réponse ces derniers temps",
        "below_threshold": "nous répondons d’abord à ce que davantage de personnes ont demandé",
        "over": "le jour que nous avions en vue est passé",
    },
}
NARROW = "\u202f"
CAUSES = {
    "en": {
        "slower": "answers take longer than when we gave it",
        "more_work": "more has to be answered before yours than we had planned",
    },
    "fr": {
        "slower": "les réponses prennent plus de temps que lorsque nous l’avons donnée",
        "more_work": "il y a plus à traiter avant le vôtre que nous ne l’avions prévu",
    },
}
"""Why a date that Saule itself moved could not be kept, as the end of a sentence."""
EUROPE = "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK"
"""The countries in which 112 is sure to be answered."""
OUTSIDE_EUROPE = {"CA": "911", "US": "911"}
MISSED = Q(state=Delivery.State.REFUSED) & ~Q(outcome=DROPPED)
"""What certainly reached nobody; of what was dropped after an interruption, nobody knows."""


def language_for(conversation: Conversation, last: Message | None) -> str:
    """The language to write in: the person's, else that of their last message, else the desk's."""
    person = conversation.person
    return (person and person.language) or (last and last.language) or conversation.desk.language


def last_of_person(conversation: Conversation) -> Message | None:
    """The last message that the person wrote in this conversation; never what somebody else wrote into it."""
    rows = Message.objects.from_people().filter(conversation=conversation)
    theirs = Q(person=conversation.person_id) | Q(person__joined_into=conversation.person_id)
    if conversation.person and conversation.person.joined_into_id:
        theirs |= Q(person=conversation.person.joined_into_id)
        theirs |= Q(person__joined_into=conversation.person.joined_into_id)
    rows = rows.select_related("address", "conversation__desk").filter(theirs)
    return rows.order_by("-received_at", "-pk").first()


def mailbox_to_tell_from(desk: Desk) -> Mailbox | None:
    """The first mailbox that a person switched live; None while the desk only rehearses."""
    return next((mailbox for mailbox in desk.mailboxes.order_by("pk") if mailbox.live), None)


def emergency_number(country: str) -> str:
    """The number to call in danger; empty where we do not know it for sure."""
    return "112" if country in EUROPE.split() else OUTSIDE_EUROPE.get(country, "")


def reason_in_words(basis: str, language: str) -> str:
    """Why there is no date, as the end of a sentence."""
    return REASONS[language].get(basis, REASONS[language]["no_capacity"])


def cause_in_words(promise: Promise, language: str) -> str:
    """Why the date before could not be kept, as the end of a sentence; empty if a person moved it."""
    return CAUSES[language].get(promise.inputs.get("cause", ""), "")


def next_news(desk: Desk, language: str, *, now: datetime) -> str:
    """The next day of news, in words."""
    beat = desk.local_date(beats_of(desk).following(now))
    return day_in_words(beat, language, today=desk.local_date(now))


def words(promise: Promise, template: str, language: str, *, now: datetime, **more: Any) -> str:
    """The body of a mail about this promise."""
    desk, conversation = promise.desk, promise.conversation
    assert conversation is not None  # noqa: S101 -- a promise to the public is told by no mail
    today = desk.local_date(now)
    since = desk.local_date(conversation.waiting_since or conversation.last_at)
    context = {
        "received": day_in_words(since, language, today=today),
        "day": day_in_words(promise.day, language, today=today) if promise.day else "",
        "kept": round(promise.level * 10),
        "by_person": promise.inputs.get("by_person", False),
        "measured": promise.basis in (Promise.Basis.HISTORY, Promise.Basis.PLAN),
        "reason": reason_in_words(promise.basis, language),
        "news_day": "" if promise.day else next_news(desk, language, now=now),
        **lapsing_words(promise, language, today=today),
        "signed": only_signed(conversation),
        "link": status_url(conversation),
        "privacy": privacy_url(desk),
        "emergency": emergency_number(desk.country),
        "desk": desk.name,
    }
    return render_to_string(f"mail/{template}.{language}.txt", {**context, **more}).strip() + "\n"


def only_signed(conversation: Conversation) -> bool:
    """Whether somebody signed a public matter there and wrote nothing."""
    rows = Message.objects.from_people().filter(conversation=conversation)
    found = list(rows.values_list("channel", "text")[:2])
    return found == [(WEBFORM, "")]


def grouped(count: int, language: str) -> str:
    """A number with its thousands grouped."""
    return f"{count:,}".replace(",", NARROW if language == "fr" else ",")


def lapsing_words(promise: Promise, language: str, *, today: date) -> dict[str, str]:
    """Below the threshold: how many have to ask, and until when that is looked at."""
    day = promise.inputs.get("lapses_on", "")
    if promise.day is not None or not day:
        return {}
    wanted = grouped(promise.inputs["threshold"], language)
    return {"lapses": day_in_words(date.fromisoformat(day), language, today=today), "wanted": wanted}


def tell(
    promise: Promise, *, key: str, purpose: str, template: str, mailbox: Mailbox, now: datetime, **more: Any
) -> Delivery | None:
    """Asks for the mail about this promise and notes it there; None if there is nobody to write to."""
    conversation = promise.conversation
    last = last_of_person(conversation) if conversation else None
    if conversation is None or conversation.person is None or last is None or last.address is None:
        return None
    language = Language(language_for(conversation, last)).value
    delivery = ask_writer(
        last,
        key=key,
        purpose=purpose,
        person=conversation.person,
        mailbox=mailbox,
        language=language,
        body=words(promise, template, language, now=now, **more),
        now=now,
    )
    promise.told_by = delivery
    promise.save(update_fields=["told_by"])
    return delivery


def known_before(promise: Promise | None) -> Promise | None:
    """This promise, or the last one before it in its line, of which the person was told; None: of none."""
    missed = Delivery.objects.filter(MISSED)
    while promise and (promise.told_by_id is None or missed.filter(pk=promise.told_by_id).exists()):
        promise = promise.follows
    return promise


def tell_moved(promise: Promise, *, now: datetime, known: Promise | None = None) -> Delivery | None:
    """Tells the person that their date has changed, or that there is one now; before the date, not after.

    ``known``: the promise they know of, if it is another one than the one before.
    """
    mailbox, old = mailbox_to_tell_from(promise.desk), known or promise.follows
    conversation = promise.conversation
    if mailbox is None or old is None or conversation is None:
        return None
    language = Language(language_for(conversation, last_of_person(conversation))).value
    today = promise.desk.local_date(now)
    before = day_in_words(old.day, language, today=today) if old.day else ""
    later = bool(old.day and promise.day and promise.day > old.day)
    return tell(
        promise,
        key=f"moved:{promise.public_id}",
        purpose=Delivery.Purpose.NEWS,
        template="moved",
        mailbox=mailbox,
        now=now,
        before=before,
        later=later,
        cause=cause_in_words(promise, language),
    )
