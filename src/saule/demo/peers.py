"""What people answer each other in the demo: one helps many, one is wrong, one waits for a look."""

import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import Q

from saule.desk.models import Desk, Role, User
from saule.matters.endorsing import endorse
from saule.matters.judging import mark_correct, mark_wrong, show
from saule.matters.models import Conversation, Matter, Message, PeerAnswer
from saule.matters.peering import answer_others, is_open
from saule.promises.withdrawing import withdraw

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
EVERY = 3
"""Of those who left the queue, each third wants to read the desk's answer all the same."""


@cache
def written() -> list[dict[str, Any]]:
    """The answers of the story."""
    source = files("saule.demo").joinpath("texts/peers.toml").read_text()
    answers: list[dict[str, Any]] = tomllib.loads(source)["answer"]
    return answers


def answer_each_other(desk: Desk, matter: Matter | None, *, now: datetime) -> None:
    """People who asked in this matter answer each other, if everybody can read of it."""
    if matter is None or not is_open(matter):
        return
    agent = desk.memberships.filter(role=Role.AGENT).select_related("user").earliest("pk").user
    asked = those_who_asked(matter, before=now - 2 * A_DAY)
    writers, others = asked[: len(written())], asked[len(written()) :]
    for one, writer in zip(written(), writers, strict=True):
        readers = whom_it_concerns(one, others)
        answer = say(one, matter, writer, now=now)
        if one.get("state") != PeerAnswer.State.PROPOSED:
            judge(answer, one, by=agent, now=now)
            help_out(answer, one, readers, now=now)


def those_who_asked(matter: Matter, *, before: datetime) -> list[Conversation]:
    """The conversations of people who wait in a matter, one for each of them, the oldest first."""
    rows = Conversation.objects.filter(
        messages__filings__matter=matter, waiting_since__lt=before, person__joined_into=None
    )
    found = rows.select_related("desk", "person").order_by("waiting_since", "pk").distinct()
    return list({one.person_id: one for one in found}.values())


def whom_it_concerns(one: dict[str, Any], asked: Sequence[Conversation]) -> list[Conversation]:
    """Those first who wrote in their own words of what an answer is about."""
    about = Q()
    for word in one.get("about", ()):
        about |= Q(said__icontains=word)
    rows = Message.objects.from_people().filter(about, conversation__in=asked, letter=None)
    concerned = set(rows.values_list("conversation", flat=True)) if about else set()
    return sorted(asked, key=lambda talk: talk.pk not in concerned)


def say(one: dict[str, Any], matter: Matter, writer: Conversation, *, now: datetime) -> PeerAnswer:
    """Somebody answers the others."""
    assert writer.person is not None  # noqa: S101 -- somebody wrote it
    return answer_others(
        matter,
        text=one["text"].strip(),
        shown_name=one.get("name", ""),
        language=one["language"],
        conversation=writer,
        by=writer.person,
        now=now - one["days_ago"] * A_DAY - 2 * AN_HOUR,
    )


def judge(answer: PeerAnswer, one: dict[str, Any], *, by: User, now: datetime) -> None:
    """A colleague shows it, and says what they know of it."""
    looked = answer.at + AN_HOUR
    show(answer, by=by, now=looked)
    if one.get("mark") == "correct":
        mark_correct(answer, by=by, now=looked)
    elif one.get("mark") == "wrong":
        mark_wrong(answer, by=by, now=now - AN_HOUR, why=one["why"])


def help_out(
    answer: PeerAnswer, one: dict[str, Any], readers: Sequence[Conversation], *, now: datetime
) -> None:
    """It helped some people, and some of them need no other answer."""
    for number, reader in enumerate(readers[: one["helped"]]):
        assert reader.person is not None  # noqa: S101 -- somebody wrote it
        at = now - (number % 30 + 1) * AN_HOUR
        endorse(answer, by=reader.person, now=at)
        reader.refresh_from_db()
        if number < one.get("left", 0):
            withdraw(reader, now=at, helped_by=answer, informed=number % EVERY == 0)
