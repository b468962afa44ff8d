"""A town that lives: people write, staff answer and correct, a worker works, and a wire is watched."""

from datetime import timedelta
from typing import Literal

from django.db import transaction

from saule.desk.errors import SauleError
from saule.matters import delivering
from saule.matters.answering import draft_for, save_text, send
from saule.matters.attaching import attach, detach
from saule.matters.correcting import set_kind
from saule.matters.filing import move, undo
from saule.matters.grouping import group_waiting
from saule.matters.incoming import Incoming
from saule.matters.merging import merge
from saule.matters.models import (
    Conversation,
    Correction,
    Decision,
    Earning,
    Filing,
    Matter,
    Message,
    SettingAside,
    Settlement,
    Signature,
    Suggestion,
)
from saule.matters.objecting import object_to
from saule.matters.receiving import receive_many
from saule.matters.setting_aside import put_back, set_aside
from saule.matters.signing import confirm, withdraw
from saule.matters.splitting import keep_apart, split, step_out
from saule.matters.suggesting import accept, decline, suggest
from saule.matters.undoing import undo as take_back
from saule.people.addresses import address_digest
from saule.people.suppressing import lift, standing, suppress
from saule.promises import closing
from saule.promises.acknowledging import acknowledge_due
from saule.promises.news import tell_news
from saule.promises.promising import give_due, sweep_dates
from saule.promises.thresholds import announce
from saule.worker.checking import examine
from saule.worker.sweeps import public_due, threshold_due

TEXTS = (
    "Je suis contre la suppression de la ligne de bus douze qui me conduit chaque jour au travail",
    "Quand la piscine municipale de la rue des Lilas va-t-elle rouvrir au public le dimanche matin ?",
    "Ma carte 4111 1111 1111 1111 a été débitée deux fois pour la cantine de mon fils en octobre",
    "Merci beaucoup !",
)
NAMES = ("anne", "bea", "carl", "dora")
ACTS = (
    *(
        "write",
        "again",
        "machine",
        "resend",
        "outside",
        "group",
        "move",
        "undo",
        *("merge", "split", "attach", "detach", "apart", "step_out", "ask", "say", "take_back", "take_back"),
        "answer",
        *("settle", "wait_again"),
        "object",
        *("raise_bar", "lower_bar", "aside", "put_back", "judge", "confirm", "confirm"),
    ),
    *("confirm", "withdraw", "work", "doubt", "fail", "suppress", "lift", "night"),
    *("work", "work", "work", "answer", "answer", "suppress"),
)
MORNING = [("write", 0, 0), ("write", 1, 0), ("write", 2, 1), ("group", 0, 0)]
NOT_OF_THE_ROWS = {"room", "store", "mailboxes", "leases", "deliveries", "promised"}
VERDICTS: tuple[Literal["resend", "sent", "drop"], ...] = ("resend", "sent", "drop")


