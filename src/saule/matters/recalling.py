"""Recalling: what the desk answered before to what is like this, and what came of it. Reads only.

Past answers are compared by their words and those of their matters, the rarer the heavier; whoever writes
sees for how many people each ended there, how many it did not answer, and how many wrote again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from saule.desk.models import Desk, Membership
from saule.desk.quality import rules_of
from saule.engines.queries import Query, Term, understand
from saule.engines.stopwords import is_stop_word
from saule.engines.wordforms import forms
from saule.matters.items import Item
from saule.matters.merged import family
from saule.matters.models import (
    Answer,
    AnswerText,
    AnswerWords,
    Conversation,
    Delivery,
    Matter,
    MatterWords,
    Sequel,
)
from saule.matters.narrowing import Narrowing
from saule.matters.relevance import NOTHING, Relevance, tally
from saule.matters.reopening import IS_TAKEN_BACK
from saule.matters.searching import Search, held_by

MOST_WORDS = 10
MOST_HELD = 300
MOST_LOOKED = 60
SHORTEST = 4
LEAST_SHARED = 2
NEAREST, FOUND = 3, 8
READ = 1_000


@dataclass(frozen=True, slots=True)
class Past:
    """An answer that was sent: its text for the reader's language, for how many people, and what followed."""

    text: AnswerText
    people: int
    relevance: Relevance

    @property
    def answer(self) -> Answer:
        """The answer itself."""
        return self.text.answer


def nearest(by: Membership, item: Item, language: str, *, now: datetime) -> list[Past]:
    """The past answers whose words are most like what is asked here; at most a few, none that is unlike."""
    shared: dict[int, float] = defaultdict(float)
    count: dict[int, int] = defaultdict(int)
    for held in holding(by.desk, telling_words(item)):
        for answer in held:
            shared[answer] += 1 / len(held)
            count[answer] += 1
    like = [answer for answer, words in count.items() if words >= LEAST_SHARED]
    best = sorted(like, key=lambda answer: (-shared[answer], -answer))[:MOST_LOOKED]
    return with_outcomes(by, best, language, item=item, most=NEAREST, now=now)


def searched(by: Membership, item: Item, typed: str, language: str, *, now: datetime) -> list[Past]:
    """The past answers that hold what somebody typed, the last written first."""
    keys = Search(by, understand(typed), Narrowing(by)).answers().keys
    texts = dict(AnswerText.objects.filter(pk__in=keys).values_list("pk", "answer"))
    answers = list(dict.fromkeys(texts[key] for key in keys if key in texts))
    return with_outcomes(by, answers, language, item=item, most=FOUND, now=now)


def telling_words(item: Item) -> list[str]:
    """The words that say what an item is about: those of its title, then the longest of what is asked."""
    title, text = about(item)
    first = [word for word in forms(title) if is_telling(word)]
    rest = sorted((word for word in forms(text) if is_telling(word)), key=len, reverse=True)
    return list(dict.fromkeys([*first, *rest]))[:MOST_WORDS]


def is_telling(word: str) -> bool:
    """Whether a word may tell one subject from another."""
    return len(word) >= SHORTEST and not is_stop_word(word)


def about(item: Item) -> tuple[str, str]:
    """What an item is called, and what is asked there."""
    if isinstance(item, Matter):
        return item.title, " ".join(map(str, item.phrases))
    last = item.messages.filter(outgoing=False).order_by("-received_at", "-pk").only("said", "text").first()
    filed = Matter.objects.filter(filings__message__conversation=item).values_list("title", flat=True)
    title = f"{item.subject} {' '.join(filed.distinct()[:2])}"
    return title, (last.said or last.text)[:READ] if last else ""


def holding(desk: Desk, words: Iterable[str]) -> list[set[int]]:
    """For each word the sent answers that hold it, or whose matter does in its title or phrases."""
    queries = [Query((Term((word,)),)) for word in words]
    texts = [set(held_by(AnswerWords, desk, query)[:MOST_HELD]) for query in queries]
    matters = [set(held_by(MatterWords, desk, query)[:MOST_HELD]) for query in queries]
    sent = Answer.State.SENT
    said_in = AnswerText.objects.filter(pk__in=set().union(*texts), answer__state=sent)
    filed_in = Answer.objects.filter(matter__in=set().union(*matters), state=sent)
    said, filed = dict(said_in.values_list("pk", "answer")), list(filed_in.values_list("matter", "pk"))
    return [
        {said[text] for text in held if text in said} | {pk for matter, pk in filed if matter in about}
        for held, about in zip(texts, matters, strict=True)
    ]


def with_outcomes(
    by: Membership, answers: Sequence[int], language: str, *, item: Item, most: int, now: datetime
) -> list[Past]:
    """Those of these answers that the member may see and that are new to whoever asks, in their order."""
    seen = set(proposable(by, item).filter(pk__in=answers).values_list("pk", flat=True))
    chosen = [answer for answer in answers if answer in seen][:most]
    texts = best_texts(chosen, language)
    cells = tally(
        Sequel.objects.answers().filter(answer__in=chosen), "answer", days=rules_of(by.desk).days, now=now
    )
    people = reached(chosen)
    return [
        Past(texts[key], people.get(key, 0), cells.get((key,), NOTHING)) for key in chosen if key in texts
    ]


def proposable(by: Membership, item: Item) -> QuerySet[Answer]:
    """Answers that were sent and not corrected since, of matters in sight, but for what is theirs already."""
    mine = Matter.objects.visible_to(by).filter(pk=OuterRef("matter"))
    rows = Answer.objects.filter(Exists(mine), desk=by.desk_id, state=Answer.State.SENT)
    corrected = Answer.objects.filter(corrects=OuterRef("pk"), state=Answer.State.SENT)
    rows = rows.filter(~Exists(corrected))
    if isinstance(item, Conversation):
        return rows.exclude(pk__in=item.deliveries.filter(answer__isnull=False).values("answer"))
    return rows.exclude(matter__in=family(item))


def best_texts(answers: Collection[int], language: str) -> dict[int, AnswerText]:
    """Of each answer the text in this language, else any."""
    found: dict[int, AnswerText] = {}
    rows = AnswerText.objects.filter(answer__in=answers).exclude(body="").select_related("answer__matter")
    for text in rows.order_by("pk"):
        if text.language == language or text.answer_id not in found:
            found[text.answer_id] = text
    return found


def reached(answers: Collection[int]) -> dict[int, int]:
    """To how many people each of these answers was sent, or is to be."""
    rows = Delivery.objects.filter(answer__in=answers).exclude(IS_TAKEN_BACK).order_by()
    found: dict[int, int] = defaultdict(int)
    for answer in rows.values_list("answer", flat=True):
        found[answer] += 1
    return found
