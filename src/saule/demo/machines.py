"""Mail that nobody wrote: newsletters, spam, answering machines, absences and bounces."""

import tomllib
from dataclasses import replace
from datetime import time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from saule.demo.handwriting import typeset
from saule.demo.notes import OFFICE, Note
from saule.demo.people import machine
from saule.demo.story import SPAN, Teller, moment
from saule.demo.wire import Part, multipart, stamp, text_part, threading

SPAM_COPIES = (1, 2, 2, 3, 4)
AWAY_SHARE, BOUNCE_SHARE = 0.035, 0.022
REASONS = ("550 5.1.1 User unknown", "552 5.2.2 Mailbox full", "550 5.7.1 Delivery not authorized")
AUTOMATIC = [("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"), ("Precedence", "bulk")]


@cache
def machines() -> dict[str, list[dict[str, Any]]]:
    """Return the senders that are nobody."""
    return tomllib.loads((files("saule.demo") / "texts" / "machines.toml").read_text("utf-8"))


def automatic(teller: Teller) -> list[Note]:
    """Return newsletters, spam and answering machines."""
    found = [issue for row in machines()["newsletter"] for issue in newsletter(teller, row)]
    for row in machines()["spam"]:
        found += [spam(teller, row) for _ in range(teller.rng.choice(SPAM_COPIES))]
    for row in machines()["autoreply"]:
        found += [autoreply(teller, row) for _ in range(3)]
    return [note for note in found if note.when < teller.until]


def nobody(teller: Teller, row: dict[str, Any], ago: int, mail_class: str) -> Note:
    """Return a note from a machine, some days ago."""
    sender = machine(row["name"], row["address"], row["language"], teller.rng.choice(("html", "webmail")))
    clock = time(teller.rng.randint(4, 22), teller.rng.randint(0, 59), teller.rng.randint(0, 59))
    slots = teller.pen.slots(sender, teller.today - timedelta(days=ago))
    words = row["text"] if isinstance(row["text"], str) else row["text"][0]
    return Note(
        when=moment(teller.today - timedelta(days=ago), clock),
        person=sender,
        subject=teller.pen.fill(
            row["subject"] if isinstance(row["subject"], str) else row["subject"][0], slots
        ),
        text=typeset(teller.pen.fill(words.replace(" ¶ ", "\n\n"), slots), row["language"]),
        theme=mail_class,
        kind="other",
        language=row["language"],
        message_id=teller.identifier(sender.host),
        mail_class=mail_class,
    )


def newsletter(teller: Teller, row: dict[str, Any]) -> list[Note]:
    """Return the issues of one newsletter, at an even pace (RFC 2369, RFC 2919, RFC 8058 headers)."""
    found = []
    pace = SPAN // len(row["subject"])
    for number, (subject, text) in enumerate(zip(row["subject"], row["text"], strict=True)):
        ago = SPAN - teller.rng.randint(0, pace // 3) - number * pace
        note = nobody(teller, row | {"subject": subject, "text": text}, max(ago, 1), "list")
        note.text += "\n\n" + (
            "Se désinscrire en un clic" if note.language == "fr" else "Unsubscribe with one click"
        )
        host = row["address"].rpartition("@")[2]
        note.headers = [
            ("List-Id", f"<{row['list']}>"),
            ("List-Unsubscribe", f"<https://{host}/u/{teller.rng.getrandbits(40):x}>, <mailto:stop@{host}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ("Precedence", "bulk"),
        ]
        found.append(note)
    return found


def spam(teller: Teller, row: dict[str, Any]) -> Note:
    """Return a piece of spam; the town's filter marked two in three."""
    note = nobody(teller, row, teller.rng.randint(1, SPAN), "spam")
    if teller.rng.random() < 0.66:
        note.headers = [("X-Spam-Flag", "YES"), ("X-Spam-Score", f"{teller.rng.randint(61, 148) / 10}")]
    return note


def autoreply(teller: Teller, row: dict[str, Any]) -> Note:
    """Return an answering machine's receipt (RFC 3834)."""
    note = nobody(teller, row, teller.rng.randint(1, SPAN), "auto_reply")
    note.headers = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")]
    return note


def returns(teller: Teller, sent: list[Note]) -> list[Note]:
    """Return what machines send back to the office's answers: absences and bounces."""
    found = []
    for ours in sent:
        chance = teller.rng.random()
        if chance < AWAY_SHARE:
            found.append(absence(teller, ours))
        elif chance < AWAY_SHARE + BOUNCE_SHARE:
            found.append(bounce(teller, ours))
    return [note for note in found if note.when < teller.until]


def absence(teller: Teller, ours: Note) -> Note:
    """Return an out-of-office reply; one in four mail programs does not say that it is automatic."""
    slots = teller.pen.slots(ours.person, ours.when.date())
    subject = teller.pen.say("away.subject", slots).replace("«subject»", ours.subject)
    return replace(
        ours,
        when=ours.when + timedelta(seconds=teller.rng.randint(2, 90)),
        subject=subject,
        text=typeset(teller.pen.say("away.core", slots), ours.language) + f"\n\n{ours.person.full}",
        answers=ours,
        quoting="none",
        ours=False,
        mail_class="out_of_office",
        message_id=teller.identifier(ours.person.host),
        headers=AUTOMATIC if teller.rng.random() < 0.75 else [],
    )


def bounce(teller: Teller, ours: Note) -> Note:
    """Return a mail server's report that an answer could not be delivered (RFC 3464)."""
    host = ours.person.host
    postman = machine("Mail Delivery System", f"MAILER-DAEMON@{host}", ours.language)
    when = ours.when + timedelta(seconds=teller.rng.randint(3, 4000))
    reason = teller.rng.choice(REASONS)
    section = teller.pen.deck(ours.language, "bounce.text").cards[0].words
    text = section.format(host=f"mx.{host}", address=ours.person.address, reason=reason)
    return Note(
        when=when,
        person=postman,
        subject="Undelivered Mail Returned to Sender",
        text=text,
        theme="bounce",
        kind="other",
        language=ours.language,
        message_id=teller.identifier(host),
        mail_class="bounce",
        answers=ours,
        headers=[("Auto-Submitted", "auto-replied")],
        ready=report(ours, text, reason, f"=_{teller.rng.getrandbits(64):016x}"),
    )


def report(ours: Note, text: str, reason: str, boundary: str) -> Part:
    """Return the multipart/report: words for people, fields for machines, the headers of what was sent."""
    status = reason.split()[1]
    fields = (
        f"Reporting-MTA: dns; mx.{ours.person.host}\r\nArrival-Date: {stamp(ours.when)}\r\n\r\n"
        f"Final-Recipient: rfc822; {ours.person.address}\r\nAction: failed\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {reason}\r\n"
    )
    original = "\r\n".join([
        f"From: <{OFFICE}>",
        f"To: <{ours.person.address}>",
        f"Date: {stamp(ours.when)}",
        f"Message-ID: <{ours.message_id}>",
        *threading(ours),
    ])  # fmt: skip
    parts = (
        text_part(text, "utf-8", "8bit"),
        (["Content-Type: message/delivery-status"], fields.encode()),
        (["Content-Type: text/rfc822-headers"], original.encode() + b"\r\n"),
    )
    head, body = multipart("report", parts, boundary)
    return [head[0].replace("; ", "; report-type=delivery-status; ", 1)], body
