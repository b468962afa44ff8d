"""Peers: what people answer each other in a matter, in the order in which it is read. Reads only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from saule.engines.helpful import usefulness
from saule.matters.endorsing import helped_by
from saule.matters.judging import marks_of
from saule.matters.merged import family
from saule.matters.models import Matter, PeerAnswer, PeerMark
from saule.matters.thanking import ranks_of

Verdict = PeerMark.Verdict


@dataclass(frozen=True, slots=True)
class Told:
    """An answer with whom it helped (canonical persons), the mark that counts, and its writer's rank.

    ``could`` are those who found any answer of the matter useful while this one could be read; ``rank`` is 0
    unless its writer wants it shown.
    """

    answer: PeerAnswer
    helped: frozenset[int]
    could: int
    mark: PeerMark | None
    rank: int

    @property
    def correct(self) -> bool:
        """Whether the desk says so."""
        return self.mark is not None and self.mark.verdict == Verdict.CORRECT

    @property
    def wrong(self) -> bool:
        """Whether the desk says so."""
        return self.mark is not None and self.mark.verdict == Verdict.WRONG

    @property
    def people(self) -> int:
        """How many people it helped."""
        return len(self.helped)

    @property
    def offered(self) -> bool:
        """Whether it is good enough to be offered to those who wait."""
        return not self.wrong and (self.correct or bool(self.helped))


def told_in(matter: Matter) -> list[Told]:
    """The answers of a matter, and of those merged into it, that everybody may read, the most useful first.

    Those that the desk found correct come before the others, those that it found wrong after them.
    """
    rows = PeerAnswer.objects.shown().filter(matter__in=family(matter)).select_related("person", "desk")
    return sorted(told(list(rows)), key=order)


def told(answers: Collection[PeerAnswer]) -> list[Told]:
    """These answers of one matter with what is known of them; a few queries for all."""
    keys = [one.pk for one in answers]
    helped, marks = helped_by(keys), marks_of(keys)
    ranks = ranks_of({one.person_id for one in answers if one.with_rank})
    last = last_words(helped)
    return [
        Told(
            one,
            frozenset(helped.get(one.pk, ())),
            sum(at >= one.at for at in last.values()),
            marks.get(one.pk),
            ranks.get(one.person_id, 0) if one.with_rank else 0,
        )
        for one in answers
    ]


def last_words(helped: dict[int, dict[int, datetime]]) -> dict[int, datetime]:
    """When each person found something useful last: they could have read whatever stood there by then."""
    last: dict[int, datetime] = {}
    for people in helped.values():
        for person, at in people.items():
            last[person] = max(at, last.get(person, at))
    return last


def order(one: Told) -> tuple[int, float, datetime, int]:
    """What comes first: correct, how surely it helps, the older."""
    place = 0 if one.correct else 2 if one.wrong else 1
    return (place, -usefulness(one.people, one.could), one.answer.at, one.answer.pk)


def offered_in(matter: Matter) -> list[Told]:
    """Those that may be offered to somebody who waits: found correct by the desk, or useful by others."""
    return [one for one in told_in(matter) if one.offered]
