"""What it costs to take mail in: storing, threading and indexing, then grouping; and what goes wrong.

``PATH`` is a mailbox file (mbox) or a folder of mails. They are received as live mail of a new desk, so that
everything that live mail sets off happens: people are promised dates and acknowledged, into files. What is
true is read from the mails with the standard library and not with the product: which messages belong to one
thread (Message-ID, In-Reply-To, References), and which were sent by machines (RFC 3834, RFC 2919, RFC 3464).
"""

import mailbox
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message as Mail
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from benchmarks.measuring import common, one_thread, options, present, temporary_home

IDS = re.compile(r"<([^<>]+)>")
CLASSES = ("human", "out_of_office", "auto_reply", "bounce", "list", "spam")
BATCH = 200
ROUNDS = 200


@dataclass(frozen=True)
class Header:
    """What the header of one mail says, as the standard library reads it. ``chain`` are the ancestors."""

    message_id: str
    quoted: tuple[str, ...]
    chain: tuple[str, ...]
    machine: bool


def main(arguments: list[str] | None = None) -> int:
    """Receives, groups, acknowledges; counts and prints."""
    parser = options("intake", "what it costs to take mail in, and what goes wrong")
    parser.add_argument(
        "--ours", action="append", default=[], metavar="ADDRESS", help="the desk's own address"
    )
    asked = parser.parse_args(arguments)
    one_thread()
    with temporary_home():
        result = measure(asked.files, ours=asked.ours, limit=asked.limit)
        present(result, as_json=asked.json)
    return int(bool(result["lost"] or result["errors"]))


def measure(paths: list[Path], *, ours: list[str], limit: int) -> dict[str, Any]:
    """Every figure of the contract."""
    desk = new_desk(ours)
    from django.utils import timezone

    raws = list(read_all(paths, limit))
    now = timezone.now()  # noqa: TID251 -- an edge
    warm(desk, now)
    stored, errors, cpu_stored = receive(desk, raws, now)
    cpu_grouped = group(desk, now)
    figures = {
        "messages": len(raws),
        "messages_by_standard_library": standard_count(paths, limit),
        "stored": stored,
        "lost": max(0, len(raws) - stored),
        "errors": errors,
        "classes": classes(),
        "cpu_ms_per_message_stored": round(1000 * cpu_stored / max(1, stored), 3),
        "cpu_ms_per_message_grouped": round(1000 * (cpu_stored + cpu_grouped) / max(1, stored), 3),
        **threading(raws),
        "automatic_mails_to_machines": to_machines(desk, raws, now),
    }
    return {**figures, **common({"ours": ours, "batch": BATCH, "store": "sqlite", "encoder": "use"})}


