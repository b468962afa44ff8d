"""Loading: the generated town hall's mailbox goes into a desk day by day, as it would have come in.

The last days come in live, one message after another, and are acknowledged: these mails are in the outbox.
What is older came in as an import: its people were told nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from saule.channels.email.intake import Parser
from saule.channels.mailbox_import.importing import located
from saule.channels.mailbox_import.reading import RawMail
from saule.channels.registry import Channels
from saule.demo import charter as plans
from saule.demo import peers, providers, public
from saule.demo.mailbox import generate_labelled
from saule.demo.notes import OFFICE_HOST
from saule.demo.timetable import open_up, state_time
from saule.demo.willow import earlier_threshold, part_petitions, weigh_and_watch
from saule.desk.founding import Founding, found
from saule.desk.models import Desk, Membership, Role, User
from saule.desk.stating import switch
from saule.matters.answering import draft_for, save_text
from saule.matters.following import follow
from saule.matters.groupers import forget_all
from saule.matters.grouping import group_waiting
from saule.matters.incoming import Incoming
from saule.matters.models import Conversation, Matter, Message
from saule.matters.receiving import receive_many
from saule.matters.referencing import Stated, state_fact
from saule.matters.revising import revise_recent
from saule.promises.acknowledging import acknowledge_due
from saule.promises.closing import settle
from saule.promises.models import Promise
from saule.promises.monthly import keep_due
from saule.promises.news import tell_news
from saule.promises.promising import give_due, sweep_dates
from saule.worker.identity import own_identity
from saule.worker.sending import send_due

PASSWORD = "le-saule-plie"  # noqa: S105 -- shown to whoever runs the demo
LIVE_DAYS = 3
DAILY = 14
"""So many days come in one by one; what is older week by week, which is much quicker."""
MOST_LOOKS = 4
ADVERTISING = "Publicité : personne ne demande rien."
LAST_MOMENT = time(23, 50)


class Arrival(NamedTuple):
    """One message, the day at the desk and the moment at which it came in, and whether nobody wants it."""

    day: date
    at: datetime
    incoming: Incoming
    unwanted: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What the demo found. ``promises_…`` count the promises that are open."""

    messages: int
    people: int
    conversations: int
    matters: int
    promises_dated: int
    promises_undated: int
    largest_matter: dict[str, Any]

    def as_record(self) -> dict[str, Any]:
        """The figures for a script."""
        return asdict(self)


def load(*, now: datetime, told: Callable[[int, int], None] = lambda _done, _days: None) -> Desk:
    """Founds the demo's desk and brings in its whole history up to ``now``; ``told`` hears of each day."""
    plan = plans.charter()
    desk = found_desk(plan, now=now)
    first_live = desk.local_date(now) - timedelta(days=LIVE_DAYS - 1)
    first_daily = desk.local_date(now) - timedelta(days=DAILY)
    spans = in_spans(
        arrivals(desk, now), lambda day: day if day >= first_daily else week_of(day, first_daily)
    )
    for number, (day, came) in enumerate(spans, start=1):
        end = min(datetime.combine(day, LAST_MOMENT, tzinfo=desk.zone), now)
        if day == first_live:
            go_live(desk, now=datetime.combine(day, time(), tzinfo=desk.zone))
            open_up(desk, now=datetime.combine(day, time(), tzinfo=desk.zone))
        one_span(desk, came, now=end, live=day >= first_live)
        told(number, len(spans))
    state_reference(desk, now=now)
    providers.history(desk, now=now)
    look_until_still(desk, now=now)
    part_petitions(desk, now=now)
    prepare_answer(desk, now=now)
    earlier_threshold(desk, now=now)
    weigh_and_watch(desk, now=now)
    public.open_matters(desk, largest_matter(desk), now=now)
    peers.answer_each_other(desk, largest_matter(desk), now=now)
    providers.present(desk, now=now)
    follow_all(desk, now=now)
    return desk


def look_until_still(desk: Desk, *, now: datetime) -> None:
    """Looks at all messages together until nothing moves any more: what a visitor sees first then stays.

    Each look begins from the rows, as that of the worker does, which has not seen the messages come in.
    """
    for _look in range(MOST_LOOKS):
        forget_all(desk)
        if not revise_recent(desk, now=now, again=True):
            return


def follow_all(desk: Desk, *, now: datetime) -> None:
    """What came of each answer: the reports have something to say at once."""
    while follow(now=now):
        pass
    while keep_due(desk, now=now):
        pass


def found_desk(plan: plans.Charter, *, now: datetime) -> Desk:
    """The desk with its charter, staff and capacity, as of the first day of the story."""
    owner = next(one for one in plan.staff if one.role == "owner")
    wish = Founding(
        desk=plan.desk,
        owner_email=owner.address,
        owner_name=owner.name,
        password=PASSWORD,
        address=plan.address,
        capacity=plan.weekly_capacity,
        time_zone=plan.time_zone,
    )
    start = now - timedelta(days=92)
    desk = found(wish, now=start, kinds=[kind_row(kind) for kind in plan.kinds])
    desk.working_days = "".join(str(day + 1) for day in plan.working_days)
    desk.save(update_fields=["working_days"])
    hashed = User.objects.get(email=owner.address).password
    for one in plan.staff:
        if one is not owner:
            # Everybody has the owner's password: hashing it once is enough.
            user = User.objects.create_user(one.address, one.name)
            User.objects.filter(pk=user.pk).update(password=hashed)
            Membership.objects.create(desk=desk, user=user, role=one.role, since=start)
    state_time(desk, plan, now=now)
    # Its mail server says whose senders are proven: their signatures count as confirmed.
    desk.mailboxes.update(authserv_id=f"mx.{OFFICE_HOST}")
    return desk


