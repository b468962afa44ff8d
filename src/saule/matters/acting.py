"""Acting: what a person does to groups is one row with its decisions, carried out and undone as a whole."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from saule.desk.models import Desk, User, log
from saule.matters.because import EMPTIED
from saule.matters.counting import recount
from saule.matters.describing import look_again
from saule.matters.earning import carry
from saule.matters.indexing import index_matters
from saule.matters.models import Correction, Decision, Filing, Matter, Message
from saule.matters.overtaking import overtake
from saule.matters.placing import NotThere, carry_out
from saule.matters.reopening import reopen
from saule.matters.supporting import Support, Unspared, spare

PORTRAIT = (
    *("state", "merged_into_id", "title", "title_by_person", "kind_id", "kind_by_person"),
    *("nature", "grave", "grave_by_person", "grave_because", "threshold", "language"),
)
Portrait = dict[str, Any]


class Act:
    """One correction under way, inside a transaction: begin it, carry out its decisions, finish it.

    From ``held`` on nobody else changes the matters until the transaction ends: check what you need there.
    """

    def __init__(
        self,
        verb: str,
        matter: Matter,
        other: Matter | None = None,
        *,
        by: User | None,
        now: datetime,
        why: str = "",
        also: Collection[int] = (),
    ) -> None:
        keys = {matter.pk, *also} | ({other.pk} if other else set())
        self.held = hold(keys)
        self.desk: Desk = matter.desk
        self.by, self.now, self.why = by, now, why.strip()[:300]
        self.correction = Correction(
            desk=self.desk, verb=verb, matter=matter, other=other, at=now, by=by, why=self.why
        )
        self.before = {pk: portrait(row) for pk, row in self.held.items()}
        self.people = {pk: row.people for pk, row in self.held.items()}
        self.touched = set(self.held)
        self.support = Support()
        self.more: dict[str, Any] = {}

    def decide(self, message: Message, outcome: str, reason: str, **fields: Any) -> Decision:
        """A decision of this act, not stored yet."""
        fields = {"layer": "person", **fields}
        return Decision(
            message=message,
            outcome=outcome,
            reason=reason,
            at=self.now,
            by=self.by,
            why=self.why,
            correction=self.correction,
            **fields,
        )

    def carry_out(self, decisions: Sequence[Decision], origins: dict[int, int] | None = None) -> None:
        """Stores the correction with its decisions, and files their messages.

        ``origins``: where messages count already that are not taken out of anywhere.
        """
        self.correction.messages_count = len(decisions)
        self.correction.save()
        with self.support.watching(decisions, origins or {}):
            self.touched |= carry_out(decisions, now=self.now)

    def finish(
        self,
        *,
        log_as: str = "",
        closing: Collection[int] | None = None,
        spared: Unspared | None = None,
        restore: Callable[[], None] = lambda: None,
    ) -> Correction:
        """Brings the matters in line with what they hold now, and keeps what the act changed of them.

        ``closing``: the matters that are merged where their messages went if none is left (else: all).
        """
        touched = Matter.objects.filter(pk__in=self.touched)
        touched.update(touched_by_person=True)
        emptied = self.touched if closing is None else closing
        close_emptied(emptied, self.support.decisions, now=self.now, correction=self.correction)
        recount(self.touched, now=self.now)
        look_again(self.touched)
        reopen(self.touched, now=self.now)
        restore()
        keep_best(touched)
        overtake(self.correction, self.touched, now=self.now)
        self.note_changes()
        self.support.note(self.correction, spared or spare(self.correction, self.people))
        return self.logged(log_as or self.correction.verb)

    def logged(self, verb: str) -> Correction:
        """Writes the act into the trail; the correction, with its matters as they are now."""
        done = self.correction
        facts = {"correction": done.public_id, "messages": done.messages_count}
        log(self.desk, verb, done.matter, by=self.by, now=self.now, why=self.why, **facts)
        for row in filter(None, (done.matter, done.other)):
            row.refresh_from_db()
        return done

    def note_changes(self) -> None:
        """Keeps the fields of each matter that the act changed, before and after."""
        after = {row.pk: portrait(row) for row in Matter.objects.filter(pk__in=self.before)}
        changed = {
            pk: [name for name in PORTRAIT if was[name] != after[pk][name]] for pk, was in self.before.items()
        }
        correction = self.correction
        for kept, portraits in (("before", self.before), ("after", after)):
            matters = {
                str(pk): {n: portraits[pk][n] for n in names} for pk, names in changed.items() if names
            }
            setattr(correction, kept, {"matters": matters, **(self.more if kept == "after" else {})})
        correction.save(update_fields=["before", "after"])
        index_matters([pk for pk, names in changed.items() if "title" in names])


def hold(keys: Collection[int]) -> dict[int, Matter]:
    """The matters as they are now, which nobody else changes until the transaction ends."""
    rows = Matter.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}


def portrait(matter: Matter) -> Portrait:
    """What an act may change of a matter, beside its figures."""
    return {name: getattr(matter, name) for name in PORTRAIT}


def check_sight(desk: Desk, matters: Iterable[Matter], by: User | None) -> None:
    """Whoever corrects sees all that they correct. Raises NotThere, as if the others did not exist."""
    keys = {matter.pk for matter in matters}
    if by is None:
        return
    membership = desk.memberships.filter(user=by, ended_at=None).first()
    seen = Matter.objects.visible_to(membership).filter(pk__in=keys) if membership else Matter.objects.none()
    if seen.count() != len(keys):
        raise NotThere(_("This matter does not exist here."))


def check_standing(matter: Matter) -> None:
    """Raises NotThere for a matter that was merged into another."""
    if matter.state == Matter.State.MERGED:
        raise NotThere(_("This matter was merged into another. Put the message there instead."))


def filings_of(matter: Matter, messages: Collection[int] | None = None) -> list[Filing]:
    """What is filed in the matter, of these messages or all, with as much of them as filing needs."""
    fields = ("desk", "conversation", "person", "language", "received_at", "authenticated")
    rows = Filing.objects.filter(matter=matter).select_related("message", "decision")
    rows = rows.only(
        "matter", *(f"message__{name}" for name in fields), "decision__layer", "decision__by"
    ).order_by("pk")
    if messages is not None:
        rows = rows.filter(message__in=messages)
    return list(rows)


def with_companions(filings: Sequence[Filing], matter: Matter) -> list[Filing]:
    """The filings with those of the later messages of the same conversations that Saule put beside them."""
    keys = {filing.pk for filing in filings}
    conversations = {f.message.conversation_id for f in filings if f.decision.layer != "thread"}
    rows = Filing.objects.filter(
        matter=matter, decision__layer="thread", message__conversation__in=conversations, decision__by=None
    )
    beside: list[int] = list(rows.values_list("message_id", flat=True))
    return [*filings, *(filing for filing in filings_of(matter, beside) if filing.pk not in keys)]


def going(act: Act, filings: Sequence[Filing], to: Matter, reason: str) -> list[Decision]:
    """Decisions that take messages where ``to`` is; those that are there already only leave."""
    here = Filing.objects.filter(matter=to, message__in=[filing.message_id for filing in filings])
    there = set(here.values_list("message_id", flat=True))
    found = []
    for filing in filings:
        layer = "thread" if filing.decision.layer == "thread" else "person"
        stays = filing.message_id in there
        found.append(
            act.decide(
                filing.message,
                Decision.Outcome.REMOVED if stays else Decision.Outcome.MOVED,
                reason,
                matter_id=None if stays else to.pk,
                before_id=filing.matter_id,
                layer=layer,
            )
        )
    return found


def close_emptied(
    matters: Collection[int],
    decisions: Sequence[Decision],
    *,
    now: datetime,
    correction: Correction | None = None,
) -> None:
    """An open matter without messages is merged into the one where most of them went, with what it earned."""
    went: dict[int, Counter[int]] = defaultdict(Counter)
    for decision in decisions:
        if decision.before_id is not None and decision.matter_id is not None:
            went[decision.before_id][decision.matter_id] += 1
    for matter in Matter.objects.open().filter(pk__in=matters, filings=None):
        if went[matter.pk]:
            into = went[matter.pk].most_common(1)[0][0]
            matter.move_to(Matter.State.MERGED, by=None, now=now, why=EMPTIED, merged_into_id=into)
            carry(matter, Matter.objects.get(pk=into), correction, now=now)


def keep_best(matters: Iterable[Matter]) -> None:
    """No matter asks for more signatures than the desk did at any moment since its first message came."""
    for matter in matters:
        best = matter.desk.best_threshold(matter.opened_at)
        if matter.threshold > best:
            Matter.objects.filter(pk=matter.pk).update(threshold=best)
