"""The list of conversations: its filters, which are links, and what stands beside each conversation."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from saule.desk.models import Membership, Team
from saule.matters.drafting import drafts_of
from saule.matters.models import Comeback, Conversation, Filing, MailClass, Message, Note, Tagging
from saule.matters.models.messages import ConversationQuerySet
from saule.matters.searching import conversations_holding
from saule.promises.models import Promise
from saule.web import bulk, bulk_again
from saule.web.keeping import kept
from saule.web.many import Many, count_up_to
from saule.web.matters import Choice, Filter, link
from saule.web.pages import cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.templatetags.saule import subject
from saule.web.work_forms import own_teams

NAMES = ("state", "who", "tag", "kind", "team", "class", "q")
STATES: dict[str, LazyText | str] = {
    "waiting": gettext_lazy("waiting"),
    "objected": gettext_lazy("not helped by their answer"),
    "back": gettext_lazy("came back"),
    "snoozed": gettext_lazy("resting"),
    "answered": gettext_lazy("answered"),
    "drafts": gettext_lazy("my drafts"),
    "all": gettext_lazy("all"),
    "machines": gettext_lazy("machines"),
}
MOST_TAGS = 40
SHOWN = (
    *("public_id", "subject", "last_at", "waiting_since", "answered_at", "snoozed_until"),
    *("person__name", "assigned_to__name", "assigned_team__name"),
)
"""What the list shows of a conversation."""


@dataclass(slots=True)
class Row:
    """One conversation as the list shows it."""

    conversation: Conversation
    promise: Promise | None = None
    tags: list[str] = field(default_factory=list)
    notes: int = 0
    chosen: bool = False
    back: bool = False

    @property
    def choosing(self) -> str:
        """What the box beside it does, for those who hear the page."""
        return _("Choose “%(subject)s”") % {"subject": subject(self.conversation)}

    @property
    def initials(self) -> str:
        """The first letters of who has it: “BM” for Bob Martin."""
        who = self.conversation.assigned_to
        return "".join(word[0] for word in who.name.split()[:3]).upper() if who else ""


@require_safe
@needs("see work")
def conversations(request: DeskRequest) -> HttpResponse:
    """Conversations, those that wait longest first."""
    chosen = {name: request.GET.get(name, "") for name in NAMES}
    chosen["state"] = chosen["state"] if chosen["state"] in STATES else "waiting"
    found = listed(request, chosen)
    listing = cut(request, found, count=known_count(request, chosen, found))
    teams = list(request.desk.teams.order_by("name"))
    tags = list(request.desk.tags.filter(archived_at=None).values_list("name", flat=True))
    return show(
        request,
        "conversations",
        listing=listing,
        rows=rows(list(listing.object_list), ticked(request, listing.object_list)),
        states=list(STATES.items()),
        state=chosen["state"],
        filters=filters(request, chosen, teams, tags),
        narrowed=any(chosen[name] for name in ("tag", "kind", "team", "class")),
        filtered=any(chosen[name] for name in ("who", "tag", "kind", "team", "class")),
        q=chosen["q"],
        kept=[(name, value) for name, value in chosen.items() if value and name != "q"],
        report=bulk.report(request),
        **bulk.bar(request, own_teams(request.desk), tags),
    )


def known_count(request: DeskRequest, chosen: dict[str, str], found: QuerySet[Conversation]) -> Many | None:
    """How many they are, as a figure that is kept; None where no new row says so when it changes."""
    if chosen["tag"] or chosen["q"] or chosen["state"] == "drafts":
        return None
    asked = blake2b(repr(chosen).encode(), digest_size=16).hexdigest()
    return kept(request, f"conversations-{request.membership.pk}-{asked}", lambda: count_up_to(found))


def ticked(request: DeskRequest, conversations: Iterable[Conversation]) -> Collection[int]:
    """Which of them are chosen already: all, or those that were when something could not be done."""
    if request.GET.get("choose") == "all":
        return {one.pk for one in conversations}
    sent = bulk_again.read(request)
    return {one.pk for one in conversations if one.public_id in sent.chosen}


def rows(conversations: Sequence[Conversation], chosen: Collection[int] = ()) -> list[Row]:
    """What the list shows of these conversations; four queries however many they are."""
    found = {one.pk: Row(one, chosen=one.pk in chosen) for one in conversations}
    standing = Promise.objects.filter(conversation__in=found, state__in=Promise.OPEN)
    for promise in standing.only("conversation", "day", "state"):
        if promise.conversation_id is not None:
            found[promise.conversation_id].promise = promise
    on = Tagging.objects.filter(conversation__in=found, ended_at=None).order_by("tag__name")
    for key, name in on.values_list("conversation", "tag__name"):
        found[key].tags.append(name)
    notes = Note.objects.filter(conversation__in=found, removed_at=None).order_by()
    for key, count in notes.values_list("conversation").annotate(n=Count("pk")):
        found[key].notes = count
    for key in Comeback.objects.open().filter(conversation__in=found).values_list("conversation", flat=True):
        found[key].back = True
    return list(found.values())


def listed(request: DeskRequest, chosen: dict[str, str]) -> QuerySet[Conversation]:
    """The conversations that the member may see and that the filters let through.

    Whether an agent may see one is asked last: the store asks it only of those that are let through.
    """
    found: ConversationQuerySet = Conversation.objects.filter(desk=request.desk)
    found = held(in_state(found, request, chosen["state"]), request.membership, chosen["who"])
    if chosen["tag"]:
        on = Tagging.objects.filter(conversation=OuterRef("pk"), ended_at=None)
        found = found.filter(Exists(on.filter(tag__name=chosen["tag"])))
    found = about(found, chosen["kind"], chosen["team"])
    if chosen["class"] in MailClass.values:
        came = Message.objects.filter(outgoing=False, mail_class=chosen["class"])
        found = found.filter(Exists(came.filter(conversation=OuterRef("pk"))))
    found = found.filter(conversations_holding(request.desk, chosen["q"])).visible_to(request.membership)
    return found.select_related("person", "assigned_to", "assigned_team").only(*SHOWN)


def in_state(found: ConversationQuerySet, request: DeskRequest, state: str) -> ConversationQuerySet:
    """Those of one state, in its order: the longest wait first where somebody waits, else the latest."""
    if state == "waiting":
        return found.waiting().awake(request.now).order_by("waiting_since", "id")
    if state == "objected":
        return found.objecting().order_by("waiting_since", "id")
    if state == "back":
        return found.filter(pk__in=Comeback.objects.open().values("conversation")).order_by(
            "waiting_since", "id"
        )
    if state == "snoozed":
        return found.waiting().snoozed(request.now).order_by("snoozed_until", "id")
    found = found.order_by("-last_at", "-id")
    if state == "drafts":
        return found.filter(pk__in=drafts_of(request.user).values("conversation"))
    if state == "answered":
        return found.filter(waiting_since=None, answered_at__isnull=False)
    if state == "machines":
        # Asked of each conversation in its order: a page needs a few, not all that machines ever sent.
        machines = Message.objects.exclude(mail_class=MailClass.HUMAN).filter(outgoing=False)
        return found.filter(Exists(machines.filter(conversation=OuterRef("pk"))))
    return found


def held(found: ConversationQuerySet, membership: Membership, who: str) -> ConversationQuerySet:
    """Those that somebody has: the member, one of their teams, or nobody."""
    if who == "me":
        return found.filter(assigned_to=membership.user_id)
    if who == "teams":
        return found.filter(assigned_team__in=membership.team_keys)
    if who == "nobody":
        return found.filter(assigned_to=None, assigned_team=None)
    return found


def about(found: ConversationQuerySet, kind: str, team: str) -> ConversationQuerySet:
    """Those of which a message is in a matter of this kind; those of this team, by kind or given to it."""
    filed = Filing.objects.filter(message__conversation=OuterRef("pk"))
    if kind == "-":
        found = found.filter(~Exists(filed.filter(matter__kind__isnull=False)))
    elif kind:
        found = found.filter(Exists(filed.filter(matter__kind__code=kind)))
    if team.isdecimal() and len(team) < 19:
        theirs = Exists(filed.filter(matter__kind__team=int(team)))
        found = found.filter(Q(assigned_team=int(team)) | theirs)
    return found


def filters(
    request: DeskRequest, chosen: dict[str, str], teams: Sequence[Team], tags: Sequence[str]
) -> list[Filter]:
    """The filters as links. A line that would offer no choice is left out."""
    everything = ("", _("all"))
    who = [("", _("anybody")), ("me", _("me")), ("teams", _("my teams")), ("nobody", _("nobody"))]
    kinds = [(kind.code, str(kind)) for kind in request.desk.kinds.all()]
    lines = [
        ("who", _("Given to"), who),
        ("tag", _("Tag"), [everything, *[(name, name) for name in tags[:MOST_TAGS]]]),
        ("kind", _("Kind"), [everything, *kinds, ("-", _("without a kind"))]),
        ("team", _("Team"), [everything, *[(str(team.pk), team.name) for team in teams]]),
        ("class", _("Sender"), [everything, *[(c.value, str(c.label)) for c in MailClass]]),
    ]
    return [
        Filter(name, word, [choice(chosen, name, value, text) for value, text in choices])
        for name, word, choices in lines
        if len(choices) > 1
    ]


def choice(chosen: dict[str, str], name: str, value: str, text: str) -> Choice:
    """One link. Machines never wait: a class of senders is looked for among all conversations."""
    others = {**chosen, "state": "all"} if name == "class" and value else chosen
    return Choice(link(others, name, value), text, chosen[name] == value)
