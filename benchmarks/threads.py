"""One person's conversation in a matter of the desk that ``benchmarks.filling`` makes."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.rows import ENGINE, Plan
from saule.matters.models import (
    Answer,
    Attachment,
    Conversation,
    Decision,
    Delivery,
    DeliveryTransition,
    Filing,
    Letter,
    Matter,
    Message,
    Objection,
    Signature,
    SignatureEvidence,
    SignatureTransition,
)
from saule.people.addresses import address_digest
from saule.people.models import AttentionEntry
from saule.promises.models import Promise, PromiseTransition

if TYPE_CHECKING:
    from benchmarks.filling import Filler


class Thread:
    """One person's conversation in a matter: what they wrote, the date they were given, the answer."""

    def __init__(self, town: "Filler", matter: Matter, plan: Plan, answer: Answer | None, place: int) -> None:
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
