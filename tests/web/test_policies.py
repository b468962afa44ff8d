"""Nobody sees what their policy denies, on any URL: every page, every method, every role."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from django.urls import reverse

from saule.config.urls import urlpatterns
from saule.desk.models import Desk, Membership, Role, Team, User
from saule.web.policies import needs, table

pytestmark = pytest.mark.django_db

WORKERS = {Role.OWNER, Role.SUPERVISOR, Role.AGENT}
STAFF = WORKERS | {Role.AUDITOR}
LEADERS = {Role.OWNER, Role.SUPERVISOR}
OWNERS = {Role.OWNER}
READERS = {Role.OWNER, Role.AUDITOR}
SIGNED_IN = {*Role, "charlie"}
FROM_HERE = {"Origin": "http://testserver"}
EVERYBODY = {*SIGNED_IN, "anonymous"}
OUTSIDE = {Role.PROVIDER_AGENT}
NOBODY: set[str] = set()
TERMS = (
    *("new-provider", "provider-terms", "provider-prices", "provider-questionnaire", "provider-agents"),
    *("question-weights", "overflow-rule"),
)
SHOWN = (
    *("board", "board-json", "board-csv"),
    *("matters-board", "matters-atom", "matters-feed", "matters-json", "matters-csv", "matters-card"),
    *("public-matter", "public-matter-atom", "public-matter-feed", "public-matter-card"),
    *("embed", "embed-script"),
)
"""What everybody may read of what a desk publishes."""

# Who may read (GET) and who may change (POST). An empty set: the page has no such method.
EXPECTED = {
    "overview": (STAFF | OUTSIDE, NOBODY),
    "handed": (OUTSIDE, NOBODY),
    "handed-item": (OUTSIDE, NOBODY),
    "handed-taking": (NOBODY, OUTSIDE),
    "handed-reply": (NOBODY, OUTSIDE),
    "handed-notes": (NOBODY, OUTSIDE),
    "handed-return": (NOBODY, OUTSIDE),
    "handed-recall": (NOBODY, LEADERS),
    "figure-stop": (NOBODY, LEADERS),
    "providers": (LEADERS, NOBODY),
    "provider": (LEADERS, NOBODY),
    **dict.fromkeys(("provider-stop", "provider-stop-reversal", "provider-statements"), (NOBODY, LEADERS)),
    "statement-correction": (NOBODY, LEADERS),
    **dict.fromkeys(TERMS, (OWNERS, OWNERS)),
    "overflow-proposals": (NOBODY, LEADERS),
    "statement": (LEADERS, NOBODY),
    "statement-pdf": (LEADERS, NOBODY),
    "statement-csv": (LEADERS, NOBODY),
    "next": (WORKERS, NOBODY),
    "taking": (NOBODY, WORKERS),
    "past-answers": (WORKERS, NOBODY),
    "lease": (NOBODY, WORKERS),
    "release": (NOBODY, WORKERS),
    "skip": (WORKERS, WORKERS),
    "hand-over": (WORKERS, WORKERS),
    "member-profile": (LEADERS, LEADERS),
    "reports": (STAFF, NOBODY),
    "report-csv": (STAFF, NOBODY),
    "report-json": (STAFF, NOBODY),
    "comebacks": (WORKERS, NOBODY),
    "comeback-verdict": (NOBODY, LEADERS),
    "rereadings": (WORKERS, NOBODY),
    "rereading": (WORKERS, WORKERS),
    "quality": (OWNERS, OWNERS),
    "simulator": (STAFF, NOBODY),
    "simulator-csv": (STAFF, NOBODY),
    "simulator-json": (STAFF, NOBODY),
    "healthz": (EVERYBODY, NOBODY),
    "matters": (WORKERS, NOBODY),
    "matter": (WORKERS, NOBODY),
    "history": (WORKERS, NOBODY),
    "merging": (WORKERS, WORKERS),
    "selection": (WORKERS, WORKERS),
    "suggestions": (WORKERS, NOBODY),
    "suggestion": (NOBODY, WORKERS),
    "undoing": (NOBODY, WORKERS),
    "title": (NOBODY, WORKERS),
    "kind": (NOBODY, WORKERS),
    "gravity": (NOBODY, WORKERS),
    "answer": (WORKERS, WORKERS),
    "outcomes": (WORKERS, NOBODY),
    "recipients": (WORKERS, WORKERS),
    "retries": (NOBODY, WORKERS),
    "retry": (NOBODY, WORKERS),
    "elsewhere": (NOBODY, WORKERS),
    "verdicts": (NOBODY, LEADERS),
    "unreached": (WORKERS, WORKERS),
    "floods": (LEADERS, NOBODY),
    "flood": (NOBODY, LEADERS),
    "proposal": (NOBODY, WORKERS),
    "approval": (NOBODY, LEADERS),
    "refusal": (NOBODY, LEADERS),
    "sending": (WORKERS, WORKERS),
    "correction": (NOBODY, WORKERS),
    "recall": (NOBODY, WORKERS),
    "message": (WORKERS, NOBODY),
    "body": (WORKERS, NOBODY),
    "reasons": (WORKERS, NOBODY),
    "filing": (NOBODY, WORKERS),
    "reversal": (NOBODY, WORKERS),
    "attachment": (WORKERS, NOBODY),
    "conversations": (WORKERS, NOBODY),
    "conversation": (WORKERS, NOBODY),
    "settlement": (NOBODY, WORKERS),
    "settlement-reversal": (NOBODY, WORKERS),
    "assignment": (NOBODY, WORKERS),
    "tags": (NOBODY, WORKERS),
    "tag-removal": (NOBODY, WORKERS),
    "snooze": (NOBODY, WORKERS),
    "waking": (NOBODY, WORKERS),
    "presence": (NOBODY, WORKERS),
    "trail": (WORKERS, NOBODY),
    "conversation-notes": (NOBODY, WORKERS),
    "matter-notes": (NOBODY, WORKERS),
    "note": (WORKERS, WORKERS),
    "note-removal": (NOBODY, WORKERS),
    "sight": (NOBODY, WORKERS),
    "mentions": (WORKERS, WORKERS),
    "bulk-assignment": (NOBODY, WORKERS),
    "bulk-tags": (NOBODY, WORKERS),
    "bulk-snooze": (NOBODY, WORKERS),
    "bulk-settlement": (NOBODY, WORKERS),
    "bulk-filing": (NOBODY, WORKERS),
    "bulk-reversal": (NOBODY, WORKERS),
    "follow-up": (NOBODY, WORKERS),
    "follow-up-reversal": (NOBODY, WORKERS),
    "reply": (NOBODY, WORKERS),
    "draft": (NOBODY, WORKERS),
    "insertion": (NOBODY, WORKERS),
    "reply-recall": (NOBODY, WORKERS),
    "preview": (WORKERS, NOBODY),
    "enclosure": (WORKERS, NOBODY),
    "answer-files": (NOBODY, WORKERS),
    "answer-file-removal": (NOBODY, WORKERS),
    "saved-replies": (LEADERS, NOBODY),
    "new-saved-reply": (LEADERS, LEADERS),
    "saved-reply": (LEADERS, LEADERS),
    "saved-reply-archive": (NOBODY, LEADERS),
    "figures": (NOBODY, WORKERS),
    "facts": (LEADERS, NOBODY),
    "new-fact": (LEADERS, LEADERS),
    "fact": (LEADERS, LEADERS),
    "fact-removal": (NOBODY, LEADERS),
    "facts-import": (NOBODY, LEADERS),
    "facts-export": (LEADERS, NOBODY),
    "desk-tags": (LEADERS, NOBODY),
    "tag-archive": (NOBODY, LEADERS),
    "search": (WORKERS, NOBODY),
    "promises": (STAFF, NOBODY),
    "promise": (STAFF, LEADERS),
    "calibration": (STAFF, NOBODY),
    "calibration-csv": (STAFF, NOBODY),
    "calibration-json": (STAFF, NOBODY),
    "people": (WORKERS, NOBODY),
    "person": (WORKERS, NOBODY),
    "likeness": (WORKERS, WORKERS),
    "parting": (NOBODY, WORKERS),
    "caller-code": (NOBODY, WORKERS),
    "caller-try": (NOBODY, WORKERS),
    "outbox": (WORKERS, NOBODY),
    "delivery": (WORKERS, NOBODY),
    "verdict": (NOBODY, LEADERS),
    "settings": (LEADERS, NOBODY),
    "desk-facts": (OWNERS, OWNERS),
    "change-reversal": (NOBODY, OWNERS),
    "mailboxes": (OWNERS, OWNERS),
    "mailbox-name": (NOBODY, OWNERS),
    "mailbox-removal": (NOBODY, OWNERS),
    "mailbox-connection": (OWNERS, OWNERS),
    "mailbox-signing": (OWNERS, OWNERS),
    "mailbox-signature": (NOBODY, OWNERS),
    "mailbox-trust": (OWNERS, OWNERS),
    "mailbox-trial": (NOBODY, OWNERS),
    "mailbox-pause": (NOBODY, OWNERS),
    "dead-letters": (OWNERS, NOBODY),
    "dead-letter-replay": (NOBODY, OWNERS),
    "mailbox-aliases": (NOBODY, OWNERS),
    "alias-removal": (NOBODY, OWNERS),
    "headings": (OWNERS, OWNERS),
    "heading": (OWNERS, OWNERS),
    "heading-position": (NOBODY, OWNERS),
    "heading-archive": (NOBODY, OWNERS),
    "invitations": (OWNERS, OWNERS),
    "member": (OWNERS, OWNERS),
    "member-link": (NOBODY, OWNERS),
    "member-ending": (NOBODY, OWNERS),
    "teams": (OWNERS, OWNERS),
    "team": (OWNERS, OWNERS),
    "team-removal": (NOBODY, OWNERS),
    "calendar": (LEADERS, NOBODY),
    "working-days": (OWNERS, OWNERS),
    "threshold": (LEADERS, NOBODY),
    "threshold-announcement": (OWNERS, OWNERS),
    "threshold-limits": (OWNERS, OWNERS),
    "threshold-cancellation": (NOBODY, OWNERS),
    "load": (STAFF, NOBODY),
    "signatures": (WORKERS, LEADERS),
    "setting-aside-reversal": (NOBODY, LEADERS),
    "held-signatures": (LEADERS, LEADERS),
    "refusal-reversal": (NOBODY, LEADERS),
    "closed-days": (OWNERS, OWNERS),
    "opened-days": (NOBODY, OWNERS),
    "channels": (LEADERS, NOBODY),
    "audit-trail": (READERS, NOBODY),
    "audit-trail-csv": (READERS, NOBODY),
    "looks": (READERS, NOBODY),
    "looks-csv": (READERS, NOBODY),
    "unveiling": (NOBODY, WORKERS),
    "person-looks": (READERS, NOBODY),
    "invitation": (EVERYBODY, EVERYBODY),
    "capacity": (LEADERS, OWNERS),
    "member-hours": (LEADERS, LEADERS),
    "member-leave": (LEADERS, LEADERS),
    "leave-reversal": (NOBODY, LEADERS),
    "contract": (NOBODY, OWNERS),
    "rhythm": (OWNERS, OWNERS),
    "board-switch": (OWNERS, OWNERS),
    "matters-switch": (OWNERS, OWNERS),
    "publication": (LEADERS, LEADERS),
    **dict.fromkeys(("publication-preview", "publication-withdrawal"), (NOBODY, LEADERS)),
    "public": (STAFF, NOBODY),
    **dict.fromkeys(SHOWN, (EVERYBODY, NOBODY)),
    "mailbox": (LEADERS, OWNERS),
    "charter": (LEADERS, NOBODY),
    "staff": (LEADERS, NOBODY),
    "processing": (READERS, NOBODY),
    "processing-csv": (READERS, NOBODY),
    "processing-json": (READERS, NOBODY),
    "data-office": (OWNERS, OWNERS),
    "privacy": (EVERYBODY, NOBODY),
    "lifetimes": (READERS, NOBODY),
    "lifetime": (OWNERS, OWNERS),
    "asked-fields": (READERS, NOBODY),
    "asked-field": (OWNERS, OWNERS),
    "asked-field-ending": (NOBODY, OWNERS),
    "registers": (READERS, NOBODY),
    "sign-in": (EVERYBODY, EVERYBODY),
    "second-step": (EVERYBODY, EVERYBODY),
    "directory": (EVERYBODY, NOBODY),
    "directory-return": (EVERYBODY, NOBODY),
    "proof": (SIGNED_IN, SIGNED_IN),
    "second-factor": (SIGNED_IN, SIGNED_IN),
    "recovery-codes": (NOBODY, SIGNED_IN),
    "second-factor-removal": (NOBODY, SIGNED_IN),
    "member-factor-removal": (NOBODY, OWNERS),
    "sign-out": (NOBODY, SIGNED_IN),
    "account": (SIGNED_IN, SIGNED_IN),
    "password": (SIGNED_IN, SIGNED_IN),
    "language": (NOBODY, EVERYBODY),
    "desk": (NOBODY, SIGNED_IN),
    "status": (EVERYBODY, NOBODY),
    **dict.fromkeys(("own-asking", "own-erasure"), (EVERYBODY, EVERYBODY)),
    **dict.fromkeys(("own", "own-file", "erasure-proof", "erasure-proof-json"), (EVERYBODY, NOBODY)),
    **dict.fromkeys(("own-wishes", "own-name", "own-addresses"), (NOBODY, EVERYBODY)),
    **dict.fromkeys(("own-claim", "own-support", "own-consent"), (NOBODY, EVERYBODY)),
    "person-erasure": (OWNERS, OWNERS),
    **dict.fromkeys(("signature", "objection", "separation", "reunion"), (NOBODY, EVERYBODY)),
    **dict.fromkeys(("signature-withdrawal", "signature-return"), (NOBODY, EVERYBODY)),
    **dict.fromkeys(("withdrawal", "withdrawal-reversal"), (NOBODY, EVERYBODY)),
    **dict.fromkeys(("own-peer-answers", "own-peer-withdrawal", "own-peer-return"), (NOBODY, EVERYBODY)),
    **dict.fromkeys(("endorsement", "endorsement-reversal"), (NOBODY, EVERYBODY)),
    **dict.fromkeys(("peer-showing", "peer-refusal", "peer-mark", "peer-mark-reversal"), (NOBODY, WORKERS)),
    **dict.fromkeys(("peer-asking", "endorsement-asking"), (EVERYBODY, EVERYBODY)),
    "peers": (WORKERS, NOBODY),
    "peer-rules": (OWNERS, OWNERS),
    **dict.fromkeys(("signing", "public-write", "confirmation", "unsubscribe"), (EVERYBODY, EVERYBODY)),
    "asked-for": (EVERYBODY, NOBODY),
}


TO_SIGNING_IN = {"sign-out", "second-step", "directory", "directory-return"}
"""Where whoever has not begun, or has ended, is led to signing in."""


@contextmanager
def undone():
    """Whatever happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def verdict(response) -> str:
    """What a response means for whoever asked."""
    if response.status_code == 302 and response.url.startswith(reverse("sign-in")):
        return "sign in"
    return {403: "forbidden", 404: "not there", 405: "no such method"}.get(response.status_code, "opened")


