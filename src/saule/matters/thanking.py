"""Thanking: how many people somebody's answers have helped, and how far that is recognised. Reads only.

A count is of different people. A rank asks for more, so that it cannot be made: answers that the desk found
correct, people in several matters, nobody who is the writer under another address or who is thanked back.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from saule.engines.helpful import Help, level
from saule.matters.endorsing import helped_by
from saule.matters.judging import marks_of
from saule.matters.merged import standing_for
from saule.matters.models import PeerAnswer, PeerMark
from saule.people.joining import everybody_who_is
from saule.people.models import Likeness, Person


def ranks_of(people: Collection[int]) -> dict[int, int]:
    """The level of each of these persons (0 to 3), by the key that was asked for."""
    whose = canonical(people)
    roots = set(whose.values())
    answers = answers_of(roots)
    helped = helped_by(answers)
    correct = {key for key, mark in marks_of(answers).items() if mark.verdict == PeerMark.Verdict.CORRECT}
    helps: dict[int, list[Help]] = defaultdict(list)
    for key, (root, matter) in answers.items():
        for person in helped.get(key, ()):
            helps[root].append(Help(person, matter, key in correct))
    beside = not_counted(helps)
    found = {root: level(helps[root], beside[root]) for root in roots}
    return {person: found[root] for person, root in whose.items()}


def people_helped(person: Person) -> int:
    """How many different people somebody's answers have helped, whatever the desk says of them."""
    answers = answers_of({everybody_who_is(person)[0]})
    return len({one for people in helped_by(answers).values() for one in people})


def canonical(people: Collection[int]) -> dict[int, int]:
    """The canonical person of each."""
    rows = Person.objects.filter(pk__in=people).values_list("pk", "joined_into")
    return {key: into or key for key, into in rows}


def answers_of(roots: Collection[int]) -> dict[int, tuple[int, int]]:
    """The answers of these canonical persons that are shown: whose, and in which matter it is now."""
    theirs = Q(person__in=roots) | Q(person__joined_into__in=roots)
    rows = PeerAnswer.objects.shown().filter(theirs).select_related("matter", "person")
    return {one.pk: (one.person.joined_into_id or one.person.pk, standing_for(one.matter).pk) for one in rows}


def not_counted(helps: dict[int, list[Help]]) -> dict[int, set[int]]:
    """For each of these writers who does not lift them: whom they help too, and who may be themselves."""
    found: dict[int, set[int]] = defaultdict(set)
    helpers = {one.person for some in helps.values() for one in some}
    back = answers_of(helpers)
    helped = helped_by(back)
    for key, (helper, _matter) in back.items():
        for person in helped.get(key, ()):
            found[person].add(helper)
    for one, other in alike({*helps, *helpers}):
        found[one].add(other)
        found[other].add(one)
    return found


def alike(people: Collection[int]) -> list[tuple[int, int]]:
    """Pairs of these who may be one person: nobody has said yet that they are, or are not."""
    rows = Likeness.objects.exclude(state=Likeness.State.DECLINED)
    return list(rows.filter(person__in=people, other__in=people).values_list("person", "other"))
