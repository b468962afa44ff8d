"""The demo's two providers: what each was handed and answered, who came back, and what the desk owes them.

One helps nearly everybody. The other closes fast and gives fanciful amounts: the figure guard, the share of
those who come back and the statements make it plain. Who came back is helped on the telephone by the town.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import F

from saule.desk.models import Desk, Membership, Role, User
from saule.matters import because, guarding, replying
from saule.matters.following import follow
from saule.matters.grouping import group_waiting
from saule.matters.incoming import Incoming
from saule.matters.models import Assignment, Conversation, Message, Sequel
from saule.matters.receiving import receive_many
from saule.promises.closing import settle
from saule.promises.overflowing import overflow_now
from saule.providers import answering, handing
from saule.providers.contracting import Paid, Wanted, add_provider, state_prices, state_terms
from saule.providers.errors import ForALeader
from saule.providers.issuing import after, issue, month_of
from saule.providers.models import FigureStop, Handover, HandoverTransition, Provider
from saule.providers.securing import answer_question

OPENS, CLOSES, EVERY_DAY = time(0), time(23, 59), "1234567"
SOON, LATER = timedelta(days=2), timedelta(days=5)
CALLED = "Rappel téléphonique\u202f: la réponse donnée était fausse ou incomplète."
HANDED_NOW = 3


@dataclass(frozen=True)
class Told:
    """One provider of the story, with the person who answers for it."""

    provider: Provider
    agent: Membership
    facts: dict[str, Any]


@cache
def source() -> dict[str, Any]:
    """Return the providers' file as it is."""
    return tomllib.loads((files("saule.demo") / "texts" / "providers.toml").read_text("utf-8"))


def agents() -> list[tuple[str, str]]:
    """Return who answers for a provider: names and addresses to sign in with."""
    return [(row["agent"], row["address"]) for row in source()["provider"]]


def history(desk: Desk, *, now: datetime) -> None:
    """Three months with both providers: what they answered, who came back, what was issued in between."""
    boss = desk.memberships.get(role=Role.OWNER).user
    told = [engaged(desk, row, by=boss, now=now) for row in source()["provider"]]
    months = list(reversed(last_months(desk, now, 3)))
    for one in told:
        for month, wanted in zip(months, one.facts["answered"], strict=True):
            past(one, month, wanted, now=now)
        issue(one.provider, months[0], by=boss, now=moment(desk, after(months[0]), 4))
    while group_waiting(desk, now=now).count:
        pass
    while follow(now=now):
        pass
    for one in told:
        theirs = Sequel.objects.filter(conversation__handovers__provider=one.provider)
        theirs = theirs.filter(at=F("conversation__answered_at"))
        theirs.update(by=one.agent.user, team=one.provider.team)
        issue(one.provider, months[1], by=boss, now=now)


def last_months(desk: Desk, now: datetime, count: int) -> list[Any]:
    """The first days of this month and of those before, the newest first."""
    found = [month_of(desk.local_date(now))]
    while len(found) < count:
        found.append(month_of(found[-1] - timedelta(days=1)))
    return found


def moment(desk: Desk, day: Any, days: int) -> datetime:
    """A morning so many days after a day."""
    return datetime.combine(day + timedelta(days=days), time(9), tzinfo=desk.zone)


def engaged(desk: Desk, row: dict[str, Any], *, by: User, now: datetime) -> Told:
    """A provider as it was taken on three months ago, with its agent, terms, prices and answers."""
    start = last_months(desk, now, 3)[-1]
    at = max(moment(desk, start, 0), desk.created_at)
    made = add_provider(desk, row["name"], row["answers_per_week"], by=by, now=at)
    kinds = list(desk.kinds.filter(code__in=row["kinds"]))
    languages = row["languages"]
    wanted = Wanted(kinds=kinds, languages=languages, weekdays=EVERY_DAY, opens=OPENS, closes=CLOSES)
    state_terms(made, wanted, starts=start, by=by, now=at)
    state_prices(made, Paid(**row["prices"]), starts=start, by=by, now=at)
    for code, (choice, evidence) in row["security"].items():
        answer_question(made, code, choice, evidence=evidence, dated=start, by=by, now=at)
    boss = User.objects.get(pk=by.pk)
    user = User.objects.create_user(row["address"], row["agent"])
    User.objects.filter(pk=user.pk).update(password=boss.password)
    agent = Membership.objects.create(desk=desk, user=user, role=Role.PROVIDER_AGENT, since=at)
    agent.teams.add(made.team)
    return Told(made, agent, row)