def test_the_table_names_every_page():
    assert {row.name for row in table(urlpatterns)} == set(EXPECTED)


def test_a_page_that_needs_an_unknown_action_stops_the_start():
    with pytest.raises(KeyError):
        needs("dance")


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_every_page_opens_for_those_who_may_and_for_nobody_else(who, world, client, colleague, charlie):
    person = (
        {"charlie": charlie, "anonymous": None}.get(who)
        if who in ("charlie", "anonymous")
        else colleague(who)
    )
    refused = "sign in" if who == "anonymous" else "forbidden"
    wrong = []
    for name, (may_read, may_change) in EXPECTED.items():
        for method, may in (("get", may_read), ("post", may_change)):
            with undone():
                if person is not None:
                    client.force_login(
                        getattr(person, "user", person), "django.contrib.auth.backends.ModelBackend"
                    )
                data = {"matter": world.matter.public_id} if name == "filing" else {}
                found = verdict(getattr(client, method)(world.url(name), data, headers=FROM_HERE))
            wanted = "no such method" if not may else "opened" if who in may else refused
            if name in TO_SIGNING_IN and who in may and found == "sign in":
                found = "opened"
            if found != wanted:
                wrong.append((name, method, found, wanted))
    assert wrong == []


ROWS = (
    "person",
    "likeness",
    "matter",
    "history",
    "merging",
    "selection",
    "answer",
    "outcomes",
    "unreached",
    "sending",
    "recipients",
    "message",
    "body",
    "reasons",
    "attachment",
    "preview",
    "enclosure",
    "conversation",
    "trail",
    "note",
    "delivery",
)


