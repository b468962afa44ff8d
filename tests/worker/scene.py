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

from saule.desk.models import Desk, Mailbox, MailboxSwitch  # noqa: E402
from saule.matters.asking import ask  # noqa: E402
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
    ours = Desk.objects.get()
    receive_many(ours, [written(number) for number in range(int(count))], now=NOW, imported=True)
    for message in Message.objects.select_related("conversation", "person", "address"):
        assert message.person is not None
        assert message.address is not None
        ask(
            ours,
            key=f"reply:{message.pk}",
            purpose="reply",
            conversation=message.conversation,
            person=message.person,
            address=message.address,
            mailbox=ours.mailboxes.get(),
            language="fr",
            subject=message.subject,
            body="Elle rouvre lundi.",
            now=NOW,
        )


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
        "filed": Filing.objects.values("message").distinct().count(),
        "signatures": Signature.objects.count(),
        "outgoing": Message.objects.filter(outgoing=True).count(),
        "states": dict(Counter(Delivery.objects.values_list("state", flat=True))),
        "sent": list(Delivery.objects.filter(state="sent").values_list("message_id", flat=True)),
        "uncertain": list(Delivery.objects.filter(state="uncertain").values_list("message_id", flat=True)),
        "waiting": Desk.objects.get().conversations.waiting().count(),
    }


if __name__ == "__main__":
    verbs: dict[str, Callable[..., Any]] = {"desk": desk, "replies": replies, "figures": figures}
    told = verbs[sys.argv[1]](*sys.argv[2:])
    sys.stdout.write(json.dumps(told))
