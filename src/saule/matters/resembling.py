"""Resembling: which other persons may be this one, and by which signs. Reads only, and only a few texts.

Two are named when they share a full name, or one signs with the other's; every further sign makes it
likelier. A shared name alone is weak, and says so.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase, ascii_uppercase

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from saule.engines.traces import name_key, names_signed, phones, references, signed
from saule.matters.models import Conversation, MailClass, Message
from saule.people.likening import told_apart
from saule.people.models import Address, Person

MOST = 5
CANDIDATES = 12
TEXTS = 60
OWN_TEXTS = 8
SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
SAME_NAME, SIGNATURE, LOCAL_PART, PHONE, REFERENCE, THREAD = (
    "same_name",
    "signature",
    "local_part",
    "phone",
    "reference",
    "thread",
)


@dataclass(slots=True)
class Traces:
    """What is known of one canonical person to be compared."""

    names: set[frozenset[str]] = field(default_factory=set)
    signs: set[frozenset[str]] = field(default_factory=set)
    locals: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    wrote: set[str] = field(default_factory=set)
    quotes: set[str] = field(default_factory=set)
    conversations: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Another person who may be the same; ``signs`` are codes, the strongest first."""

    person: Person
    signs: tuple[str, ...]

    @property
    def weak(self) -> bool:
        """Whether nothing but the name speaks for it."""
        return self.signs == (SAME_NAME,)


def resembling(person: Person, group: Sequence[int]) -> list[Resemblance]:
    """The canonical persons who may be this canonical person, the likeliest first; at most a few.

    ``group``: the keys of all who are this person.
    """
    others = candidates(person, {person.name, *own_signatures(person)})
    apart = told_apart(group) if others else set()
    found = compared(person, [other for other in others if other.pk not in apart]) if others else []
    return sorted(found, key=lambda one: (-len(one.signs), one.person.pk))[:MOST]


def signs_between(one: Person, other: Person) -> tuple[str, ...]:
    """What speaks for these two canonical persons being one."""
    known = traces({one.pk, other.pk}, TEXTS)
    return common(known[one.pk], known[other.pk])


def compared(person: Person, others: Collection[Person]) -> list[Resemblance]:
    """Those of the others who have the name, or sign with it, with all their signs."""
    known = traces({person.pk, *(other.pk for other in others)}, TEXTS)
    pairs = [(other, common(known[person.pk], known[other.pk])) for other in others]
    return [Resemblance(other, signs) for other, signs in pairs if {SAME_NAME, SIGNATURE} & set(signs)]


def common(one: Traces, other: Traces) -> tuple[str, ...]:
    """The signs that two have in common."""
    tests = {
        SAME_NAME: one.names & other.names,
        SIGNATURE: (one.signs & other.names or other.signs & one.names) and not one.names & other.names,
        LOCAL_PART: one.locals & other.locals,
        PHONE: one.phones & other.phones,
        REFERENCE: one.references & other.references,
        THREAD: one.quotes & other.wrote
        or other.quotes & one.wrote
        or one.conversations & other.conversations,
    }
    return tuple(code for code, shared in tests.items() if shared)


def own_signatures(person: Person) -> set[str]:
    """The full names under the last messages of a person."""
    rows = letters([person.pk]).values_list("text", "said")[:OWN_TEXTS]
    return {name for text, said in rows for name in names_signed(signed(text, said))}


def candidates(person: Person, names: Iterable[str]) -> list[Person]:
    """The persons with one of these full names, however it is written in capitals or order."""
    wanted = {spelling for name in names if name_key(name) for spelling in spellings(name)}
    if not wanted:
        return []
    rows = Person.objects.annotate(low=Lower("name")).filter(desk=person.desk_id, low__in=wanted)
    # Machines share names (“Mail Delivery System”), and are nobody.
    wrote = Message.objects.from_people().filter(person=OuterRef("pk"))
    rows = rows.exclude(Q(pk=person.pk) | Q(joined_into=person)).filter(Exists(wrote), erased_at=None)
    rows = rows.select_related("joined_into").order_by("-pk")
    return list({row.canonical.pk: row.canonical for row in rows[:CANDIDATES]}.values())


def spellings(name: str) -> set[str]:
    """A name as stores make it small, however it was written: the last word first or last, capitals or not.

    The embedded store leaves letters with accents as they are.
    """
    words = name.split()
    orders = {" ".join(words), " ".join([words[-1], *words[:-1]]), " ".join([*words[1:], words[0]])}
    written = {change(order) for order in orders for change in (str, str.upper, str.title, str.lower)}
    return {small for one in written for small in (one.lower(), one.translate(SMALL))}


def traces(roots: Collection[int], texts: int) -> dict[int, Traces]:
    """The traces of these canonical persons and of who was joined to them, from their last ``texts``."""
    whose: dict[int, int] = {}
    found = {root: Traces() for root in roots}
    group = Person.objects.filter(Q(pk__in=roots) | Q(joined_into__in=roots))
    for key, root, name in group.values_list("pk", "joined_into", "name"):
        whose[key] = root or key
        found[whose[key]].names |= {name_key(name)} - {frozenset()}
    for key, value in Address.objects.filter(person__in=whose).values_list("person", "value"):
        found[whose[key]].locals.add(value.partition("@")[0])
    for message in letters(whose)[:texts]:
        read(message, found[whose[message.person_id or 0]])
    rows = Conversation.objects.filter(messages__person__in=whose, messages__outgoing=False)
    for key, conversation in rows.values_list("messages__person", "pk").distinct()[: texts * 4]:
        if key in whose:
            found[whose[key]].conversations.add(conversation)
    return found


def letters(people: Iterable[int]):  # type: ignore[no-untyped-def]
    """What these persons wrote, the last first."""
    rows = Message.objects.filter(person__in=list(people), outgoing=False, mail_class=MailClass.HUMAN)
    return rows.only("person", "text", "said", "message_id", "in_reply_to").order_by("-received_at", "-id")


def read(message: Message, into: Traces) -> None:
    """Adds what one message shows of its writer."""
    tail = signed(message.text, message.said)
    words = f"{message.said}\n{tail}"
    into.signs |= {name_key(name) for name in names_signed(tail)}
    into.phones |= phones(words)
    into.references |= references(words)
    into.wrote |= {message.message_id} - {""}
    into.quotes |= {message.in_reply_to} - {""}
