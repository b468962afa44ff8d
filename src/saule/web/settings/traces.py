"""What a row of the trail was about, by its name and with a link, as far as the reader may see it.

The trail itself holds only opaque keys: names and titles are looked up where they are, and go with them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from saule.desk.models import Event, Kind, Mailbox, Membership, Team
from saule.desk.policies import may
from saule.matters.knowing import people_of, seen_among
from saule.matters.models import (
    Answer,
    Conversation,
    Delivery,
    Fact,
    Matter,
    Message,
    PeerAnswer,
    SavedReply,
    Tag,
)
from saule.people.models import Person
from saule.promises.models import Promise
from saule.providers.models import Provider, Statement
from saule.web import statement_words
from saule.web.words import deed, trail_word


class Thing(NamedTuple):
    """What a row was about: its name, and its page."""

    name: str
    link: str


class Trace(NamedTuple):
    """One row of the trail; ``thing`` is empty when it is gone, or is not for the reader's eyes."""

    event: Event
    verb: str
    thing: Thing | None


Found = Iterable[tuple[str, Thing]]


def traces(membership: Membership, events: Sequence[Event]) -> list[Trace]:
    """These rows with what they were about; a few queries for each sort of record among them."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for event in events:
        wanted[event.record].add(event.record_id)
    things = {
        (record, key): thing
        for record, keys in wanted.items()
        if record in SORTS
        for key, thing in SORTS[record](membership, keys)
    }
    return [
        Trace(one, trail_word(deed(one.verb, one.record)), things.get((one.record, one.record_id)))
        for one in events
    ]


def matters(membership: Membership, keys: Iterable[str]) -> Found:
    """Matters by their titles."""
    for one in Matter.objects.visible_to(membership).filter(public_id__in=keys):
        yield one.public_id, Thing(one.title or _("Without a title"), reverse("matter", args=[one.public_id]))


def seen(membership: Membership, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of these rows whose conversation the reader may see."""
    conversations = Conversation.objects.visible_to(membership)
    return rows.filter(conversation__in=conversations).select_related("conversation")


def conversations(membership: Membership, keys: Iterable[str]) -> Found:
    """Conversations by their subjects."""
    for one in Conversation.objects.visible_to(membership).filter(public_id__in=keys):
        yield one.public_id, Thing(subject(one), reverse("conversation", args=[one.public_id]))


def messages(membership: Membership, keys: Iterable[str]) -> Found:
    """Messages by their subjects; to why each is where it is."""
    rows = Message.objects.filter(public_id__in=keys).defer("html", "text", "said", "references")
    for one in seen(membership, rows):
        yield one.public_id, Thing(subject(one), reverse("reasons", args=[one.public_id]))


def deliveries(membership: Membership, keys: Iterable[str]) -> Found:
    """Mails by the conversation they belong to."""
    for one in seen(membership, Delivery.objects.filter(public_id__in=keys)):
        yield one.public_id, Thing(subject(one.conversation), reverse("delivery", args=[one.public_id]))


def promises(membership: Membership, keys: Iterable[str]) -> Found:
    """Promises by the conversation in which they were given, those to the public by their matters."""
    rows = Promise.objects.filter(public_id__in=keys)
    for one in seen(membership, rows):
        page = reverse("conversation", args=[one.conversation.public_id])
        yield one.public_id, Thing(subject(one.conversation), page)
    mine = Matter.objects.visible_to(membership)
    for key, title in rows.filter(matter__in=mine).values_list("public_id", "matter__title"):
        yield key, Thing(title or _("Without a title"), reverse("promise", args=[key]))


def answers(membership: Membership, keys: Iterable[str]) -> Found:
    """Answers by the titles of their matters."""
    mine = Matter.objects.visible_to(membership)
    in_sight = Exists(mine.filter(pk=OuterRef("matter")))
    for one in Answer.objects.filter(in_sight, public_id__in=keys).select_related("matter"):
        page = reverse("outcomes", args=[one.public_id])
        if one.state != Answer.State.SENT:
            page = f"{reverse('matter', args=[one.matter.public_id])}#answer"
        yield one.public_id, Thing(one.matter.title or _("Without a title"), page)


def people(membership: Membership, keys: Iterable[str]) -> Found:
    """People by their names; who was joined to another by the name of that one."""
    rows = Person.objects.filter(public_id__in=keys, desk=membership.desk_id).select_related("joined_into")
    found = {one.public_id: one.canonical for one in rows}
    known = people_of(membership).filter(pk__in=[one.pk for one in found.values()])
    mine = seen_among(membership, set(known.values_list("pk", flat=True)))
    for key, one in found.items():
        if one.pk in mine:
            name = one.name or _("somebody without a name")
            yield key, Thing(name, reverse("person", args=[one.public_id]))


