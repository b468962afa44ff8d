"""The search index: for each record a row of its words, in a table that the store can search by word.

On SQLite these are FTS5 tables, on PostgreSQL tables with a ``tsvector``; columns and rows are the same. The
rows are written by ``matters.indexing`` only, hold nothing that their record does not, and can be made again.
"""

from collections import defaultdict
from typing import Any, ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from saule.desk.models import Desk
from saule.engines.queries import as_fts5, as_tsquery
from saule.engines.wordforms import FACT, FORM, TITLE
from saule.matters.models.answers import AnswerText
from saule.matters.models.matters import Matter
from saule.matters.models.messages import Conversation, MailClass, Message
from saule.people.models import Person

UNPLACED = (FORM, TITLE, FACT)


def tsvector(stream: str) -> str:
    """A stream of tokens as PostgreSQL writes it: each token with its places, the marked ones with none."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, token in enumerate(stream.split(), start=1):
        known = places[token]
        if not token.startswith(UNPLACED) and len(known) < 255:
            known.append(str(place))
    return " ".join(f"'{token}':{','.join(at)}" if at else f"'{token}'" for token, at in places.items())


class WordsField(models.TextField):  # type: ignore[type-arg]
    """A stream of tokens (``engines.wordforms.stream``) that can be searched with the lookup ``match``."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """What the store calls it."""
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """The stream as the store takes it."""
        if connection.vendor == "postgresql" and isinstance(value, str):
            return tsvector(value)
        return value

    def get_placeholder(self, value: Any, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> str:
        """Where the value goes in a statement."""
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"


@WordsField.register_lookup
class Match(models.Lookup):
    """``words__match=query``: the rows that hold what a ``Query`` asks for."""

    lookup_name = "match"
    prepare_rhs = False
    title: ClassVar[bool] = False

    def get_db_prep_lookup(
        self, value: Any, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        """The query in the store's own words."""
        written = as_tsquery if connection.vendor == "postgresql" else as_fts5
        return "%s", (written(value, title=self.title),)

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        """``words MATCH …`` or ``words @@ …``."""
        words, first = self.process_lhs(compiler, connection)
        query, second = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{words} @@ {query}::tsquery", (*first, *second)
        return f"{words} MATCH {query}", (*first, *second)


@WordsField.register_lookup
class MatchTitle(Match):
    """``words__match_title=query``: only those that hold it in their subject or title."""

    lookup_name = "match_title"
    title = True


def words_of(record: type[models.Model]) -> Any:
    """The relation to the record, whose key is the row's own."""
    return models.OneToOneField(
        record,
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        on_delete=models.CASCADE,
        related_name="+",
    )


def beside(record: type[models.Model]) -> Any:
    """A relation that only narrows a search."""
    return models.ForeignKey(
        record, db_constraint=False, db_index=False, on_delete=models.DO_NOTHING, related_name="+"
    )


class Words(models.Model):
    """The words of a record of a desk."""

    desk = beside(Desk)
    words = WordsField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"words {self.pk}"


class MessageWords(Words):
    """A message's words, with what a search narrows them by."""

    message = words_of(Message)
    conversation = beside(Conversation)
    received_at = models.DateTimeField()
    mail_class = models.CharField(max_length=20, choices=MailClass)
    outgoing = models.BooleanField()

    class Meta:
        db_table = "search_messages"


class MatterWords(Words):
    """The words of a matter's title and phrases."""

    matter = words_of(Matter)

    class Meta:
        db_table = "search_matters"


class AnswerWords(Words):
    """The words of an answer in one language."""

    text = words_of(AnswerText)

    class Meta:
        db_table = "search_answers"


class PersonWords(Words):
    """A person's name and addresses."""

    person = words_of(Person)

    class Meta:
        db_table = "search_people"
