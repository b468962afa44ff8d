"""Checking: the house's invariants, looked for on live data. Each check says in a sentence what it found.

``architecture`` in words: what was acknowledged is stored once, people are counted once, dates are never
edited, nothing is sent twice, no card number is at rest, public counts equal the rows behind them.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, Model, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.channels.email.models import Account, DeadLetter
from saule.engines.masking import mask_cards
from saule.matters import indexing
from saule.matters.counting import filing_figures, signature_figures, waiting_figures
from saule.matters.models import (
    AnswerText,
    Assignment,
    Attachment,
    Conversation,
    Delivery,
    Flood,
    Matter,
    Message,
    Note,
    Objection,
    Signature,
    Snooze,
    Source,
    Tag,
)
from saule.people.models import Person
from saule.people.register import check_register
from saule.promises.models import Promise
from saule.worker.domains import domain_findings
from saule.worker.findings import Check, Finding, finding
from saule.worker.identity import alive
from saule.worker.proving import PROOFS
from saule.worker.regrouping import REGROUPING

LITTLE_ROOM = 500_000_000
STALLED = timedelta(hours=24)
CHUNK = 500


CHECKS: list[Check] = []
TEXTS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Message, ("subject", "text", "said", "html")),
    (Conversation, ("subject",)),
    (Attachment, ("name",)),
    (Objection, ("words",)),
    (Note, ("body",)),
    (Tag, ("name",)),
    (Snooze, ("why",)),
    (Assignment, ("why",)),
    (AnswerText, ("body",)),
    (Delivery, ("subject", "body")),
    (Matter, ("title",)),
    (Person, ("name",)),
)
"""Where words are kept that somebody typed."""


def check(function: Check) -> Check:
    """Adds a check to those that ``examine`` makes."""
    CHECKS.append(function)
    return function


def examine(*, now: datetime) -> Iterator[Finding]:
    """Makes every check in turn, on all desks. Reads only."""
    yield from (function(now) for function in (*CHECKS, *PROOFS, *REGROUPING))
    yield from domain_findings()


@check
def counts(_now: datetime) -> Finding:
    """Invariant 9: every matter's figures equal the rows behind them."""
    wrong = 0
    keys = list(Matter.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        wrong += miscounted(keys[start : start + CHUNK])
    ill = ngettext(
        "%(count)s matter’s figures differ from the rows behind them.",
        "%(count)s matters’ figures differ from the rows behind them.",
        wrong,
    )
    return finding("counts", wrong, _("Every count equals the rows behind it."), ill % {"count": wrong})


def miscounted(keys: list[int]) -> int:
    """How many of these matters have a figure that is not what the rows say."""
    signed, filed, waiting = signature_figures(keys), filing_figures(keys), waiting_figures(keys)
    wrong = 0
    for matter in Matter.objects.filter(pk__in=keys):
        people = signed.get(matter.pk, {})
        filings = filed.get(matter.pk, {})
        kept = (matter.people, matter.confirmed, matter.own_words, matter.messages_count, matter.waiting)
        rows = (
            people.get("people", 0),
            people.get("confirmed", 0),
            people.get("own_words", 0),
            filings.get("count", 0),
            waiting.get(matter.pk, 0),
        )
        wrong += kept != rows
    return wrong


@check
def signatures(_now: datetime) -> Finding:
    """Invariant 2: one counted signature per canonical person and matter."""
    counted = Signature.objects.filter(state__in=Signature.COUNTED)
    rows = counted.annotate(whom=Coalesce("person__joined_into", "person"))
    wrong = rows.values("matter", "whom").annotate(times=Count("pk")).filter(times__gt=1).count()
    ill = ngettext(
        "%(count)s person is counted twice for a matter.",
        "%(count)s people are counted twice for a matter.",
        wrong,
    )
    return finding("signatures", wrong, _("Everybody is counted once per matter."), ill % {"count": wrong})


@check
def sources(_now: datetime) -> Finding:
    """Invariant 1: what was acknowledged to a channel has its message."""
    wrong = Source.objects.filter(message=None).count()
    ill = ngettext(
        "%(count)s mail was taken in without its message.",
        "%(count)s mails were taken in without their message.",
        wrong,
    )
    return finding("sources", wrong, _("Every mail taken in has its message."), ill % {"count": wrong})


@check
def promises(_now: datetime) -> Finding:
    """Invariant 5: a promise that is not open any more has the row that says why."""
    ended = Promise.objects.exclude(state=Promise.State.GIVEN).annotate(rows=Count("transitions"))
    wrong = ended.filter(rows=0).count()
    ill = ngettext(
        "%(count)s promise changed without a row that says why.",
        "%(count)s promises changed without a row that says why.",
        wrong,
    )
    return finding(
        "promises", wrong, _("Every date given is followed by what became of it."), ill % {"count": wrong}
    )


@check
def promised(now: datetime) -> Finding:
    """Whoever has waited for a day has a promise, dated or honestly undated."""
    silent = Conversation.objects.filter(waiting_since__lt=now - STALLED, person__isnull=False)
    silent = silent.exclude(promises__state__in=Promise.OPEN)
    wrong = silent.count()
    ill = ngettext(
        "%(count)s conversation has waited for a day without a promise. Is a worker running?",
        "%(count)s conversations have waited for a day without a promise. Is a worker running?",
        wrong,
    )
    return finding("promised", wrong, _("Everybody who waits has a promise."), ill % {"count": wrong})


@check
def deliveries(_now: datetime) -> Finding:
    """Invariant 4: what may have left waits for a person’s decision."""
    wrong = Delivery.objects.filter(state=Delivery.State.UNCERTAIN).count()
    ill = ngettext(
        "%(count)s mail may or may not have left: a person must decide, in the outbox.",
        "%(count)s mails may or may not have left: a person must decide, in the outbox.",
        wrong,
    )
    return finding("deliveries", wrong, _("No mail is in doubt."), ill % {"count": wrong})


@check
def leases(now: datetime) -> Finding:
    """No delivery is held by a worker that is gone or far over its time."""
    held = Delivery.objects.in_flight().values_list("leased_by", "leased_until")
    wrong = sum(1 for worker, until in held if until is None or until < now or not alive(worker))
    ill = ngettext(
        "%(count)s mail is held by a worker that is gone. The next worker will set it free.",
        "%(count)s mails are held by a worker that is gone. The next worker will set them free.",
        wrong,
    )
    return finding("leases", wrong, _("No mail is held by a worker that is gone."), ill % {"count": wrong})


@check
def cards(_now: datetime) -> Finding:
    """Invariant 7: no card number in any text at rest, whoever typed it."""
    wrong = 0
    for model, fields in TEXTS:
        rows = model._default_manager.order_by("pk").values_list(*fields).iterator(CHUNK)
        wrong += sum(1 for texts in rows if any(mask_cards(text).cards for text in texts if text))
    ill = ngettext("%(count)s text holds a card number.", "%(count)s texts hold a card number.", wrong)
    return finding("cards", wrong, _("No card number is at rest."), ill % {"count": wrong})


@check
def words(_now: datetime) -> Finding:
    """Everything can be found by its words, and what is gone cannot."""
    wrong = indexing.unlike()
    ill = ngettext(
        "%(count)s record and the search index differ. The next worker will make it good.",
        "%(count)s records and the search index differ. The next worker will make it good.",
        wrong,
    )
    return finding("words", wrong, _("Every record can be found by its words."), ill % {"count": wrong})


@check
def register(_now: datetime) -> Finding:
    """Invariant 7: no field that could hold something personal is outside the register."""
    errors = check_register()
    words = _("The register of personal fields is not complete: %(first)s")
    ill = words % {"first": errors[0].msg} if errors else ""
    return finding("register", len(errors), _("The register of personal fields is complete."), ill)


@check
def room(_now: datetime) -> Finding:
    """There is room on the disk for the store to grow."""
    free = shutil.disk_usage(settings.HOME).free
    megabytes = free // 1_000_000
    words = _("%(free)s MB are free where the data live.")
    if free < LITTLE_ROOM:
        words = _("Only %(free)s MB are free where the data live: make room before mail can be kept no more.")
    return Finding("room", free >= LITTLE_ROOM, words % {"free": megabytes})


@check
def store(_now: datetime) -> Finding:
    """The embedded store is sound (SQLite’s own quick check)."""
    if connection.vendor != "sqlite":
        return Finding("store", True, _("The store is a PostgreSQL server: it checks itself."))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        said = str(cursor.fetchone()[0])
    return finding(
        "store", said != "ok", _("The store is sound."), _("The store is damaged: %(said)s") % {"said": said}
    )


@check
def receiving(now: datetime) -> Finding:
    """Every connected mailbox is read."""
    wrong = Account.objects.late(now).count()
    ill = ngettext(
        "%(count)s mailbox has not been read for some minutes: the page of the channels says why.",
        "%(count)s mailboxes have not been read for some minutes: the page of the channels says why.",
        wrong,
    )
    return finding("receiving", wrong, _("Every connected mailbox is read."), ill % {"count": wrong})


@check
def dead_letters(_now: datetime) -> Finding:
    """Whether mails wait that could not come in."""
    wrong = DeadLetter.objects.filter(replayed_at=None).count()
    ill = ngettext(
        "%(count)s mail could not come in; it is kept, and can be tried again on its mailbox’s page.",
        "%(count)s mails could not come in; they are kept, and can be tried again on their mailbox’s page.",
        wrong,
    )
    return finding("dead-letters", wrong, _("No mail failed to come in."), ill % {"count": wrong})


@check
def mailboxes(_now: datetime) -> Finding:
    """Nothing that a person wrote is stuck behind a mailbox in rehearsal. Worth knowing, never an error."""
    waiting = Delivery.objects.to_send().filter(~Q(answer=None)).select_related("mailbox")
    held = sum(1 for delivery in waiting if not delivery.mailbox.live)
    words = ngettext(
        "%(count)s answer waits for its mailbox to be switched live.",
        "%(count)s answers wait for their mailbox to be switched live.",
        held,
    )
    return Finding("mailboxes", True, words % {"count": held} if held else _("No answer is held back."))


@check
def floods(_now: datetime) -> Finding:
    """Whether a person should look at what was set aside. Worth knowing, never an error."""
    waiting = Flood.objects.undecided().count()
    words = ngettext(
        "The mails of %(count)s address were set aside, and a person has to decide about them.",
        "The mails of %(count)s addresses were set aside, and a person has to decide about them.",
        waiting,
    )
    return Finding(
        "floods", True, words % {"count": waiting} if waiting else _("No address floods the desk.")
    )
