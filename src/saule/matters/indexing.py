"""Indexing: the words of messages, matters, answers and persons, written in the transaction of their record.

Whoever stores or changes a record's words calls ``index_…`` beside it; whoever erases calls ``forget``.
What was stored before, or slipped through, is made good by the worker (``catch_up``).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.db import connection, models, router, transaction
from django.db.models import Exists, OuterRef

from saule.engines.wordforms import stream
from saule.matters.models import (
    AnswerText,
    AnswerWords,
    Attachment,
    MailClass,
    Matter,
    MatterWords,
    Message,
    MessageWords,
    PersonWords,
)
from saule.matters.models.words import Words, tsvector
from saule.people.models import Address, Person

CHUNK = 500
OURS, AUTOMATIC = "ours", "automatic"
Row = tuple[Any, ...]


def index_messages(messages: Sequence[Message], *, new: bool = False) -> None:
    """Makes these messages findable by what they say, their subject and the names of their files.

    ``new``: they were stored just now, so that no row of theirs can be there.
    """
    names = file_names(messages)
    columns = ("desk_id", "conversation_id", "received_at", "mail_class", "outgoing")
    rows = [
        (
            message.pk,
            stream(
                message.subject,
                "\n".join([message.said or message.text, *names.get(message.pk, ())]),
                message.language,
                facts_of(message),
            ),
            message.desk_id,
            message.conversation_id,
            connection.ops.adapt_datetimefield_value(message.received_at),
            message.mail_class,
            message.outgoing,
        )
        for message in messages
    ]
    write(MessageWords, rows, columns, new=new)


def facts_of(message: Message) -> tuple[str, str, str]:
    """By what the index itself narrows a search: year and month (in UTC), and the sort of sender."""
    at = message.received_at.astimezone(UTC)
    sender = sender_of(message.mail_class, outgoing=message.outgoing)
    return f"y{at.year}", f"m{at.year}{at.month:02}", sender


def sender_of(mail_class: str, *, outgoing: bool) -> str:
    """The sort of sender as the index knows it."""
    if outgoing:
        return f"c{OURS if mail_class == MailClass.HUMAN else AUTOMATIC}"
    return f"c{mail_class}"


def index_stored(keys: Collection[int]) -> None:
    """Makes messages findable that were stored before."""
    fields = ("desk", "conversation", "received_at", "mail_class", "outgoing", "subject", "said", "language")
    rows = Message.objects.filter(pk__in=keys).only(*fields)
    bare = [message.pk for message in rows if not message.said]
    texts = dict(Message.objects.filter(pk__in=bare).values_list("pk", "text"))
    for message in rows:
        message.text = texts.get(message.pk, "")
    index_messages(list(rows))


def file_names(messages: Sequence[Message]) -> dict[int, list[str]]:
    """The names of the files of each message."""
    names: dict[int, list[str]] = defaultdict(list)
    keys = [message.pk for message in messages]
    for key, name in Attachment.objects.filter(message__in=keys).values_list("message_id", "name"):
        names[key].append(name)
    return names


def index_matters(keys: Collection[int]) -> None:
    """Makes these matters findable by the title and phrases that they have now."""
    matters = Matter.objects.filter(pk__in=keys).select_related("desk")
    rows = [
        (
            matter.pk,
            stream(
                matter.title,
                "\n".join(str(phrase) for phrase in matter.phrases),
                matter.language or matter.desk.language,
            ),
            matter.desk_id,
        )
        for matter in matters.only("title", "phrases", "language", "desk__language")
    ]
    write(MatterWords, rows)


def index_answers(keys: Collection[int]) -> None:
    """Makes these texts of answers findable as they read now."""
    texts = AnswerText.objects.filter(pk__in=keys).select_related("answer")
    rows = [(text.pk, stream("", text.body, text.language), text.answer.desk_id) for text in texts]
    write(AnswerWords, rows)


def index_people(keys: Collection[int]) -> None:
    """Makes these persons findable by the name and addresses that they have now."""
    addresses: dict[int, list[str]] = defaultdict(list)
    for key, value in Address.objects.filter(person__in=keys).values_list("person_id", "value"):
        addresses[key].append(value)
    rows = [
        (person.pk, stream(person.name, "\n".join(addresses[person.pk]), ""), person.desk_id)
        for person in Person.objects.filter(pk__in=keys, erased_at=None)
    ]
    write(PersonWords, rows)


def index_newcomers(people: Iterable[int]) -> None:
    """Makes those of these persons findable who are not yet."""
    keys = set(people)
    if newcomers := keys - set(PersonWords.objects.filter(pk__in=keys).values_list("pk", flat=True)):
        index_people(newcomers)


def write(
    table: type[Words], rows: Sequence[Row], columns: Sequence[str] = ("desk_id",), *, new: bool = False
) -> None:
    """Puts these rows (key, stream, then ``columns``) in the place of those that are there.

    Written past the ORM, which would take twice as long as all the rest.
    """
    if not rows:
        return
    router.db_for_write(table)
    name = table._meta.db_table
    words = "%s"
    if connection.vendor == "postgresql":
        words = "%s::tsvector"
        rows = [(key, tsvector(tokens), *rest) for key, tokens, *rest in rows]
    places = ", ".join(["%s", words, *["%s"] * len(columns)])
    with transaction.atomic(), connection.cursor() as cursor:
        if not new:
            remove(table, [row[0] for row in rows])
        insert = f"INSERT INTO {name} (rowid, words, {', '.join(columns)}) VALUES ({places})"  # noqa: S608
        cursor.executemany(insert, rows)


def remove(table: type[Words], keys: Sequence[int]) -> int:
    """Takes the rows of these records out; returns how many there were."""
    removed = 0
    for start in range(0, len(keys), CHUNK):
        rows = table._default_manager.filter(pk__in=keys[start : start + CHUNK])
        removed += rows._raw_delete(rows.db)
    return removed


def forget(
    *,
    messages: Collection[int] = (),
    people: Collection[int] = (),
    matters: Collection[int] = (),
    answers: Collection[int] = (),
) -> int:
    """Erasure: takes every trace of these records out of the index; returns how many rows there were.

    Call it in the transaction that empties them. The embedded store keeps the words of a removed row in its
    lists until these are merged, so they are merged here.
    """
    removed = 0
    for table, keys in (
        (MessageWords, messages),
        (PersonWords, people),
        (MatterWords, matters),
        (AnswerWords, answers),
    ):
        if gone := remove(table, list(keys)):
            merge(table)
            removed += gone
    return removed


def merge(table: type[models.Model]) -> None:
    """Rewrites the table's lists without what was removed (SQLite; PostgreSQL does so by itself)."""
    if connection.vendor == "sqlite":
        name = table._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {name}({name}) VALUES ('optimize')")  # noqa: S608 our own name


