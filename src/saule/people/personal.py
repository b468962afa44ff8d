"""What the desk's and the people's records hold about persons."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saule.people.register import BLANK, DELETE, End, Lifetime, PersonalField, impersonal, personal, record

STAFF_PURPOSE = _("to let staff sign in, and to show colleagues who did what")
STAFF_BASIS = _("the work contract (GDPR 6(1)(b))")
STAFF_EXPIRY = _("one year after the last membership ended")
CONTACT_BASIS = _("the public task or the legitimate interest of answering who writes (GDPR 6(1)(e), (f))")
CONTACT_EXPIRY = _("three years after the last contact, or on request at once")
OBLIGATION = _("the duty to honour objections (GDPR 6(1)(c), 21)")
OWNERS = _("owners of the desk")
WORKERS = _("owners, supervisors, and agents of the team in charge")
NOBODY = _("nobody: it is only compared")

OPAQUE = "an opaque identifier or a code of ours"
OURS = "the organisation's own words or settings"
REASON = "a reason in a row that only grows: staff name no person in it"

COLLEAGUE = _("about a colleague, whose data end with their work here")
BY_DIGEST = _("a digest under a key of ours: it is found by the address, and by nobody’s name")
TYPED = _("an address that somebody typed, of which nobody knows yet whose it is: it is found by the address")
ONLY_GROWS = _("a row that proves what was done: it holds opaque numbers and days, and names nobody")
FOR_EVER = Lifetime(because=_("an objection and an erasure stand for good"))
WITH_ITS_PERSON = Lifetime(
    because=_("it names nobody by itself: who it is about is known only as long as they are")
)
THREE_YEARS = 1096
STAYS = End("keep", ONLY_GROWS)
OF_STAFF = End("keep", COLLEAGUE)


def contact(*since: str) -> Lifetime:
    """Three years after the last of these moments, at which somebody wrote or was written to."""
    return Lifetime(THREE_YEARS, since)


record(
    "desk.User",
    lifetime=Lifetime(365, ("memberships__ended_at",), only=~Q(memberships__ended_at=None)),
    end=OF_STAFF,
    nobody=COLLEAGUE,
)
record("desk.Membership", lifetime=Lifetime(365, ("ended_at",)), end=OF_STAFF, nobody=COLLEAGUE)
record(
    "desk.SecondFactor",
    lifetime=Lifetime(because=_("it goes when the second factor is taken away")),
    end=OF_STAFF,
    nobody=COLLEAGUE,
)
record(
    "desk.FederatedIdentity",
    lifetime=Lifetime(365, ("user__memberships__ended_at",), only=~Q(user__memberships__ended_at=None)),
    end=OF_STAFF,
    nobody=COLLEAGUE,
)
record(
    "desk.DataOffice",
    lifetime=Lifetime(because=_("it stands until somebody else is named")),
    end=OF_STAFF,
    nobody=COLLEAGUE,
)
record(
    "people.Person",
    path=("pk",),
    end=BLANK,
    lifetime=contact("created_at", "conversations__last_at"),
    what=_("you, as the desk knows you"),
)
record(
    "people.Address",
    path=("person",),
    end=BLANK,
    lifetime=contact("created_at", "messages__received_at"),
    what=_("where you are reached"),
)
record(
    "people.Detail",
    path=("person",),
    end=DELETE,
    lifetime=contact("given_at", "person__conversations__last_at"),
    what=_("what you answered in our form beside your message"),
)
record(
    "people.PersonJoin",
    path=("person",),
    end=STAYS,
    lifetime=WITH_ITS_PERSON,
    what=_("that you wrote from several addresses, and were found to be one person"),
)
record(
    "people.Likeness",
    path=("person",),
    also=("other",),
    end=STAYS,
    lifetime=WITH_ITS_PERSON,
    what=_("signs that two people may be one"),
)
record(
    "people.Absence",
    path=("address__person",),
    end=STAYS,
    lifetime=WITH_ITS_PERSON,
    what=_("that an answering machine said when you are back"),
)
record(
    "people.Consent",
    path=("person",),
    end=End("keep", _("the proof that you agreed, and when you took it back (GDPR 7(1)): it names nobody")),
    lifetime=WITH_ITS_PERSON,
    what=_("what you agreed to, and in which words"),
)
record(
    "people.Suppression",
    end=End(
        "keep", _("an objection must hold after an erasure: a digest, from which nobody reads an address")
    ),
    lifetime=FOR_EVER,
    nobody=BY_DIGEST,
)
record("people.Pause", end=STAYS, lifetime=WITH_ITS_PERSON, nobody=BY_DIGEST)
record("people.AttentionEntry", end=DELETE, lifetime=Lifetime(365, ("at",)), nobody=BY_DIGEST)
record("people.LinkMail", end=DELETE, lifetime=Lifetime(7, ("created_at",)), nobody=TYPED)
record(
    "people.Tombstone",
    end=End("keep", _("so that a later import does not bring back what was erased: a digest of a position")),
    lifetime=FOR_EVER,
    nobody=BY_DIGEST,
)

personal(
    "desk.User",
    email=PersonalField(STAFF_PURPOSE, STAFF_BASIS, STAFF_EXPIRY, OWNERS),
    name=PersonalField(STAFF_PURPOSE, STAFF_BASIS, STAFF_EXPIRY, _("all staff of the desk")),
    language=PersonalField(
        _("to show the desk in the colleague’s language"), STAFF_BASIS, STAFF_EXPIRY, OWNERS
    ),
    password=PersonalField(
        _("to check the password, of which it is a salted digest"), STAFF_BASIS, STAFF_EXPIRY, NOBODY
    ),
)
impersonal("desk.User", "public_id", because=OPAQUE)
impersonal("desk.Desk", "public_id", because=OPAQUE)
impersonal(
    "desk.Desk", "name", "language", "time_zone", "country", "working_days", "second_factor", because=OURS
)
impersonal("desk.Team", "name", because=OURS)
impersonal("desk.Membership", "role", because=OPAQUE)
personal(
    "desk.Membership",
    languages=PersonalField(
        _("to give the colleague what is written in a language they write"),
        STAFF_BASIS,
        STAFF_EXPIRY,
        _("all staff of the desk"),
    ),
)
impersonal("desk.DataOffice", "controller", "contact", "transfers", because=OURS)
personal(
    "desk.DataOffice",
    officer=PersonalField(
        _("to tell everybody who answers for their data"),
        _("the duty to name who answers for the data (GDPR 6(1)(c), 13, 37)"),
        _("until another is named"),
        _("everybody"),
    ),
)
impersonal("desk.Invitation", "digest", because=OPAQUE)
impersonal("desk.Mailbox", "address", "name", "authserv_id", because=OURS)
impersonal("desk.MailboxAlias", "address", because=OURS)
impersonal("desk.MailboxSwitch", "why", because=REASON)
impersonal("desk.Kind", "code", "name_fr", "name_en", "nature", "legal_basis", because=OURS)
impersonal("desk.KindExample", "text", "language", because=OURS)
impersonal("desk.Threshold", "why", because=REASON)
impersonal("desk.Threshold", "facts", because=OURS)
impersonal("desk.ClosedDay", "name", because=OURS)
impersonal("desk.Rhythm", "weekdays", because=OURS)
impersonal("desk.MattersBoard", "licence", because=OPAQUE)
impersonal("desk.PeerModeration", "when", because=OPAQUE)
impersonal("desk.Contract", "name", because=OURS)
impersonal("desk.Event", "verb", "record", "record_id", "facts", because=OPAQUE)
impersonal("desk.Event", "why", because=REASON)

personal(
    "people.Person",
    name=PersonalField(
        _("to address the person by the name they sign with"), CONTACT_BASIS, CONTACT_EXPIRY, WORKERS
    ),
    language=PersonalField(
        _("to answer in the language the person writes in"), CONTACT_BASIS, CONTACT_EXPIRY, WORKERS
    ),
)
impersonal("people.Person", "public_id", because=OPAQUE)
impersonal("people.PersonJoin", "why", because=REASON)
impersonal("people.Likeness", "evidence", "state", because=OPAQUE)
impersonal("people.LikenessTransition", "from_state", "to_state", because=OPAQUE)
impersonal("people.LikenessTransition", "why", because=REASON)
personal(
    "people.Address",
    value=PersonalField(
        _("to answer where the person wrote from, and to know them again"),
        CONTACT_BASIS,
        CONTACT_EXPIRY,
        WORKERS,
    ),
    alike=PersonalField(
        _("that nobody counts twice by spelling their address otherwise: a digest"),
        CONTACT_BASIS,
        CONTACT_EXPIRY,
        NOBODY,
    ),
)
impersonal("people.Address", "channel", because=OPAQUE)
personal(
    "people.Suppression",
    digest=PersonalField(
        _("not to write again to who objected, without keeping the address"),
        OBLIGATION,
        _("never: an objection stands until the person lifts it"),
        NOBODY,
    ),
)
impersonal("people.Suppression", "reason", because=OPAQUE)
personal(
    "people.Pause",
    digest=PersonalField(
        _("not to write for a while where mail comes back, without keeping the address"),
        CONTACT_BASIS,
        CONTACT_EXPIRY,
        NOBODY,
    ),
)
impersonal("people.Pause", "reason", because=OPAQUE)
impersonal("people.Shortening", "record", because=OPAQUE)
impersonal("people.Purged", "record", because=OPAQUE)
impersonal("people.PurgeRound", "coming", because="figures about rows, not about a person")
impersonal("people.Asking", "code", because=OPAQUE)
impersonal("people.Asking", "because", because=OURS)
personal(
    "people.Detail",
    value=PersonalField(
        _("what a form of the desk asked beside the message, each for the purpose that stood beside it"),
        CONTACT_BASIS,
        _("three years after the last contact, a date of birth one year after it was given, or on request"),
        WORKERS,
    ),
)
impersonal("people.Detail", "code", because=OPAQUE)
impersonal("people.Absence", "told_by", because=OPAQUE)
impersonal("people.Consent", "purpose", "wording_version", "language", because=OPAQUE)
personal(
    "people.AttentionEntry",
    digest=PersonalField(
        _("not to write to somebody too often, without keeping the address"),
        CONTACT_BASIS,
        _("one year after the message left"),
        NOBODY,
    ),
)
impersonal("people.AttentionEntry", "purpose", "delivery", because=OPAQUE)
personal(
    "people.Tombstone",
    digest=PersonalField(
        _("that what was erased does not come back with a later import"),
        OBLIGATION,
        _("never: erasure must hold"),
        NOBODY,
    ),
)
personal(
    "people.LinkMail",
    value=PersonalField(
        _("to send the link that was asked for to the address that was typed"),
        CONTACT_BASIS,
        _("seven days after it was asked for"),
        NOBODY,
    ),
)
impersonal("people.LinkMail", "public_id", "key", "language", "message_id", "state", because=OPAQUE)
impersonal("people.LinkMail", "purpose", "about", because=OPAQUE)
impersonal("people.LinkMail", "subject", "body", because=OURS)
impersonal("people.LinkMailTransition", "from_state", "to_state", because=OPAQUE)
impersonal("people.LinkMailTransition", "why", because=REASON)
impersonal("desk.StaffMail", "public_id", "key", "language", "message_id", "state", because=OPAQUE)
impersonal("desk.StaffMail", "subject", "body", because=OURS)
impersonal("desk.StaffMailTransition", "from_state", "to_state", because=OPAQUE)
impersonal("desk.StaffMailTransition", "why", because=REASON)
impersonal("desk.Look", "page", "record", "record_id", "why", because=OPAQUE)
impersonal("desk.Look", "words", because=REASON)
personal(
    "desk.SecondFactor",
    secret=PersonalField(
        _("to check the codes of a colleague’s authenticator; sealed"),
        STAFF_BASIS,
        _("until it is taken away"),
        NOBODY,
    ),
)
impersonal("desk.RecoveryCode", "digest", because=OPAQUE)
personal(
    "desk.FederatedIdentity",
    subject=PersonalField(
        _("to know a colleague again who signs in at the organisation’s directory"),
        STAFF_BASIS,
        STAFF_EXPIRY,
        NOBODY,
    ),
)
impersonal("desk.FederatedIdentity", "issuer", because=OURS)

record(
    "people.ErasureProof",
    path=("person",),
    end=End("keep", _("the proof itself, which names nobody")),
    lifetime=WITH_ITS_PERSON,
    what=_("this proof"),
)
impersonal("people.ErasureProof", "public_id", "language", because=OPAQUE)
impersonal("people.ErasureProof", "why", because=REASON)
impersonal("people.ErasedPlace", "place", "done", because=OPAQUE)

record(
    "people.NewsWish",
    path=("person",),
    end=STAYS,
    lifetime=WITH_ITS_PERSON,
    what=_("how often you want news"),
)
impersonal("people.NewsWish", "rhythm", because=OPAQUE)
record(
    "people.AddressClaim",
    path=("person",),
    end=DELETE,
    lifetime=Lifetime(7, ("at",)),
    what=_("addresses that you said are yours too"),
)
personal(
    "people.AddressClaim",
    value=PersonalField(
        _("to send a link there, which proves that it is yours"),
        CONTACT_BASIS,
        _("seven days after it was asked for"),
        NOBODY,
    ),
)
record(
    "people.Origin",
    path=("person",),
    end=BLANK,
    lifetime=Lifetime(THREE_YEARS, ("at", "person__conversations__last_at")),
    what=_("where your address came from, and on what basis you may be written to"),
)
personal(
    "people.Origin",
    told=PersonalField(
        _("to tell the person where their address came from"), OBLIGATION, CONTACT_EXPIRY, WORKERS
    ),
    proof=PersonalField(_("to prove where the address came from"), OBLIGATION, CONTACT_EXPIRY, OWNERS),
    country=PersonalField(
        _("to write at hours and on days that suit, by the rules that hold there"),
        CONTACT_BASIS,
        CONTACT_EXPIRY,
        WORKERS,
    ),
    zone=PersonalField(
        _("to write at hours and on days that suit, by the rules that hold there"),
        CONTACT_BASIS,
        CONTACT_EXPIRY,
        WORKERS,
    ),
)
impersonal("people.Origin", "source", "basis", because=OPAQUE)