def subject(about: Conversation | Message) -> str:
    """What it says it is about."""
    return about.subject or _("Without a subject")


def setting(model: Any, page: str) -> Callable[[Membership, Iterable[str]], Found]:
    """Looks for a record of the settings by its name, for those who may open its page."""

    def read(membership: Membership, keys: Iterable[str]) -> Found:
        if not may(membership, "change settings"):
            return
        found = model.objects.filter(pk__in=[key for key in keys if key.isdecimal()], desk=membership.desk_id)
        for one in found:
            yield str(one.pk), Thing(str(one), reverse(page, args=[one.pk]))

    return read


def members(membership: Membership, keys: Iterable[str]) -> Found:
    """Colleagues by their names, for those who may open their pages."""
    if may(membership, "change settings"):
        rows = Membership.objects.filter(pk__in=[key for key in keys if key.isdecimal()])
        for one in rows.filter(desk=membership.desk_id).select_related("user"):
            yield str(one.pk), Thing(one.user.name, reverse("member", args=[one.pk]))


def accounts(membership: Membership, keys: Iterable[str]) -> Found:
    """Who changed their own account; to their page among the colleagues."""
    if may(membership, "change settings"):
        rows = Membership.objects.filter(user__public_id__in=keys, desk=membership.desk_id)
        for one in rows.select_related("user").order_by("pk"):
            yield one.user.public_id, Thing(one.user.name, reverse("member", args=[one.pk]))


def tags(membership: Membership, keys: Iterable[str]) -> Found:
    """Tags, all of which are on one page."""
    if may(membership, "see settings"):
        rows = Tag.objects.filter(pk__in=[key for key in keys if key.isdecimal()], desk=membership.desk_id)
        for one in rows:
            yield str(one.pk), Thing(one.name, reverse("desk-tags"))


def saved_replies(membership: Membership, keys: Iterable[str]) -> Found:
    """Saved replies by their names."""
    if may(membership, "see settings"):
        for one in SavedReply.objects.filter(public_id__in=keys, desk=membership.desk_id):
            yield one.public_id, Thing(one.name, reverse("saved-reply", args=[one.public_id]))


def peer_answers(membership: Membership, keys: Iterable[str]) -> Found:
    """People's answers to each other by the titles of their matters; never by who wrote them."""
    for one in PeerAnswer.objects.visible_to(membership).filter(public_id__in=keys).select_related("matter"):
        page = f"{reverse('matter', args=[one.matter.public_id])}#peer-{one.public_id}"
        yield one.public_id, Thing(one.matter.title or _("Without a title"), page)


def facts(membership: Membership, keys: Iterable[str]) -> Found:
    """Facts of the reference by their names."""
    if may(membership, "see settings"):
        for one in Fact.objects.filter(public_id__in=keys, desk=membership.desk_id):
            yield one.public_id, Thing(str(one), reverse("fact", args=[one.public_id]))


def providers(membership: Membership, keys: Iterable[str]) -> Found:
    """Providers by their names."""
    if may(membership, "see settings"):
        for one in Provider.objects.filter(public_id__in=keys, desk=membership.desk_id):
            yield one.public_id, Thing(one.name, reverse("provider", args=[one.public_id]))


def statements(membership: Membership, keys: Iterable[str]) -> Found:
    """Statements by their provider and month."""
    if may(membership, "see settings"):
        rows = Statement.objects.filter(public_id__in=keys, provider__desk=membership.desk_id)
        for one in rows.select_related("provider"):
            yield one.public_id, Thing(statement_words.title(one), reverse("statement", args=[one.public_id]))


SORTS: dict[str, Callable[[Membership, Iterable[str]], Found]] = {
    "matter": matters,
    "conversation": conversations,
    "message": messages,
    "delivery": deliveries,
    "peeranswer": peer_answers,
    "promise": promises,
    "answer": answers,
    "person": people,
    "mailbox": setting(Mailbox, "mailbox"),
    "kind": setting(Kind, "heading"),
    "team": setting(Team, "team"),
    "membership": members,
    "user": accounts,
    "tag": tags,
    "savedreply": saved_replies,
    "fact": facts,
    "provider": providers,
    "statement": statements,
}
"""How each sort of record that the trail names is found."""
