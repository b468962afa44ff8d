"""Searching: messages, conversations, matters, answers and people that hold what somebody typed.

Nobody finds what they may not see. What is newest comes first, and a word in the subject or title weighs as
much as ``HEAD_START``: people look for what happened lately. However frequent a word is, a search reads the
newest records that hold it, never all of them, so that it takes no longer in a large store.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from saule.desk.models import Desk, Membership
from saule.desk.policies import may, sees_all_work
from saule.engines.queries import Query, Term, understand
from saule.engines.stopwords import is_stop_word
from saule.matters.models import (
    AnswerText,
    AnswerWords,
    Conversation,
    Filing,
    Matter,
    MatterWords,
    Message,
    MessageWords,
    PersonWords,
)
from saule.matters.narrowing import Narrowing
from saule.people.models import Person

MOST = 200
READ = 2_000
STEP = 500
READ_FOR_MATTERS = 400
MOST_SHARED = 6
HEAD_START = timedelta(days=90)
Row = tuple[int, int, datetime]


@dataclass(frozen=True)
class Found:
    """The keys of what was found, best first; ``more``: there is more than that.

    ``partial``: only the newest ``READ`` that hold the words were held against the filters.
    """

    keys: list[int] = field(default_factory=list)
    more: bool = False
    partial: bool = False

    @classmethod
    def of(cls, keys: Iterable[int], *, more: bool = False, partial: bool = False) -> "Found":
        """At most ``MOST`` of these keys, each once."""
        unique = list(dict.fromkeys(keys))
        return cls(unique[:MOST], more or len(unique) > MOST, partial)


@dataclass(frozen=True)
class Search:
    """What one member looks for, narrowed as they wish."""

    by: Membership
    query: Query
    narrowing: Narrowing

    @cached_property
    def _message_rows(self) -> tuple[list[Row], bool]:
        """Messages with their conversations and times, best first; whether older ones were not looked at."""
        if not self._useful:
            return [], False
        query = self.narrowing.messages(self.query)
        titled = self._newest(Q(words__match_title=query), MOST + 1)
        if not self._narrowed:
            return best_of(titled, self._newest(Q(words__match=query), MOST + 1)), False
        # Mostly a few hundred are enough to find as many as are shown; if not, more are read.
        newest = self._newest(Q(words__match=query), STEP)
        seen = self._seen(best_of(titled, newest))
        if len(seen) <= MOST and len(newest) == STEP:
            newest = self._newest(Q(words__match=query), READ)
            seen = self._seen(best_of(titled, newest))
        return seen, len(newest) == READ and len(seen) <= MOST

    @property
    def _useful(self) -> bool:
        """Whether there is something to look for, by somebody who may."""
        return bool(self.query) and may(self.by, "see work")

    @cached_property
    def _narrowed(self) -> bool:
        """Whether a message must be held against its conversation or matters."""
        asked = self.narrowing.conversation() is not None or self.narrowing.matter() is not None
        return asked or not sees_all_work(self.by)

    def _newest(self, match: Q, most: int) -> list[Row]:
        """The newest messages that match, of the days asked for."""
        held = MessageWords.objects.filter(match, desk=self.by.desk_id).order_by("-pk")
        held = held.filter(self.narrowing.dates("received_at", "received_at"))
        return list(held.values_list("pk", "conversation_id", "received_at")[:most])

    def _seen(self, rows: list[Row]) -> list[Row]:
        """Those of these messages that the member sees and that are let through; enough for all pages."""
        seen: list[Row] = []
        for start in range(0, len(rows), STEP):
            seen += self._through(rows[start : start + STEP])
            if len(seen) > MOST:
                break
        return seen

    def _through(self, rows: list[Row]) -> list[Row]:
        """Those of a few messages whose conversation and matters are as asked."""
        if (asked := self.narrowing.conversation()) is not None or not sees_all_work(self.by):
            there = self._conversations().filter(asked or Q(), pk__in={row[1] for row in rows})
            conversations = set(there.values_list("pk", flat=True))
            rows = [row for row in rows if row[1] in conversations]
        if (about := self.narrowing.matter()) is not None:
            filed = Filing.objects.filter(message__in=[row[0] for row in rows])
            pairs = list(filed.values_list("message_id", "matter_id"))
            matters = Matter.objects.filter(about, pk__in={matter for _message, matter in pairs})
            keys = set(matters.values_list("pk", flat=True))
            messages = {message for message, matter in pairs if matter in keys}
            rows = [row for row in rows if row[0] in messages]
        return rows

    def _conversations(self) -> QuerySet[Conversation]:
        """The conversations that the member sees."""
        return Conversation.objects.visible_to(self.by)

    def messages(self) -> Found:
        """Messages."""
        rows, partial = self._message_rows
        return Found.of((row[0] for row in rows), partial=partial)

    def conversations(self) -> Found:
        """Conversations by their best message."""
        rows, partial = self._message_rows
        return Found.of((row[1] for row in rows), more=len(rows) > MOST, partial=partial)

    def first_message(self) -> dict[int, int]:
        """The best message of each conversation found."""
        return {conversation: key for key, conversation, _at in reversed(self._message_rows[0])}

    @cached_property
    def _matters(self) -> Found:
        """Matters that hold it in title or phrases, then those whose messages do, the liveliest first."""
        if not self._useful:
            return Found()
        named = self._seen_matters(held_by(MatterWords, self.by.desk, self.query)[:READ])
        if len(named) > MOST:
            return Found.of(named)
        messages = held_by(MessageWords, self.by.desk, self.query)[:READ_FOR_MATTERS]
        filed = Filing.objects.filter(message__in=messages).values_list("matter_id", flat=True).distinct()
        return Found.of([*named, *self._seen_matters(filed)])

    def _seen_matters(self, held: Iterable[int]) -> list[int]:
        """The keys of the matters among these that the member sees and that are let through."""
        # The keys first: a store that joins would read all matters in their order, to find a handful.
        if not (keys := list(held)):
            return []
        rows = Matter.objects.visible_to(self.by).current().filter(pk__in=keys)
        rows = rows.filter(self.narrowing.matter() or Q(), self.narrowing.dates("last_at", "opened_at"))
        if (asked := self.narrowing.conversation()) is not None:
            about = self._conversations().filter(asked, messages__filings__matter=OuterRef("pk"))
            rows = rows.filter(Exists(about))
        return list(rows.order_by("-last_at", "-pk").values_list("pk", flat=True)[: MOST + 1])

    def matters(self) -> Found:
        """Matters."""
        return self._matters

    @cached_property
    def _answers(self) -> Found:
        """Answers' texts, the last written first."""
        if not self._useful:
            return Found()
        held = list(held_by(AnswerWords, self.by.desk, self.query)[:READ])
        seen = Matter.objects.visible_to(self.by).filter(self.narrowing.matter() or Q())
        rows = AnswerText.objects.filter(Exists(seen.filter(pk=OuterRef("answer__matter_id"))))
        rows = rows.filter(self.narrowing.dates("saved_at", "saved_at")).order_by()
        found: list[tuple[datetime, int]] = []
        for start in range(0, len(held), STEP):
            found += rows.filter(pk__in=held[start : start + STEP]).values_list("saved_at", "pk")
            if len(found) > MOST:
                break
        return Found.of(key for _saved_at, key in sorted(found, reverse=True))

    def answers(self) -> Found:
        """Answers."""
        return self._answers

    @cached_property
    def _people(self) -> Found:
        """Persons by name and address, those who came last first; two who are one are found as one."""
        if not self._useful:
            return Found()
        held = held_by(PersonWords, self.by.desk, by_beginnings(self.query))[:READ]
        rows = Person.objects.filter(pk__in=held, erased_at=None).select_related("joined_into")
        if not sees_all_work(self.by):
            own, joined = Q(person=OuterRef("pk")), Q(person=OuterRef("joined_into"))
            rows = rows.filter(Exists(self._conversations().filter(own | joined)))
        return Found.of(person.canonical.pk for person in rows.order_by("-pk")[: MOST + 1])

    def people(self) -> Found:
        """Persons."""
        return self._people


