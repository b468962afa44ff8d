"""Showing: what everybody may read of the matters that a desk publishes, gathered in a few queries.

Figures are the matter's own counters; words are those that a person at the desk wrote for the public, and the
desk's answers. Nothing that anybody wrote to the desk is here, no name, and no reason that staff gave.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from saule.desk.models import Desk, Language
from saule.engines.wordforms import forms, stem
from saule.matters.models import Answer, AnswerTransition, Matter, Publication, Signature
from saule.matters.placeholders import fill
from saule.matters.publishing import published
from saule.promises.days import per_local_day_of_each
from saule.promises.models import Promise, PromiseTransition

State = Promise.State
BY_DATE = ("name", "date")
"""The placeholders for which everybody reads neutral words."""


class Stage(StrEnum):
    """Where a published matter stands."""

    GATHERING = "gathering"
    DUE = "due"
    ANSWERED = "answered"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that became of a matter: what (``code``), when; ``day`` is the date that was given with it.

    ``late``: whether an answer came after the day that was promised; None where no day was.
    """

    code: str
    at: datetime
    day: date | None = None
    before: date | None = None
    late: bool | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of the desk in each language it was written in; ``corrected``: another one took its place."""

    public_id: str
    at: datetime
    texts: dict[str, str]
    corrects: bool
    corrected: bool

    def language_in(self, language: str, first: str) -> str:
        """The language in which a reader of ``language`` gets it; ``first`` is the desk's."""
        return next(one for one in (language, first, *self.texts) if one in self.texts)


@dataclass(frozen=True, slots=True)
class Shown:
    """One matter as everybody sees it. ``promise`` is the date that stands for the public, late or not."""

    key: int
    public_id: str
    language: str
    titles: dict[str, str]
    summaries: dict[str, str]
    kind: str
    kind_names: dict[str, str]
    since: datetime
    opened_at: datetime
    people: int
    confirmed: int
    waiting: int
    threshold: int
    asks: bool
    stage: Stage
    lapses_on: date | None
    promise: date | None
    late: bool
    level: float
    happened: tuple[Happened, ...]
    answers: tuple[Said, ...]

    @property
    def remaining(self) -> int:
        """How many confirmed signatures are still wanted; 0 where an answer is due or given."""
        return max(0, self.threshold - self.confirmed) if self.asks else 0

    @property
    def share(self) -> float:
        """How much of the threshold is reached, in hundredths."""
        return round(min(100.0, 100 * self.confirmed / self.threshold), 1)

    @property
    def changed_at(self) -> datetime:
        """When something became of it last."""
        return max(one.at for one in self.happened)

    def language_in(self, language: str) -> str:
        """The language in which a reader of ``language`` gets title and summary."""
        return language if language in self.titles else self.language

    def title_in(self, language: str) -> str:
        """The title for a reader of ``language``."""
        return self.titles.get(language) or self.titles[self.language]

    def summary_in(self, language: str) -> str:
        """The summary for a reader of ``language``."""
        return self.summaries.get(language) or self.summaries[self.language]

    def words(self) -> Iterator[str]:
        """All that is written about it, in every language, each behind the name of its language."""
        for texts in (self.titles, self.summaries, *(one.texts for one in self.answers)):
            yield from (f"{language} {text}" for language, text in texts.items())


def shown(desk: Desk, *, now: datetime) -> list[Shown]:
    """All matters that the desk publishes, the newest first."""
    return gathered(list(published(desk)), now=now)


def shown_one(publication: Publication, *, now: datetime) -> Shown:
    """One of them."""
    return gathered([publication], now=now)[0]


def gathered(rows: Sequence[Publication], *, now: datetime) -> list[Shown]:
    """What is shown of these publications, which are of one desk."""
    heirs = heirs_of([row.matter_id for row in rows])
    answers, promises = answers_of(heirs), promises_of(heirs)
    return [
        put_together(row, answers.get(row.matter_id, ()), promises.get(row.matter_id, ())) for row in rows
    ]


def heirs_of(keys: Iterable[int]) -> dict[int, int]:
    """For each of these matters, and each one that was merged into it, the one in which it is read."""
    found = {key: key for key in keys}
    newest = dict(found)
    while newest:
        rows = Matter.objects.filter(merged_into__in=newest).values_list("pk", "merged_into")
        newest = {pk: found[into] for pk, into in rows if into is not None}
        found |= newest
    return found


def answers_of(heirs: dict[int, int]) -> dict[int, list[Answer]]:
    """The answers that were sent, by the matter in which they are read, the newest first."""
    steps = AnswerTransition.objects.filter(to_state=Answer.State.SENT)
    rows = Answer.objects.filter(matter__in=heirs, state=Answer.State.SENT).prefetch_related(
        "texts", Prefetch("transitions", queryset=steps, to_attr="sendings")
    )
    found: dict[int, list[Answer]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (sent_at(row), row.pk), reverse=True):
        found[heirs[row.matter_id]].append(row)
    return found


def sent_at(answer: Answer) -> datetime:
    """When an answer was sent first."""
    return min((step.at for step in answer.sendings), default=answer.created_at)  # type: ignore[attr-defined]


def promises_of(heirs: dict[int, int]) -> dict[int, list[Promise]]:
    """The promises that were given to the public, by the matter in which they are read, the oldest first."""
    late = PromiseTransition.objects.filter(to_state=State.LATE)
    rows = Promise.objects.filter(matter__in=heirs).exclude(state=State.WITHDRAWN)
    rows = rows.select_related("follows").prefetch_related(
        Prefetch("transitions", queryset=late, to_attr="lateness")
    )
    found: dict[int, list[Promise]] = defaultdict(list)
    for row in rows.order_by("given_at", "pk"):
        found[heirs[row.matter_id or 0]].append(row)
    return found