@dataclass(frozen=True)
class Sort:
    """One sort of record that is searched: its rows, their words, and who writes these."""

    records: models.QuerySet[Any]
    table: type[Words]
    index: Callable[[list[int]], None]


SORTS = (
    Sort(Message.objects.all(), MessageWords, index_stored),
    Sort(Matter.objects.all(), MatterWords, index_matters),
    Sort(AnswerText.objects.all(), AnswerWords, index_answers),
    Sort(Person.objects.filter(erased_at=None), PersonWords, index_people),
)
WINDOW = 500
WINDOWS = 20


@dataclass
class Walk:
    """How far down the worker has looked for records without words, newest first. 0: all the way."""

    below: dict[type[Words], int] = field(default_factory=dict)

    def done(self) -> bool:
        """Whether every record has been looked at."""
        return not any(self.below.get(sort.table, 1) for sort in SORTS)


def catch_up(walk: Walk, *, windows: int = WINDOWS) -> int:
    """Indexes up to one window of records that have no words yet; returns how many.

    Reads at most ``windows`` windows of each sort, so that a store of a million messages is looked through in
    many short steps. Call it again until ``walk.done()``.
    """
    return sum(catch_up_with(sort, walk, windows) for sort in SORTS)


def catch_up_with(sort: Sort, walk: Walk, windows: int) -> int:
    """The next records of one sort that have no words, indexed; words without a record are removed."""
    for _window in range(windows):
        rows = sort.records.order_by("-pk")
        if sort.table in walk.below:
            rows = rows.filter(pk__lt=walk.below[sort.table])
        keys = list(rows.values_list("pk", flat=True)[:WINDOW])
        top, below = walk.below.get(sort.table), keys[-1] if keys else 0
        walk.below[sort.table] = below
        there = sort.table._default_manager.filter(pk__gte=below)
        if top is not None:
            there = there.filter(pk__lt=top)
        indexed = set(there.values_list("pk", flat=True))
        remove(sort.table, sorted(indexed - set(keys)))
        if not keys:
            return 0
        if missing := sorted(set(keys) - indexed):
            sort.index(missing)
            return len(missing)
    return 0


def unlike() -> int:
    """How many records have no words, and how many words have no record."""
    wrong = 0
    for sort in SORTS:
        words = sort.table._default_manager.filter(pk=OuterRef("pk"))
        wrong += sort.records.filter(~Exists(words)).count()
        records = sort.records.filter(pk=OuterRef("pk"))
        wrong += sort.table._default_manager.filter(~Exists(records)).count()
    return wrong


def complete() -> bool:
    """Whether the oldest message is in the index: the worker fills it from the newest down."""
    oldest = Message.objects.order_by("pk").values_list("pk", flat=True).first()
    return oldest is None or MessageWords.objects.filter(pk=oldest).exists()
