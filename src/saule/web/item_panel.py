"""What pages show of an item: in short on Next, and on its own page in whose hands it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saule.desk.policies import may
from saule.matters import handing, leasing, skipping
from saule.matters.items import Item, code, visible_item, waits
from saule.matters.models import Conversation, FollowUp, HandOver, Lease, Matter, Message, Objection, Skip
from saule.promises import pressing
from saule.promises.models import Promise
from saule.web import rows, telling
from saule.web.rare import Rare
from saule.web.requests import DeskRequest
from saule.web.templatetags.saule import subject

MOST_WORDS = 700
BECAUSE = {
    "held": gettext_lazy("You have it in hand."),
    pressing.GRAVE: gettext_lazy("Somebody may be in danger."),
    pressing.HANDED: gettext_lazy("It was given to you."),
    pressing.OFTEN: gettext_lazy("Colleagues have skipped it often."),
    pressing.DATED: gettext_lazy("Its date comes first."),
    pressing.STRONG: gettext_lazy("It is the strongest matter that is owed an answer."),
    pressing.BELOW: gettext_lazy(
        "Nothing is owed right now: of what is below its threshold, this is the strongest."
    ),
    pressing.LONGEST: gettext_lazy("This person has waited longest."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An item in short: what it is about, who waits, for when, in their words, and why it comes now."""

    item: Item
    code: str
    url: str
    title: str
    because: str
    people: int
    who: str
    day: date | None
    words: str
    language: str
    hand_over: HandOver | None
    skips: list[Skip]
    apart: str = ""

    @property
    def shared(self) -> bool:
        """Whether one answer serves all who wait."""
        return isinstance(self.item, Matter)

    @property
    def late(self) -> bool:
        """Whether those who lead have to look at it."""
        return len(self.skips) >= Skip.OFTEN


def named(request: DeskRequest, item: str) -> Item:
    """The item that an address names, if the member sees it; else 404."""
    found = visible_item(request.membership, item)
    if found is None:
        raise Http404
    found.desk = request.desk  # known already: not looked up again
    return found


def title_of(item: Item) -> str:
    """What an item is called."""
    return item.title if isinstance(item, Matter) else subject(item)


def page_of(item: Item) -> str:
    """The address of the page on which an item is answered."""
    return reverse("matter" if isinstance(item, Matter) else "conversation", args=[item.public_id])


def shown(request: DeskRequest, item: Item, because: str) -> Shown:
    """An item in short; a few queries."""
    words, language = spoken_in(item)
    conversation = item if isinstance(item, Conversation) else None
    person = conversation.person if conversation else None
    return Shown(
        item=item,
        code=code(item),
        url=page_of(item),
        title=title_of(item),
        because=str(BECAUSE[because]),
        people=item.waiting if isinstance(item, Matter) else 1,
        who=person.name if person else "",
        day=promised_day(item),
        words=words[:MOST_WORDS],
        language=language,
        hand_over=handing.standing(item),
        skips=skipping.skips_of(item),
        apart=apart_words(conversation) if conversation else "",
    )


def spoken_in(item: Item) -> tuple[str, str]:
    """What is asked, and in which language: the sentence that speaks for a matter, or the last message."""
    if isinstance(item, Matter):
        return rows.voices([item.pk]).get(item.pk, ""), item.language
    asked = item.messages.filter(outgoing=False, awaits_answer=True).order_by("-received_at", "-pk")
    last = asked.only("said", "text", "language").first()
    return (telling.heart(last.said or last.text), last.language) if last else ("", "")


def promised_day(item: Item) -> date | None:
    """The earliest date that is promised to who waits for it."""
    rows = Promise.objects.filter(state__in=Promise.OPEN, day__isnull=False)
    if isinstance(item, Conversation):
        return rows.filter(conversation=item).values_list("day", flat=True).first()
    here = Message.objects.filter(filings__matter=item).values("conversation")
    return rows.filter(conversation__in=here).order_by(F("day")).values_list("day", flat=True).first()


def apart_words(conversation: Conversation) -> str:
    """Why this person is answered on their own; empty where no reason is needed."""
    since = conversation.waiting_since
    if since and Objection.objects.filter(conversation=conversation, at__gte=since).exists():
        return _("The answer they got does not answer them.")
    row = FollowUp.objects.standing().filter(conversation=conversation).first()
    if row is None:
        return ""
    words = row.why or row.get_because_display()
    return _("Answered on its own, beside the common answer: %(why)s.") % {"why": words.rstrip(".")}


@dataclass(frozen=True, slots=True)
class Hands:
    """In whose hands an item is, what was handed over with it, and how often it was skipped."""

    code: str
    lease: Lease | None
    mine: bool
    waits: bool
    hand_over: HandOver | None
    skips: list[Skip]


def hands(request: DeskRequest, item: Item) -> dict[str, Any]:
    """What ``parts/hands.html`` shows at the head of an item's own page."""
    if not may(request.membership, "answer") or not waits(item):
        return {"hands": None}
    rare = Rare((HandOver, Lease, Skip), [item.pk], "matter" if isinstance(item, Matter) else "conversation")
    lease = leasing.lease_of(item, now=request.now) if Lease in rare else None
    mine = lease is not None and lease.user_id == request.user.pk
    given = handing.standing(item) if HandOver in rare else None
    skips = skipping.skips_of(item) if Skip in rare else []
    return {"hands": Hands(code(item), lease, mine, True, given, skips)}
