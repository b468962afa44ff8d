"""Drafts: what somebody is writing in a conversation, saved while they write. Nothing written is lost."""

import re
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from saule.desk.models import User
from saule.engines.masking import mask_cards
from saule.matters.errors import AlreadySent, StaleDraft
from saule.matters.models import Conversation, Delivery, Draft, Enclosure
from saule.matters.reopening import TAKEN_BACK

LONGEST = 50_000
FILES = Prefetch("enclosures", Enclosure.objects.defer("content").order_by("id"))
WINDOW = re.compile(r"\w{1,24}", re.ASCII)
KEY_PARTS = 4


def draft_of(conversation: Conversation, user: User) -> Draft | None:
    """What this person is writing here."""
    return conversation.drafts.filter(author=user).prefetch_related(FILES).first()


def drafts_of(user: User) -> QuerySet[Draft]:
    """What this person is writing anywhere, with something in it."""
    return user.drafts.exclude(body="", enclosures=None)


def save_draft(
    conversation: Conversation, body: str, *, by: User, now: datetime, version: int = 0, window: str = ""
) -> Draft:
    """Keeps what is written so far; ``version`` is the one that the window last saw (0: none).

    Saving the same text twice is saving it once. Raises StaleDraft when another window saved another text
    meanwhile, AlreadySent when this ``window`` has sent it. Card numbers are masked.
    """
    body = mask_cards(body.replace("\r\n", "\n")[:LONGEST]).text
    with transaction.atomic():
        hold(conversation)
        if window and sent_from(conversation, by, window):
            raise AlreadySent(_("This reply has been sent already."))
        draft = draft_of(conversation, by)
        if draft is None:
            return Draft.objects.create(conversation=conversation, author=by, body=body, saved_at=now)
        if draft.body == body:
            return draft
        if draft.version != version:
            words = _("Another window saved another text here. Both are kept: choose one.")
            raise StaleDraft(words, saved=draft.body, version=draft.version)
        draft.body, draft.version, draft.saved_at = body, version + 1, now
        draft.save(update_fields=["body", "version", "saved_at"])
    return draft


def discard_draft(conversation: Conversation, *, by: User) -> None:
    """Drops what was written, with its files."""
    with transaction.atomic():
        hold(conversation)
        if draft := draft_of(conversation, by):
            draft.enclosures.filter(delivery=None, answer=None).delete()
            draft.delete()


def hold(conversation: Conversation) -> None:
    """Nobody else writes in this conversation until the transaction ends."""
    Conversation.objects.select_for_update().values_list("pk").get(pk=conversation.pk)


def key_of(conversation: Conversation, by: User, window: str) -> str:
    """What tells a reply written in one window from every other."""
    known = window if WINDOW.fullmatch(window) else "none"
    return f"reply:{conversation.pk}:{by.pk}:{known}"


def writer_in(key: str) -> int | None:
    """Whose reply a delivery is, by its key (see ``key_of``); None for what is no reply."""
    parts = key.split(":")
    return int(parts[2]) if len(parts) == KEY_PARTS and parts[0] == "reply" else None


def sent_from(conversation: Conversation, by: User, window: str) -> Delivery | None:
    """The reply that this window has sent, unless it was taken back."""
    rows = sent_in(conversation, by, window)
    return rows.exclude(state=Delivery.State.REFUSED, outcome=TAKEN_BACK).first()


def sent_in(conversation: Conversation, by: User, window: str) -> QuerySet[Delivery]:
    """What was ever sent from this window."""
    key = key_of(conversation, by, window)
    return Delivery.objects.filter(Q(key=key) | Q(key__startswith=f"{key}."), desk=conversation.desk_id)
