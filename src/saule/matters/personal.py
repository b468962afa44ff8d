"""What messages, matters, answers and deliveries hold about persons."""

from dataclasses import replace

from django.db.models import Q
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from saule.people.personal import (
    CONTACT_BASIS,
    CONTACT_EXPIRY,
    NOBODY,
    ONLY_GROWS,
    OPAQUE,
    OURS,
    REASON,
    WITH_ITS_PERSON,
    WORKERS,
    contact,
)
from saule.people.register import (
    BLANK,
    DELETE,
    MASK,
    End,
    Lifetime,
    PersonalField,
    impersonal,
    personal,
    record,
)


def kept(purpose: LazyText | str, seen_by: LazyText | str = WORKERS) -> PersonalField:
    """A field that is kept as long as the contact lasts, for ``purpose``."""
    return PersonalField(purpose, CONTACT_BASIS, CONTACT_EXPIRY, seen_by)


THEIRS = ("person", "conversation__person")
THEIR_MESSAGE = ("message__person", "message__conversation__person")
OF_CONVERSATION = ("conversation__person",)
LAST = contact("conversation__last_at")
LAST_OF_MESSAGE = contact("message__conversation__last_at")
MANY = _("shared by all who ask the same: it is nobody’s alone")
COUNTED = _("a count that stays without your name: what many have earned is not taken away from them")
STAYS = End("keep", ONLY_GROWS)
EVERYBODY = _("everybody")

record(
    "matters.Source",
    path=THEIR_MESSAGE,
    end=DELETE,
    lifetime=LAST_OF_MESSAGE,
    what=_("your mails as they came, with their attachments"),
)
record(
    "matters.Conversation", path=("person",), end=BLANK, lifetime=contact("last_at"), what=_("your exchanges")
)
record("matters.DanglingReference", path=("person", *OF_CONVERSATION), end=DELETE, lifetime=LAST)
record(
    "matters.Message", path=THEIRS, end=BLANK, lifetime=LAST, what=_("what you wrote and what you were sent")
)
record("matters.MessageVector", path=THEIR_MESSAGE, end=DELETE, lifetime=LAST_OF_MESSAGE)
record(
    "matters.Attachment",
    path=THEIR_MESSAGE,
    end=DELETE,
    lifetime=LAST_OF_MESSAGE,
    what=_("the names of the files you attached"),
)
record(
    "matters.Objection",
    path=OF_CONVERSATION,
    end=BLANK,
    lifetime=LAST,
    what=_("where you said that an answer does not answer you"),
)
record("matters.Matter", end=MASK, lifetime=contact("last_at"), nobody=MANY)
record("matters.Correction", end=MASK, lifetime=contact("matter__last_at"), nobody=MANY)
record("matters.Suggestion", end=MASK, lifetime=contact("at"), nobody=MANY)
record("matters.Decision", path=THEIR_MESSAGE, also=("like__person",), end=BLANK, lifetime=LAST_OF_MESSAGE)
record(
    "matters.Signature",
    path=("person",),
    end=End("keep", COUNTED),
    lifetime=WITH_ITS_PERSON,
    what=_("the matters you support"),
)
record(
    "matters.Confirmation",
    path=("person",),
    end=DELETE,
    lifetime=Lifetime(30, ("asked_at",), only=~Q(state="held")),
    what=_("what you asked for on the public pages and confirmed"),
)
record(
    "matters.SignatureEvidence",
    path=("person",),
    end=STAYS,
    lifetime=WITH_ITS_PERSON,
    what=_("which message of yours supports which matter"),
)
record("matters.SupportMove", path=("person",), end=STAYS, lifetime=WITH_ITS_PERSON)
record("matters.AnswerText", end=MASK, lifetime=contact("answer__matter__last_at"), nobody=MANY)
record(
    "matters.Delivery",
    path=("person",),
    end=BLANK,
    lifetime=contact("created_at", "conversation__last_at"),
    what=_("what left for you, and whether it arrived"),
)
record("matters.AnsweredApart", path=("person",), end=STAYS, lifetime=WITH_ITS_PERSON)
record(
    "matters.CallerCode",
    path=("person",),
    end=STAYS,
    lifetime=WITH_ITS_PERSON,
    what=_("codes by which you proved on the telephone who you are"),
)
record("matters.HandOver", path=OF_CONVERSATION, end=BLANK, lifetime=contact("at"))
record(
    "matters.Note",
    path=OF_CONVERSATION,
    end=BLANK,
    lifetime=contact("at", "conversation__last_at"),
    what=_("what colleagues noted beside your exchanges"),
)
record(
    "matters.Draft", path=OF_CONVERSATION, end=DELETE, lifetime=contact("saved_at"), what=_("replies begun")
)
record(
    "matters.Enclosure",
    path=("draft__conversation__person", "delivery__person"),
    end=DELETE,
    lifetime=contact("at"),
    what=_("files sent to you"),
)
record(
    "matters.Sequel",
    path=("person",),
    end=STAYS,
    lifetime=WITH_ITS_PERSON,
    what=_("whether an answer was enough for you"),
)
record("matters.Rereading", path=("sequel__person",), end=BLANK, lifetime=contact("sequel__at"))
record(
    "matters.PeerAnswer",
    path=("person",),
    end=BLANK,
    lifetime=contact("at", "matter__last_at"),
    what=_("what you answered to others"),
)
record(
    "matters.Endorsement",
    path=("person",),
    end=End("keep", COUNTED),
    lifetime=WITH_ITS_PERSON,
    what=_("answers of others that helped you"),
)
record(
    "matters.PeerThanks",
    path=("person",),
    end=STAYS,
    lifetime=WITH_ITS_PERSON,
    what=_("when you were thanked for helping others"),
)
record("matters.MessageWords", path=THEIR_MESSAGE, end=DELETE, lifetime=LAST_OF_MESSAGE)
record("matters.MatterWords", end=MASK, lifetime=contact("matter__last_at"), nobody=MANY)
record("matters.AnswerWords", end=MASK, lifetime=contact("text__answer__matter__last_at"), nobody=MANY)
record(
    "matters.PersonWords",
    path=("person",),
    end=DELETE,
    lifetime=contact("person__created_at", "person__conversations__last_at"),
)

