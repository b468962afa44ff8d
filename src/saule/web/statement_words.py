"""A statement in words: its figures, its lines and the prices behind them, in the reader's language."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saule.providers.models import Statement
from saule.providers.models.contracts import CENTS
from saule.web.words import date_words, month_words, number_words

FIGURES = {
    "handed": gettext_lazy("Conversations handed on"),
    "returned": gettext_lazy("Given back"),
    "untaken": gettext_lazy("Not taken in time"),
    "answered": gettext_lazy("People answered"),
    "resolved": gettext_lazy("Helped: they did not come back"),
    "repeats": gettext_lazy("Came back about the same"),
    "counted_back": gettext_lazy("Paid before, came back since"),
    "figure_stops": gettext_lazy("Replies stopped for a figure"),
}
LINES = {
    "resolved": gettext_lazy("People who were helped"),
    "repeats": gettext_lazy("People who came back: taken off"),
    "counted-back": gettext_lazy("Closed too early: counted back"),
    "floor": gettext_lazy("Lifted to the least for a month"),
    "cap": gettext_lazy("Brought down to the most for a month"),
    "released": gettext_lazy("Held back before, paid now"),
    "stated-before": gettext_lazy("Stated before, taken off"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill as it is read: what, how many, each, amount."""

    what: str
    count: str
    unit: str
    amount: str


def money(cents: int) -> str:
    """An amount: €12.50, or 12,50 € with a narrow space."""
    amount = _("€%(amount)s") % {"amount": number_words(abs(cents) / CENTS, 2)}
    return f"−{amount}" if cents < 0 else amount


def figures(statement: Statement) -> list[tuple[str, str]]:
    """What happened, in counts."""
    return [(str(word), number_words(statement.figures.get(code, 0))) for code, word in FIGURES.items()]


def share(statement: Statement) -> str:
    """The share that was helped, with its interval; empty when nobody was answered."""
    facts = statement.figures
    if not facts["answered"]:
        return ""
    low, high = (_("%(number)s%%") % {"number": round(facts[end] / 10)} for end in ("low", "high"))
    return _("between %(low)s and %(high)s, 95 times in 100") % {"low": low, "high": high}


def lines(statement: Statement) -> list[Line]:
    """The bill."""
    return [line(row) for row in statement.lines]


def line(row: dict[str, Any]) -> Line:
    """One line of the bill."""
    counted = row["code"] in ("resolved", "repeats", "counted-back")
    return Line(
        what(row),
        number_words(row["count"]) if counted else "",
        money(row["unit"]) if row["unit"] and counted else "",
        money(row["cents"]),
    )


def what(row: dict[str, Any]) -> str:
    """What a line is for."""
    if row["code"] == "held":
        return _("Held back for now: %(percent)s%%") % {"percent": row["count"]}
    word = str(LINES[row["code"]])
    if row["note"]:
        month = month_words(date.fromisoformat(f"{row['note']}-01"))
        return _("%(what)s (%(month)s)") % {"what": word, "month": month}
    return word


def rules(statement: Statement) -> list[str]:
    """The prices that were in force, one sentence for each version."""
    return [rule(row) for row in statement.rules]


def rule(row: dict[str, Any]) -> str:
    """One version of the prices, in a sentence."""
    said = [
        _("Since %(day)s: %(amount)s for each who was helped")
        % {"day": full_day(row["starts"]), "amount": money(row["per_resolved"])}
    ]
    if row["per_repeat"]:
        said.append(_("%(amount)s less for each who came back") % {"amount": money(row["per_repeat"])})
    said.append(_("coming back counts within %(days)s days") % {"days": row["repeat_days"]})
    if row["holdback_percent"]:
        held = {"percent": row["holdback_percent"], "days": row["holdback_days"]}
        said.append(_("%(percent)s%% held back for %(days)s days") % held)
    if row["floor"] is not None:
        said.append(_("%(amount)s a month at least") % {"amount": money(row["floor"])})
    if row["cap"] is not None:
        said.append(_("%(amount)s a month at most") % {"amount": money(row["cap"])})
    return " · ".join(said)


def full_day(day: str) -> str:
    """A day with its year."""
    return date_words(date.fromisoformat(day), date.min)


def title(statement: Statement) -> str:
    """What it is called."""
    names = {"provider": statement.provider.name, "month": month_words(statement.month)}
    if statement.corrects_id:
        return _("%(provider)s, %(month)s: correction") % names
    return _("%(provider)s, %(month)s") % names
