"""The overview: four sentences, one chart, and what presses."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saule.desk.policies import may
from saule.matters.models import Answer, Conversation, Flood, Matter, Message
from saule.promises import standing
from saule.promises.flow import Day, per_day
from saule.web import charts, rows, words
from saule.web.first_steps import first_steps
from saule.web.keeping import kept, mark
from saule.web.many import count_up_to
from saule.web.pages import show
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest

LENGTHS = (30, 60, 90)
GRAVE_SHOWN, OTHERS_SHOWN, APPROVALS_SHOWN, FLOODS_SHOWN = 3, 4, 10, 3
WIDE, NARROW = (980, 270), (340, 270)


@require_safe
@needs("come in")
def overview(request: DeskRequest) -> HttpResponse:
    """What a person sees who opens Saule; a provider's agent, what was handed to them."""
    return whole(request) if may(request.membership, "see figures") else redirect("handed")


def whole(request: DeskRequest) -> HttpResponse:
    """The overview of the desk."""
    length = chosen_length(request)
    graves = pressing(request).filter(grave=True)
    matters = [*graves[:GRAVE_SHOWN], *pressing(request).filter(grave=False)[:OTHERS_SHOWN]]
    approvals = list(to_approve(request)[: APPROVALS_SHOWN + 1])
    desk, now = request.desk, request.now
    days = kept(request, f"flow-{length}", lambda: per_day(desk, now=now, days=length))
    return show(
        request,
        "overview",
        nine=kept(request, "nine", lambda: standing.nine_in_ten(desk)),
        promised=kept(request, "promises", lambda: standing.promise_counts(desk)),
        share=kept(request, "largest", lambda: mail_share(request)),
        first_steps=first_steps(request),
        fresh=not Message.objects.filter(desk=request.desk).exists(),
        rows=rows.matter_rows(request, matters),
        graves=count_up_to(graves),
        graves_shown=GRAVE_SHOWN,
        table=days[::-1],
        # Drawn again only under another mark: the page asks for it then.
        flows=lambda: [flow(days, size, request) for size in (WIDE, NARROW)],
        mark=mark(request),
        length=length,
        lengths=LENGTHS,
        mailbox=request.desk.mailboxes.first(),
        approvals=approvals[:APPROVALS_SHOWN],
        approvals_count=count_up_to(to_approve(request)) if len(approvals) > APPROVALS_SHOWN else 0,
        floods=undecided(request),
        objecting=count_up_to(Conversation.objects.visible_to(request.membership).objecting()),
    )


def mail_share(request: DeskRequest) -> dict[str, int]:
    """How much of the mail the largest matters make, without what they are."""
    found = standing.largest_matters(request.desk, now=request.now)
    return {"matters": len(found.matters), "messages": found.messages, "of": found.of, "days": found.days}


def undecided(request: DeskRequest) -> list[Flood]:
    """What is set aside and waits for this member's word."""
    if not may(request.membership, "decide floods"):
        return []
    return list(request.desk.floods.undecided().select_related("address__person")[:FLOODS_SHOWN])


def chosen_length(request: DeskRequest) -> int:
    """How many days the chart shows."""
    wanted = request.GET.get("days", "")
    return int(wanted) if wanted in map(str, LENGTHS) else LENGTHS[0]


def pressing(request: DeskRequest):  # type: ignore[no-untyped-def]
    """The matters that want an answer and in which somebody waits, the strongest first."""
    mine = Matter.objects.visible_to(request.membership).open().filter(waiting__gt=0)
    return mine.select_related("kind").by_strength()


def to_approve(request: DeskRequest) -> QuerySet[Answer]:
    """The answers that wait for this member's approval, the longest waiting first."""
    if not may(request.membership, "approve"):
        return Answer.objects.none()
    mine = Matter.objects.visible_to(request.membership).filter(pk=OuterRef("matter"))
    rows = Answer.objects.filter(Exists(mine), desk=request.desk, state=Answer.State.PROPOSED)
    return rows.select_related("matter", "author").order_by("created_at", "id")


def flow(days: list[Day], size: tuple[int, int], request: DeskRequest) -> charts.Flow:
    """The chart at one size, with its words."""
    named = [days[0], days[len(days) // 2], days[-1]] if size == WIDE else [days[0], days[-1]]
    text = charts.Words(
        new=_("new"),
        answered=_("answers"),
        waiting=_("%(count)s waiting") % {"count": words.number_words(days[-1].waiting)},
        days=tuple(words.date_words(day.day, request.today) for day in named),
    )
    return charts.flow([(day.arrived, day.answered, day.waiting) for day in days], text, size)


@require_safe
@needs(ANYONE)
def healthz(_request: DeskRequest) -> HttpResponse:
    """Whether the desk answers and reaches its store; says nothing else."""
    Matter.objects.order_by("pk").values_list("pk", flat=True).first()
    return HttpResponse("ok\n", content_type="text/plain")
