"""Splitting: messages that are about something else go to a matter of their own."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.models import User
from saule.matters.acting import Act, check_sight, check_standing, filings_of, going, hold, with_companions
from saule.matters.earning import carry
from saule.matters.models import Conversation, Correction, Decision, Filing, Matter, Message, Signature
from saule.matters.opening import open_for
from saule.matters.placing import NotThere
from saule.people.models import Person

Verb = Correction.Verb


def split(
    matter: Matter, messages: Collection[Message], title: str = "", *, by: User, now: datetime, why: str = ""
) -> Correction:
    """Takes these messages, with what continues them, into a new matter. Raises NotThere.

    Without a title the new matter is named after its first message.
    """
    with transaction.atomic():
        check_sight(matter.desk, [matter], by)
        held = hold({matter.pk})[matter.pk]
        check_standing(held)
        filings = filings_of(held, {message.pk for message in messages})
        if not filings or len(filings) != len(messages):
            raise NotThere(_("Somebody has moved some of these messages meanwhile. Look again."))
        filings = with_companions(filings, held)
        if len(filings) == Filing.objects.filter(matter=held).count():
            raise NotThere(_("These are all its messages: rename the matter instead."))
        return take_apart(Verb.SPLIT, held, filings, "split", by=by, now=now, why=why, title=title)


def step_out(conversation: Conversation, matter: Matter, *, now: datetime) -> Correction:
    """The writer says that what they wrote here is not about this matter: it gets a matter of its own.

    Raises NotThere when nothing of theirs is in it, or nobody else.
    """
    with transaction.atomic():
        held = hold({matter.pk})[matter.pk]
        own = Message.objects.from_people().filter(conversation=conversation, filings__matter=held)
        filings = filings_of(
            held, set(own.filter(person__in=as_one(conversation)).values_list("pk", flat=True))
        )
        if not filings:
            raise NotThere(_("What you wrote is not counted there any more."))
        others = held.signatures.filter(state__in=Signature.COUNTED).exclude(person__in=as_one(conversation))
        if not others.exists():
            raise NotThere(_("Nobody else is in it: what you wrote stands alone already."))
        return take_apart(Verb.STEP_OUT, held, filings, "stepped_out", by=None, now=now)


def as_one(conversation: Conversation) -> list[int]:
    """The keys of the person of a conversation, and of all who were joined with them."""
    if conversation.person is None:
        return []
    whole = conversation.person.canonical
    return [whole.pk, *Person.objects.filter(joined_into=whole).values_list("pk", flat=True)]


def keep_apart(message: Message, matter: Matter, *, by: User, now: datetime, why: str = "") -> Correction:
    """A person says: never this message in that matter. If it is there, it gets a matter of its own."""
    with transaction.atomic():
        check_sight(message.desk, [matter], by)
        held = hold({matter.pk})[matter.pk]
        check_standing(held)
        if filings := filings_of(held, [message.pk]):
            filings = with_companions(filings, held)
            return take_apart(Verb.KEEP_APART, held, filings, "set_apart", by=by, now=now, why=why)
        act = Act(Verb.KEEP_APART, held, by=by, now=now, why=why)
        act.carry_out([apart(act, message, held)])
        return act.finish()


def apart(act: Act, message: Message, matter: Matter) -> Decision:
    """The decision that a message which is elsewhere stays out of a matter."""
    return act.decide(message, Decision.Outcome.REMOVED, "kept_from", suggested=matter)


def take_apart(
    verb: str,
    matter: Matter,
    filings: list[Filing],
    reason: str,
    *,
    by: User | None,
    now: datetime,
    why: str = "",
    title: str = "",
) -> Correction:
    """Moves what is filed here into a new matter, as one act."""
    new = open_for([filing.message for filing in filings], like=matter, title=title)
    act = Act(verb, matter, new, by=by, now=now, why=why)
    act.more["opened"] = [new.pk]
    act.carry_out(going(act, filings, new, reason))
    carry(matter, new, act.correction, now=now)
    return act.finish()
