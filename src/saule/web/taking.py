"""Taking the next: the way to what presses most of what a member may take up now."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from saule.matters.models import Conversation, Filing, Matter
from saule.matters.models.matters import MatterQuerySet
from saule.matters.models.messages import ConversationQuerySet
from saule.promises.models import Promise
from saule.web.pages import show
from saule.web.policies import needs
from saule.web.requests import DeskRequest


@require_safe
@needs("see work")
def next_item(request: DeskRequest) -> HttpResponse:
    """Leads to a danger, then to what was given to the member, the earliest date, what else is owed an
    answer; when nothing is, to the strongest matter below its threshold.

    What rests, and what a colleague or another team has, is passed over.
    """
    free = free_for(request)
    return grave(request, free) or mine(request, free) or promised(request, free) or strongest(request, free)


def free_for(request: DeskRequest) -> ConversationQuerySet:
    """The conversations that wait and that the member may take up now."""
    seen: ConversationQuerySet = Conversation.objects.visible_to(request.membership)
    return seen.waiting().awake(request.now).not_with_others(request.membership)


def pressing(request: DeskRequest, free: ConversationQuerySet) -> MatterQuerySet:
    """The matters that want an answer and in which one of these conversations waits, the strongest first."""
    among = Exists(free.filter(pk=OuterRef("message__conversation")))
    waiting = Filing.objects.filter(among, matter=OuterRef("pk"))
    seen: MatterQuerySet = Matter.objects.visible_to(request.membership)
    return seen.open().filter(Exists(waiting), waiting__gt=0).by_strength()


def grave(request: DeskRequest, free: ConversationQuerySet) -> HttpResponse | None:
    """To the strongest matter that is a danger."""
    matter = pressing(request, free).filter(grave=True).first()
    return redirect("matter", matter.public_id) if matter else None


def mine(request: DeskRequest, free: ConversationQuerySet) -> HttpResponse | None:
    """To the conversation that was given to the member: the earliest date first, then the longest wait."""
    given = free.filter(assigned_to=request.user)
    first = earliest(request, given)
    found = first.conversation if first else given.order_by("waiting_since", "id").first()
    return redirect("conversation", found.public_id) if found else None


def promised(request: DeskRequest, free: ConversationQuerySet) -> HttpResponse | None:
    """To the conversation with the earliest date: what is late comes before what is to come."""
    first = earliest(request, free)
    return to_conversation(request, first.conversation) if first and first.conversation else None


def earliest(request: DeskRequest, among: ConversationQuerySet) -> Promise | None:
    """The promise with the earliest date in these conversations."""
    dated = Promise.objects.filter(desk=request.desk, state__in=Promise.OPEN, day__isnull=False)
    here = Exists(among.filter(pk=OuterRef("conversation")))
    return dated.filter(here).select_related("conversation").order_by("day", "id").first()


def strongest(request: DeskRequest, free: ConversationQuerySet) -> HttpResponse:
    """To the strongest matter that is owed an answer, else to whoever is owed one and waits longest, else to
    the strongest matter below its threshold, else to good news.
    """
    wanting = pressing(request, free)
    below = wanting.below_threshold()
    in_them = Filing.objects.filter(matter__in=below.order_by(), message__conversation=OuterRef("pk"))
    owed = free.filter(~Exists(in_them)).order_by("waiting_since", "id")
    if matter := wanting.due().first():
        return redirect("matter", matter.public_id)
    if waiting := owed.first():
        return redirect("conversation", waiting.public_id)
    if matter := below.first():
        return redirect("matter", matter.public_id)
    return show(request, "nothing_next", tomorrow=request.today + timedelta(days=1))


def to_conversation(request: DeskRequest, conversation: Conversation) -> HttpResponse:
    """To the matter in which the conversation is answered with others, else to itself."""
    filings = Filing.objects.filter(message__conversation=conversation)
    open_ones = Matter.objects.visible_to(request.membership).open()
    filing = filings.filter(matter__in=open_ones).select_related("matter").first()
    if filing:
        return redirect("matter", filing.matter.public_id)
    return redirect("conversation", conversation.public_id)
