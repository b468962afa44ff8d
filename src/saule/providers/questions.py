"""The questions of data security that are put to a provider, as data: what may be answered, and its worth."""

from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

Words = LazyText | str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its code, its words, and what it is worth from 0 to 1."""

    code: str
    words: Words
    worth: float


@dataclass(frozen=True, slots=True)
class Question:
    """One question, its answers, and how much it counts unless the desk says otherwise."""

    code: str
    words: Words
    choices: tuple[Choice, ...]
    weight: int = 2

    def worth(self, code: str) -> float | None:
        """What an answer is worth; None for one that is not known."""
        return next((one.worth for one in self.choices if one.code == code), None)


YES, PARTLY, NO = "yes", "partly", "no"


def graded(yes: Words, partly: Words, no: Words) -> tuple[Choice, ...]:
    """Answers of which the first is worth all, the second half."""
    return (Choice(YES, yes, 1.0), Choice(PARTLY, partly, 0.5), Choice(NO, no, 0.0))


QUESTIONS = (
    Question(
        "cloud",
        _("Where are the data kept?"),
        (
            Choice("own", _("on the desk’s own systems only"), 1.0),
            Choice("eu", _("in the European Union, with a provider under its law alone"), 1.0),
            Choice("adequate", _("in a country that the Commission recognises"), 0.6),
            Choice("elsewhere", _("elsewhere, or it is not known"), 0.0),
        ),
        3,
    ),
    Question(
        "cards",
        _("What happens to payment cards (PCI DSS)?"),
        (
            Choice("never", _("they never see any"), 1.0),
            Choice("certified", _("they are certified for it"), 0.9),
            Choice("assessed", _("they assess themselves"), 0.5),
            Choice("none", _("nothing is arranged"), 0.0),
        ),
        3,
    ),
    Question(
        "encryption",
        _("Are the data encrypted?"),
        graded(_("at rest and on the way"), _("on the way only"), _("no")),
        3,
    ),
    Question(
        "access",
        _("Is every look at personal data logged, and read by somebody?"),
        graded(_("logged and reviewed"), _("logged"), _("no")),
        2,
    ),
    Question(
        "subcontractors",
        _("Do subcontractors see the data?"),
        (
            Choice("none", _("none"), 1.0),
            Choice("listed", _("some, listed and agreed"), 0.7),
            Choice("unlisted", _("some, not listed"), 0.0),
        ),
        2,
    ),
    Question(
        "biometrics",
        _("Are voices or faces recognised?"),
        (
            Choice("none", _("no"), 1.0),
            Choice("consent", _("with consent, and another way is offered"), 0.5),
            Choice("always", _("yes"), 0.0),
        ),
        1,
    ),
    Question(
        "deletion",
        _("Are the data deleted when the work is done?"),
        graded(_("within 30 days, with a record of it"), _("within a year"), _("not arranged")),
        2,
    ),
    Question(
        "certification",
        _("Which certificate of information security do they hold?"),
        (
            Choice("iso", _("ISO 27001 or its equal, valid"), 1.0),
            Choice("audit", _("an audit by a third party, less than two years old"), 0.6),
            Choice("none", _("none"), 0.0),
        ),
        2,
    ),
    Question(
        "breaches",
        _("Within what time is a breach told to the desk?"),
        (
            Choice("day", _("within 24 hours"), 1.0),
            Choice("three", _("within 72 hours"), 0.6),
            Choice("later", _("later, or it is not agreed"), 0.0),
        ),
        2,
    ),
    Question(
        "people",
        _("Are those who answer trained, and bound to secrecy?"),
        graded(_("both, with evidence"), _("one of the two"), _("no")),
        1,
    ),
)
BY_CODE = {question.code: question for question in QUESTIONS}
