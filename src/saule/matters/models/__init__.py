"""The records of this layer: messages, matters with their signatures, answers with their deliveries."""

from saule.matters.models.answers import Answer, AnswerText, AnswerTransition, Delivery, DeliveryTransition
from saule.matters.models.approvals import AnsweredApart, AnswerWriter, Approval
from saule.matters.models.calling import CallerCode, CallerTry
from saule.matters.models.confirmations import Confirmation, ConfirmationTransition
from saule.matters.models.corrections import Correction, Suggestion, SuggestionTransition, SupportMove
from saule.matters.models.earnings import Earning, SetAside, SettingAside
from saule.matters.models.facts import Fact, FactUse, FigureConfirmation
from saule.matters.models.growing import Surge
from saule.matters.models.leases import FollowUp, HandOver, Lease, Skip
from saule.matters.models.matters import (
    Decision,
    Filing,
    Matter,
    MatterTransition,
    Signature,
    SignatureEvidence,
    SignatureTransition,
)
from saule.matters.models.messages import (
    Attachment,
    Conversation,
    DanglingReference,
    Letter,
    MailClass,
    Message,
    MessageVector,
    Objection,
    Settlement,
    Source,
)
from saule.matters.models.peers import (
    Endorsement,
    PeerAnswer,
    PeerAnswerTransition,
    PeerMark,
    PeerThanks,
)
from saule.matters.models.publications import Publication, PublicationTransition
from saule.matters.models.returns import Flood, FloodTransition, Return
from saule.matters.models.sequels import Comeback, Draw, Rereading, Sequel
from saule.matters.models.words import AnswerWords, MatterWords, MessageWords, PersonWords
from saule.matters.models.work import (
    Assignment,
    Draft,
    Enclosure,
    Mention,
    Note,
    Presence,
    SavedReply,
    SavedReplyText,
    Snooze,
    Tag,
    Tagging,
)

__all__ = [
    "Answer",
    "AnswerText",
    "AnswerTransition",
    "AnswerWords",
    "AnswerWriter",
    "AnsweredApart",
    "Approval",
    "Assignment",
    "Attachment",
    "CallerCode",
    "CallerTry",
    "Comeback",
    "Confirmation",
    "ConfirmationTransition",
    "Conversation",
    "Correction",
    "DanglingReference",
    "Decision",
    "Delivery",
    "DeliveryTransition",
    "Draft",
    "Draw",
    "Earning",
    "Enclosure",
    "Endorsement",
    "Fact",
    "FactUse",
    "FigureConfirmation",
    "Filing",
    "Flood",
    "FloodTransition",
    "FollowUp",
    "HandOver",
    "Lease",
    "Letter",
    "MailClass",
    "Matter",
    "MatterTransition",
    "MatterWords",
    "Mention",
    "Message",
    "MessageVector",
    "MessageWords",
    "Note",
    "Objection",
    "PeerAnswer",
    "PeerAnswerTransition",
    "PeerMark",
    "PeerThanks",
    "PersonWords",
    "Presence",
    "Publication",
    "PublicationTransition",
    "Rereading",
    "Return",
    "SavedReply",
    "SavedReplyText",
    "Sequel",
    "SetAside",
    "SettingAside",
    "Settlement",
    "Signature",
    "SignatureEvidence",
    "SignatureTransition",
    "Skip",
    "Snooze",
    "Source",
    "Suggestion",
    "SuggestionTransition",
    "SupportMove",
    "Surge",
    "Tag",
    "Tagging",
]
