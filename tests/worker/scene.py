"""Run in a process of its own: sets a scene in the store named by the environment, or tells what is in it."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import QuerySet  # noqa: E402

from saule.desk.founding import Founding, found  # noqa: E402
from saule.desk.models import Desk, Mailbox, MailboxSwitch  # noqa: E402
from saule.matters.asking import ask_writer  # noqa: E402
from saule.matters.incoming import Incoming  # noqa: E402
from saule.matters.models import Decision, Delivery, Filing, Message, Signature, Source  # noqa: E402
from saule.matters.receiving import receive_many  # noqa: E402

NOW = datetime.now(UTC)  # noqa: TID251 -- a process of its own, with the real clock
OURS = "contact@mairie.example"


def desk(live: str) -> None:
    """A desk with one mailbox."""
    call_command("migrate", verbosity=0)
    made = Desk.objects.create(name="Mairie", created_at=NOW)
    mailbox = Mailbox.objects.create(desk=made, address=OURS, created_at=NOW)
    MailboxSwitch.objects.create(mailbox=mailbox, live=live == "live", at=NOW)


def replies(count: str) -> None:
    """That many people wrote, and somebody has replied to each."""
    desk("live")
    more_replies(count)


def more_replies(count: str) -> None:
    """As many again."""
    ours = Desk.objects.get()
    wish = {
        "purpose": "reply",
        "mailbox": ours.mailboxes.get(),
        "language": "fr",
        "body": "Elle rouvre lundi.",
    }
    for message in more(ours, int(count)).select_related("conversation", "person", "address"):
        ask_writer(message, key=f"reply:{message.pk}", **wish, now=NOW)


def letters(count: str, owner: str, password: str) -> list[str]:
    """That many people wrote to a desk that is live, whose owner can sign in; their conversations."""
    call_command("migrate", verbosity=0)
    wish = Founding(
        desk="Mairie",
        owner_email=owner,
        owner_name="Alice",
        password=password,
        address=OURS,
        language="fr",
        capacity=10,
    )
    found(wish, now=NOW)
    Desk.objects.update(undo_seconds=0)
    MailboxSwitch.objects.create(mailbox=Mailbox.objects.get(), live=True, at=NOW)
    return more_letters(count)


def more_letters(count: str) -> list[str]:
    """As many again."""
    rows = more(Desk.objects.get(), int(count))
    return list(rows.order_by("pk").values_list("conversation__public_id", flat=True))


def more(ours: Desk, count: int) -> QuerySet[Message]:
    """New people have written."""
    known = Message.objects.filter(outgoing=False).count()
    letters = [written(number) for number in range(known, known + count)]
    receive_many(ours, letters, now=NOW, imported=True)
    return Message.objects.filter(message_id__in=[letter.message_id for letter in letters])


def written(number: int) -> Incoming:
    """A mail from somebody."""
    text = f"Bonjour, quand rouvre la piscine numéro {number % 7} ?"
    return Incoming(
        channel="email",
        position=f"scene:{number}",
        raw=text.encode(),
        sender=f"person{number}@example.org",
        recipients=(OURS,),
        subject="Piscine",
        text=text,
        said=text,
        sent_at=NOW,
        message_id=f"{number}@example.org",
    )


def figures() -> dict[str, Any]:
    """What is in the store."""
    decisions = Decision.objects.filter(undoes=None, undone_by=None, before=None)
    per_message = Counter(decisions.values_list("message", flat=True))
    return {
        "messages": Message.objects.filter(outgoing=False).count(),
        "sources": Source.objects.count(),
        "positions": Source.objects.values("position").distinct().count(),
        "grouped": Message.objects.from_people().exclude(grouped_at=None).count(),
        "to_group": Message.objects.to_group().count(),
        "most_decisions": max(per_message.values(), default=0),
        "decided_twice": sum(count > 1 for count in per_message.values()),
        "filed": Filing.objects.values("message").distinct().count(),
        "signatures": Signature.objects.count(),
        "outgoing": Message.objects.filter(outgoing=True).count(),
        "states": dict(Counter(Delivery.objects.values_list("state", flat=True))),
        "sent": list(Delivery.objects.filter(state="sent").values_list("message_id", flat=True)),
        "uncertain": list(Delivery.objects.filter(state="uncertain").values_list("message_id", flat=True)),
        "waiting": Desk.objects.get().conversations.waiting().count(),
    }


def arrived() -> dict[str, int]:
    """How often each mail is at rest."""
    return dict(Counter(Message.objects.filter(outgoing=False).values_list("message_id", flat=True)))


def replied() -> dict[str, int]:
    """How many replies were asked for in each conversation."""
    return dict(
        Counter(Delivery.objects.filter(purpose="reply").values_list("conversation__public_id", flat=True))
    )


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (desk, replies, more_replies, letters, more_letters, figures, arrived, replied)
}

if __name__ == "__main__":
    told = VERBS[sys.argv[1]](*sys.argv[2:])
    sys.stdout.write(json.dumps(told))
