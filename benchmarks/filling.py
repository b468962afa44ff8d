"""Fills a store with a desk at work: bulk rows of the real models, so that every count and history is true.

What stands in it is what Saule would have written for the same mails: one source for each message, a decision
and a filing for each human one, one signature for each person and matter, an acknowledgement, a promise and
what became of it, one delivery for each person answered. ``saule doctor`` finds nothing to say about it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from benchmarks.texts import Pen
from saule.demo.charter import charter
from saule.desk.founding import Founding, found
from saule.desk.models import Desk, Event, Kind, Mailbox, MailboxSwitch, Membership, Role, Team, User
from saule.matters.counting import recount
from saule.matters.indexing import index_answers, index_matters, index_messages, index_people
from saule.matters.models import (
    Answer,
    AnswerText,
    AnswerTransition,
    Attachment,
    Conversation,
    Decision,
    Delivery,
    DeliveryTransition,
    Enclosure,
    Filing,
    Letter,
    Matter,
    MatterTransition,
    Message,
    Objection,
    SavedReply,
    SavedReplyText,
    Signature,
    SignatureEvidence,
    SignatureTransition,
    Source,
)
from saule.people.addresses import address_digest
from saule.people.models import Address, AttentionEntry, Person
from saule.promises.models import Promise, PromiseTransition

ORDER: tuple[type[Model], ...] = (
    Person,
    Address,
    Conversation,
    Letter,
    Source,
    Message,
    Attachment,
    Matter,
    MatterTransition,
    Decision,
    Filing,
    Signature,
    SignatureTransition,
    SignatureEvidence,
    Answer,
    AnswerText,
    AnswerTransition,
    Enclosure,
    Delivery,
    DeliveryTransition,
    AttentionEntry,
    Promise,
    PromiseTransition,
    Objection,
    Event,
)
"""What is stored before what: each only points at what stands before it."""

DAYS = 400
LARGEST = 5000
CHUNK = 4000
MACHINES = ("bounce", "list", "out_of_office", "auto_reply", "spam")
HUMAN_SHARE = 0.93
TEAMS = ("Voirie", "État civil", "Enfance", "Cadre de vie")
ENGINE = "benchmark/1"


@dataclass
class Plan:
    """One matter to make: how many conversations, when the first came, whether it is answered."""

    size: int
    opened: datetime
    answered: datetime | None
    theme: str
    language: str
    grave: bool


@dataclass
class Chunk:
    """Rows to store together, by model."""

    rows: dict[type[Model], list[Any]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: Any) -> Any:
        """Keeps a row to be stored; returns it."""
        self.rows[type(row)].append(row)
        return row

    def store(self) -> list[int]:
        """Stores all rows; returns the keys of the matters among them, whose figures are counted."""
        with transaction.atomic():
            for model in ORDER:
                model._default_manager.bulk_create(self.rows[model], batch_size=2000)
            index_messages(self.rows[Message], new=True)
            index_answers([text.pk for text in self.rows[AnswerText]])
            index_people([person.pk for person in self.rows[Person]])
            keys = [matter.pk for matter in self.rows[Matter]]
            index_matters(keys)
            for start in range(0, len(keys), 500):
                recount(keys[start : start + 500])
        return keys


class Filler:
    """Makes one desk with ``count`` conversations over the last ``DAYS`` days."""

    def __init__(self, count: int, seed: int, now: datetime) -> None:
        self.count = count
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
        self.chunk.store()
        settle_store()
        return self.desk

    def store_when_full(self) -> None:
        """Stores the chunk once it is large."""
        if len(self.chunk.rows[Conversation]) >= CHUNK:
            self.chunk.store()
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
        if plan.size >= self.count // 5:
            return next(kind for kind in self.kinds if kind.team and kind.team.name == TEAMS[0])
        return None if self.rng.random() < 0.06 else self.rng.choice(self.kinds)

    def answer(self, matter: Matter, plan: Plan) -> Answer | None:
        """The matter's answer if it has one; now and then one in the making."""
        state = "sent" if plan.answered else self.rng.choices(("", "draft", "proposed"), (96, 3, 1))[0]
        crisis = plan.size >= self.count // 5 and not plan.answered
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