def new_desk(ours: list[str]) -> Any:
    """A desk like any new one, its mailbox live."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from django.utils import timezone

    from saule.channels.mailbox_import.importing import own
    from saule.desk.founding import Founding, found
    from saule.desk.models import Desk
    from saule.desk.stating import switch

    now = timezone.now()  # noqa: TID251 -- an edge
    wish = Founding(
        desk="Benchmark",
        owner_email="owner@desk.example",
        owner_name="Owner",
        password="correct horse battery",  # noqa: S106 -- of a desk that lasts for a minute
        address=ours[0] if ours else "contact@desk.example",
        language="en",
        capacity=100,
    )
    found(wish, now=now)
    desk = Desk.objects.get()
    own(desk, ours[1:], by=None, now=now)
    owner = desk.memberships.get().user
    for box in desk.mailboxes.all():
        switch(box, live=True, would_leave=0, by=owner, now=now, why="benchmark")
    return desk


def read_all(paths: list[Path], limit: int) -> Iterator[bytes]:
    """The bytes of each mail."""
    from saule.channels.mailbox_import.reading import read

    count = 0
    for path in paths:
        for one in read(path):
            yield one.raw
            count += 1
            if limit and count >= limit:
                return


def standard_count(paths: list[Path], limit: int) -> int:
    """How many mails the standard library finds: it takes any line that begins with "From " for a new one."""
    found = sum(len(mailbox.mbox(path, create=False)) if path.is_file() else files_in(path) for path in paths)
    return min(found, limit) if limit else found


def files_in(folder: Path) -> int:
    """The files in a folder."""
    return sum(path.is_file() for path in folder.rglob("*"))


def warm(desk: Any, now: datetime) -> None:
    """Loads what is loaded once in the life of a process, so that it is not counted with the mails."""
    from django.db import transaction

    from saule.channels.email.parsing import parse
    from saule.matters.receiving import receive_many

    class Undo(Exception):
        """Ends the transaction."""

    raw = b"From: warm@example.org\r\nSubject: Bonjour\r\n\r\nBonjour, when does the pool open?\r\n"
    try:
        with transaction.atomic():
            receive_many(desk, [parse(raw, position="warm")], now=now)
            raise Undo
    except Undo:
        pass


def receive(desk: Any, raws: list[bytes], now: datetime) -> tuple[int, int, float]:
    """Parses, masks, threads, stores and indexes; how many, errors, and the CPU seconds that it took."""
    from saule.channels.email.intake import Parser
    from saule.channels.mailbox_import.importing import located
    from saule.channels.mailbox_import.reading import RawMail
    from saule.matters.receiving import receive_many

    parser, stored, errors = Parser.of(desk), 0, 0
    start = time.process_time()
    found = list(located(RawMail(raw, number, 0) for number, raw in enumerate(raws)))
    for begin in range(0, len(found), BATCH):
        try:
            batch = (parser(one) for one in found[begin : begin + BATCH])
            stored += receive_many(desk, batch, now=now).stored
        except Exception as error:  # noqa: BLE001 -- it is what is counted here
            print_error(error)
            errors += 1
    return stored, errors, time.process_time() - start


def print_error(error: Exception) -> None:
    """Says what went wrong, on the error stream."""
    from benchmarks.measuring import tell

    tell(f"error: {type(error).__name__}: {error}")


def group(desk: Any, now: datetime) -> float:
    """Groups all that a person wrote and thinks again; the CPU seconds that it took."""
    from saule.matters import groupers
    from saule.matters.grouping import group_waiting
    from saule.matters.revising import revise_recent

    groupers.encoder().encode(["warm"])
    start = time.process_time()
    while group_waiting(desk, now=now).count:
        pass
    revise_recent(desk, now=now)
    return time.process_time() - start


def classes() -> dict[str, int]:
    """How many messages of each class came in."""
    from saule.matters.models import Message

    counts = Counter(Message.objects.filter(source__isnull=False).values_list("mail_class", flat=True))
    return {name: counts[name] for name in CLASSES}


def header_of(raw: bytes) -> Header:
    """What the header says; a mail that the standard library cannot read says nothing."""
    try:
        mail = BytesHeaderParser().parsebytes(raw)
        own, parents, chain = (ids_in(mail, name) for name in ("Message-ID", "In-Reply-To", "References"))
        # Addresses of people stand in In-Reply-To as well: as an ancestor counts what stands there alone.
        chain += parents if len(parents) == 1 and len(str(mail["In-Reply-To"]).split()) == 1 else ()
        return Header("".join(own[:1]), (*parents, *chain), chain, is_machine(mail, raw))
    except Exception:  # noqa: BLE001 -- hostile mails break the standard library in many ways
        return Header("", (), (), False)


def ids_in(mail: "Mail[str, str]", name: str) -> tuple[str, ...]:
    """The message ids in a field, without the spaces that some programs break them with."""
    return tuple("".join(one.split()) for one in IDS.findall(str(mail.get(name, ""))))


def is_machine(mail: "Mail[str, str]", raw: bytes) -> bool:
    """Whether the mail bears a sign that no person sent it to be answered."""
    sender = str(mail.get("From", "")).lower()
    return bool(
        str(mail.get("Auto-Submitted", "no")).strip().lower() not in ("", "no")
        or str(mail.get("Precedence", "")).strip().lower() in ("bulk", "list", "junk")
        or mail.get("List-Id")
        or mail.get("X-Failed-Recipients")
        or str(mail.get("Return-Path", "-")).strip() == "<>"
        or re.search(r"mailer-daemon@|postmaster@|no-?reply@", sender)
        or "multipart/report" in str(mail.get("Content-Type", "")).lower()
    )


def threading(raws: list[bytes]) -> dict[str, Any]:
    """How many pairs of one true thread met, and how many threads of the desk hold messages of several.

    Mails that are linked by mails that came must meet. Those linked only by one that never came need not, and
    are not mixed if they do.
    """
    from saule.matters.models import Message

    rows = Message.objects.filter(source__isnull=False).order_by("pk")
    fields = ("source__raw", "conversation", "conversation__exchange")
    places = [
        (header_of(bytes(raw)), first or own) for raw, own, first in rows.values_list(*fields).iterator()
    ]
    headers = [header for header, _place in places]
    truth, wide = true_threads(headers), true_threads(headers, absent=True)
    by_truth: defaultdict[int, Counter[int]] = defaultdict(Counter)
    by_place: defaultdict[int, set[int]] = defaultdict(set)
    for thread, family, (_header, place) in zip(truth, wide, places, strict=True):
        by_truth[thread][place] += 1
        by_place[place].add(family)
    pairs = sum(pairs_of(counts.total()) for counts in by_truth.values())
    met = sum(pairs_of(count) for counts in by_truth.values() for count in counts.values())
    return {
        "threading_recall": round(met / pairs, 4) if pairs else None,
        "mixed_conversations": sum(len(threads) > 1 for threads in by_place.values()),
        "true_threads": len(by_truth),
    }


def pairs_of(count: int) -> int:
    """How many pairs so many messages make."""
    return count * (count - 1) // 2


def true_threads(headers: Sequence[Header], *, absent: bool = False) -> list[int]:
    """The number of each mail's thread: mails that quote one another's ids, directly or through others.

    An id that two mails bear counts for the first of them: it says nothing about the second. ``absent``:
    mails that name one ancestor are of one thread even if that one never came (RFC 5256).
    """
    owner: dict[str, int] = {}
    for number, header in enumerate(headers):
        owner.setdefault(header.message_id, number)
    if absent:
        for number, header in enumerate(headers):
            owner |= {one: number for one in header.chain if one not in owner}
    return united([[owner[one] for one in header.quoted if one and one in owner] for header in headers])


def united(links: Sequence[Sequence[int]]) -> list[int]:
    """For each of these, the number of its set, if each is of one set with those that it links to."""
    parent = list(range(len(links)))

    def find(number: int) -> int:
        while parent[number] != number:
            parent[number] = number = parent[parent[number]]
        return number

    for number, others in enumerate(links):
        for other in others:
            parent[find(number)] = find(other)
    return [find(number) for number in range(len(links))]


def to_machines(desk: Any, raws: list[bytes], now: datetime) -> int:
    """Lets the worker promise, acknowledge and send into files; how many automatic mails went to machines."""
    from saule.matters.models import Delivery, Message
    from saule.worker.identity import own_identity
    from saule.worker.sweeps import sweep_once

    later = iter(range(ROUNDS))
    while sweep_once(now_fn=lambda: now + timedelta(hours=1), worker=own_identity()).busy and next(
        later, None
    ):
        pass
    automatic = [row.conversation_id for row in Delivery.objects.filter(state="sent") if row.automatic]
    rows = Message.objects.filter(conversation__in=automatic, source__isnull=False, outgoing=False)
    wrote: defaultdict[int, list[bool]] = defaultdict(list)
    for raw, conversation in rows.values_list("source__raw", "conversation").iterator():
        wrote[conversation].append(header_of(bytes(raw)).machine)
    return sum(all(wrote[conversation]) for conversation in automatic)


if __name__ == "__main__":
    raise SystemExit(main())