@pytest.mark.parametrize("name", ROWS)
def test_what_belongs_to_another_team_is_not_there(name, world, desk, bob, sign_in):
    team = Team.objects.create(desk=desk, name="Roads")
    kind = desk.kinds.get(code="transports")
    kind.team = team
    kind.save()
    world.matter.kind = kind
    world.matter.save()

    assert sign_in(bob).get(world.url(name)).status_code == 404
    bob.teams.add(team)
    assert sign_in(bob).get(world.url(name)).status_code in (200, 302)


OF_THE_DESK = (
    *("person-looks", "provider", "statement", "statement-pdf", "statement-csv", "provider-terms"),
    *("mailbox", "heading", "member", "team", "fact", "member-hours", "member-leave"),
)


@pytest.mark.parametrize("name", [*ROWS, *OF_THE_DESK])
def test_what_belongs_to_another_desk_is_not_there(name, world, now, sign_in):
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    dan = User.objects.create_user("dan@elsewhere.example", "Dan")
    owner = Membership.objects.create(desk=elsewhere, user=dan, role=Role.OWNER, since=now)

    assert sign_in(owner).get(world.url(name)).status_code == 404


def test_somebody_who_left_sees_nothing(world, bob, now, sign_in):
    bob.ended_at = now
    bob.save()

    assert sign_in(bob).get(world.url("matter")).status_code == 403