class Thread:
    """One person's conversation in a matter: what they wrote, the date they were given, the answer."""

    def __init__(self, town: Filler, matter: Matter, plan: Plan, answer: Answer | None, place: int) -> None:
        self.town, self.matter, self.plan, self.place = town, matter, plan, place
        self.rng, self.chunk, self.desk = town.rng, town.chunk, town.desk
        self.language = plan.language if self.rng.random() < 0.9 else "en"
        self.came = self.moment()
        self.answer = answer if plan.answered else None
        self.late_comer = plan.answered is not None and self.came > plan.answered
        self.objected = bool(self.answer) and not self.late_comer and self.rng.random() < 0.01
        self.person, self.address = (
            town.again(self.language, self.came) if plan.size == 1 else town.person(self.language, self.came)
        )

    def moment(self) -> datetime:
        """When it came: soon after the first, thinning out; before the answer, and before now."""
        end = min(self.plan.answered or self.town.now, self.town.now) - timedelta(minutes=30)
        span = max((end - self.plan.opened).total_seconds(), 60.0)
        return self.plan.opened + timedelta(seconds=span * self.rng.betavariate(1.1, 1.9))

    def make(self, letters: list[tuple[Letter, str]]) -> None:
        """Adds the conversation with all its rows."""
        waits = self.answer is None or self.objected
        objected_at = (self.plan.answered or self.came) + timedelta(hours=2)
        self.conversation = self.chunk.add(
            Conversation(
                desk=self.desk,
                person=self.person,
                subject=self.town.pen.subject(self.plan.theme, self.language),
                opened_at=self.came,
                last_at=self.came,
                waiting_since=(objected_at if self.objected else self.came) if waits else None,
                answered_at=self.plan.answered if self.answer else None,
            )
        )
        self.signed = self.chunk.add(
            Signature(
                matter=self.matter,
                person=self.person,
                state="confirmed" if self.rng.random() < 0.6 else "unconfirmed",
                own_words=True,
                language=self.language,
                since=self.came,
            )
        )
        if self.signed.state == "confirmed":
            self.town.moves(
                SignatureTransition, "signature", self.signed, ("unconfirmed", "confirmed"), self.came
            )
        self.wrote(self.came, letters)
        if self.rng.random() < 0.15:
            self.wrote(self.came + timedelta(minutes=self.rng.randint(2, 25)), [])
        told = self.tell()
        self.promise(told)
        if self.answer is not None:
            self.answered()
        if self.objected:
            self.chunk.add(Objection(conversation=self.conversation, answer=self.answer, at=objected_at))
            self.conversation.last_at = objected_at

    def wrote(self, at: datetime, letters: list[tuple[Letter, str]]) -> None:
        """One message of the person, filed and counted."""
        town, rng = self.town, self.rng
        town.number += 1
        letter, said = None, ""
        if letters and rng.random() < 0.5:
            letter, said = rng.choices(letters, range(len(letters), 0, -1))[0]
        said = said or town.pen.said(self.plan.theme, self.language)
        text = town.pen.signed(said, self.language, self.person.name)
        file = "document.txt" if rng.random() < 0.12 else ""
        message = self.chunk.add(
            Message(
                desk=self.desk,
                conversation=self.conversation,
                person=self.person,
                address=self.address,
                source=town.source(f"file:{town.number}", text, at, file=file),
                channel="email",
                subject=self.conversation.subject,
                text=text,
                said=said,
                html=f"<p>{said}</p>" if rng.random() < 0.25 else "",
                language=self.language,
                sent_at=at,
                received_at=at,
                message_id=f"{town.number}@example.org",
                authenticated=rng.random() < 0.5,
                awaits_answer=True,
                letter=letter,
                severity=[{"words": "urgence", "reason": "danger"}] if self.plan.grave else [],
                grouped_at=at,
            )
        )
        self.conversation.last_at = max(self.conversation.last_at, at)
        if file:
            self.chunk.add(
                Attachment(
                    message=message,
                    name=file,
                    content_type="text/plain",
                    size=len(text),
                    part=2,
                    scanned=True,
                )
            )
        self.filed(message, at)

    def filed(self, message: Message, at: datetime) -> None:
        """The decision, the filing, and the evidence behind the signature."""
        first = self.place == 0 and at == self.came
        decision = self.chunk.add(
            Decision(
                message=message,
                outcome="opened" if first else "joined",
                matter=self.matter,
                layer="meaning",
                score=self.rng.random(),
                reason="alone" if first else "meaning",
                engine=ENGINE,
                at=at,
            )
        )
        self.chunk.add(Filing(message=message, matter=self.matter, decision=decision))
        self.chunk.add(SignatureEvidence(signature=self.signed, message=message, person=self.person, at=at))

    def tell(self) -> Delivery | None:
        """The acknowledgement that tells the date."""
        if self.rng.random() < 0.25:
            return None
        at = self.came + timedelta(minutes=30)
        return self.delivered("ack", "acknowledgement", at)

    def delivered(self, key: str, purpose: str, at: datetime, answer: Answer | None = None) -> Delivery:
        """A mail that left, with the message of it, its history and its entry in the ledger."""
        town, rng = self.town, self.rng
        waits = purpose != "answer" and at > town.now - timedelta(hours=2)
        state = "waiting" if waits else "refused" if rng.random() < 0.003 and not answer else "sent"
        automatic = purpose != "answer"
        body = town.pen.said(self.plan.theme, self.language)
        delivery = Delivery(
            desk=self.desk,
            key=f"{key}:{self.conversation.public_id}",
            purpose=purpose,
            channel="email",
            mailbox=town.mailbox,
            conversation=self.conversation,
            person=self.person,
            address=self.address,
            answer=answer,
            language=self.language,
            subject=f"Re: {self.conversation.subject}",
            body=body,
            message_id=f"{key}.{self.conversation.public_id}@mairie.example",
            state=state,
            created_at=at,
            not_before=at,
            attempts=0 if waits else 1,
            outcome="suppressed" if state == "refused" else "",
            sent_at=at if state == "sent" else None,
        )
        self.chunk.add(delivery)
        if state == "refused":
            town.moves(DeliveryTransition, "delivery", delivery, ("waiting", "refused"), at)
        if state == "sent":
            town.moves(DeliveryTransition, "delivery", delivery, ("waiting", "attempting", "sent"), at)
            self.left(delivery, automatic=automatic, at=at)
        return delivery

    def left(self, delivery: Delivery, *, automatic: bool, at: datetime) -> None:
        """The message that left, and the ledger's entry."""
        delivery.recorded = self.chunk.add(
            Message(
                desk=self.desk,
                conversation=self.conversation,
                person=self.person,
                address=self.address,
                channel="email",
                outgoing=True,
                automatic=automatic,
                mail_class="auto_reply" if automatic else "human",
                subject=delivery.subject,
                text=delivery.body,
                said=delivery.body,
                language=self.language,
                sent_at=at,
                received_at=at,
                message_id=delivery.message_id,
            )
        )
        self.conversation.last_at = max(self.conversation.last_at, at)
        self.chunk.add(
            AttentionEntry(
                desk=self.desk,
                digest=address_digest(self.desk, "email", self.address.value),
                purpose=delivery.purpose,
                automatic=automatic,
                delivery=delivery.public_id,
                at=at,
            )
        )

    def answered(self) -> None:
        """The answer that this person got."""
        at = self.plan.answered or self.came
        self.delivered("answer", "answer", at, self.answer)

    def promise(self, told: Delivery | None) -> None:
        """The date they were given and what became of it; who objected has another that is open."""
        given = self.came + timedelta(minutes=20)
        ended = self.plan.answered if self.answer is not None else None
        dated = self.rng.random() < 0.8
        soon = self.rng.randint(6, 30)
        day = self.desk.local_date(given + timedelta(days=soon)) if dated else None
        if not ended and day and day < self.desk.local_date(self.town.now) and self.rng.random() < 0.7:
            day = self.desk.local_date(self.town.now + timedelta(days=soon))
        end = ended or self.town.now
        late = day is not None and day < self.desk.local_date(end)
        states = ["given", *(["late"] if late else []), *(["kept_late" if late else "kept"] if ended else [])]
        told = told if told and told.state == "sent" else None
        promise = self.chunk.add(self.given(day, given, states[-1], told))
        after = datetime.combine(day, given.timetz()) + timedelta(days=1) if day and late else end
        self.town.moves(PromiseTransition, "promise", promise, states, after, max(end, after))
        if self.objected:
            late_now = self.desk.local_date(self.town.now + timedelta(days=soon))
            self.chunk.add(self.given(late_now, end + timedelta(hours=3), "given", None))

    def given(self, day: Any, at: datetime, state: str, told: Delivery | None) -> Promise:
        """One promise, not stored."""
        return Promise(
            desk=self.desk,
            person=self.person,
            conversation=self.conversation,
            day=day,
            level=0.92,
            basis="history" if day else "too_far",
            inputs={"unit": "matter"},
            engine=ENGINE,
            given_at=at,
            state=state,
            told_by=told,
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
    agent = User.objects.create_user("bob@mairie.example", "Bob", language="en")
    Membership.objects.create(desk=desk, user=agent, role=Role.AGENT, since=began).teams.set(teams[:2])
    return desk, desk.memberships.get(role=Role.OWNER)


def settle_store() -> None:
    """A server learns by itself, soon after, what is in it (autovacuum); the embedded store never does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