READ = _("to read and answer what the person wrote")
THREAD = _("to keep a conversation together")
GROUP = _("to see which messages are about the same matter")
GRAVE = _("to see at once who may be in danger")
LANGUAGE = _("to answer in the language of the message")
UNDO = _("to undo a correction of a matter’s title, heading or gravity")
ANSWER = _("to answer the person, and to know what they were told")

personal(
    "matters.Source",
    raw=kept(_("to read the message again as it came, with its attachments; card numbers are masked")),
)
impersonal("matters.Source", "channel", "position", because=OPAQUE)
personal("matters.Conversation", subject=kept(READ))
impersonal("matters.Conversation", "public_id", because=OPAQUE)
personal("matters.DanglingReference", message_id=kept(THREAD, NOBODY))
impersonal("matters.Letter", "public_id", because=OPAQUE)
personal(
    "matters.Message",
    subject=kept(READ),
    text=kept(READ),
    said=kept(READ),
    html=kept(READ),
    language=kept(LANGUAGE),
    message_id=kept(THREAD, NOBODY),
    in_reply_to=kept(THREAD, NOBODY),
    references=kept(THREAD, NOBODY),
    severity=kept(GRAVE),
)
impersonal(
    "matters.Message", "public_id", "channel", "mail_class", "class_reason", "warnings", because=OPAQUE
)
personal("matters.MessageVector", values=kept(GROUP, NOBODY))
impersonal("matters.MessageVector", "encoder", because=OPAQUE)
personal("matters.Attachment", name=kept(READ))
impersonal("matters.Attachment", "public_id", "content_type", because=OPAQUE)
impersonal("matters.Settlement", "why", "ended_why", because=REASON)
personal("matters.Objection", words=kept(_("to take up again what an answer did not answer")))