FINDERS: dict[str, Callable[[Search], Found]] = {
    "matters": Search.matters,
    "conversations": Search.conversations,
    "messages": Search.messages,
    "people": Search.people,
    "answers": Search.answers,
}


def best_of(titled: Collection[Row], newest: Collection[Row]) -> list[Row]:
    """These messages, the newest first; what is in a title is worth a head start."""
    starts = dict.fromkeys((row[0] for row in titled), HEAD_START)
    rows = {row[0]: row for row in [*titled, *newest]}
    return sorted(
        rows.values(), key=lambda row: (row[2] + starts.get(row[0], timedelta()), row[0]), reverse=True
    )


def by_beginnings(query: Query) -> Query:
    """The query for names: each word may be the beginning of one."""
    terms = tuple(Term(term.words, len(term.words[-1]) > 1) for term in query.terms)
    return Query(terms, query.excluded)


def held_by(table: Any, desk: Desk, query: Query) -> Any:
    """The keys of the rows of an index that match, newest first."""
    return table.objects.filter(words__match=query, desk=desk).order_by("-pk").values_list("pk", flat=True)


def found_by(text: str, find: Callable[[Query], Iterable[int]]) -> Q:
    """For lists: the rows that what is typed finds; all if nothing is typed, none if no word is in it."""
    if query := understand(text):
        return Q(pk__in=find(query))
    return Q(pk__in=()) if text.strip() else Q()


