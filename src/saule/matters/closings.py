"""Closings: an answer that left, or a settlement, begins a sequel: whose, about what, after which wait."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from saule.desk.models import Membership
from saule.engines.sequels import ASKED, DISPUTED
from saule.matters.drafting import writer_in
from saule.matters.models import Filing, Message, Sequel, Settlement
from saule.matters.stories import OURS, Stories, Told

MOST_CONTACTS, MOST_DAYS = 9_999, 9_999
MESSAGES = ("desk", "person", "conversation", "delivery__answer")
SETTLEMENTS = ("conversation__desk", "conversation__person")


class Filed(NamedTuple):
    """Where a message of a conversation is filed, since when, and under which heading of which team."""

    at: datetime
    matter: int
    kind: int | None
    team: int | None


def begun_by_messages(messages: QuerySet[Message]) -> list[Sequel]:
    """The sequels, not saved, that these answers of ours begin."""
    return begun(
        [
            Sequel(
                desk=row.desk,
                person_id=row.person.joined_into_id or row.person.pk,
                conversation=row.conversation,
                message=row,
                by_id=writer_of(row),
                answer=row.delivery.answer if hasattr(row, "delivery") else None,
                at=row.received_at,
            )
            for row in messages.select_related(*MESSAGES)
            if row.person
        ]
    )


def begun_by_settlements(settlements: QuerySet[Settlement]) -> list[Sequel]:
    """The sequels, not saved, that these settlements begin."""
    return begun(
        [
            Sequel(
                desk=row.conversation.desk,
                person_id=row.conversation.person.joined_into_id or row.conversation.person.pk,
                conversation=row.conversation,
                settlement=row,
                by_id=row.by_id,
                at=row.at,
            )
            for row in settlements.select_related(*SETTLEMENTS)
            if row.conversation.person
        ]
    )


def writer_of(message: Message) -> int | None:
    """Who wrote it; None for what was written before Saule."""
    delivery = getattr(message, "delivery", None)
    if delivery is None:
        return None
    return delivery.answer.author_id if delivery.answer else writer_in(delivery.key)


def begun(rows: Sequence[Sequel]) -> list[Sequel]:
    """The same with all that is known of them: the matter and heading, the team, the wait before it.

    What closes nothing, as nothing was asked, counts for nothing: its state says so.
    """
    filed, teams = filings_of(rows), teams_of(rows)
    for row in rows:
        place(row, filed[row.conversation_id], teams[(row.desk_id, row.by_id)])
    stories = Stories({row.person_id for row in rows}, {row.matter_id for row in rows if row.matter_id})
    for row in rows:
        wait(row, [one for one in stories.about(row) if one.at <= row.at])
    return list(rows)


def filings_of(rows: Sequence[Sequel]) -> dict[int, list[Filed]]:
    """Where the messages of each conversation are filed, in the order in which they came."""
    found: dict[int, list[Filed]] = defaultdict(list)
    filings = Filing.objects.filter(message__conversation__in={row.conversation_id for row in rows})
    fields = ("message__received_at", "matter", "matter__kind", "matter__kind__team")
    for conversation, *filed in filings.order_by("pk").values_list("message__conversation", *fields):
        found[conversation].append(Filed(*filed))
    for some in found.values():
        some.sort(key=lambda one: one.at)
    return found


def teams_of(rows: Sequence[Sequel]) -> dict[tuple[int, int | None], set[int]]:
    """The teams of each who closed something."""
    found: dict[tuple[int, int | None], set[int]] = defaultdict(set)
    members = Membership.objects.filter(user__in={row.by_id for row in rows if row.by_id})
    for desk, user, team in members.values_list("desk", "user", "teams"):
        if team is not None:
            found[(desk, user)].add(team)
    return found


def place(row: Sequel, filed: Sequence[Filed], theirs: set[int]) -> None:
    """Sets what it is about (the answer's matter, or that of the last message before it) and which team's."""
    before = [one for one in filed if one.at <= row.at] or filed[:1]
    last = before[-1] if before else None
    mine = row.answer.matter_id if row.answer else None
    same = next((one for one in before if one.matter == mine), last)
    row.matter_id = mine or (last.matter if last else None)
    row.kind_id = same.kind if same else None
    row.team_id = team_of(theirs, row.conversation.assigned_team_id, same.team if same else None)
    row.month = row.desk.local_date(row.at).replace(day=1)


def team_of(theirs: set[int], *wanted: int | None) -> int | None:
    """For which of their teams somebody worked: that to which it was given, or whose heading it is, or the
    only one.
    """
    fitting = [team for team in wanted if team in theirs]
    return fitting[0] if fitting else next(iter(theirs)) if len(theirs) == 1 else None


def wait(row: Sequel, before: Sequence[Told]) -> None:
    """Sets how often the person had asked, and how many days they had waited since the last answer."""
    asked = [one.at for one in before if one.what in (ASKED, DISPUTED)]
    ours = [one for one in before if one.what == OURS and one.key != row.message_id]
    answered = [one.at for one in ours if one.at < row.at]
    row.contacts = min(len(asked), MOST_CONTACTS)
    open_since = [at for at in asked if not answered or at > answered[-1]]
    if open_since:
        days = (row.desk.local_date(row.at) - row.desk.local_date(open_since[0])).days
        row.waited = min(max(days, 0), MOST_DAYS)
    if not asked:
        row.state = Sequel.State.VOID