def put_together(row: Publication, answers: Sequence[Answer], promises: Sequence[Promise]) -> Shown:
    """One matter from its rows."""
    matter = row.matter
    standing = next((one for one in reversed(promises) if one.state in Promise.OPEN and one.day), None)
    said = tuple(said_in(row, answers))
    return Shown(
        key=matter.pk,
        public_id=matter.public_id,
        language=row.desk.language,
        titles={one: row.title_in(one) for one in Language.values if row.language_in(one) == one},
        summaries={one: row.summary_in(one) for one in Language.values if row.language_in(one) == one},
        kind=matter.kind.code if matter.kind else "",
        kind_names={one: matter.kind.name_in(one) for one in Language.values} if matter.kind else {},
        since=row.since,
        opened_at=matter.opened_at,
        people=matter.people,
        confirmed=matter.confirmed,
        waiting=matter.waiting if matter.is_open else 0,
        threshold=matter.threshold,
        asks=matter.threshold > 1 and not (matter.due and matter.earned_at is None),
        stage=stage_of(matter),
        lapses_on=matter.lapses_on if matter.is_open and not matter.due else None,
        promise=standing.day if standing and matter.is_open else None,
        late=bool(standing and standing.state == State.LATE),
        level=standing.level if standing else 0,
        happened=tuple(sorted(history(row, said, promises), key=lambda one: one.at)),
        answers=said,
    )


def stage_of(matter: Matter) -> Stage:
    """Where it stands, in the words of the public."""
    if matter.state == Matter.State.ANSWERED:
        return Stage.ANSWERED
    if matter.state == Matter.State.LAPSED:
        return Stage.LAPSED
    return Stage.DUE if matter.due else Stage.GATHERING


def said_in(row: Publication, answers: Iterable[Answer]) -> Iterator[Said]:
    """The answers with their placeholders as everybody reads them."""
    found = list(answers)
    corrected = {one.corrects_id for one in found}
    for one in found:
        texts = {
            text.language: neutral(text.body, text.language, row) for text in one.texts.all() if text.body
        }
        if texts:
            yield Said(one.public_id, sent_at(one), texts, one.corrects_id is not None, one.pk in corrected)


def neutral(body: str, language: str, row: Publication) -> str:
    """A text with neutral words for what is somebody's own."""
    with override(language):
        values = {
            "name": _("Madam, Sir"),
            "date": pgettext("instead of somebody’s own date", "the day that was promised"),
            "desk": row.desk.name,
            "matter": row.title_in(language),
        }
    return fill(body, values, neutral=BY_DATE)


def answered(desk: Desk, one: Said, promises: Iterable[Promise]) -> Happened:
    """An answer was sent: in time, or late, where a day had been promised."""
    kept = [promise for promise in promises if promise.state in (State.KEPT, State.KEPT_LATE)]
    days = [promise.day for promise in kept if promise.day and promise.given_at <= one.at]
    return Happened("answered", one.at, late=desk.local_date(one.at) > days[-1] if days else None)


def history(row: Publication, said: Iterable[Said], promises: Sequence[Promise]) -> Iterator[Happened]:
    """What became of a matter, in no order."""
    yield Happened("opened", row.matter.opened_at)
    yield Happened("published", row.since)
    if row.matter.earned_at is not None:
        yield Happened("reached", row.matter.earned_at)
    for one in said:
        yield Happened("corrected", one.at) if one.corrects else answered(row.desk, one, promises)
    for promise in promises:
        if promise.day is None:
            continue
        before = promise.follows.day if promise.follows else None
        yield Happened("moved" if before else "promised", promise.given_at, promise.day, before)
        for step in promise.lateness:  # type: ignore[attr-defined]
            yield Happened("late", step.at, promise.day)
    if row.matter.state == Matter.State.LAPSED:
        yield Happened("lapsed", lapsed_at(row.matter))


def lapsed_at(matter: Matter) -> datetime:
    """When it lapsed."""
    step = matter.transitions.filter(to_state=Matter.State.LAPSED).last()
    return step.at if step else matter.last_at


def growth(desk: Desk, keys: Collection[int]) -> dict[int, list[tuple[date, int]]]:
    """How many people asked for each of these matters by the end of each day on which somebody joined."""
    rows = Signature.objects.filter(matter__in=keys, state__in=Signature.COUNTED)
    found = {}
    for (matter,), days in per_local_day_of_each(rows, "since", desk, ["matter"]).items():
        total, line = 0, []
        for day in sorted(days):
            total += days[day]
            line.append((day, total))
        found[matter] = line
    return found


def holds(matter: Shown, wanted: Sequence[str]) -> bool:
    """Whether what is written about a matter has all of these folded words, in whatever form or language."""
    have: set[str] = set()
    for text in matter.words():
        language, _space, words = text.partition(" ")
        written = forms(words)
        have.update(written, (stem(word, language) for word in written))
    return all(any(has(have, word, language) for language in Language.values) for word in wanted)


def has(have: Collection[str], word: str, language: str) -> bool:
    """Whether one word is among these, as it stands, by its stem, or as the beginning of one."""
    return word in have or stem(word, language) in have or any(one.startswith(word) for one in have)
