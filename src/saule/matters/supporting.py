"""Supporting: whose support a correction makes count for another matter. They are told, unless spared."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from saule.matters.models import Correction, Decision, Delivery, Message, Signature, SupportMove
from saule.matters.signing import Pair, canonical_people, signatures_of

ALONE = "alone"
OWN_ACT = "own_act"
UNDONE = "undone"

Unspared = Callable[[int, int], str]
"""Why a person who leaves a matter need not be told; empty if they must."""


class Support:
    """Who counts for which matter before and after the decisions of one act."""

    def __init__(self) -> None:
        self.decisions: Sequence[Decision] = ()
        self.moved: dict[int, tuple[int, int, Message]] = {}

    @contextmanager
    def watching(self, decisions: Sequence[Decision], origins: Mapping[int, int]) -> Iterator[None]:
        """Looks before and after what is done inside."""
        self.decisions = decisions
        people = canonical_people(decision.message for decision in decisions)
        steps = [
            (people[one.message.person_id], one.before_id or origins.get(one.message_id), one)
            for one in decisions
            if one.message.person_id is not None and one.matter_id is not None
        ]
        pairs = {(key, who) for who, origin, one in steps for key in (origin, one.matter_id) if key}
        before = counted(pairs)
        yield
        new = counted(pairs) - before
        for who, origin, one in steps:
            if origin and one.matter_id and (one.matter_id, who) in new and (origin, who) in before:
                self.add(who, origin, one.matter_id, one.message)

    def add(self, who: int, origin: int, to: int, message: Message) -> None:
        """A person counts in one matter more; of several messages the last one says where they wrote."""
        known = self.moved.get(who)
        if known is None or known[2].received_at <= message.received_at:
            self.moved[who] = (origin, to, message)

    def note(self, correction: Correction, spared: Unspared) -> None:
        """One row for each person."""
        SupportMove.objects.bulk_create(
            SupportMove(
                correction=correction,
                person_id=who,
                conversation_id=message.conversation_id,
                before_id=origin,
                matter_id=to,
                at=correction.at,
                spared=spared(who, origin),
            )
            for who, (origin, to, message) in sorted(self.moved.items())
        )


def counted(pairs: set[Pair]) -> set[Pair]:
    """Those of these pairs of matter and person that count."""
    return {pair for pair, row in signatures_of(pairs).items() if row.state in Signature.COUNTED}


def spare(correction: Correction, people: Mapping[int, int]) -> Unspared:
    """Nobody hears of what they did themselves, nor of leaving a matter that was theirs alone and of which
    nothing was ever said to them. ``people``: how many counted in each matter before.
    """

    def why(who: int, origin: int) -> str:
        if correction.verb == Correction.Verb.STEP_OUT:
            return OWN_ACT
        if (
            people.get(origin) == 1
            and not Delivery.objects.filter(answer__matter=origin, person=who).exists()
        ):
            return ALONE
        return ""

    return why


def spare_undone(correction: Correction) -> Unspared:
    """Undoing: who had not been told hears of neither; who knew, or had acted, hears that it is undone."""
    moves = SupportMove.objects.filter(correction=correction)
    moves.filter(told_at=None, spared="").update(spared=UNDONE)
    rows = moves.values_list("person", "told_at", "spared")
    silent = {who for who, told_at, spared in rows if told_at is None and spared != OWN_ACT}
    return lambda who, _origin: UNDONE if who in silent else ""