personal(
    "matters.Matter",
    title=kept(GROUP),
    phrases=kept(GROUP),
    grave_because=kept(GRAVE),
)
impersonal("matters.Matter", "signals", because="figures about the matter, not about a person")
impersonal("matters.Matter", "public_id", "language", "nature", "state", because=OPAQUE)
impersonal("matters.MatterTransition", "from_state", "to_state", because=OPAQUE)
impersonal("matters.MatterTransition", "why", because=REASON)
personal(
    "matters.Decision",
    facts=kept(_("to say why a message was put into a matter: the words that are alike or differ")),
)
impersonal("matters.Decision", "outcome", "layer", "reason", "engine", because=OPAQUE)
impersonal("matters.Decision", "why", because=REASON)
A_LANGUAGE = End("keep", _("a language among two tells nobody who spoke it"))
personal(
    "matters.Signature",
    language=replace(kept(LANGUAGE), end=A_LANGUAGE),
    shown_name=replace(
        kept(_("to show beside a matter who supports it, under the name that they chose"), EVERYBODY),
        end=BLANK,
    ),
)
ASKED_FOR = _("thirty days; address and words until it is confirmed, or for two days")
personal(
    "matters.Confirmation",
    value=PersonalField(
        _("to send the link with which somebody confirms what they ask for"), CONTACT_BASIS, ASKED_FOR, NOBODY
    ),
    shown_name=PersonalField(
        _("to show beside a matter who supports it, under the name that they chose"),
        CONTACT_BASIS,
        ASKED_FOR,
        EVERYBODY,
    ),
    language=PersonalField(LANGUAGE, CONTACT_BASIS, ASKED_FOR, NOBODY),
    subject=PersonalField(READ, CONTACT_BASIS, ASKED_FOR, WORKERS),
    text=PersonalField(READ, CONTACT_BASIS, ASKED_FOR, WORKERS),
    details=PersonalField(READ, CONTACT_BASIS, ASKED_FOR, WORKERS),
    network=PersonalField(
        _("to see when many signatures come from one place: a digest of a part of the net"),
        CONTACT_BASIS,
        ASKED_FOR,
        NOBODY,
    ),
    alike=PersonalField(
        _("that nobody counts twice by spelling their address otherwise: a digest"),
        CONTACT_BASIS,
        ASKED_FOR,
        NOBODY,
    ),
    domain=PersonalField(
        _("to see when many signatures come from one mail domain: a digest of its name"),
        CONTACT_BASIS,
        ASKED_FOR,
        NOBODY,
    ),
    pattern=PersonalField(
        _("to see when many addresses are one series of numbers: a digest of what they share"),
        CONTACT_BASIS,
        ASKED_FOR,
        NOBODY,
    ),
)
impersonal("matters.Surge", "facts", because=OURS)
impersonal("matters.Confirmation", "public_id", "purpose", "state", "doubts", because=OPAQUE)
impersonal("matters.ConfirmationTransition", "from_state", "to_state", because=OPAQUE)
impersonal("matters.ConfirmationTransition", "why", because=REASON)
impersonal("matters.Signature", "state", because=OPAQUE)
impersonal("matters.SignatureTransition", "from_state", "to_state", because=OPAQUE)
impersonal("matters.SignatureTransition", "why", because=REASON)

impersonal("matters.Answer", "public_id", "state", because=OPAQUE)
impersonal("matters.AnswerTransition", "from_state", "to_state", because=OPAQUE)
impersonal("matters.AnswerTransition", "why", because=REASON)
personal("matters.AnswerText", body=kept(ANSWER))
impersonal("matters.AnswerText", "language", because=OPAQUE)
personal(
    "matters.Delivery",
    subject=kept(ANSWER),
    body=kept(ANSWER),
    foot=kept(_("to say who writes on whose behalf, where the address came from, and how to stop")),
    language=replace(kept(LANGUAGE), end=A_LANGUAGE),
    in_reply_to=kept(THREAD, NOBODY),
    references=kept(THREAD, NOBODY),
    outcome=kept(_("to know whether a message arrived: what the other side’s server said")),
)
impersonal(
    "matters.Delivery",
    "public_id",
    "key",
    "purpose",
    "channel",
    "message_id",
    "state",
    "leased_by",
    because=OPAQUE,
)
impersonal("matters.DeliveryTransition", "from_state", "to_state", because=OPAQUE)
impersonal("matters.DeliveryTransition", "why", because=REASON)
impersonal("matters.Fact", "public_id", "sort", because=OPAQUE)
impersonal("matters.Fact", "name_fr", "name_en", "value", "written", "about", "source", because=OURS)
impersonal("matters.FigureConfirmation", "value", "written", because=OURS)
impersonal("matters.FigureConfirmation", "sort", "verdict", because=OPAQUE)
impersonal("matters.Return", "status", because=OPAQUE)
impersonal("matters.Flood", "public_id", "state", because=OPAQUE)
impersonal("matters.FloodTransition", "from_state", "to_state", because=OPAQUE)
impersonal("matters.FloodTransition", "why", because=REASON)

