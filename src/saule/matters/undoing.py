"""Undoing: an act of a person is taken back as a whole, and everything is as it was before it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from saule.desk.models import User, log
from saule.desk.states import move_many
from saule.matters.acting import Act, check_sight, hold
from saule.matters.because import (
    AUDIENCE_CHANGED,
    EVIDENCE_CAME_BACK,
    EVIDENCE_MOVED,
    PROVEN,
    PROVEN_BEFORE,
    UNDONE,
)
from saule.matters.earning import undo_carried
from saule.matters.merged import family
from saule.matters.merging import IN_THE_MAKING
from saule.matters.models import Answer, Correction, Decision, Filing, Matter, Signature, Suggestion
from saule.matters.placing import NotUndoable, parts
from saule.matters.supporting import spare_undone

Verb = Correction.Verb
FIELDS = (Verb.RENAME, Verb.KIND, Verb.GRAVITY)


def undo(correction: Correction, *, by: User | None, now: datetime, why: str = "") -> Correction:
    """Takes the act back: filings, signatures, states, titles and what was being written.

    Raises NotUndoable, naming what to undo first, when something was decided since about the same.
    """
    with transaction.atomic():
        matters = matters_of(correction)
        check_sight(correction.desk, Matter.objects.filter(pk__in={correction.matter_id}), by)
        held = hold(matters)
        check_undoable(correction, held)
        act = Act(Verb.UNDO, correction.matter, correction.other, by=by, now=now, why=why, also=matters)
        act.correction.undoes = correction
        decisions = list(correction.decisions.select_related("message").defer("message__html"))
        act.carry_out([*(reverse(act, one) for one in decisions), *followers(act, correction, decisions)])
        take_back_proofs(correction, matters, now=now)
        return act.finish(
            closing=correction.after.get("opened", []),
            spared=spare_undone(correction),
            restore=lambda: restore(correction, act.correction, now=now),
        )


def matters_of(correction: Correction) -> set[int]:
    """The matters that an act was about."""
    pairs = correction.decisions.values_list("matter", "before").distinct()
    found = {correction.matter_id, correction.other_id, *(key for pair in pairs for key in pair)}
    return {key for key in found if key is not None} | {int(pk) for pk in correction.after.get("matters", {})}


def reverse(act: Act, decision: Decision) -> Decision:
    """The decision that puts a message back."""
    return act.decide(
        decision.message,
        Decision.Outcome.UNDONE,
        "undone",
        matter_id=decision.before_id,
        before_id=decision.matter_id,
        suggested_id=decision.suggested_id,
        layer=decision.layer,
        undoes=decision,
    )


def followers(act: Act, correction: Correction, decisions: Sequence[Decision]) -> list[Decision]:
    """What Saule put beside these messages since goes back with them: it followed the correction."""
    homes = {d.message.conversation_id: d.before_id for d in decisions if d.matter_id and d.before_id}
    if not homes:
        return []
    first = min(decision.pk for decision in decisions)
    rows = Filing.objects.filter(
        matter__in={d.matter_id for d in decisions}, decision__by=None, decision__correction=None
    )
    beside = Q(decision__layer="thread", message__conversation__in=homes)
    beside |= Q(matter__in=correction.after.get("opened", []))
    found = rows.filter(beside, decision__pk__gt=first).select_related("message", "decision")
    origin = next(iter(homes.values()))
    return [
        act.decide(
            filing.message,
            Decision.Outcome.MOVED,
            "went_along",
            before_id=filing.matter_id,
            matter_id=homes.get(filing.message.conversation_id, origin),
            layer=filing.decision.layer,
        )
        for filing in found
    ]


def take_back_proofs(correction: Correction, matters: set[int], *, now: datetime) -> None:
    """Whoever was confirmed only by what the act brought, and by nothing still there, is so no more."""
    rows = Signature.objects.filter(
        matter__in=matters,
        state=Signature.State.CONFIRMED,
        transitions__at=correction.at,
        transitions__why__in=(PROVEN, PROVEN_BEFORE),
    ).exclude(evidence__message__authenticated=True)
    found = [row for row in rows.distinct() if proven_by(row, correction)]
    move_many(found, Signature.State.WITHDRAWN, by=None, now=now, why=EVIDENCE_MOVED)
    move_many(found, Signature.State.UNCONFIRMED, by=None, now=now, why=EVIDENCE_CAME_BACK)


def proven_by(signature: Signature, correction: Correction) -> bool:
    """Whether nothing happened to the signature since the act confirmed it."""
    last = signature.transitions.last()
    return last is not None and last.at == correction.at and last.why in (PROVEN, PROVEN_BEFORE)


def restore(correction: Correction, undoing: Correction, *, now: datetime) -> None:
    """The fields of matters that still are what the act made of them, what came along with it, its answers
    and its suggestions.
    """
    by = undoing.by
    was, became = correction.before.get("matters", {}), correction.after.get("matters", {})
    for matter in Matter.objects.filter(pk__in=became):
        changed = became[str(matter.pk)]
        restore_fields(matter, changed, was[str(matter.pk)], by=by, now=now)
    for answer in Answer.objects.filter(pk__in=correction.after.get("answers", [])):
        still = answer.state != Answer.State.SENT and answer.matter_id == correction.other_id
        if still:
            Answer.objects.filter(pk=answer.pk).update(matter=correction.matter)
    if correction.verb == Verb.MERGE:
        take_corrections_back(correction, by=by, now=now)
    undo_carried(correction, undoing, now=now)
    ask_again(correction, by=by, now=now)


def take_corrections_back(merge: Correction, *, by: User | None, now: datetime) -> None:
    """A correction begun where the work went on goes back to the matter whose answer it corrects.

    Where another answer is being written there it stays, as an ordinary draft: it would reach nobody.
    """
    rows = Answer.objects.filter(matter=merge.other, state__in=IN_THE_MAKING)
    for draft in rows.filter(corrects__matter__in=family(merge.matter)):
        if not merge.matter.answers.filter(state__in=IN_THE_MAKING).exists():
            Answer.objects.filter(pk=draft.pk).update(matter=merge.matter)
            continue
        if draft.state != Answer.State.DRAFT:
            draft.move_to(Answer.State.DRAFT, by=by, now=now, why=AUDIENCE_CHANGED)
        Answer.objects.filter(pk=draft.pk).update(corrects=None)
        log(draft.desk, "make ordinary", draft, by=by, now=now, matter=draft.matter.public_id)


def restore_fields(
    matter: Matter, changed: dict[str, Any], was: dict[str, Any], *, by: User | None, now: datetime
) -> None:
    """Gives one matter back what nobody has changed since."""
    fields = {name: was[name] for name, value in changed.items() if getattr(matter, name) == value}
    merged_into = fields.pop("merged_into_id", matter.merged_into_id)
    if "state" in fields:
        matter.move_to(fields.pop("state"), by=by, now=now, why=UNDONE, merged_into_id=merged_into)
    if fields:
        Matter.objects.filter(pk=matter.pk).update(**fields)


def ask_again(correction: Correction, *, by: User | None, now: datetime) -> None:
    """The suggestions that the act answered are open again, unless the same is being asked meanwhile."""
    for suggestion in correction.suggestions.exclude(state=Suggestion.State.OPEN):
        pair = {"matter": suggestion.matter_id, "other": suggestion.other_id}
        if not Suggestion.objects.filter(state=Suggestion.State.OPEN, **pair).exists():
            suggestion.move_to(Suggestion.State.OPEN, by=by, now=now, why=UNDONE, correction=None)


def merge_of(matter: Matter) -> Correction | None:
    """The act by which a matter was merged, if it can be undone now."""
    rows = Correction.objects.filter(verb=Verb.MERGE, matter=matter, undone_by=None)
    act: Correction | None = rows.select_related("matter", "other", "desk").order_by("-at", "-pk").first()
    try:
        if act is not None:
            check_undoable(act)
    except NotUndoable:
        return None
    return act


# — what stands in the way —


def check_undoable(correction: Correction, held: dict[int, Matter] | None = None) -> None:
    """Raises NotUndoable when it is undone already, or something was decided since about the same."""
    if correction.verb == Verb.UNDO:
        raise NotUndoable(_("An undoing stays. Do again what was undone."))
    if Correction.objects.filter(undoes=correction).exists():
        raise NotUndoable(_("Somebody has undone this already."))
    if (later := in_the_way(correction)) is not None:
        raise NotUndoable(
            _("Something else was decided since: %(act)s. Undo that first.") % {"act": named(later)}
        )


def in_the_way(correction: Correction) -> Correction | Decision | None:
    """What has to be undone first; None if nothing."""
    if correction.verb in FIELDS:
        same = later_than(correction).filter(verb=correction.verb, matter=correction.matter)
        newest: Correction | None = same.order_by("-at", "-pk").first()
        return newest
    return decided_since(correction) or swallowed_since(correction)


def later_than(correction: Correction) -> Any:
    """The standing corrections that came after this one."""
    rows = Correction.objects.filter(desk=correction.desk_id, pk__gt=correction.pk, undone_by=None)
    return rows.exclude(verb=Verb.UNDO)


def decided_since(correction: Correction) -> Correction | Decision | None:
    """The newest standing decision about the same messages that came later."""
    own: list[tuple[int, int]] = list(correction.decisions.values_list("pk", "message_id"))
    if not own:
        return None
    since = min(pk for pk, _message in own)
    rows = Decision.objects.filter(pk__gt=since, undoes=None, undone_by=None).exclude(correction=correction)
    rows = rows.exclude(correction__verb=Verb.UNDO).order_by("-pk").select_related("correction__by", "by")
    found = [rows.filter(message__in=part).first() for part in parts([message for _pk, message in own])]
    newest = max((row for row in found if row is not None), key=lambda row: row.pk, default=None)
    return newest and (newest.correction or newest)


def swallowed_since(correction: Correction) -> Correction | None:
    """The later act by which a matter that would be needed again was merged."""
    needed = matters_of(correction)
    became = correction.after.get("matters", {})
    gone = Matter.objects.filter(pk__in=needed, state=Matter.State.MERGED)
    keys = [row.pk for row in gone if became.get(str(row.pk), {}).get("state") != Matter.State.MERGED]
    about = Q(matter__in=keys) | Q(other__in=keys)
    found: Correction | None = later_than(correction).filter(about).order_by("-at", "-pk").first()
    return found


def named(later: Correction | Decision) -> str:
    """What somebody did, as one says it: “merged” by Bob, 21 November."""
    act = later.get_verb_display() if isinstance(later, Correction) else later.get_outcome_display()
    who = later.by.name if later.by else _("Saule or the writer")
    day = date_format(localtime(later.at), "j F, H:i")
    return _("“%(act)s” by %(who)s, %(day)s") % {"act": act, "who": who, "day": day}
