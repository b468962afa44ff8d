"""Exchanges: threads in which several people wrote. Each of them has a conversation of their own, and is
answered there; the conversations of one thread know their first, so that staff see them beside each other.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from saule.matters.incoming import Incoming
from saule.matters.models import Conversation, Message
from saule.matters.threading import Threads, quoted_ids

Tie = tuple[int, int]


def tie(threads: Threads, batch: Sequence[Incoming], messages: Sequence[Message]) -> None:
    """Ties the conversations of these messages, just stored, to those they continue or that awaited them."""
    ties = {
        pair
        for incoming, message in zip(batch, messages, strict=True)
        for pair in ties_of(threads, incoming, message.conversation_id)
    }
    if ties:
        write(united(ties))


def ties_of(threads: Threads, incoming: Incoming, conversation: int) -> Iterator[Tie]:
    """The conversations that a message ties its own to.

    Only the nearest message known counts, and those that awaited this one; never an id that stands in two
    threads: two programs that make the same ids must not tie strangers together.
    """
    near = next((quoted for quoted in quoted_ids(incoming) if threads.by_id.get(quoted)), "")
    before = {row.conversation_id for row in threads.by_id.get(near, ())}
    if len(before) == 1:
        yield from ((conversation, other) for other in before - {conversation})
    awaited = threads.awaited.get(incoming.message_id, ()) if incoming.message_id else ()
    awaiting = {one.pk for _person, one in awaited} - {conversation}
    if awaiting and not has_twin(threads, incoming.message_id, conversation):
        yield from ((conversation, other) for other in awaiting)


def has_twin(threads: Threads, message_id: str, conversation: int) -> bool:
    """Whether a message elsewhere has the same id."""
    rows = Message.objects.filter(desk=threads.desk, message_id=message_id)
    return rows.exclude(conversation=conversation).exists()


def united(ties: Iterable[Tie]) -> dict[int, int]:
    """The first conversation of each one that these ties give another first than it had."""
    ties = list(ties)
    keys = {key for pair in ties for key in pair}
    rows = dict(Conversation.objects.filter(pk__in=keys).values_list("pk", "exchange"))
    firsts = {first or key for key, first in rows.items()}
    rows |= dict.fromkeys(firsts - rows.keys())
    rows |= dict(Conversation.objects.filter(exchange__in=firsts).values_list("pk", "exchange"))
    parent: dict[int, int] = {}

    def find(key: int) -> int:
        while (above := parent.get(key, key)) != key:
            key = above
        return key

    for one, other in [*ties, *((key, first) for key, first in rows.items() if first)]:
        low, high = sorted((find(one), find(other)))
        parent[high] = low
    return {key: find(key) for key in {*rows, *keys} if find(key) not in (key, rows.get(key))}


def write(firsts: dict[int, int]) -> None:
    """Writes the first conversation of each."""
    table = Conversation._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET exchange_id = %s WHERE id = %s",  # noqa: S608 -- a name of our own
            [(first, key) for key, first in firsts.items()],
        )
