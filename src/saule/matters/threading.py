"""Threading: which conversation a message belongs to. By our reply token or the ids that mails quote
(RFC 5322 §3.6.4), never by the subject alone.
"""

import hmac
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from saule.desk.ids import keyed_code
from saule.desk.models import Desk
from saule.matters.incoming import Incoming
from saule.matters.models import Conversation, DanglingReference, Message
from saule.matters.returning import returned_to

CODE_BYTES = 5
ID_LETTERS = 16
MOST_REFERENCES = 50
HEAVY = ("text", "said", "html", "references", "warnings", "severity")


def token_for(conversation: Conversation) -> str:
    """The token in our reply address that leads an answer back here, and cannot be made up."""
    return conversation.public_id + keyed_code("reply", conversation.public_id, size=CODE_BYTES)


def conversation_of_token(desk: Desk, token: str) -> Conversation | None:
    """The conversation of a reply token; None for one that we did not write."""
    public_id = token[:ID_LETTERS]
    ours = keyed_code("reply", public_id, size=CODE_BYTES)
    if not hmac.compare_digest(token[ID_LETTERS:].encode(), ours.encode()):
        return None
    return Conversation.objects.filter(desk=desk, public_id=public_id).first()


def quoted_ids(incoming: Incoming) -> list[str]:
    """The message ids that a mail quotes, nearest first, without its own."""
    ids = [*incoming.in_reply_to, *reversed(incoming.references)]
    return [i for i in dict.fromkeys(ids) if i and i != incoming.message_id][:MOST_REFERENCES]


def whose(row: Message | DanglingReference) -> int | None:
    """The key of the canonical person behind a row."""
    return (row.person.joined_into_id or row.person.pk) if row.person else None


@dataclass
class Threads:
    """What is known of the conversations that a batch of messages may belong to.

    Ask ``find`` for each message in turn, then tell it with ``remember`` where the message went, so that
    later messages of the same batch find it.
    """

    desk: Desk
    by_id: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    awaited: dict[str, list[tuple[int, Conversation]]] = field(default_factory=lambda: defaultdict(list))
    dangling: list[DanglingReference] = field(default_factory=list)

    @classmethod
    def around(cls, desk: Desk, batch: Sequence[Incoming]) -> "Threads":
        """Loads, in two queries, what the batch's messages quote and what quotes them, and copies of them."""
        threads = cls(desk)
        own = {incoming.message_id for incoming in batch if incoming.message_id}
        own |= {i for incoming in batch for i in quoted_ids(incoming)}
        for chunk in chunks(sorted(own), 500):
            known = Message.objects.filter(desk=desk, message_id__in=chunk)
            for message in known.select_related("conversation", "person").defer(*HEAVY):
                threads.by_id[message.message_id].append(message)
            rows = DanglingReference.objects.filter(desk=desk, message_id__in=chunk)
            for row in rows.select_related("conversation", "person"):
                threads.awaited[row.message_id].append((whose(row) or 0, row.conversation))
        return threads

    def find(self, incoming: Incoming, *, person: int | None, outgoing: bool) -> Conversation | None:
        """The conversation of this message, or None when it opens one. ``person``: the canonical key."""
        if not outgoing and (by_token := conversation_of_token(self.desk, incoming.reply_token)):
            return by_token
        if (incoming.report or incoming.return_token) and (back := returned_to(self.desk, incoming)):
            return back
        if copied := self.by_copy(incoming, person, outgoing):
            return copied
        for quoted in quoted_ids(incoming):
            if found := self.by_known(quoted, person, outgoing):
                return found
        return self.by_awaited(incoming, person, outgoing)

    def by_copy(self, incoming: Incoming, person: int | None, outgoing: bool) -> Conversation | None:
        """The conversation of the same mail that came another way, to another address of the desk perhaps.

        The id alone does not make it the same: there are programs that give one to all of their mails.
        """
        for copy in self.by_id.get(incoming.message_id, ()):
            same = copy.sent_at == incoming.sent_at and copy.outgoing == outgoing
            if same and person and person == whose(copy):
                return copy.conversation
        return None

    def by_known(self, quoted: str, person: int | None, outgoing: bool) -> Conversation | None:
        """The conversation of the message quoted, if it is with the same person.

        A conversation is with one person: who quotes somebody else's mail opens their own, and is told a date
        of their own. A mail of ours belongs to what it quotes, whoever else it went to.
        """
        parents = self.by_id.get(quoted, [])
        for parent in parents:
            if person and person == whose(parent):
                return parent.conversation
        # Unsaved conversations of the same batch have no key yet, so they are told apart as objects.
        if len({parent.conversation.pk or id(parent.conversation) for parent in parents}) != 1:
            return None
        return parents[0].conversation if outgoing else None

    def by_awaited(self, incoming: Incoming, person: int | None, outgoing: bool) -> Conversation | None:
        """The conversation that came before the message it quotes: ours, or a thread opened by this one."""
        for waiting_person, conversation in self.awaited.get(incoming.message_id, []):
            if person and waiting_person == person:
                return conversation
        for quoted in quoted_ids(incoming):
            for waiting_person, conversation in self.awaited.get(quoted, []):
                if person and waiting_person == person:
                    return conversation
        return None

    def remember(self, incoming: Incoming, message: Message) -> None:
        """Notes where a message went, and which quoted ids nobody has seen yet."""
        if message.message_id:
            self.by_id[message.message_id].append(message)
        for quoted in quoted_ids(incoming)[:5]:
            if not self.by_id.get(quoted):
                self.awaited[quoted].append((whose(message) or 0, message.conversation))
                self.dangling.append(
                    DanglingReference(
                        desk=self.desk,
                        message_id=quoted[:998],
                        conversation=message.conversation,
                        person=message.person,
                    )
                )

    def save(self) -> None:
        """Stores the ids still awaited. One that is stored twice does no harm."""
        DanglingReference.objects.bulk_create(self.dangling, ignore_conflicts=True)


def chunks(values: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    """The values in runs of at most ``size``."""
    return (values[start : start + size] for start in range(0, len(values), size))
