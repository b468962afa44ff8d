"""The records of providers: contracts and prices, security, what was handed to them, their statements."""

from saule.providers.models.contracts import PriceRules, Provider, Terms
from saule.providers.models.ranks import OverflowRule, QuestionWeight, SecurityAnswer, Stop
from saule.providers.models.statements import HoldbackRelease, Statement, StatementItem
from saule.providers.models.work import FigureStop, Handover, HandoverTransition

__all__ = [
    "FigureStop",
    "Handover",
    "HandoverTransition",
    "HoldbackRelease",
    "OverflowRule",
    "PriceRules",
    "Provider",
    "QuestionWeight",
    "SecurityAnswer",
    "Statement",
    "StatementItem",
    "Stop",
    "Terms",
]
