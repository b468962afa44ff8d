"""What ties an outgoing message to the thread it belongs to: its own id, the ids it quotes, its subject.

In rows an id stands without its angle brackets; only the wire has them.
"""

import re
import secrets
from collections.abc import Collection

from django.utils import translation
from django.utils.translation import gettext as _

from saule.desk.models import Mailbox
from saule.matters.models import Conversation, MailClass, Message
from saule.people.addresses import ascii_domain

MOST_REFERENCES = 20
LONGEST_ID = 250
LONGEST_SUBJECT = 300
TIES = ("conversation", "mail_class", "received_at", "message_id", "in_reply_to", "references")
ANSWERED = re.compile(r"\s*(re|ré|rép|aw|sv|antw)\s*(\[\d+\])?\s*:", re.IGNORECASE)
MESSAGE_ID = re.compile(r"[!-;=?-~]+")  # printable ASCII but angle brackets


def answered_message(conversation: Conversation) -> Message | None:
    """What a mail in this conversation answers: the last message that a person wrote, or else the last one.

    An out-of-office reply to our acknowledgement does not stand in the way of what follows.
    """
    return answered_messages({conversation.pk}).get(conversation.pk)


def answered_messages(conversations: Collection[int]) -> dict[int, Message]:
    """What a mail in each of these conversations answers, with no more of it than a thread needs."""
    rows = Message.objects.filter(conversation__in=conversations, outgoing=False).only(*TIES)
    found: dict[int, Message] = {}
    for message in rows.order_by("received_at", "id"):
        known = found.get(message.conversation_id)
        by_person = message.mail_class == MailClass.HUMAN
        if known is None or by_person or known.mail_class != MailClass.HUMAN:
            found[message.conversation_id] = message
    return found


def new_message_id(public_id: str, mailbox: Mailbox) -> str:
    """A Message-ID (RFC 5322 §3.6.4) that nobody has used and nobody can foresee."""
    domain = ascii_domain(mailbox.address.rpartition("@")[2]) or "localhost"
    return f"{public_id}.{secrets.token_hex(6)}@{domain}"


def quoted_by(message: Message | None) -> tuple[str, str]:
    """In-Reply-To and References of an answer to ``message``: its id, and those before it (RFC 5322 §3.6.4).

    Of a long thread the first and the last ids are kept. Ids that cannot stand in a header are left out.
    """
    if message is None:
        return "", ""
    before = well_formed(message.references) or well_formed(message.in_reply_to)
    own = well_formed(message.message_id)[:1]
    chain = list(dict.fromkeys([*(i for i in before if i not in own), *own]))
    if len(chain) > MOST_REFERENCES:
        chain = [chain[0], *chain[-(MOST_REFERENCES - 1) :]]
    return "".join(own), " ".join(chain)


def well_formed(ids: str) -> list[str]:
    """The ids in a list of them; what cannot be folded into a header is dropped."""
    return [found for found in MESSAGE_ID.findall(ids) if len(found) <= LONGEST_ID]


def reply_subject(subject: str, language: str, *, answers: bool = True) -> str:
    """The subject on one line, with “Re:” once if it ``answers`` something; a subject for what has none."""
    words = " ".join(subject.split())
    if not words:
        with translation.override(language):
            words = _("Your message")
    if answers and not ANSWERED.match(words):
        words = f"Re: {words}"
    return words[:LONGEST_SUBJECT]
