"""Run beside a served demo: makes what it has none of, and prints the address of every page as JSON.

The pages come from the table of URLs. One that takes an argument is filled in by what stands before the
argument (``matters/<slug:public_id>/history``: a matter), so that most new pages need nothing here.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

ARGUMENT = re.compile(r"<\w+:\w+>")
ELSEWISE = {
    "matters": ("?q=bus", "?state=answered"),
    "matter": ("?show=letters", "?show=all"),
    "search": ("?q=bus", "?q=bus&in=messages&state=open", "?q=zzz"),
    "conversations": ("?state=snoozed&who=me", "?choose=all"),
    "outcomes": ("?state=sent",),
    "reports": ("?period=year", "?from=2020-01&to=2020-02"),
    "peers": ("?state=shown", "?state=all"),
    "comebacks": ("?period=year", "?period=year&state=set_aside"),
    "matters-board": ("?q=bus", "?q=zzz", "?stage=due&order=soon"),
    "simulator": ("?history=desk", "?threshold=12000&change=60&then=", "?due_only=on&capacity=0"),
}
"""Pages that are other pages with another query."""


def main() -> None:
    """Prints the addresses of each page by its name; null where nobody said what fills its argument in."""
    from saule.cli.store import start_django

    start_django()
    from django.urls import reverse

    from saule.config.urls import urlpatterns
    from saule.web.policies import table

    rows = {**work(), **settings(), **doors()}
    found: dict[str, list[str] | None] = {}
    for page in table(urlpatterns):
        values = list(filling(page.route, rows))
        if len(values) < len(ARGUMENT.findall(page.route)):
            found[page.name] = None
            continue
        address = reverse(page.name, args=values)
        found[page.name] = [address, *(address + query for query in ELSEWISE.get(page.name, ()))]
    found["selection"] = [f"{(found['selection'] or [''])[0]}?chosen={rows['messages/']}"]
    found["merging"] = [*(found["merging"] or []), f"{(found['merging'] or [''])[0]}?into={rows['into']}"]
    print(json.dumps(found))


def filling(route: str, rows: dict[str, Any]) -> Iterator[Any]:
    """What fills in each argument of a route, by the words before it; ends at one that nobody knows."""
    for argument in ARGUMENT.finditer(route):
        before = ARGUMENT.sub("", route[: argument.start()])
        known = [rows[words] for words in sorted(rows, key=len, reverse=True) if before.endswith(words)]
        if not known:
            return
        yield known[0]


def world() -> tuple[Any, Any, dict[str, Any]]:
    """The demo's desk, its owner's membership, and who does everything here, when."""
    from django.utils import timezone

    from saule.desk.models import Desk

    desk = Desk.objects.get()
    owner = desk.memberships.filter(role="owner").earliest("pk")
    return desk, owner, {"by": owner.user, "now": timezone.now()}  # noqa: TID251 - an edge


def work() -> dict[str, Any]:
    """A large matter with a draft, a small one that was answered, a conversation with a note."""
    from saule.matters.answering import draft_for, save_text, send
    from saule.matters.models import Delivery, Matter, Message, PeerAnswer
    from saule.matters.noting import note

    desk, owner, acting = world()
    small = Matter.objects.open().filter(desk=desk, waiting__range=(1, 9)).earliest("waiting", "pk")
    large = Matter.objects.open().filter(desk=desk).latest("people")
    for matter in (small, large):
        for language in ("fr", "en"):
            save_text(draft_for(matter, **acting), language, "Bonjour {name}.", **acting)
    answer = draft_for(small, **acting)
    send(answer, by=owner, now=acting["now"])
    message = Message.objects.filter(filings__matter=large).latest("pk")
    persons = desk.persons.filter(joined_into=None).exclude(name="").order_by("pk")[:2]
    return {
        "matters/": large.public_id,
        "into": small.public_id,
        "answers/": answer.public_id,
        "messages/": message.public_id,
        "conversations/": message.conversation.public_id,
        "public//matters/": published(desk, acting),
        "public//peer-answers/": PeerAnswer.objects.shown().filter(desk=desk).earliest("pk").public_id,
        "promises/": desk.promises.filter(state="given", day__isnull=False).latest("day", "pk").public_id,
        "notes/": note(message.conversation, f"@{owner.user.name} : vue hier.", **acting).public_id,
        "people/": persons[0].public_id,
        "next/": f"m-{large.public_id}",
        "/likeness/": persons[1].public_id,
        "rereadings/": reread(desk, owner, acting),
        "reports/comebacks/": 0,
        "outbox/": Delivery.objects.filter(desk=desk).latest("pk").public_id,
    }


def published(desk: Any, acting: dict[str, Any]) -> str:
    """A matter that everybody may read of, on the desk's open board."""
    from saule.desk.opening import switch_matters
    from saule.matters.models import Matter
    from saule.matters.publishing import Wording, publish

    switch_matters(desk, is_open=True, licence="etalab-2.0", **acting)
    many = Matter.objects.open().filter(desk=desk, nature="shared").latest("people", "pk")
    words = Wording("La ligne 12", "Elle s’arrête le 4 janvier.", "Bus line 12", "It ends on 4 January.")
    return str(publish(many, words, **acting).matter.public_id)


