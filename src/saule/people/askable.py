"""The catalogue of what a desk's form may ask beside the message: nothing else can be asked or kept.

Each field says why it is asked, on what basis it is kept, how long, and who sees it, as the register does.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from saule.people.personal import CONTACT_BASIS, CONTACT_EXPIRY, WORKERS

YEAR = timedelta(days=365)


class Sort(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TELEPHONE = "tel"
    DATE = "date"
    LANGUAGE = "language"


class Veiled(StrEnum):
    """What staff see of a value before they say why they need it."""

    NOTHING = "nothing"
    HINT = "hint"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Askable:
    """One field that a form may ask; ``of_person``: the column of the person that keeps it, if one does."""

    code: str
    label: LazyText | str
    purpose: LazyText | str
    sort: Sort = Sort.LINE
    veiled: Veiled = Veiled.OPEN
    longest: int = 200
    kept: timedelta = 3 * YEAR
    expiry: LazyText | str = CONTACT_EXPIRY
    basis: LazyText | str = CONTACT_BASIS
    seen_by: LazyText | str = WORKERS
    warning: LazyText | str = ""
    autocomplete: str = "off"
    of_person: str = ""


CATALOGUE = {
    one.code: one
    for one in (
        Askable(
            "name",
            _("Name"),
            _("to address you by it in the answer"),
            autocomplete="name",
            of_person="name",
        ),
        Askable(
            "telephone",
            _("Telephone number"),
            _("to call you if writing would take too long or something is unclear"),
            sort=Sort.TELEPHONE,
            veiled=Veiled.HINT,
            longest=30,
            autocomplete="tel",
        ),
        Askable(
            "street",
            _("Street or district"),
            _("to find the place that you write about, and the team that looks after it"),
            veiled=Veiled.NOTHING,
            autocomplete="street-address",
        ),
        Askable(
            "file_number",
            _("File number"),
            _("to find your file without asking for more about you"),
            longest=60,
        ),
        Askable(
            "organisation",
            _("On behalf of"),
            _("to know for which association or firm you write"),
            autocomplete="organization",
        ),
        Askable(
            "language",
            _("Language"),
            _("to answer in it"),
            sort=Sort.LANGUAGE,
            longest=5,
            of_person="language",
        ),
        Askable(
            "birth_date",
            _("Date of birth"),
            _("to tell you from somebody of the same name, where the law demands it"),
            sort=Sort.DATE,
            veiled=Veiled.NOTHING,
            longest=10,
            kept=YEAR,
            expiry=_("one year after it was given, or on request at once"),
            warning=_(
                "With a name it opens other doors. Ask for it only where a text makes you check who somebody"
                " is; a file number mostly does as well."
            ),
            autocomplete="bday",
        ),
    )
}
