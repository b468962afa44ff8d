"""Fills a store with a desk at work: bulk rows of the real models, so that every count and history is true.

What stands in it is what Saule would have written for the same mails: one source for each message, a decision
and a filing for each human one, one signature for each person and matter, an acknowledgement, a promise and
what became of it, one delivery for each person answered. ``saule doctor`` finds nothing to say about it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from django.db import connection
from django.db.models import Model

from benchmarks.rows import Chunk, Plan
from benchmarks.texts import Pen
from benchmarks.threads import Thread
from saule.demo.charter import charter
from saule.desk.founding import Founding, found
from saule.desk.models import Desk, Event, Kind, Mailbox, MailboxSwitch, Membership, Role, Team, User
from saule.matters.drawing import draw
from saule.matters.following import follow
from saule.matters.models import (
    Answer,
    AnswerText,
    AnswerTransition,
    Conversation,
    Enclosure,
    Letter,
    Matter,
    MatterTransition,
    Message,
    SavedReply,
    SavedReplyText,
    Source,
)
from saule.matters.referencing import Stated, state_fact
from saule.people.models import Address, Person
from saule.promises.learning import learned
from saule.promises.monthly import keep_due
from saule.worker.learning import Learning
from saule.worker.purging import purge_due

DAYS = 400
LARGEST = 5000
CHUNK = 4000
MACHINES = ("bounce", "list", "out_of_office", "auto_reply", "spam")
HUMAN_SHARE = 0.93
TEAMS = ("Voirie", "État civil", "Enfance", "Cadre de vie")


class Filler:
    """Makes one desk with ``count`` conversations over the last ``DAYS`` days."""

    def __init__(self, count: int, seed: int, now: datetime) -> None:
        self.count = count
        self.crisis = min(LARGEST, count // 5)
        self.now = now
        self.rng = Random(seed)
        self.pen = Pen(self.rng)
        self.chunk = Chunk()
        self.known: list[tuple[Person, Address]] = []
        self.number = 0
        self.desk, self.owner = found_desk(now)
        self.mailbox: Mailbox = self.desk.mailboxes.get()
        self.kinds = list(self.desk.kinds.select_related("team"))

    def fill(self) -> Desk:
        """Stores everything, in chunks of some thousand conversations."""
        humans = round(self.count * HUMAN_SHARE)
        for plan in self.plans(humans):
            self.matter(plan)
            self.store_when_full()
        for _ in range(self.count - humans):
            self.machine()
        self.chunk.store(now=self.now)
        self.follow()
        learned(self.desk, now=self.now)  # as the worker does with the day's first promise
        settle_store(self.now)
        return self.desk

    def follow(self) -> None:
        """What the worker would have done: what came of each answer, what is read again, what is over."""
        while follow(now=self.now):
            pass
        while keep_due(self.desk, now=self.now):
            pass
        while purge_due(self.desk, now=self.now):
            pass
        today = self.desk.local_date(self.now)
        monday = today - timedelta(days=today.weekday())
        for weeks in range(1, 26):  # a small desk did not answer every week
            if draw(self.desk, monday - timedelta(weeks=weeks), seed="benchmark", now=self.now):
                break

    def store_when_full(self) -> None:
        """Stores the chunk once it is large."""
        if len(self.chunk.rows[Conversation]) >= CHUNK:
            self.chunk.store(now=self.now)
            self.chunk = Chunk()

    def plans(self, humans: int) -> Iterator[Plan]:
        """Matters until all conversations are spoken for: a crisis of thousands, and a long tail of ones."""
        left, size = humans, min(LARGEST, humans // 4)
        first = True
        while left:
            size = min(size, left)
            left -= size
            yield self.plan(size, crisis=first)
            first = False
            alone = self.rng.random() < 0.6
            size = 1 if alone else min(LARGEST // 4, int(self.rng.paretovariate(1.05)))

    def plan(self, size: int, *, crisis: bool) -> Plan:
        """One matter; old ones are mostly answered, the crisis of the day is not."""
        rng = self.rng
        age = 30.0 if crisis else rng.uniform(0.05, DAYS)
        wait = rng.expovariate(1 / 9) + 0.5
        done = not crisis and wait < age and rng.random() < 0.95
        opened = self.now - timedelta(days=age)
        answered = opened + timedelta(days=max(wait, age * 0.3 if size > 20 else wait)) if done else None
        return Plan(
            size=size,
            opened=opened,
            answered=answered,
            theme="bus" if crisis else self.pen.theme(),
            language="fr" if rng.random() < 0.8 else "en",
            grave=not crisis and rng.random() < 0.01,
        )

    def matter(self, plan: Plan) -> None:
        """One matter with its conversations, its answer, and what led to both."""
        rng, shared = self.rng, plan.size > 1
        matter = self.chunk.add(
            Matter(
                desk=self.desk,
                title=f"{self.pen.thing(plan.theme, plan.language)} {rng.randint(1, 140)}",
                language=plan.language,
                kind=self.kind(plan),
                nature="shared" if shared else "personal",
                grave=plan.grave,
                grave_because=[{"words": "urgence", "reason": "danger"}] if plan.grave else [],
                state="answered" if plan.answered else "open",
                opened_at=plan.opened,
                last_at=plan.opened,
                described_with=1,
            )
        )
        answer = self.answer(matter, plan)
        letters = [self.chunk.add(Letter(desk=self.desk)) for _ in range(min(4, plan.size // 15))]
        texts = [self.pen.said(plan.theme, plan.language) for _ in letters]
        copied = list(zip(letters, texts, strict=True))
        for place in range(plan.size):
            Thread(self, matter, plan, answer, place).make(copied)

    def kind(self, plan: Plan) -> Kind | None:
        """A heading; a few matters have none. What very many ask stands under one that the agent may see."""
        if plan.size >= self.crisis:
            return next(kind for kind in self.kinds if kind.team and kind.team.name == TEAMS[0])
        return None if self.rng.random() < 0.06 else self.rng.choice(self.kinds)

    def answer(self, matter: Matter, plan: Plan) -> Answer | None:
        """The matter's answer if it has one; now and then one in the making."""
        state = "sent" if plan.answered else self.rng.choices(("", "draft", "proposed"), (96, 3, 1))[0]
        crisis = plan.size >= self.crisis and not plan.answered
        if crisis:
            state = "draft"
        if not state:
            return None
        at = plan.answered or self.now - timedelta(hours=3)
        user = self.owner.user
        answer: Answer = self.chunk.add(
            Answer(
                desk=self.desk, matter=matter, state=state, author=user, created_at=at - timedelta(hours=1)
            )
        )
        for language in ("fr", "en"):
            said = "Bonjour {name},\n\n" + self.pen.said(plan.theme, language)
            self.chunk.add(AnswerText(answer=answer, language=language, body=said, saved_at=at))
        if crisis:
            self.enclose(answer, at)
        moves = {"draft": (), "proposed": ("proposed",), "sent": ("approved", "sent")}[state]
        self.moves(AnswerTransition, "answer", answer, ("draft", *moves), at)
        if plan.answered:
            self.moves(MatterTransition, "matter", matter, ("open", "answered"), at)
            self.chunk.add(
                Event(
                    desk=self.desk, at=at, by=user, verb="send", record="answer", record_id=answer.public_id
                )
            )
        return answer

    def enclose(self, answer: Answer, at: datetime) -> None:
        """A file that goes with an answer."""
        content = "Plan des nouveaux arrêts".encode()
        self.chunk.add(
            Enclosure(
                desk=self.desk,
                answer=answer,
                name="plan.txt",
                content_type="text/plain",
                content=content,
                size=len(content),
                at=at,
                by=self.owner.user,
            )
        )

    def moves(
        self, model: type[Model], name: str, row: Model, states: Iterable[str], *moments: datetime
    ) -> None:
        """The rows that say how a record went through these states."""
        known = list(states)
        for place, (before, after) in enumerate(pairwise(known)):
            at = moments[min(place, len(moments) - 1)]
            self.chunk.add(model(**{name: row}, from_state=before, to_state=after, at=at))

    def person(self, language: str, at: datetime) -> tuple[Person, Address]:
        """Somebody who writes: mostly new here."""
        self.number += 1
        person = self.chunk.add(
            Person(desk=self.desk, name=self.pen.name(), language=language, created_at=at)
        )
        value = f"person{self.number}@example.org"
        address = self.chunk.add(
            Address(desk=self.desk, person=person, channel="email", value=value, created_at=at)
        )
        return person, address

    def again(self, language: str, at: datetime) -> tuple[Person, Address]:
        """Somebody who writes: one in eight has written about something else before."""
        if self.known and self.rng.random() < 0.12:
            return self.known.pop(self.rng.randrange(len(self.known)))
        found = self.person(language, at)
        self.known.append(found)
        if len(self.known) > CHUNK:
            self.known.pop(0)
        return found

    def machine(self) -> None:
        """A mail that a machine sent: kept, and never answered."""
        at = self.now - timedelta(days=self.rng.uniform(0, DAYS))
        self.number += 1
        words = self.pen.said(self.pen.theme(), "fr")
        conversation = self.chunk.add(
            Conversation(desk=self.desk, subject="Automatic", opened_at=at, last_at=at, imported=True)
        )
        self.chunk.add(
            Message(
                desk=self.desk,
                conversation=conversation,
                source=self.source(f"machine:{self.number}", words, at),
                channel="email",
                mail_class=self.rng.choice(MACHINES),
                subject="Automatic",
                text=words,
                said=words,
                language="fr",
                sent_at=at,
                received_at=at,
                grouped_at=at,
            )
        )
        self.store_when_full()

    def source(self, position: str, text: str, at: datetime, *, file: str = "") -> Source:
        """The bytes as they came."""
        head = (
            f"From: x@example.org\r\nSubject: s\r\nMIME-Version: 1.0\r\nMessage-ID: <{position}@example.org>"
        )
        plain = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        raw = f"{head}\r\n{plain}"
        if file:
            how = f'Content-Disposition: attachment; filename="{file}"'
            more = f"Content-Type: text/plain\r\n{how}\r\n\r\n{text}\r\n"
            parts = f"--b\r\n{plain}--b\r\n{more}--b--\r\n"
            raw = f"{head}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{parts}"
        return self.chunk.add(  # type: ignore[no-any-return]
            Source(desk=self.desk, channel="email", position=position, raw=raw.encode(), received_at=at)
        )