def matters_holding(desk: Desk, text: str) -> Q:
    """For lists of matters: those that hold the words in title, phrases or recent messages."""

    def find(query: Query) -> set[int]:
        keys = set(held_by(MatterWords, desk, query)[:READ])
        filed = Filing.objects.filter(message__in=held_by(MessageWords, desk, query)[:READ])
        return keys.union(filed.values_list("matter_id", flat=True))

    return found_by(text, find)


def matters_named(desk: Desk, text: str) -> Q:
    """For finding one matter while its name is typed: by title, and where none has the words by phrases."""

    def find(query: Query) -> set[int]:
        *before, last = query.terms
        typed = Query((*before, Term(last.words, beginning=True)), query.excluded)
        titled = MatterWords.objects.filter(words__match_title=typed, desk=desk).order_by("-pk")
        keys = set(titled.values_list("pk", flat=True)[:READ])
        return keys or set(held_by(MatterWords, desk, typed)[:READ])

    return found_by(text, find)


def matters_like(desk: Desk, title: str) -> dict[int, float]:
    """The keys of the matters whose titles share words with this one; the rarer the words, the heavier."""
    shared: dict[int, float] = defaultdict(float)
    words = [word for word in understand(title).terms if not all(map(is_stop_word, word.words))]
    for word in words[:MOST_SHARED]:
        rows = MatterWords.objects.filter(words__match_title=Query((word,)), desk=desk).order_by("-pk")
        keys = list(rows.values_list("pk", flat=True)[:READ])
        for key in keys:
            shared[key] += 1 / len(keys)
    return dict(shared)


def people_holding(desk: Desk, text: str) -> Q:
    """For lists of canonical persons: those who hold the words, or are one with somebody who does."""

    def find(query: Query) -> set[int]:
        held = Person.objects.filter(pk__in=held_by(PersonWords, desk, by_beginnings(query))[:READ])
        return {root or key for key, root in held.values_list("pk", "joined_into")}

    return found_by(text, find)


def conversations_holding(desk: Desk, text: str) -> Q:
    """For lists of conversations: those that hold the words in a recent message or their person's name."""

    def find(query: Query) -> set[int]:
        messages = MessageWords.objects.filter(words__match=query, desk=desk).order_by("-pk")
        keys = set(messages.values_list("conversation_id", flat=True)[:READ])
        people = held_by(PersonWords, desk, by_beginnings(query))[:READ]
        theirs = Conversation.objects.filter(person__in=people).values_list("pk", flat=True)
        return keys.union(theirs[:READ])

    return found_by(text, find)


def messages_in_order(keys: list[int]) -> list[Message]:
    """These messages with what a list of hits shows, in this order."""
    fields = ("public_id", "subject", "said", "text", "language", "received_at", "outgoing", "mail_class")
    rows = Message.objects.select_related("person", "conversation").only(
        *fields, "person__name", "person__public_id", "conversation__public_id", "conversation__subject"
    )
    found = rows.in_bulk(keys)
    return [found[key] for key in keys if key in found]
