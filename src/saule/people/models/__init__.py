"""People, and what is known of them."""

from saule.people.models.details import Asking, Detail
from saule.people.models.erasures import ErasedPlace, ErasureProof
from saule.people.models.lifetimes import Purged, PurgeRound, Shortening
from saule.people.models.links import LinkMail, LinkMailTransition
from saule.people.models.origins import Origin
from saule.people.models.persons import (
    Absence,
    Address,
    AttentionEntry,
    Consent,
    Likeness,
    LikenessTransition,
    Pause,
    Person,
    PersonJoin,
    Suppression,
    Tombstone,
)
from saule.people.models.wishes import AddressClaim, NewsWish

__all__ = [
    "Absence",
    "Address",
    "AddressClaim",
    "Asking",
    "AttentionEntry",
    "Consent",
    "Detail",
    "ErasedPlace",
    "ErasureProof",
    "Likeness",
    "LikenessTransition",
    "LinkMail",
    "LinkMailTransition",
    "NewsWish",
    "Origin",
    "Pause",
    "Person",
    "PersonJoin",
    "PurgeRound",
    "Purged",
    "Shortening",
    "Suppression",
    "Tombstone",
]
