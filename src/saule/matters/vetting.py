"""Vetting: what was held as suspicious is let count, or refused, by a person who gives a reason.

Held rows count nowhere, so refusing them changes no figure; whoever is let in counts from then on. Both in
batches; each row gets its transition, and a batch its line in the trail, by which it can be taken back.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible
from saule.desk.models import Event, User, log
from saule.desk.states import move_many
from saule.matters.acting import check_sight, hold
from saule.matters.confirming import carry_out
from saule.matters.merged import family
from saule.matters.models import Confirmation, ConfirmationTransition, Matter, Signature
from saule.matters.settling import ReasonNeeded
from saule.matters.typed import one_line
from saule.people.models import Address

State = Confirmation.State
AT_ONCE = 500
"""So many are let count in one act: each is a person, a message and a signature."""
REFUSE, LET, TAKE_BACK = "refuse confirmations", "let count", "take back refusal"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What letting rows count would do: how many they are, the people they would add at most, the figures
    before and after, and whether the matter passes its threshold by it.
    """

    rows: int
    new: int
    people: int
    confirmed: int
    confirmed_after: int
    passes: bool
    already: int

    @property
    def people_after(self) -> int:
        """How many would count."""
        return self.people + self.new


def held(matter: Matter) -> QuerySet[Confirmation]:
    """The signatures of a matter, and of those merged into it, that wait for somebody to look."""
    return of(matter).filter(state=State.HELD)


def of(matter: Matter) -> QuerySet[Confirmation]:
    """What was asked for a matter as signatures."""
    return Confirmation.objects.filter(matter__in=family(matter), purpose=Confirmation.Purpose.SIGN)


def outlook(matter: Matter, rows: QuerySet[Confirmation]) -> Outlook:
    """What would come of it, before anything is written; ``already`` are those who count anyway."""
    mailboxes = {bytes(key) for key in rows.values_list("alike", flat=True)}
    counted = Signature.objects.filter(matter=matter).exclude(state=Signature.State.WITHDRAWN)
    known = Address.objects.filter(desk=matter.desk_id, person__in=counted.values("person")).exclude(
        alike=None
    )
    already = mailboxes & {bytes(key) for key in known.values_list("alike", flat=True) if key is not None}
    new = len(mailboxes) - len(already)
    after = matter.confirmed + new
    return Outlook(
        rows=rows.count(),
        new=new,
        people=matter.people,
        confirmed=matter.confirmed,
        confirmed_after=after,
        passes=matter.earned_at is None
        and matter.threshold > 1
        and matter.confirmed < matter.threshold <= after,
        already=len(already),
    )


def let_count(rows: Iterable[Confirmation], *, by: User, now: datetime, why: str) -> int:
    """These count from now on, the first of them if they are very many; returns how many.

    Raises ReasonNeeded, NotThere, and NotPossible when none of them is held any more.
    """
    return in_batches(rows, State.HELD, LET, count_each, by=by, now=now, why=why)


def refuse(rows: Iterable[Confirmation], *, by: User, now: datetime, why: str) -> int:
    """These never count, until it is taken back; returns how many. Raises as ``let_count``."""
    return in_batches(rows, State.HELD, REFUSE, refuse_each, by=by, now=now, why=why)


def take_back(refusal: Event, *, by: User, now: datetime, why: str = "") -> int:
    """What one act refused is held again, for somebody to look once more; returns how many."""
    reason = one_line(why, 300) or _("taken back")
    return in_batches(refused_by(refusal), State.REFUSED, TAKE_BACK, hold_each, by=by, now=now, why=reason)


def refused_by(refusal: Event) -> QuerySet[Confirmation]:
    """What one act refused and nobody has taken back since."""
    steps = ConfirmationTransition.objects.filter(
        to_state=State.REFUSED,
        at=refusal.at,
        by=refusal.by,
        confirmation__desk=refusal.desk,
        confirmation__matter__public_id=refusal.record_id,
    )
    return Confirmation.objects.filter(pk__in=steps.values("confirmation"), state=State.REFUSED)


def in_batches(
    rows: Iterable[Confirmation],
    state: str,
    verb: str,
    act: Callable[[Sequence[Confirmation], User, datetime, str], int],
    *,
    by: User,
    now: datetime,
    why: str,
) -> int:
    """Does ``act`` to those of the rows that are in ``state``, each matter's together, with one line each in
    the trail.
    """
    if not (why := one_line(why, 300)):
        raise ReasonNeeded(_("Say why: the reason stays in the books."))
    keys = [row.pk for row in rows]
    with transaction.atomic():
        found = standing(keys, state)
        if not found:
            raise NotPossible(_("None of these waits for a decision any more. Look again."))
        matters = {row.matter.pk: row.matter for row in found if row.matter is not None}
        for matter in matters.values():
            check_sight(matter.desk, [matter], by)
        hold(set(matters))
        done = 0
        for key, matter in matters.items():
            count = act([row for row in found if row.matter_id == key], by, now, why)
            log(matter.desk, verb, matter, by=by, now=now, why=why, signatures=count)
            done += count
    return done


def standing(keys: Collection[int], state: str) -> list[Confirmation]:
    """Those of these rows that are in a state, held until the transaction ends."""
    found: list[Confirmation] = []
    ordered = sorted(keys)
    for start in range(0, len(ordered), AT_ONCE):
        part = Confirmation.objects.select_for_update(of=("self",)).select_related("desk", "matter__desk")
        found += part.filter(pk__in=ordered[start : start + AT_ONCE], state=state).order_by("pk")
    return found


def count_each(rows: Sequence[Confirmation], by: User, now: datetime, why: str) -> int:
    """Carries each out, as if nothing had been suspicious."""
    for row in rows[:AT_ONCE]:
        carry_out(row, now=now, why=why, by=by)
    return len(rows[:AT_ONCE])


def refuse_each(rows: Sequence[Confirmation], by: User, now: datetime, why: str) -> int:
    """Sets them aside."""
    move_many(rows, State.REFUSED, by=by, now=now, why=why)
    return len(rows)


def hold_each(rows: Sequence[Confirmation], by: User, now: datetime, why: str) -> int:
    """Has somebody look at them again."""
    move_many(rows, State.HELD, by=by, now=now, why=why)
    return len(rows)
