"""The records of the desk: the organisation, its staff and their hours, charter, calendar, audit trail."""

from saule.desk.models.data_office import DataOffice
from saule.desk.models.desk import (
    Capacity,
    ClosedDay,
    Desk,
    Event,
    Invitation,
    Kind,
    KindExample,
    Language,
    Mailbox,
    MailboxAlias,
    MailboxSwitch,
    Membership,
    Nature,
    Role,
    Team,
    User,
    log,
)
from saule.desk.models.factors import FederatedIdentity, RecoveryCode, SecondFactor
from saule.desk.models.hours import Contract, Leave, StaffHours
from saule.desk.models.looks import Look
from saule.desk.models.openness import BoardSwitch, MattersBoard, PeerModeration, Rhythm
from saule.desk.models.quality import QualityRule
from saule.desk.models.single_mails import Recipient, SingleMail, StaffMail, StaffMailTransition
from saule.desk.models.thresholds import Threshold, ThresholdLimits

__all__ = [
    "BoardSwitch",
    "Capacity",
    "ClosedDay",
    "Contract",
    "DataOffice",
    "Desk",
    "Event",
    "FederatedIdentity",
    "Invitation",
    "Kind",
    "KindExample",
    "Language",
    "Leave",
    "Look",
    "Mailbox",
    "MailboxAlias",
    "MailboxSwitch",
    "MattersBoard",
    "Membership",
    "Nature",
    "PeerModeration",
    "QualityRule",
    "Recipient",
    "RecoveryCode",
    "Rhythm",
    "Role",
    "SecondFactor",
    "SingleMail",
    "StaffHours",
    "StaffMail",
    "StaffMailTransition",
    "Team",
    "Threshold",
    "ThresholdLimits",
    "User",
    "log",
]