def kind_row(kind: plans.Kind) -> dict[str, Any]:
    """A heading of the charter as founding takes it."""
    return {
        "code": kind.key,
        "name_fr": kind.names["fr"],
        "name_en": kind.names["en"],
        "nature": kind.nature,
        "entitled_days": kind.entitled_days,
        "statutory": bool(kind.legal_basis),
        "legal_basis": kind.legal_basis,
        "hoped_days": kind.hoped_days,
        "examples_fr": kind.examples["fr"],
        "examples_en": kind.examples["en"],
    }


def arrivals(desk: Desk, now: datetime) -> Iterator[Arrival]:
    """The story's messages in the order in which they came. A date that cannot be true is the one before."""
    last, parser = now - timedelta(days=91), Parser.of(desk)
    told = list(generate_labelled(desk.local_date(now), now=now))
    mails = (RawMail(raw, 0, 0) for raw, _label in told)
    for one, (_raw, label) in zip(located(mails), told, strict=True):
        incoming = parser(one)
        sent = incoming.sent_at
        if sent and last <= sent <= min(last + timedelta(days=4), now):
            last = sent
        yield Arrival(desk.local_date(last), last, incoming, label["class"] == "spam")


def put_aside(desk: Desk, unwanted: Sequence[str], *, now: datetime) -> None:
    """Advertising that the town's filter let through needs no answer: somebody says so."""
    agent = desk.memberships.filter(role=Role.AGENT).earliest("pk").user
    waiting = Conversation.objects.filter(desk=desk, waiting_since__isnull=False)
    for conversation in waiting.filter(messages__message_id__in=unwanted).distinct():
        settle(conversation, by=agent, now=now, why=ADVERTISING)


def week_of(day: date, end: date) -> date:
    """The last day of the week that ``day`` is in, weeks being counted back from ``end``."""
    return end - timedelta(days=(end - day - timedelta(days=1)).days // 7 * 7 + 1)


def in_spans(came: Iterator[Arrival], span: Callable[[date], date]) -> list[tuple[date, list[Arrival]]]:
    """The arrivals of each span of days, with its last day."""
    return [(day, list(rows)) for day, rows in groupby(came, lambda arrival: span(arrival.day))]


def one_span(desk: Desk, came: Sequence[Arrival], *, now: datetime, live: bool) -> None:
    """Some days of the desk, up to their end: what came in, grouped, promised, and (live) acknowledged."""
    if live:
        for arrival in came:
            receive_many(desk, [arrival.incoming], now=arrival.at)
    else:
        receive_many(desk, [arrival.incoming for arrival in came], now=now, imported=True)
    while group_waiting(desk, now=now).count:
        pass
    sweep_dates(desk, now=now)
    give_due(desk, now=now)
    put_aside(desk, [arrival.incoming.message_id for arrival in came if arrival.unwanted], now=now)
    if live and acknowledge_due(desk, now=now) + tell_news(desk, now=now):
        empty_outbox(now)


def go_live(desk: Desk, *, now: datetime) -> None:
    """The owner switches the mailbox live. In the demo, mail goes into files and nowhere else."""
    owner = desk.memberships.filter(role="owner").select_related("user").get().user
    switch(desk.mailboxes.get(), live=True, would_leave=0, by=owner, now=now, why="Démonstration")


def empty_outbox(now: datetime) -> None:
    """Sends what is due."""
    channels = Channels()
    while send_due(channels, worker=own_identity(), now_fn=lambda: now, stopping=lambda: False).seen:
        pass
    channels.close()


def largest_matter(desk: Desk) -> Matter | None:
    """The matter with the most people that still wants an answer."""
    return desk.matters.open().order_by("-people", "pk").first()


def state_reference(desk: Desk, *, now: datetime) -> None:
    """The fees, dates and time limits that the town hall knows to be true."""
    owner = desk.memberships.filter(role="owner").select_related("user").get().user
    for row in plans.reference(desk.local_date(now)):
        state_fact(desk, Stated(**row), by=owner, now=now)


def prepare_answer(desk: Desk, *, now: datetime) -> None:
    """A draft answer to the largest matter, in both languages, so that a visitor can send it: an agent has
    written it, and the visitor, who owns the desk, is the second person who approves it.
    """
    matter = largest_matter(desk)
    agents = desk.memberships.filter(role="agent").select_related("user").order_by("pk")
    if matter is None or not agents:
        return
    writer = agents[0].user
    answer = draft_for(matter, by=writer, now=now)
    for language in plans.charter().languages:
        text = plans.crisis_answer(language, desk.local_date(now))
        save_text(answer, language, text, by=writer, now=now)


def figures(desk: Desk) -> Figures:
    """What is in the desk now."""
    largest = largest_matter(desk)
    is_open = desk.promises.filter(state__in=Promise.OPEN)
    return Figures(
        messages=Message.objects.filter(desk=desk).count(),
        people=desk.persons.filter(joined_into=None).count(),
        conversations=desk.conversations.count(),
        matters=desk.matters.current().filter(messages_count__gt=0).count(),
        promises_dated=is_open.filter(day__isnull=False).count(),
        promises_undated=is_open.filter(day=None).count(),
        largest_matter={"title": largest.title, "people": largest.people} if largest else {},
    )