class Town:
    """People who write, staff who answer, a worker, and a wire that is noted down from outside."""

    def __init__(self, desk, mail, alice, now) -> None:
        self.desk, self.mail, self.alice, self.now = desk, mail, alice, now
        self.known: list[Incoming] = []
        self.taken: list[str] = []
        self.decided: set[str] = set()
        self.lost: list[tuple[str, int]] = []

    def live(self, acts) -> None:
        for act, who, what in acts:
            self.now += timedelta(minutes=7)
            earned = self.earned()
            try:
                with transaction.atomic():
                    getattr(self, act)(NAMES[who], what)
            except SauleError:
                pass  # refused in words: nothing was done
            self.lost += [(act, pk) for pk in earned - self.earned() if not self.for_good_reason(pk)]

    def earned(self) -> set[int]:
        """The matters that have earned their answer."""
        return set(Matter.objects.filter(earned_at__isnull=False).values_list("pk", flat=True))

    def for_good_reason(self, matter) -> bool:
        """Whether the last row says: lost to fraud, by whom and why, or with the act that had brought it."""
        row = Earning.objects.filter(matter=matter).latest("pk")
        return row.because == "undone" or bool(row.because == "fraud" and row.by and row.why)

    def one(self, rows, what):
        found = list(rows.order_by("pk"))
        return found[what % len(found)] if found else None

    def receive(self, *incoming) -> None:
        self.known += incoming
        receive_many(self.desk, incoming, now=self.now)

    def write(self, who, what) -> None:
        self.receive(self.mail(TEXTS[what % 4], sender=f"{who}@example.org", sent_at=self.now))

    def again(self, who, what) -> None:
        said = self.one(Message.objects.filter(address__value=f"{who}@example.org"), what)
        quoted = (said.message_id,) if said else ()
        self.receive(self.mail("Et alors, toujours rien ?", sender=f"{who}@example.org", in_reply_to=quoted))

    def machine(self, who, what) -> None:
        said = self.one(Message.objects.filter(outgoing=True), what)
        mail_class = ("bounce", "out_of_office", "auto_reply")[what % 3]
        quoted = (said.message_id,) if said else ()
        self.receive(
            self.mail("Away.", sender=f"{who}@example.org", mail_class=mail_class, in_reply_to=quoted)
        )

    def resend(self, _who, _what) -> None:
        receive_many(self.desk, self.known, now=self.now)

    def outside(self, who, what) -> None:
        """An answer that somebody gave without Saule comes in with the Sent folder."""
        said = self.one(Message.objects.filter(outgoing=False, address__value=f"{who}@example.org"), what)
        if said:
            answer = self.mail(
                "Oui.",
                sender="contact@mairie.example",
                recipients=(f"{who}@example.org",),
                in_reply_to=(said.message_id,),
                sent_at=self.now,
            )
            self.receive(answer)

    def group(self, _who, _what) -> None:
        group_waiting(self.desk, now=self.now)

    def move(self, _who, what) -> None:
        filing, matter = self.one(Filing.objects, what), self.one(Matter.objects, what // 3)
        if filing and matter and filing.matter != matter:
            move(filing.message, matter, by=self.alice.user, now=self.now, before=filing.matter)

    def undo(self, _who, what) -> None:
        if decision := self.one(Decision.objects, -1 - what):
            undo(decision, by=self.alice.user, now=self.now)

    def merge(self, _who, what) -> None:
        matter, into = self.one(Matter.objects, what), self.one(Matter.objects, what // 3)
        if matter:
            merge(matter, into, by=self.alice.user, now=self.now)

    def split(self, _who, what) -> None:
        if filing := self.one(Filing.objects, what):
            split(filing.matter, [filing.message], "Own", by=self.alice.user, now=self.now)

    def attach(self, _who, what) -> None:
        message, matter = self.one(Message.objects.from_people(), what), self.one(Matter.objects, what // 3)
        if message and matter:
            attach(message, matter, by=self.alice.user, now=self.now)

    def detach(self, _who, what) -> None:
        if filing := self.one(Filing.objects, what):
            detach(filing.message, filing.matter, by=self.alice.user, now=self.now)

    def apart(self, _who, what) -> None:
        message, matter = self.one(Message.objects.from_people(), what), self.one(Matter.objects, what // 3)
        if message and matter:
            keep_apart(message, matter, by=self.alice.user, now=self.now)

    def step_out(self, _who, what) -> None:
        if filing := self.one(Filing.objects, what):
            step_out(filing.message.conversation, filing.matter, now=self.now)

    def ask(self, _who, what) -> None:
        """Saule asks whether two matters are one."""
        matter, other = (
            self.one(Matter.objects.current(), what),
            self.one(Matter.objects.current(), what // 3),
        )
        if matter and matter != other:
            pair = {"desk": self.desk, "matter": matter, "other": other, "at": self.now}
            suggest([Suggestion(message=matter.filings.first() and matter.filings.first().message, **pair)])

    def say(self, _who, what) -> None:
        """Somebody answers the question."""
        if suggestion := self.one(Suggestion.objects.open(), what):
            (accept if what % 2 else decline)(suggestion, by=self.alice.user, now=self.now)

    def take_back(self, _who, what) -> None:
        """Any act may be undone, or refused in words."""
        if correction := self.one(Correction.objects, -1 - what):
            take_back(correction, by=self.alice.user, now=self.now)

    def answer(self, _who, what) -> None:
        if matter := self.one(Matter.objects, what):
            draft = draft_for(matter, by=self.alice.user, now=self.now)
            save_text(
                draft, "fr", "Bonjour {name}, la carte 4111111111111111.", by=self.alice.user, now=self.now
            )
            send(draft, by=self.alice, now=self.now)

    def settle(self, _who, what) -> None:
        if conversation := self.one(Conversation.objects.waiting(), what):
            closing.settle(conversation, by=self.alice.user, now=self.now, why="known")

    def wait_again(self, _who, what) -> None:
        """Whoever settled it takes that back."""
        settled = Conversation.objects.filter(settlements__in=Settlement.objects.standing()).distinct()
        if conversation := self.one(settled, what):
            closing.take_back(conversation, by=self.alice.user, now=self.now)

    def raise_bar(self, _who, what) -> None:
        """A higher threshold is announced, and applies three nights later."""
        value = 2 + what % 3
        announce(self.desk, value, since=self.tomorrow(), by=self.alice.user, now=self.now, why="swamped")

    def lower_bar(self, _who, what) -> None:
        announce(self.desk, 1 + what % 2, by=self.alice.user, now=self.now, why="room again")

    def tomorrow(self):
        return self.desk.local_date(self.now) + timedelta(days=1)

    def judge(self, _who, what) -> None:
        """A matter is shared by several: it asks for signatures."""
        if matter := self.one(Matter.objects.current(), what):
            set_kind(matter, None, "shared", by=self.alice.user, now=self.now)

    def aside(self, _who, what) -> None:
        if signature := self.one(Signature.objects, what):
            set_aside(signature.matter, [signature.pk], by=self.alice.user, now=self.now, why="a machine")

    def put_back(self, _who, what) -> None:
        if decision := self.one(SettingAside.objects, what):
            put_back(decision, by=self.alice.user, now=self.now)

    def object(self, _who, what) -> None:
        if conversation := self.one(Conversation.objects.filter(answered_at__isnull=False), what):
            object_to(conversation, answer=None, words="Non : 4111 1111 1111 1111.", now=self.now)

    def confirm(self, _who, what) -> None:
        if signature := self.one(Signature.objects, what):
            confirm(signature, by=None, now=self.now)

    def withdraw(self, _who, what) -> None:
        if signature := self.one(Signature.objects, what):
            withdraw(signature, by=None, now=self.now)

    def work(self, _who, _what) -> None:
        group_waiting(self.desk, now=self.now)
        threshold_due(self.desk, now=self.now)
        give_due(self.desk, now=self.now)
        sweep_dates(self.desk, now=self.now)
        public_due(self.desk, now=self.now)
        acknowledge_due(self.desk, now=self.now)
        tell_news(self.desk, now=self.now)
        for delivery in self.attempts():
            self.taken.append(delivery.public_id)
            delivering.sent(delivery, now=self.now)

    def attempts(self):
        for pk in delivering.due(now=self.now, limit=20):
            if delivery := delivering.attempt(pk, worker="here:1:1", now=self.now):
                value = delivery.address.value
                rows = standing(self.desk, address_digest(self.desk, "email", value))
                assert not [row for row in rows if delivery.automatic or not row.automatic_only]
                yield delivery

    def doubt(self, _who, what) -> None:
        """The worker dies when the mail may have left; a person may decide later."""
        for delivery in self.attempts():
            self.taken.append(delivery.public_id)
            delivering.recover(now=self.now, alive=lambda _worker: False)
            if what % 2:
                self.decided.add(delivery.public_id)
                verb = VERDICTS[what % 3]
                delivering.decide(delivery, outcome=verb, by=self.alice.user, now=self.now, why="log")

    def fail(self, _who, what) -> None:
        for delivery in self.attempts():
            if what % 2:
                delivering.put_off(delivery, error="451", code="smtp-451", now=self.now)
            else:
                delivering.refused(delivery, error="550", code="smtp-550", now=self.now, address_gone=True)

    def suppress(self, who, what) -> None:
        suppress(
            self.desk,
            "email",
            f"{who}@example.org",
            reason="objection",
            by=None,
            now=self.now,
            automatic_only=bool(what % 2),
        )

    def lift(self, who, _what) -> None:
        lift(self.desk, "email", f"{who}@example.org", by=self.alice.user, now=self.now)

    def night(self, _who, _what) -> None:
        self.now += timedelta(days=3)


def unwell(now) -> list[str]:
    """What the doctor finds wrong with the rows."""
    found = [one for one in examine(now=now) if not one.well and one.name not in NOT_OF_THE_ROWS]
    return [f"{one.name}: {one.sentence}" for one in found]