def reread(desk: Any, owner: Any, acting: dict[str, Any]) -> str:
    """An answer of a colleague's, drawn for the owner to read."""
    from saule.matters.following import follow
    from saule.matters.models import Draw, Rereading, Sequel

    while follow(now=acting["now"]):
        pass
    agent = desk.memberships.filter(role="agent").earliest("pk")
    sequel = Sequel.objects.filter(desk=desk, settlement=None, contacts__gt=0).latest("pk")
    Sequel.objects.filter(pk=sequel.pk).update(by=agent.user)
    week = desk.local_date(acting["now"])
    draw = Draw.objects.create(desk=desk, week=week, seed="s", answers=1, wanted=1, at=acting["now"])
    mine, read = (
        Rereading.objects.create(draw=draw, sequel=sequel, reader=reader.user) for reader in (owner, agent)
    )
    said = {"right": "yes", "fitting": "no", "humane": "unsure", "words": "Un mot plus simple ?"}
    Rereading.objects.filter(pk=read.pk).update(**said, read_at=acting["now"])
    return str(mine.public_id)


def settings() -> dict[str, Any]:
    """A mailbox whose server is down, a team, a saved reply, tags, a fee that went up."""
    from saule.channels.email.models import Account
    from saule.channels.email.sealing import seal
    from saule.desk.mailboxing import add_mailbox
    from saule.desk.opening import switch_board
    from saule.desk.staffing import add_team
    from saule.desk.timetabling import record_leave
    from saule.matters.referencing import Stated, state_fact
    from saule.matters.tagging import archive, find_or_make

    desk, owner, acting = world()
    box = add_mailbox(desk, "voirie@mairie-saint-aubin.example", "Voirie", **acting)
    server = {"host": "localhost", "port": 1, "security": "none", "user": "x", "secret": seal("x")}
    Account.objects.create(mailbox=box, connected_at=acting["now"], **server)
    away = record_leave(owner, desk.local_date(acting["now"]), None, **acting)
    switch_board(desk, is_open=True, **acting)
    saved = desk.saved_replies.create(name="Bien reçu")
    saved.texts.create(language="fr", body="Bonjour {name},\n\nbien reçu.")
    find_or_make(desk, "travaux", **acting)
    archive(find_or_make(desk, "neige", **acting), **acting)
    fee = Stated("amount", "45 €", name_fr="Carte de bus", name_en="Bus pass", source="Délibération 12")
    fact = state_fact(desk, fee, **acting)
    provider = desk.providers.earliest("pk")
    return {
        "settings/mailboxes/": box.pk,
        "settings/headings/": desk.kinds.earliest("position").pk,
        "settings/staff/": owner.pk,
        "settings/leaves/": away.pk,
        "public/": desk.public_id,
        "settings/lifetimes/": "matters.Conversation",
        "settings/asked/": "telephone",
        "settings/thresholds/": desk.thresholds.first().pk if desk.thresholds.exists() else 0,
        "settings-aside/": "none",
        "settings/teams/": add_team(desk, "Voirie", **acting).pk,
        "settings/saved-replies/": saved.public_id,
        "settings/providers/": provider.public_id,
        "settings/statements/": provider.statements.latest("pk").public_id,
        "settings/facts/": state_fact(desk, replace(fee, value="48 €"), instead_of=fact, **acting).public_id,
    }


def doors() -> dict[str, Any]:
    """The links by which people come in who have no account."""
    from saule.desk.inviting import invite
    from saule.matters.models import Conversation
    from saule.people.linking import link_for
    from saule.people.suppressing import unsubscribe_token
    from saule.promises.links import status_token

    desk, _owner, acting = world()
    waiting = Conversation.objects.filter(desk=desk).waiting().latest("pk")
    return {
        "invitation/": invite(desk, "dora@mairie.example", "Dora", "agent", **acting).token,
        "status/": status_token(waiting),
        "me/": page_token(waiting),
        "erasures/": somebody_erased(desk, acting["now"]),
        "confirm/": link_for("confirmation", confirmation(desk, acting)).rpartition("/")[2],
        "public//asked/": "nothing",
        "unsubscribe/": unsubscribe_token(desk, "email", "lea@example.org"),
    }


def page_token(waiting: Any) -> str:
    """The token of the link to the page of whoever waits in a conversation."""
    from saule.people.linking import Purpose, signer
    from saule.people.owning import handle_of

    return signer(Purpose.PAGE).sign(handle_of(waiting.person.addresses.earliest("pk")))


def somebody_erased(desk: Any, now: Any) -> str:
    """The proof of an erasure."""
    from saule.people.erasing import ask_erasure, erase
    from saule.people.models import Person

    gone = Person.objects.create(desk=desk, name="Ana", created_at=now)
    return erase(ask_erasure(gone, by=None, now=now, language="fr"), now=now).public_id


def confirmation(desk: Any, acting: dict[str, Any]) -> str:
    """Somebody has signed, and not followed the link yet."""
    from saule.matters.confirming import Wish, ask
    from saule.matters.models import Publication

    matter = Publication.objects.standing().filter(desk=desk).latest("pk").matter
    wish = Wish(purpose="sign", value="zoe@example.org", language="fr", matter=matter)
    return ask(desk, wish, title="La ligne 12", now=acting["now"]).public_id


if __name__ == "__main__":
    main()
