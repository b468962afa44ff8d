"""The records of this layer: messages, matters with their signatures, answers with their deliveries."""

from saule.matters.models.answers import Answer, AnswerText, AnswerTransition, Delivery, DeliveryTransition
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

__all__ = [
    "Answer",
    "AnswerText",
    "AnswerTransition",
    "Attachment",
    "Conversation",
    "DanglingReference",
    "Decision",
    "Delivery",
    "DeliveryTransition",
    "Filing",
    "Letter",
    "MailClass",
    "Matter",
    "MatterTransition",
    "Message",
    "MessageVector",
    "Objection",
    "Settlement",
    "Signature",
    "SignatureEvidence",
    "SignatureTransition",
    "Source",
]