def past(told: Told, month: Any, wanted: int, *, now: datetime) -> None:
    """What a provider answered in a month, of what was answered then; and who came back."""
    desk = told.provider.desk
    rows = answered_in(told, moment(desk, month, 0), min(moment(desk, after(month), 0), now - LATER))
    for number, talk in enumerate(rows[:wanted]):
        at = talk.answered_at or now
        one = made_of(told, talk, at)
        if number % told.facts["back"] == told.facts["back"] - 1:
            come_back(talk, at, number, now=now)
        if number % 3 == 0 and number // 3 < told.facts["stops"]:
            remember(told, one, at, number // 3)


def answered_in(told: Told, since: datetime, until: datetime) -> list[Conversation]:
    """Conversations under the provider's headings that were answered in time, each with one person."""
    rows = told.provider.desk.conversations.filter(answered_at__gte=since, answered_at__lt=until)
    rows = rows.filter(waiting_since=None, person__isnull=False, handovers=None, last_at=F("answered_at"))
    rows = rows.filter(messages__outgoing=False, messages__language__in=told.facts["languages"])
    kinds = told.facts["kinds"]
    rows = rows.filter(
        messages__filings__matter__kind__code__in=kinds, messages__filings__matter__grave=False
    )
    return list(rows.distinct().order_by("answered_at", "pk"))


def made_of(told: Told, talk: Conversation, answered: datetime) -> Handover:
    """The rows of a conversation that was handed on, taken and answered."""
    handed = max(talk.opened_at, answered - timedelta(hours=7))
    given = {"conversation": talk, "at": handed, "why": because.HANDED_ON}
    assignment = Assignment.objects.create(**given, to_team=told.provider.team)
    Assignment.objects.create(conversation=talk, at=answered, why=because.BY_PROVIDER)
    user = told.agent.user
    one = Handover.objects.create(
        provider=told.provider,
        conversation=talk,
        state=Handover.State.ANSWERED,
        at=handed,
        handed_at=handed,
        take_by=handed + timedelta(days=1),
        assignment=assignment,
        taken_by=user,
        answered_at=answered,
        answered_by=user,
    )
    walk(one, (("handed", handed), ("taken", handed), ("answered", answered)), by=user)
    return one


def walk(one: Handover, steps: Sequence[tuple[str, datetime]], *, by: User) -> None:
    """The rows of a handover's way; the desk itself handed it on."""
    before = "proposed"
    for state, at in steps:
        who = None if state == "handed" else by
        HandoverTransition.objects.create(handover=one, from_state=before, to_state=state, at=at, by=who)
        before = state


def come_back(talk: Conversation, answered: datetime, number: int, *, now: datetime) -> None:
    """The person was not helped and writes again; the town calls them back."""
    rows = talk.messages.filter(outgoing=False).select_related("address", "person")
    last = rows.latest("received_at", "pk")
    if last.address is None:
        return
    at = min(answered + timedelta(days=2 + number % 9, hours=number % 5), now - SOON)
    texts = source()["again"].get(last.language) or source()["again"]["fr"]
    receive_many(talk.desk, [mail_of(last, last.address.value, texts[number % len(texts)], at)], now=at)
    agent = talk.desk.memberships.filter(role=Role.AGENT).earliest("pk").user
    settle(Conversation.objects.get(pk=talk.pk), by=agent, now=at + timedelta(days=1), why=CALLED)


def mail_of(last: Message, address: str, said: str, at: datetime) -> Incoming:
    """One more mail of the person who wrote ``last``."""
    name = last.person.name if last.person else ""
    identifier = f"{last.public_id}.again@{address.partition('@')[2]}"
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = address, f"<{identifier}>"
    mail.set_content(said)
    return Incoming(
        channel="email",
        position=f"demo:again:{last.public_id}",
        raw=mail.as_bytes(),
        sender=address,
        sender_name=name,
        recipients=(),
        subject=f"Re: {last.subject}"[:300],
        text=said,
        said=said,
        message_id=identifier,
        in_reply_to=(last.message_id,) if last.message_id else (),
        sent_at=at,
    )


def remember(told: Told, one: Handover, at: datetime, number: int) -> None:
    """A reply of theirs stated a figure that the reference does not have so, and did not leave."""
    desk = told.provider.desk
    text = source()["stopped"][number % len(source()["stopped"])]["text"]
    doubts = guarding.doubts_in(text, guarding.reference(desk), desk=desk, now=at)
    figures = [
        {"text": doubt.finding.figure.text, "code": doubt.code, "verdict": str(doubt.finding.verdict)}
        for doubt in doubts
    ]
    when = at - timedelta(minutes=4)
    FigureStop.objects.create(handover=one, figures=figures, at=when, by=told.agent.user)


def present(desk: Desk, *, now: datetime) -> None:
    """Today: the fast one is sure of its amounts, and its rank has stopped it; the other has work."""
    good, fast = (told_of(desk, row) for row in source()["provider"])
    boss = desk.memberships.get(role=Role.OWNER)
    for talk in handing.eligible(fast.provider, fast.provider.terms.get(), now=now)[:1]:
        (one,) = handing.propose(fast.provider, [talk], now=now, why={})
        insist(handing.hand(one, by=boss.user, now=now), fast.agent, now=now)
    overflow_now(desk, now=now)
    proposed = Handover.objects.filter(provider=good.provider, state=Handover.State.PROPOSED)
    for one in proposed.select_related("provider__desk", "provider__team", "conversation")[:HANDED_NOW]:
        handing.hand(one, by=boss.user, now=now)


def told_of(desk: Desk, row: dict[str, Any]) -> Told:
    """A provider of the story, as it is by now."""
    made = Provider.objects.select_related("desk", "team").get(desk=desk, name=row["name"])
    agent = desk.memberships.select_related("user", "desk").get(user__email=row["address"])
    return Told(made, agent, row)


def insist(one: Handover, agent: Membership, *, now: datetime) -> None:
    """A reply with fanciful figures: it does not leave, and its writer asks a leader."""
    answering.save(one, source()["asked"]["fr"].strip(), by=agent, now=now)
    try:
        answering.answer(one, by=agent, now=now, seen=replying.mark(one.conversation))
    except ForALeader as error:
        answering.ask_leader(
            FigureStop.objects.select_related("handover").get(pk=error.stop), by=agent, now=now
        )