personal("matters.Correction", before=kept(UNDO), after=kept(UNDO))
impersonal("matters.Correction", "public_id", "verb", because=OPAQUE)
impersonal("matters.Correction", "why", because=REASON)
personal("matters.Suggestion", facts=kept(_("to say why two matters look alike: the words both have")))
impersonal("matters.Suggestion", "public_id", "engine", "state", because=OPAQUE)
impersonal("matters.SuggestionTransition", "from_state", "to_state", because=OPAQUE)
impersonal("matters.SuggestionTransition", "why", because=REASON)
impersonal("matters.SupportMove", "spared", because=OPAQUE)

impersonal("matters.CallerCode", "public_id", because=OPAQUE)
impersonal("matters.Approval", "sort", "digest", because=OPAQUE)
impersonal("matters.Earning", "because", because=OPAQUE)
impersonal("matters.Earning", "why", because=REASON)
impersonal("matters.SettingAside", "public_id", because=OPAQUE)
impersonal("matters.SettingAside", "why", "ended_why", because=REASON)
impersonal("matters.SetAside", "was", "spared", because=OPAQUE)

impersonal("matters.Assignment", "why", because=REASON)
impersonal("matters.Lease", "ended", because=OPAQUE)
personal("matters.HandOver", context=kept(_("to tell the colleague who takes over what they need to know")))
impersonal("matters.Skip", "reason", because=OPAQUE)
impersonal("matters.Skip", "why", because=REASON)
impersonal("matters.FollowUp", "because", because=OPAQUE)
impersonal("matters.FollowUp", "why", "ended_why", because=REASON)
impersonal("matters.Snooze", "why", because=REASON)
impersonal("matters.Snooze", "ended", because=OPAQUE)
personal("matters.Note", body=kept(_("to tell colleagues what they need to know to answer well")))
impersonal("matters.Note", "public_id", because=OPAQUE)
impersonal("matters.Tag", "name", because=OURS)
impersonal("matters.SavedReply", "public_id", because=OPAQUE)
impersonal("matters.SavedReply", "name", because=OURS)
impersonal("matters.SavedReplyText", "body", "language", because=OURS)
personal("matters.Draft", body=kept(ANSWER))
personal("matters.Enclosure", name=kept(ANSWER), content=kept(ANSWER))
impersonal("matters.Enclosure", "public_id", "content_type", "claimed_type", because=OPAQUE)

impersonal("matters.Sequel", "state", because=OPAQUE)
personal("matters.Rereading", words=kept(_("to say what would have made an answer a better one")))
impersonal("matters.Rereading", "public_id", "right", "fitting", "humane", because=OPAQUE)
impersonal("matters.Draw", "seed", because=OPAQUE)
impersonal("matters.Comeback", "ended_why", because=REASON)

personal(
    "matters.PeerAnswer",
    shown_name=kept(_("to show an answer under the name its writer chose"), _("everybody")),
    text=kept(_("to help others who ask the same"), _("everybody")),
)
impersonal("matters.PeerAnswer", "public_id", "language", "state", "rule", because=OPAQUE)
impersonal("matters.PeerAnswerTransition", "from_state", "to_state", because=OPAQUE)
impersonal("matters.PeerAnswerTransition", "why", because=REASON)
impersonal("matters.Publication", "title_fr", "title_en", "summary_fr", "summary_en", because=OURS)
impersonal("matters.Publication", "state", because=OPAQUE)
impersonal("matters.PublicationTransition", "from_state", "to_state", because=OPAQUE)
impersonal("matters.PublicationTransition", "why", because=REASON)
impersonal("matters.PeerMark", "verdict", because=OPAQUE)
impersonal("matters.PeerMark", "why", "figures", because=OURS)

SEARCH = _("to find the record again by its words; emptied with it")
personal("matters.MessageWords", words=kept(SEARCH))
impersonal("matters.MessageWords", "mail_class", because=OPAQUE)
personal("matters.MatterWords", words=kept(SEARCH))
personal("matters.AnswerWords", words=kept(SEARCH))
personal("matters.PersonWords", words=kept(SEARCH))