def found_desk(now: datetime) -> tuple[Desk, Membership]:
    """The demo's town hall, its headings shared among four teams; an owner, and an agent of two teams."""
    kinds = [
        {
            "code": kind.key,
            "name_fr": kind.names["fr"],
            "name_en": kind.names["en"],
            "nature": kind.nature,
            "entitled_days": kind.entitled_days,
            "hoped_days": kind.hoped_days,
        }
        for kind in charter().kinds
    ]
    wish = Founding(
        desk="Mairie de Saint-Aubin",
        owner_email="alice@mairie.example",
        owner_name="Alice",
        password="a password for a benchmark",  # noqa: S106 - nobody can reach this desk
        address="contact@mairie.example",
        capacity=400,
    )
    began = now - timedelta(days=DAYS + 1)
    desk = found(wish, now=began, kinds=kinds)
    teams = [Team.objects.create(desk=desk, name=name) for name in TEAMS]
    for place, kind in enumerate(desk.kinds.all()):
        kind.team = teams[place % len(teams)] if place % 5 else None
        kind.save(update_fields=["team"])
    MailboxSwitch.objects.create(mailbox=desk.mailboxes.get(), live=True, at=began)
    saved = SavedReply.objects.create(desk=desk, name="Reçu")
    SavedReplyText.objects.create(
        saved_reply=saved, language="fr", body="Nous avons bien reçu votre message."
    )
    owner = desk.memberships.get(role=Role.OWNER)
    state_fact(desk, Stated("amount", "45 €", name_fr="Carte de bus"), by=owner.user, now=began)
    agent = User.objects.create_user("bob@mairie.example", "Bob", language="en")
    Membership.objects.create(desk=desk, user=agent, role=Role.AGENT, since=began).teams.set(teams[:2])
    return desk, owner


def settle_store(now: datetime) -> None:
    """A server learns by itself, soon after, what is in it (autovacuum); the embedded store by its worker."""
    Learning().step(now=now)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
