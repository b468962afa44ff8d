"""What the desk's pages are and how each is asked for: every address, as each of those who may read it.

A new page that is not told about here is an error and stops the benchmark.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from saule.desk.models import Membership
    from saule.matters.models import Matter, Message
    from saule.web.policies import Row

HOST = "localhost"
ABOUT = {
    "matters/": "matter",
    "messages/": "message",
    "notes/": "note",
    "next/": "item",
    "conversations/": "conversation",
    "attachments/": "attachment",
    "answers/": "sent",
    "outbox/": "delivery",
    "people/": "person",
    "settings/mailboxes/": "mailbox",
    "settings/headings/": "kind",
    "settings/staff/": "member",
    "settings/teams/": "team",
    "settings/asked/": "askable",
    "settings/lifetimes/": "kept",
    "settings/saved-replies/": "saved",
    "settings/facts/": "fact",
    "settings/providers/": "provider",
    "settings/statements/": "statement",
    "enclosures/": "enclosure",
    "rereadings/": "rereading",
    "public/": "board",
    "promises/": "promise",
    "status/": "token",
    "me/": "page",
    "unsubscribe/": "stop",
}
"""What the addresses that begin so are about: a key of ``things``."""

PUBLIC_MATTER = ("public-matter", "public-matter-atom", "public-matter-feed", "public-matter-card", "embed")
SPECIAL = {
    "sending": "draft",
    "likeness": "pair",
    **dict.fromkeys(("peer-asking", "signing", *PUBLIC_MATTER), "published"),
}
"""Pages about something else than other addresses that begin like theirs."""

LEFT_OUT = {
    "own-file": "a file that is made on the spot, of everything about one person",
    "own-claim": "a link that proves an address",
    "erasure-proof": "of somebody who was erased: nobody was",
    "erasure-proof-json": "of somebody who was erased: nobody was",
    "invitation": "a link that works once, for somebody who does not work here yet",
    "handed": "leads nowhere but for a provider's agent, who sees a handful of conversations",
    "handed-item": "only for a provider's agent",
    "second-step": "only in the middle of signing in",
    "directory": "leads to the organisation's own directory",
    "directory-return": "only on the way back from the directory",
    "endorsement-asking": "a form like that to answer others, about one of their answers",
    "asked-for": "says the same to everybody, from nothing in the store",
    "confirmation": "measured by the benchmark of the public side",
    "dead-letters": "only of a mailbox that is fetched from a server",
}
"""Pages that are not measured, and why."""

VARIANTS = {
    "overview": ("days=90",),
    "matters": ("state=all", "state=answered", "state=all&page=30", "kind=-", "q=tramway"),
    "matter": ("show=letters", "show=all", "show=all&page=40"),
    "conversations": (
        "state=objected",
        "state=answered",
        "state=all",
        "state=machines",
        "state=snoozed",
        "who=me",
        "who=nobody&kind=-",
        "page=30",
        "q=tramway",
    ),
    "promises": ("state=late", "state=due", "state=undated", "state=kept", "state=kept&page=30"),
    "outbox": ("state=waiting", "state=refused", "page=30"),
    "outcomes": ("state=sent",),
    "simulator": ("history=desk",),
    "reports": ("period=year",),
    "comebacks": ("period=year", "state=waiting"),
    "peers": ("state=shown", "state=all"),
    "matters-board": ("q=tramway", "stage=due&order=soon"),
    "search": ("q=tramway", "q=hirondelle", 'q="yellow bins"'),
}
"""Other lists that a page shows, as one asks for them."""

VISITOR = frozenset(
    {
        *("own-asking", "own", "own-erasure"),
        *("healthz", "sign-in", "status", "unsubscribe", "board", "board-json", "board-csv"),
        *("matters-board", "matters-atom", "matters-feed", "matters-json", "matters-csv", "matters-card"),
        *PUBLIC_MATTER,
        *("embed-script", "peer-asking", "signing", "public-write"),
    }
)


@dataclass(frozen=True)
class Asked:
    """One thing to ask for: as whom, under which name, and where."""

    who: str
    name: str
    path: str

    @property
    def label(self) -> str:
        """How the table calls it."""
        query = urlsplit(self.path).query
        return f"{self.name}{f'?{query}' if query else ''} ({self.who})"


def everything(cookies: dict[str, str]) -> Iterator[Asked]:
    """All that can be read, as each of those who may. An address that is not known here ends it."""
    from saule.config.urls import urlpatterns
    from saule.web.policies import table

    things = {who: dict(things_of(who)) for who in cookies}
    unknown = []
    for row in table(urlpatterns):
        if row.name in LEFT_OUT or not readable(row.route, cookies["owner"]):
            continue
        for who in ("visitor",) if row.name in VISITOR else tuple(cookies):
            path = path_of(row, things["owner" if who == "visitor" else who])
            status = fetch(path, cookies.get(who, ""))[0] if path else 404
            if status < 400:
                yield from variants(Asked(who, row.name, path))
            elif status != 403:
                unknown.append(f"{row.name} ({who})")
    if unknown:
        raise SystemExit(f"Say in benchmarks/addresses.py how to ask for: {', '.join(unknown)}")


def path_of(row: "Row", things: dict[str, Any]) -> str:
    """Where a page is; empty when it is not known what it is about."""
    from django.urls import reverse

    if "<" not in row.route:
        return reverse(row.name)
    thing = things.get(SPECIAL.get(row.name) or ABOUT.get(row.route.partition("<")[0], ""), ())
    arguments = thing if isinstance(thing, tuple) else (thing,)
    return reverse(row.name, args=arguments) if len(arguments) == row.route.count("<") else ""


def variants(asked: Asked) -> Iterator[Asked]:
    """A page, and the other lists that it shows."""
    yield asked
    for query in VARIANTS.get(asked.name, ()):
        yield Asked(asked.who, asked.name, f"{asked.path}?{query.replace(' ', '+')}")


def readable(route: str, cookie: str) -> bool:
    """Whether an address answers to reading at all: those for changes only say 405."""
    return fetch("/" + "".join(dummies(route)), cookie)[0] != 405


def dummies(route: str) -> Iterator[str]:
    """A route with each of its places filled by something of the right form."""
    for part in route.split("<"):
        kind, closed, rest = part.partition(">")
        yield part if not closed else f"{'1' if kind.startswith('int') else 'x'}{rest}"


def things_of(who: str) -> Iterator[tuple[str, Any]]:
    """The largest matter that somebody sees, a conversation in it, and one of everything else."""
    from saule.desk.models import Membership
    from saule.matters.models import Matter, Message

    member = Membership.objects.select_related("desk", "user").get(role=who)
    mine = Matter.objects.visible_to(member)
    largest = mine.filter(answers__state="draft").order_by("-people")[0]
    answered = mine.filter(state="answered").order_by("-people")[0]
    message = Message.objects.filter(filings__matter=largest, outgoing=False).exclude(html="")[0]
    yield "matter", largest.public_id
    yield "item", f"m-{largest.public_id}"
    yield "draft", largest.answers.get().public_id
    yield "sent", answered.answers.get().public_id
    yield "message", message.public_id
    yield "conversation", message.conversation.public_id
    yield from settings_of(member)
    yield from beside(member, message)
    yield from files_and_mails(largest, answered)


def settings_of(member: "Membership") -> Iterator[tuple[str, Any]]:
    """What a desk's settings have pages about."""
    yield "mailbox", member.desk.mailboxes.get().pk
    yield "kind", member.desk.kinds.all()[0].pk
    yield "team", member.desk.teams.all()[0].pk
    yield "member", member.pk
    yield "saved", member.desk.saved_replies.all()[0].public_id
    yield "askable", "telephone"
    yield "kept", "matters.Conversation"
    yield "fact", member.desk.facts.all()[0].public_id
    yield "board", public_board(member)
    yield "published", published(member)
    yield "promise", member.desk.promises.all()[0].public_id
    yield from provider_of(member)


