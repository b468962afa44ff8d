"""The records of outreach."""

from saule.outreach.models.campaigns import Campaign, CampaignMember, CampaignTransition, Segment, Variant
from saule.outreach.models.clients import Client, ClientChange, Plan, Subscription
from saule.outreach.models.prospects import (
    HandOn,
    Prospect,
    ProspectTransition,
    Reply,
    Solicitation,
    SolicitationTransition,
)

__all__ = [
    "Campaign",
    "CampaignMember",
    "CampaignTransition",
    "Client",
    "ClientChange",
    "HandOn",
    "Plan",
    "Prospect",
    "ProspectTransition",
    "Reply",
    "Segment",
    "Solicitation",
    "SolicitationTransition",
    "Subscription",
    "Variant",
]
