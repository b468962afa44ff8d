"""Setting aside: a person decides, with a reason, that signatures are nobody's support; or takes it back.

This alone can take from a matter what it has earned, and only if without them it had never passed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible
from saule.desk.models import User, log
from saule.desk.states import move_many
from saule.matters.acting import check_sight, check_standing, hold
from saule.matters.because import CARRIED, PUT_BACK, SET_ASIDE
from saule.matters.counting import recount
from saule.matters.earning import newest, write
from saule.matters.models import Earning, Matter, SetAside, SettingAside, Signature
from saule.matters.settling import ReasonNeeded
from saule.matters.signing import end_unspoken, last_steps
from saule.matters.typed import one_line

State = Signature.State
Because = Earning.Because


@dataclass(frozen=True, slots=True)
class Effect:
    """What setting signatures aside would do: how many there are, the counts before and after, and whether
    the matter would lose what it has earned.
    """

    signatures: int
    people: int
    people_after: int
    confirmed: int
    confirmed_after: int
    loses: bool


def counted(matter: Matter, keys: Collection[int]) -> list[Signature]:
    """Those of these signatures of the matter that count."""
    rows = Signature.objects.filter(matter=matter, pk__in=keys, state__in=Signature.COUNTED)
    return list(rows.order_by("pk"))


def effect(matter: Matter, keys: Collection[int]) -> Effect:
    """What would come of it, before anything is written."""
    rows = counted(matter, keys)
    confirmed = sum(row.state == State.CONFIRMED for row in rows)
    after = matter.confirmed - confirmed
    return Effect(
        signatures=len(rows),
        people=matter.people,
        people_after=matter.people - len(rows),
        confirmed=matter.confirmed,
        confirmed_after=after,
        loses=never_passed(matter, [row.pk for row in rows], after),
    )


def never_passed(matter: Matter, aside: Collection[int], confirmed: int) -> bool:
    """Whether the matter would not have passed its threshold without these, nor passes it now.

    The figures are those of the moment at which it was earned, wherever it was earned.
    """
    last = newest(matter)
    if last is None or not last.earned or confirmed >= matter.threshold:
        return False
    root = last
    while root.comes_from is not None:
        root = root.comes_from
    earlier = SetAside.objects.filter(signature__matter=matter, decision__ended_at=None)
    false = {*aside, *earlier.values_list("signature", flat=True)}
    then = Signature.objects.filter(pk__in=false, since__lte=root.at)
    were_confirmed = (
        then.filter(transitions__to_state=State.CONFIRMED).distinct()
        | then.filter(transitions__from_state=State.CONFIRMED).distinct()
    )
    return root.confirmed - were_confirmed.distinct().count() < root.threshold


def set_aside(matter: Matter, keys: Collection[int], *, by: User, now: datetime, why: str) -> SettingAside:
    """Sets these signatures aside. Raises ReasonNeeded, NotThere, or NotPossible when none of them counts.

    Their people are told after a while, and so is whoever loses a promise by it; until then nobody is, and it
    can be taken back unheard.
    """
    if not (why := one_line(why, 300)):
        raise ReasonNeeded(_("Say why: these people are told the reason, and it stays in the books."))
    with transaction.atomic():
        check_sight(matter.desk, [matter], by)
        held = hold({matter.pk})[matter.pk]
        check_standing(held)
        rows = counted(held, keys)
        if not rows:
            raise NotPossible(_("None of these signatures counts any more. Look again."))
        loses = effect(held, keys).loses
        decision = SettingAside.objects.create(matter=held, confirmed=held.confirmed, at=now, by=by, why=why)
        SetAside.objects.bulk_create(
            SetAside(decision=decision, signature=row, was=row.state) for row in rows
        )
        move_many(rows, State.SET_ASIDE, by=by, now=now, why=SET_ASIDE)
        recount({held.pk}, now=now)
        held.refresh_from_db()
        if loses:
            write(held, False, Because.FRAUD, by=by, now=now, decision=decision, why=why)
        facts = {"signatures": len(rows), "lost": loses}
        log(held.desk, "set aside", held, by=by, now=now, why=why, **facts)
    return decision


def put_back(decision: SettingAside, *, by: User, now: datetime, why: str = "") -> int:
    """The signatures count again, but those whose people have withdrawn them; returns how many.

    Those whose messages are filed elsewhere by now count there; here they stand as what has only moved. What
    was lost by it is earned again. Raises NotPossible when that was done already.
    """
    with transaction.atomic():
        held = hold({decision.matter_id})[decision.matter_id]
        fresh = SettingAside.objects.select_for_update().get(pk=decision.pk)
        if fresh.ended_at is not None:
            raise NotPossible(_("Somebody has put them back already."))
        fresh.ended_at, fresh.ended_by, fresh.ended_why = now, by, one_line(why, 300)
        fresh.save(update_fields=["ended_at", "ended_by", "ended_why"])
        back = still_aside(fresh)
        for was in (State.UNCONFIRMED, State.CONFIRMED):
            move_many([row.signature for row in back if row.was == was], was, by=by, now=now, why=PUT_BACK)
        end_unspoken([row.signature_id for row in back], now=now)
        recount({held.pk, *follow(back, held, by=by, now=now)}, now=now)
        held.refresh_from_db()
        last = newest(held)
        if last is not None and not last.earned and last.decision_id == fresh.pk:
            write(held, True, Because.PUT_BACK, by=by, now=now, decision=fresh)
        log(held.desk, "put back", held, by=by, now=now, why=fresh.ended_why, signatures=len(back))
    return len(back)


def still_aside(decision: SettingAside) -> list[SetAside]:
    """The signatures that this decision set aside and nothing has moved since."""
    rows = decision.signatures.select_related("signature").order_by("pk")
    standing = SetAside.objects.filter(decision__ended_at=None).exclude(decision=decision)
    others = set(standing.filter(signature__set_aside__decision=decision).values_list("signature", flat=True))
    return [row for row in rows if row.signature.state == State.SET_ASIDE and row.signature_id not in others]


def follow(back: Collection[SetAside], matter: Matter, *, by: User, now: datetime) -> set[int]:
    """Who was set aside elsewhere only because their message went there counts there too; returns where."""
    was = {row.signature.person_id: row.was for row in back}
    there = Signature.objects.filter(person__in=was, state=State.SET_ASIDE).exclude(matter=matter)
    rows = there.filter(evidence__message__decisions__before=matter).distinct()
    last = last_steps({row.pk for row in rows})
    found = [row for row in rows if last[row.pk].why == CARRIED]
    for state in Signature.COUNTED:
        move_many([row for row in found if was[row.person_id] == state], state, by=by, now=now, why=PUT_BACK)
    return {row.matter_id for row in found}