def provider_of(member: "Membership") -> Iterator[tuple[str, Any]]:
    """A provider, and its statement of last month."""
    from datetime import timedelta

    from saule.providers.contracting import Paid, add_provider, state_prices
    from saule.providers.issuing import issue

    desk, now = member.desk, member.desk.messages.latest("received_at").received_at
    made = desk.providers.first()
    if made is None:
        past = now - timedelta(days=62)
        made = add_provider(desk, "Relais", 20, by=member.user, now=past)
        state_prices(made, Paid(per_resolved=300), starts=desk.local_date(past), by=member.user, now=past)
    last = desk.local_date(now).replace(day=1) - timedelta(days=1)
    yield "provider", made.public_id
    yield "statement", (made.statements.first() or issue(made, last, by=member.user, now=now)).public_id


def public_board(member: "Membership") -> str:
    """The desk, with its board of promises open to everybody."""
    from saule.desk.opening import switch_board

    switch_board(member.desk, is_open=True, by=member.user, now=member.since)
    return member.desk.public_id


def published(member: "Membership") -> tuple[str, str]:
    """The desk, with its board of matters open, and the largest matter that stands on it."""
    from saule.desk.opening import switch_matters
    from saule.matters.publishing import Wording, publish

    acting: dict[str, Any] = {"by": member.user, "now": member.since}
    switch_matters(member.desk, is_open=True, licence="etalab-2.0", **acting)
    many = member.desk.matters.filter(nature="shared", merged_into=None).latest("people", "pk")
    publish(many, Wording("La ligne 12", "Elle s’arrête.", "Bus line 12", "It ends."), **acting)
    return member.desk.public_id, many.public_id


