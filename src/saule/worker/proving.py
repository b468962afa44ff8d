"""Proving from the rows alone that the invariants held: who was written to, what may never change, what was
earned, and that nothing of one desk is tied to another.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.desk.models import Desk
from saule.matters.models import (
    Answer,
    Conversation,
    Correction,
    Decision,
    Delivery,
    DeliveryTransition,
    Filing,
    Flood,
    Matter,
    Message,
    Note,
    Signature,
    Suggestion,
    SupportMove,
    Tagging,
)
from saule.people.gate import AUTOMATIC_PER_DAY, LINK
from saule.people.models import Address, AttentionEntry, Suppression
from saule.promises.models import Promise
from saule.providers.models import Handover
from saule.worker.findings import Check, Finding, finding
from saule.worker.proving_earned import earned
from saule.worker.proving_lifetimes import lifetimes
from saule.worker.proving_news import beats, boards
from saule.worker.proving_statements import statements
from saule.worker.proving_work import work

ONLY_GROW = (
    "desk_event",
    "desk_mailboxswitch",
    "desk_threshold",
    "desk_thresholdlimits",
    "people_personjoin",
    "people_suppression",
    "people_pause",
    "people_absence",
    "matters_mattertransition",
    "matters_signaturetransition",
    "matters_answertransition",
    "matters_deliverytransition",
    "matters_return",
    "matters_floodtransition",
    "matters_decision",
    "matters_assignment",
    "matters_correction",
    "matters_earning",
    "matters_settingaside",
    "matters_setaside",
    "matters_suggestiontransition",
    "matters_publicationtransition",
    "promises_promise",
    "promises_promisetransition",
    "providers_handovertransition",
    "providers_overflowrule",
    "providers_questionweight",
    "providers_securityanswer",
    "providers_statement",
    "providers_statementitem",
    "providers_holdbackrelease",
)
"""The tables whose rows the store itself refuses to change or delete."""

BEGIN = ((Matter, "open"), (Signature, "unconfirmed"), (Promise, "given"), (Answer, "draft"))
STATEFUL: tuple[tuple[type[Model], str], ...] = (
    *BEGIN,
    (Delivery, "waiting"),
    (Suggestion, "open"),
    (Flood, "open"),
    (Handover, "proposed"),
)


def twice(_now: datetime) -> Finding:
    """Invariant 4: nothing that may have left was tried again unless a person decided so."""
    rows = DeliveryTransition.objects
    by_itself = rows.filter(from_state=Delivery.State.UNCERTAIN, to_state=Delivery.State.WAITING, by=None)
    again = rows.filter(from_state=Delivery.State.SENT)
    wrong = by_itself.count() + again.count()
    ill = ngettext(
        "%(count)s mail that may have left was tried again by itself.",
        "%(count)s mails that may have left were tried again by themselves.",
        wrong,
    )
    return finding("twice", wrong, _("Nothing was sent twice by itself."), ill % {"count": wrong})


def unwanted(_now: datetime) -> Finding:
    """Invariant 4: nothing left for a suppressed address, for a machine, or past the cap of a day."""
    wrong = against_suppression() + automatic_to_machines() + past_the_cap()
    ill = ngettext(
        "%(count)s mail left for an address that must not get it.",
        "%(count)s mails left for addresses that must not get them.",
        wrong,
    )
    return finding("unwanted", wrong, _("Nobody got mail that they must not get."), ill % {"count": wrong})


def against_suppression() -> int:
    """How many messages left after their address was suppressed, the suppression still standing."""
    standing = Suppression.objects.filter(
        desk=OuterRef("desk"), digest=OuterRef("digest"), at__lt=OuterRef("at"), lifts=None, lifted_by=None
    )
    left = AttentionEntry.objects.filter(Exists(standing.filter(automatic_only=False)))
    automatic = AttentionEntry.objects.filter(Exists(standing.filter(automatic_only=True)), automatic=True)
    return left.count() + automatic.count()


def automatic_to_machines() -> int:
    """How many automatic mails were sent in conversations in which no person ever wrote."""
    automatic = Delivery.objects.filter(state=Delivery.State.SENT, purpose__in=Delivery.AUTOMATIC)
    people = Message.objects.from_people().filter(conversation=OuterRef("conversation"))
    return automatic.filter(~Exists(people)).count()


def past_the_cap() -> int:
    """How many automatic mails left past the day's number for their address."""
    days: Counter[tuple[int, bytes, object]] = Counter()
    desks = {desk.pk: desk for desk in Desk.objects.all()}
    rows = AttentionEntry.objects.filter(automatic=True).exclude(purpose=LINK)
    for desk, digest, at in rows.values_list("desk", "digest", "at").iterator():
        days[desk, bytes(digest), desks[desk].local_date(at)] += 1
    return sum(count - AUTOMATIC_PER_DAY for count in days.values() if count > AUTOMATIC_PER_DAY)


