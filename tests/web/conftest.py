"""A desk with work on it: two people ask the same, one has an answer on its way, a file and an HTML body."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.about import ABOUT
from tests.web.outside import Outside
from tests.web.owners import owned

from saule.channels.email.models import Account
from saule.channels.email.sealing import seal
from saule.desk.inviting import renew
from saule.desk.models import Event, Leave, Mailbox, Membership, Role, Team, Threshold, User
from saule.desk.opening import switch_board
from saule.desk.stating import state_facts
from saule.matters.answering import draft_for, save_text, send
from saule.matters.filing import move
from saule.matters.grouping import group_waiting
from saule.matters.incoming import IncomingAttachment
from saule.matters.models import (
    Answer,
    Attachment,
    CallerCode,
    Comeback,
    Conversation,
    Decision,
    Delivery,
    Draw,
    Enclosure,
    Flood,
    Matter,
    Message,
    Note,
    PeerAnswer,
    Rereading,
    SavedReply,
    Sequel,
    SettingAside,
    Suggestion,
    Tag,
)
from saule.matters.noting import note
from saule.matters.receiving import receive_many
from saule.matters.referencing import Stated, state_fact
from saule.matters.tagging import find_or_make, put
from saule.matters.verifying import send_code
from saule.people.joining import join
from saule.people.linking import link_for
from saule.people.models import Person, PersonJoin
from saule.people.suppressing import unsubscribe_token
from saule.promises.links import status_token
from saule.promises.models import Promise
from saule.promises.promising import give_due

BUS = "Je suis contre la suppression de la ligne de bus douze qui me conduit chaque jour au travail"
HTML = '<p onclick="x()">Bonjour <b>toi</b><script>alert(1)</script><img src="https://spy.example/p.gif"></p>'


@pytest.fixture(autouse=True)
def _no_collected_files(settings) -> None:
    """Style sheets come from the package itself; nothing was collected for a test."""
    settings.STATIC_ROOT = None


@pytest.fixture(autouse=True)
def _just_proved(monkeypatch) -> None:
    """Whoever is signed in by a test has said who they are a moment ago."""
    monkeypatch.setattr("saule.web.recent.is_recent", lambda request: True)


@dataclass
class World(Outside):
    """One row of each sort, and what its address needs."""

    matter: Matter
    message: Message
    conversation: Conversation
    decision: Decision
    attachment: Attachment
    answer: Answer
    delivery: Delivery
    note: Note
    tag: Tag
    team: Team
    change: Event
    invitation: str
    join: PersonJoin
    file: Enclosure
    reply: Delivery
    saved: SavedReply

    def suggestion(self) -> str:
        """That the two matters are one."""
        other = Matter.objects.exclude(pk=self.matter.pk).earliest("pk")
        pair = {"desk": self.matter.desk, "matter": other, "other": self.matter}
        return Suggestion.objects.get_or_create(**pair, defaults={"at": other.opened_at})[0].public_id

    def leave(self) -> int:
        """A colleague who is away."""
        member = self.matter.desk.memberships.earliest("pk")
        day = self.matter.opened_at.date()
        away: dict[str, Any] = {"membership": member, "first": day, "last": day, "at": self.matter.opened_at}
        return Leave.objects.get_or_create(**away)[0].pk

    def public_board(self) -> str:
        """The desk whose board of promises is open to everybody."""
        switch_board(self.matter.desk, is_open=True, by=None, now=self.matter.opened_at)
        return self.matter.desk.public_id

    def threshold(self) -> int:
        """One that is announced."""
        at = self.message.received_at
        later = {"since": at + timedelta(days=400), "announced_at": at, "why": "swamped"}
        return Threshold.objects.get_or_create(desk=self.matter.desk, value=9, defaults=later)[0].pk

    def peer_answer(self) -> str:
        """Tom answers the others about the bus; nobody at the desk has looked yet."""
        words = "Pour les dialyses, la clinique a un minibus."
        said = {"person": tom(self), "language": "fr", "text": words, "at": self.message.received_at}
        known = PeerAnswer.objects.filter(matter=self.matter).first()
        made = known or PeerAnswer.objects.create(desk=self.matter.desk, matter=self.matter, **said)
        return made.public_id

    def set_aside(self) -> str:
        """A decision about fraud, of which nothing is left to put back."""
        by = {"by": self.note.by, "why": "a machine", "confirmed": 0, "at": self.message.received_at}
        return SettingAside.objects.get_or_create(matter=self.matter, defaults=by)[0].public_id

    def flood(self) -> str:
        """Mails set aside."""
        address, at = self.message.address, self.message.received_at
        facts = {"since": at, "last_at": at}
        rows = Flood.objects.get_or_create(desk=self.matter.desk, address=address, defaults=facts)
        return rows[0].public_id

    def called(self) -> str:
        """A code that was sent to Léa, who says that she is on the telephone."""
        address, at = self.message.address, self.message.received_at
        assert address
        known = CallerCode.objects.first() or send_code(address, by=self.note.by, now=at)
        return known.public_id

    def fact(self) -> str:
        """A fee that the desk knows to be true."""
        desk, by = self.matter.desk, self.answer.author
        known = desk.facts.first() or state_fact(
            desk, Stated("amount", "45 €", name_fr="Carte de bus"), by=by, now=self.message.received_at
        )
        return known.public_id

    def sequel(self) -> Sequel:
        """Léa was answered, two days ago as far as this row knows."""
        at, sent = self.message.received_at, self.conversation
        message = sent.messages.filter(outgoing=True).first() or sent.messages.create(
            desk=self.matter.desk, person=sent.person, outgoing=True, sent_at=at, received_at=at, text="Oui."
        )
        about = {"person": sent.person, "conversation": sent, "matter": self.matter, "at": at}
        facts = {**about, "desk": self.matter.desk, "month": at.date().replace(day=1), "contacts": 1}
        return Sequel.objects.get_or_create(message=message, defaults={**facts, "by": self.answer.author})[0]

    def comeback(self) -> Comeback:
        """She came back about the same thing."""
        sequel = self.sequel()
        Sequel.objects.filter(pk=sequel.pk).update(state="repeated")
        at = self.message.received_at
        back = {"conversation": self.conversation, "message": self.message, "at": at, "found_at": at}
        return Comeback.objects.get_or_create(sequel=sequel, defaults=back)[0]

    def rereading(self) -> str:
        """The answer was drawn for whoever joined the desk last."""
        at = self.message.received_at
        week = {"seed": "s", "answers": 1, "wanted": 1, "at": at}
        drawn = Draw.objects.get_or_create(desk=self.matter.desk, week=at.date(), defaults=week)[0]
        reader = self.matter.desk.memberships.latest("pk").user
        known: dict[str, Any] = {"draw": drawn, "sequel": self.sequel(), "reader": reader}
        return Rereading.objects.get_or_create(**known)[0].public_id

    def url(self, name: str) -> str:
        """The address of the page called ``name``, about these rows."""
        about = ABOUT.get(name)
        if about is None:
            return reverse(name)
        rare = self.rare().get(about)
        found = rare() if rare else self.plain()[about]
        return reverse(name, args=found if isinstance(found, tuple) else [found])

    def plain(self) -> dict[str, Any]:
        """What names the rows that are at hand."""
        return {
            "matter": self.matter.public_id,
            "answer": self.answer.public_id,
            "message": self.message.public_id,
            "attachment": self.attachment.public_id,
            "conversation": self.conversation.public_id,
            "delivery": self.delivery.public_id,
            "decision": self.decision.pk,
            "note": self.note.public_id,
            "tagged": (self.conversation.public_id, self.tag.pk),
            "tag": self.tag.pk,
            "team": self.team.pk,
            "change": self.change.pk,
            "invitation": self.invitation,
            "join": self.join.pk,
            "file": self.file.public_id,
            "reply": self.reply.public_id,
            "item": f"c-{self.conversation.public_id}",
            "saved": self.saved.public_id,
        }

    def rare(self) -> dict[str, Callable[[], Any]]:
        """What names rows that are looked up, or made, only where a page is about them."""
        desk, box = self.matter.desk, self.delivery.mailbox
        return {
            "act": lambda: self.decision.correction.public_id if self.decision.correction else "",
            "flood": self.flood,
            "promise": lambda: Promise.objects.earliest("pk").public_id,
            "threshold": self.threshold,
            "aside": self.set_aside,
            "suggested": self.suggestion,
            "person": lambda: lea(self).public_id,
            "pair": lambda: (lea(self).public_id, tom(self).public_id),
            "mailbox": lambda: box.pk,
            "account": lambda: box.pk,
            "alias": lambda: box.aliases.get().pk,
            "token": lambda: status_token(self.conversation),
            **owned(self),
            "heading": lambda: desk.kinds.get(code="civil").pk,
            "member": lambda: desk.memberships.earliest("pk").pk,
            "stop": lambda: unsubscribe_token(desk, "email", "lea@example.org"),
            "fact": self.fact,
            "provider": lambda: self.provider().public_id,
            "handed": lambda: self.handed().public_id,
            "figures": self.figure_stop,
            "statement": self.statement,
            "called": self.called,
            "leave": self.leave,
            "board": self.public_board,
            "matters-board": lambda: self.published()[0],
            "published": self.published,
            "asked-for": lambda: (desk.public_id, self.confirmation()),
            "confirmation": lambda: link_for("confirmation", self.confirmation()).rpartition("/")[2],
            "publication": lambda: self.published()[1],
            "peer": self.peer_answer,
            "public-peer": self.shown_peer,
            "askable": lambda: "telephone",
            "kept": lambda: "matters.Conversation",
            "comeback": lambda: self.comeback().pk,
            "rereading": self.rereading,
        }


def connected(mailbox: Mailbox, now: datetime) -> Account:
    """The mailbox has an alias, and is connected to a server that does not answer."""
    mailbox.aliases.create(address="accueil@mairie.example", added_at=now)
    server = {"host": "localhost", "port": 1, "security": "none", "user": "contact", "secret": seal("x")}
    return Account.objects.create(mailbox=mailbox, connected_at=now, **server)


def lea(world: World) -> Person:
    """Léa, who wrote the message."""
    assert world.message.person
    return world.message.person


def tom(world: World) -> Person:
    """Tom, who asks the same as Léa."""
    return Person.objects.get(desk=world.matter.desk, addresses__value="tom@example.org")


def taken_back(delivery: Delivery) -> Delivery:
    """A reply that was taken back, like ``delivery`` in all else."""
    reply = copy(delivery)
    reply.pk = None
    reply.public_id, reply.key, reply.message_id = "taken0back", "reply:1:1:x", "reply@mairie.example"
    reply.answer, reply.purpose = None, Delivery.Purpose.REPLY
    reply.state, reply.outcome = Delivery.State.REFUSED, "taken-back"
    reply.save(force_insert=True)
    return reply


def raw() -> bytes:
    """A real mail with a file in it."""
    mail = EmailMessage()
    mail["Subject"] = "Bus"
    mail.set_content(BUS)
    mail.add_attachment(b"secret plans", maintype="text", subtype="html", filename="plan.html")
    return mail.as_bytes()


@pytest.fixture
def world(desk, alice, mail, now) -> World:
    """The desk at work."""
    file = IncomingAttachment(name="plan.html", content_type="text/html", size=12, part=2, scanned=True)
    mails = [
        mail(BUS, sender="lea@example.org", sender_name="Léa", raw=raw(), html=HTML, attachments=(file,)),
        mail(BUS + " !", sender="tom@example.org", sender_name="Tom"),
        mail("Ma carte d'identité est perdue, que faire ?", sender="eve@example.org", subject="Carte"),
    ]
    receive_many(desk, mails, now=now - timedelta(days=2))
    group_waiting(desk, now=now - timedelta(days=2))
    give_due(desk, now=now - timedelta(days=2))
    matter = Matter.objects.order_by("-people")[0]
    eve = Message.objects.get(subject="Carte")
    decision = move(eve, matter, by=alice.user, now=now - timedelta(days=1), why="the same")
    draft = draft_for(matter, by=alice.user, now=now)
    save_text(draft, "fr", "Bonjour {name}, la ligne reste.", by=alice.user, now=now)
    send(draft, by=alice, now=now)
    message = Message.objects.get(address__value="lea@example.org")
    connected(desk.mailboxes.get(), now)
    tag = find_or_make(desk, "bus", by=alice.user, now=now)
    put(message.conversation, tag, by=alice.user, now=now)
    max_ = Person.objects.create(desk=desk, name="Max", created_at=now)
    changed = state_facts(desk, {"undo_seconds": 10}, by=alice.user, now=now)
    assert eve.person
    assert changed
    pdf = {"name": "plan.pdf", "content_type": "application/pdf", "content": b"%PDF-1.7", "size": 8}
    delivery = Delivery.objects.get(address__value="lea@example.org")
    return World(
        matter=matter,
        message=message,
        conversation=message.conversation,
        decision=decision,
        attachment=message.attachments.get(),
        answer=draft,
        delivery=delivery,
        reply=taken_back(delivery),
        join=join(max_, eve.person, by=alice.user, now=now),
        file=draft.enclosures.create(desk=desk, at=now, by=alice.user, **pdf),
        saved=desk.saved_replies.create(name="Closed"),
        team=Team.objects.create(desk=desk, name="Registry office"),
        change=changed,
        invitation=renew(alice, by=alice.user, now=now),
        note=note(message.conversation, "She called twice.", by=alice.user, now=now),
        tag=tag,
    )


@pytest.fixture
def sign_in(client):
    """Signs a member or a user in; returns the client."""

    def act(who: Membership | User) -> Client:
        client.force_login(
            who.user if isinstance(who, Membership) else who,
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return act


@pytest.fixture
def owner(alice, sign_in) -> Client:
    """The browser of Alice, who owns the desk and reads English."""
    alice.user.language = "en"
    alice.user.save()
    return sign_in(alice)


@pytest.fixture
def stopped_clock(monkeypatch, now) -> None:
    """The pages' clock stands where the tests' does."""
    stopped = SimpleNamespace(
        now=lambda: now, override=timezone.override, get_default_timezone=timezone.get_default_timezone
    )
    monkeypatch.setattr("saule.web.middleware.timezone", stopped)


@pytest.fixture
def colleague(desk, now):
    """Makes a colleague with any role, whose pages are in English."""

    def make(role: Role, name: str = "") -> Membership:
        user = User.objects.create_user(f"{name or role}@mairie.example", name or role, language="en")
        return Membership.objects.create(desk=desk, user=user, role=role, since=now)

    return make