def beside(member: "Membership", message: "Message") -> Iterator[tuple[str, Any]]:
    """A note beside a message, its writer, and another person to compare them with."""
    from saule.matters.noting import note
    from saule.people.models import Person

    noted = message.conversation.notes.first() or note(
        message.conversation, "She called twice.", by=member.user, now=message.received_at
    )
    people = Person.objects.filter(messages__filings__matter__in=message.filings.values("matter"))
    pair = tuple(person.public_id for person in people.distinct().order_by("pk")[:2])
    yield "note", noted.public_id
    yield from drawn_for(member)
    yield "person", pair[0]
    yield "pair", pair


def drawn_for(member: "Membership") -> Iterator[tuple[str, Any]]:
    """An answer that was drawn to be read again, if there is one that they may see."""
    from saule.matters.models import Rereading

    if found := Rereading.objects.visible_to(member).first():
        yield "rereading", found.public_id


def files_and_mails(largest: "Matter", answered: "Matter") -> Iterator[tuple[str, Any]]:
    """A file that came, one that goes, a mail that left, and the links in it."""
    from saule.matters.models import Attachment, Conversation, Delivery, Enclosure
    from saule.people.linking import Purpose, signer
    from saule.people.owning import handle_of
    from saule.people.suppressing import unsubscribe_token
    from saule.promises.links import status_token

    sent = Delivery.objects.filter(answer__matter=answered)[0]
    yield (
        "attachment",
        Attachment.objects.filter(message__filings__matter__in=(largest, answered))[0].public_id,
    )
    yield "enclosure", Enclosure.objects.filter(answer__matter=largest)[0].public_id
    yield "delivery", sent.public_id
    yield "page", signer(Purpose.PAGE).sign(handle_of(sent.address))
    yield "token", status_token(Conversation.objects.get(pk=sent.conversation_id))
    yield "stop", unsubscribe_token(sent.desk, "email", "person1@example.org")


def fetch(path: str, cookie: str) -> tuple[int, bytes]:
    """One request through the WSGI application, from the first byte asked to the last one answered."""
    from django.test import RequestFactory

    from saule.config.wsgi import application

    environ = RequestFactory(SERVER_NAME=HOST).get(path, headers={"cookie": cookie}).environ
    status: list[int] = []

    def start(line: str, _headers: Any, _exception: Any = None) -> Callable[[bytes], object]:
        status.append(int(line.split()[0]))
        return lambda _data: None

    response = application(environ, start)
    try:
        return status[0], b"".join(response)
    finally:
        close = getattr(response, "close", None)
        if close:
            close()