def states(_now: datetime) -> Finding:
    """Invariants 5 and 10: every record stands where its last row says, or where such records begin."""
    wrong = sum(out_of_step(model, first).count() for model, first in STATEFUL)
    ill = ngettext(
        "%(count)s record stands elsewhere than the last row of its history says.",
        "%(count)s records stand elsewhere than the last rows of their histories say.",
        wrong,
    )
    return finding("states", wrong, _("Every record stands where its history says."), ill % {"count": wrong})


def out_of_step(model: type[Model], first: str) -> QuerySet[Model]:
    """The records whose state is not that of their last transition."""
    relation = model._meta.get_field("transitions")
    rows = relation.related_model._default_manager.filter(  # type: ignore[union-attr]
        **{relation.remote_field.name: OuterRef("pk")}  # type: ignore[union-attr]
    )
    last = Subquery(rows.order_by("-at", "-id").values("to_state")[:1], output_field=CharField())
    said = Coalesce(last, Value(first))
    return model._default_manager.annotate(said=said).exclude(state=F("said"))


def filings(_now: datetime) -> Finding:
    """Invariant 6: whatever is filed is filed by a decision about it, and whatever was looked at has one."""
    wrong = (
        Filing.objects.exclude(decision__message=F("message"), decision__matter=F("matter")).count()
        + Message.objects.from_people().filter(grouped_at__isnull=False, decisions=None).count()
    )
    ill = ngettext(
        "%(count)s message is filed without the decision that says so.",
        "%(count)s messages are filed without the decision that says so.",
        wrong,
    )
    return finding("filings", wrong, _("Whatever is filed can be undone."), ill % {"count": wrong})


def desks(_now: datetime) -> Finding:
    """Invariant 8: no row ties what belongs to one desk to what belongs to another."""
    wrong = sum(rows.count() for rows in across_desks())
    ill = ngettext(
        "%(count)s row ties one desk to another.", "%(count)s rows tie one desk to another.", wrong
    )
    return finding("desks", wrong, _("Every desk keeps to itself."), ill % {"count": wrong})


def across_desks() -> Iterator[QuerySet[Model]]:
    """The rows whose parts belong to different desks, table by table."""
    tables: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
        (Address, "desk", ("person__desk",)),
        (Message, "desk", ("conversation__desk", "person__desk", "address__desk", "source__desk")),
        (Filing, "message__desk", ("matter__desk",)),
        (Decision, "message__desk", ("matter__desk", "before__desk", "suggested__desk", "like__desk")),
        (Signature, "matter__desk", ("person__desk",)),
        (Correction, "desk", ("matter__desk", "other__desk", "undoes__desk")),
        (Suggestion, "desk", ("matter__desk", "other__desk", "message__desk", "like__desk")),
        (SupportMove, "correction__desk", ("person__desk", "conversation__desk", "matter__desk")),
        (Answer, "desk", ("matter__desk",)),
        (Note, "desk", ("conversation__desk", "matter__desk")),
        (Tagging, "tag__desk", ("conversation__desk",)),
        (Conversation, "desk", ("assigned_team__desk",)),
        (Delivery, "desk", ("conversation__desk", "person__desk", "address__desk", "mailbox__desk")),
        (Promise, "desk", ("conversation__desk", "person__desk", "matter__desk")),
    )
    for model, own, others in tables:
        for other in others:
            there = Q(**{f"{other}__isnull": False})
            yield model._default_manager.filter(there).exclude(**{other: F(own)})


def growing(_now: datetime) -> Finding:
    """Invariant 10: the store itself keeps the rows that only grow from being changed or deleted."""
    wanted = {f"{table}_no_{event}" for table in ONLY_GROW for event in ("update", "delete")}
    wrong = len(wanted - triggers())
    ill = ngettext(
        "%(count)s guard over rows that only grow is missing in the store.",
        "%(count)s guards over rows that only grow are missing in the store.",
        wrong,
    )
    return finding("growing", wrong, _("The store guards the trail."), ill % {"count": wrong})


def triggers() -> set[str]:
    """The names of the store's triggers that are in force."""
    embedded = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    server = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(server if connection.vendor == "postgresql" else embedded)
        return {str(row[0]) for row in cursor.fetchall()}


PROOFS: tuple[Check, ...] = (
    *(earned, twice, unwanted, states, filings, desks, growing, work, beats, boards),
    *(statements, lifetimes),
)
