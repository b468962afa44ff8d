"""Renaming: once somebody was erased, matters are called and explained in the words of those who are left.

A word belongs to the others where one of them wrote it, or a word that begins with it: explanations hold
stems.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from saule.desk.models import Desk
from saule.matters.describing import central, entitle, knowledge_of, telling
from saule.matters.models import Correction, Decision, Matter, Message, Suggestion

TOKEN = re.compile(r"\w+")
CHUNK = 2000


class Others:
    """What the others said in a matter."""

    def __init__(self, matter: int) -> None:
        rows = Message.objects.filter(filings__matter=matter)
        found: set[str] = set()
        for texts in rows.values_list("subject", "said", "text").iterator(chunk_size=CHUNK):
            found.update(tokens(" ".join(texts)))
        self.known = sorted(found)

    def said(self, phrase: str) -> bool:
        """Whether every word of it is theirs too."""
        return all(self.has(token) for token in tokens(phrase))

    def has(self, token: str) -> bool:
        """Whether one of them wrote a word that begins so."""
        at = bisect_left(self.known, token)
        return at < len(self.known) and self.known[at].startswith(token)


def tokens(text: str) -> list[str]:
    """The words of a text, without accents and case."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return TOKEN.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


def without_them(desk: Desk, matters: Collection[int], people: Collection[int]) -> Counter[str]:
    """Titles, phrases, explanations and their earlier states hold nothing that only they said.

    Call it when their messages are empty. Returns how many rows were changed, by place.
    """
    changed: Counter[str] = Counter()
    for matter in Matter.objects.filter(pk__in=matters).select_related("voice", "kind", "desk"):
        others = Others(matter.pk)
        changed["matters.Matter.title"] += call_again(desk, matter, others, people)
        changed["matters.Correction"] += earlier_names(matter, others)
        changed["matters.Decision.facts"] += reasons(
            Decision.objects.filter(Q(matter=matter) | Q(suggested=matter)), others
        )
        changed["matters.Suggestion.facts"] += reasons(
            Suggestion.objects.filter(Q(matter=matter) | Q(other=matter)), others
        )
    return changed


def call_again(desk: Desk, matter: Matter, others: Others, people: Collection[int]) -> bool:
    """The matter in the words of those who are left; whether that changed it."""
    before = (matter.title, matter.phrases, matter.grave_because, matter.voice_id)
    matter.phrases = [phrase for phrase in matter.phrases if others.said(str(phrase))]
    matter.grave_because = kept(matter.grave_because, others)
    if matter.voice and matter.voice.person_id in people:
        matter.voice = None
    foreign = not matter.title_by_person and not others.said(matter.title)
    if foreign or matter.voice is None:
        messages = telling(matter)
        if foreign:
            matter.title = without_words(desk, matter)
            if messages:
                entitle(matter, messages, knowledge_of(desk))
        matter.voice = central(messages, matter.language) if messages else None
    matter.save(update_fields=["title", "phrases", "grave_because", "voice", "language"])
    return before != (matter.title, matter.phrases, matter.grave_because, matter.voice_id)


def without_words(desk: Desk, matter: Matter) -> str:
    """What a matter is called in which nobody's words are left: as its heading."""
    with override(desk.language):
        return str(matter.kind) if matter.kind else _("A matter whose words were erased")


def earlier_names(matter: Matter, others: Others) -> int:
    """What the matter was called, and why it was grave, before people corrected that."""
    changed = 0
    for row in Correction.objects.filter(Q(matter=matter) | Q(other=matter)):
        before = (row.before, row.after)
        row.before, row.after = (portraits(kept_as, matter, others) for kept_as in before)
        if (row.before, row.after) != before:
            row.save(update_fields=["before", "after"])
            changed += 1
    return changed


def portraits(kept_as: Any, matter: Matter, others: Others) -> Any:
    """A correction's side without titles and reasons that only they said."""
    mine = kept_as.get("matters", {}).get(str(matter.pk)) if isinstance(kept_as, dict) else None
    if not mine:
        return kept_as
    now = dict(mine)
    if "title" in now and not others.said(now["title"]):
        now["title"] = matter.title
    if "grave_because" in now:
        now["grave_because"] = kept(now["grave_because"], others)
    return {**kept_as, "matters": {**kept_as["matters"], str(matter.pk): now}}


def reasons(rows: Any, others: Others) -> int:
    """The words that are alike or differ, in why messages or matters were put together; how many changed."""
    changed = 0
    for key, facts in rows.exclude(facts={}).values_list("pk", "facts").iterator(chunk_size=CHUNK):
        now = kept(facts, others)
        if now != facts:
            rows.model._default_manager.filter(pk=key).update(facts=now)
            changed += 1
    return changed


def kept(value: Any, others: Others) -> Any:
    """Lists inside, without what only they said; all else as it is."""
    if isinstance(value, dict):
        return {key: kept(one, others) for key, one in value.items()}
    if isinstance(value, list):
        return [one for one in value if all(others.said(text) for text in texts_in(one))]
    return value


def texts_in(value: Any) -> Iterator[str]:
    """The words in an entry; of a grave place what was said, not the code of why."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_in(value.get("words", ""))
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)
