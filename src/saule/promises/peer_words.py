"""Peer words: whoever answered others is told what became of it, and thanked at days of news only.

A refusal names the published rule. Thanks say how many people were helped, once it is more than the last time
and some weeks after it; in the news they get anyhow, else in a mail of its own.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils.translation import override

from saule.desk.models import Desk, Language, User
from saule.desk.rhythm import beats_of
from saule.matters import judging
from saule.matters.asking import ask
from saule.matters.models import Delivery, Endorsement, PeerAnswer, PeerThanks
from saule.matters.thanking import people_helped
from saule.people.models import Address, Person
from saule.promises.links import status_url
from saule.promises.models import Beat
from saule.promises.telling import grouped, last_of_person, mailbox_to_tell_from

REST = timedelta(days=28)
"""So long somebody is not thanked again."""
WHO = Coalesce("peer_answer__person__joined_into", "peer_answer__person")


def refuse(answer: PeerAnswer, rule: str, *, by: User, now: datetime, why: str = "") -> PeerAnswer:
    """It is not shown (any more), for a published rule, and its writer is told. Raises as ``judging``."""
    with transaction.atomic():
        judging.refuse_by_rule(answer, rule, by=by, now=now, why=why)
        turn = answer.transitions.count()
        tell(answer, key=f"peer:{answer.public_id}:{turn}", template="peer_refused", now=now, why=why)
    return answer


def tell(answer: PeerAnswer, *, key: str, template: str, now: datetime, **more: object) -> Delivery | None:
    """Asks for a mail to the writer of an answer, in their conversation; None if there is no place for it.

    Nothing while the desk only rehearses. It never quotes the answer: colleagues read the conversation under
    the writer's own name, and the answer stands elsewhere under another.
    """
    mailbox, conversation = mailbox_to_tell_from(answer.desk), answer.conversation
    address = address_of(answer)
    if mailbox is None or conversation is None or address is None:
        return None
    person = answer.person.canonical
    language = Language(person.language or answer.language).value
    with override(language):
        rule = answer.get_rule_display()
    context = {
        "rule": rule,
        "down": answer.state == PeerAnswer.State.TAKEN_DOWN,
        "link": status_url(conversation),
        "desk": answer.desk.name,
        **more,
    }
    return ask(
        answer.desk,
        key=key,
        purpose=Delivery.Purpose.PEER,
        conversation=conversation,
        person=person,
        address=address,
        mailbox=mailbox,
        language=language,
        subject=conversation.subject,
        body=render_to_string(f"mail/{template}.{language}.txt", context).strip() + "\n",
        now=now,
    )


def address_of(answer: PeerAnswer) -> Address | None:
    """Where the writer of an answer is written to: where they wrote last in its conversation."""
    last = last_of_person(answer.conversation) if answer.conversation else None
    if last is not None and last.address is not None:
        return last.address
    return answer.person.canonical.addresses.order_by("-pk").first()


def thank_due(desk: Desk, *, now: datetime) -> int:
    """Asks for the thanks of the last day of news to those whom no other news reached; returns how many."""
    beat = Beat.objects.filter(desk=desk, at=beats_of(desk).last(now), done_at__isnull=False).first()
    if beat is None or mailbox_to_tell_from(desk) is None:
        return 0
    return sum(thank(desk, who, beat, now=now) for who in to_thank(desk, now=now))


def to_thank(desk: Desk, *, now: datetime) -> list[int]:
    """The canonical persons whose answers somebody found useful since they were thanked, some weeks ago."""
    rows = Endorsement.objects.standing().filter(peer_answer__desk=desk, peer_answer__state="shown")
    newest = dict(rows.annotate(who=WHO).order_by().values_list("who").annotate(last=Max("at")))
    thanked = PeerThanks.objects.filter(person__in=newest).order_by("at", "pk").values_list("person", "at")
    last = dict(thanked)
    return sorted(
        who for who, at in newest.items() if who not in last or (at > last[who] and last[who] <= now - REST)
    )


def thank(desk: Desk, who: int, beat: Beat, *, now: datetime) -> int:
    """Thanks one canonical person in a mail of its own; returns how many mails were asked for (0 or 1)."""
    with transaction.atomic():
        answer = newest_of(desk, who)
        people = take(desk, who, now=now) if answer else 0
        if answer is None or not people:
            return 0
        day = desk.local_date(beat.at).isoformat()
        key = f"thanks:{day}:{answer.person.canonical.public_id}"
        language = answer.person.canonical.language or answer.language
        shown = grouped(people, language)
        return int(tell(answer, key=key, template="peer_thanks", now=now, n=people, people=shown) is not None)


def take(desk: Desk, who: int, *, now: datetime) -> int:
    """How many people a canonical person's answers have helped, if it is time to thank them; else 0.

    From then on they have been thanked for these.
    """
    if who not in to_thank(desk, now=now):
        return 0
    person = Person.objects.select_for_update(no_key=True).get(pk=who)
    people, last = people_helped(person), person.peer_thanks.last()
    if people <= (last.people if last else 0):
        return 0
    PeerThanks.objects.create(person=person, people=people, at=now)
    return people


def newest_of(desk: Desk, who: int) -> PeerAnswer | None:
    """The newest answer of a canonical person that everybody can read."""
    rows = PeerAnswer.objects.shown().filter(Q(person=who) | Q(person__joined_into=who), desk=desk)
    rows = rows.select_related("desk", "person__joined_into", "conversation__desk", "conversation__person")
    return rows.order_by("-at", "-pk").first()
