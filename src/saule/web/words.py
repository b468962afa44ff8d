"""Dates, numbers and shares as people say them, in the active language."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_AP, WEEKDAYS
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from saule.web.settings.words import TRAIL as SETTINGS_TRAIL

NARROW = "\u202f"
NEAR = {0: gettext_lazy("today"), 1: gettext_lazy("tomorrow"), -1: gettext_lazy("yesterday")}


def number_words(value: float, places: int | None = None) -> str:
    """A number with its thousands grouped: 3,412 in English, 3 412 (narrow space) in French."""
    if value.__class__ is int and 0 <= value < 1000:
        return str(value)  # most of what a page shows: nothing to group
    text = number_format(value, places, use_l10n=True, force_grouping=True)
    return text.replace("\u00a0", NARROW)


def percent(part: float, whole: float) -> str:
    """The share of ``part`` in ``whole``, never rounded up to all or down to none; “–” of nothing."""
    if not whole:
        return "–"
    value = round(100 * part / whole)
    if part and not value:
        return _("under %(number)s%%") % {"number": 1}
    if part < whole and value == 100:
        value = 99
    return pgettext("a share", "%(number)s%%") % {"number": value}


def as_day(value: date | datetime) -> date:
    """The day of a moment in the active time zone; a day stays what it is."""
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def day_number(day: date) -> str:
    """The day of the month; the first is an ordinal in French."""
    return "1ᵉʳ" if day.day == 1 and (get_language() or "").startswith("fr") else str(day.day)


def dayless(value: date | datetime, today: date | None, months: dict[int, object]) -> str:
    """Day and month, and the year if it is not today's."""
    day = as_day(value)
    text = f"{day_number(day)} {months[day.month]}"
    return text if today is None or day.year == today.year else f"{text} {day.year}"


def day_words(value: date | datetime, today: date | None = None) -> str:
    """“Thursday 26 November”, “jeudi 26 novembre”; with the year if it is not this one."""
    day = as_day(value)
    return f"{WEEKDAYS[day.weekday()]} {dayless(day, today, MONTHS)}"  # type: ignore[arg-type]


def date_words(value: date | datetime, today: date | None = None) -> str:
    """“26 November”, “26 novembre”; with the year if it is not this one."""
    return dayless(value, today, MONTHS)  # type: ignore[arg-type]


def month_words(value: date) -> str:
    """“November 2026”, “novembre 2026”."""
    return f"{MONTHS[value.month]} {value.year}"


def short_month(value: date) -> str:
    """“Nov. 2026”, “nov. 2026”: under charts, where room is short."""
    return f"{MONTHS_AP[value.month]} {value.year}"


def short_day(value: date | datetime, today: date | None = None) -> str:
    """“Thursday 26 Nov.”, “jeudi 26 nov.”: for tags, where room is short."""
    day = as_day(value)
    return f"{WEEKDAYS[day.weekday()]} {dayless(day, today, MONTHS_AP)}"  # type: ignore[arg-type]


def in_days(value: date | datetime, today: date) -> str:
    """How far away a day is: “today”, “in 5 days”, “2 days ago”."""
    days = (as_day(value) - today).days
    if days in NEAR:
        return str(NEAR[days])
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": number_words(days)}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": number_words(-days)}


def late_by(value: date, today: date) -> str:
    """How late a promise is: “2 days late”."""
    days = max(1, (today - value).days)
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": number_words(days)}


def moment_words(value: datetime, today: date) -> str:
    """When something happened: the time today and yesterday, else the day."""
    local = timezone.localtime(value)
    day = local.date()
    if day not in (today, today - timedelta(days=1)):
        return date_words(day, today)
    clock = date_format(local, "TIME_FORMAT")
    return clock if day == today else _("yesterday, %(time)s") % {"time": clock}


def size_words(size: int) -> str:
    """The size of a file."""
    for unit, factor in ((_("MB"), 1_000_000), (_("kB"), 1_000)):
        if size >= factor:
            return f"{number_words(size / factor, 1 if size < 10 * factor else 0)}{NARROW}{unit}"
    return ngettext("%(size)s byte", "%(size)s bytes", size) % {"size": size}


SMALL = (
    gettext_lazy("One"),
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
    gettext_lazy("Seven"),
    gettext_lazy("Eight"),
    gettext_lazy("Nine"),
)
"""Small numbers as they begin a sentence, before words that are masculine in French."""


def spelled(value: int) -> str:
    """A number as it begins a sentence: “Three”, and “41” where letters would be long."""
    return str(SMALL[value - 1]) if 0 < value <= len(SMALL) else number_words(value)


def one_in_ten(level: float) -> str:
    """A level such as 0.9 as people say it: “9 in 10”."""
    return pgettext("a share", "%(number)s in 10") % {"number": round(level * 10)}


RANKS = (
    gettext_lazy("has lent a hand"),
    gettext_lazy("gives good counsel"),
    gettext_lazy("someone to turn to"),
)
"""How far somebody's answers have helped others: quiet words, and no numbers to run after."""


def rank_word(level: int) -> str:
    """A level of ``engines.helpful`` in words; empty for none."""
    return str(RANKS[level - 1]) if level else ""


TRAIL = {
    "approve": gettext_lazy("approved an answer"),
    "correct": gettext_lazy("corrected"),
    "decide": gettext_lazy("decided about a mail"),
    "found": gettext_lazy("founded the desk"),
    "end follow up": gettext_lazy("said that the common answer is enough"),
    "follow up": gettext_lazy("said that the common answer is not enough"),
    "give to desk": gettext_lazy("gave a conversation to the desk"),
    "hand over": gettext_lazy("handed over"),
    "join": gettext_lazy("joined two persons"),
    "judge gravity": gettext_lazy("judged the danger"),
    "merge": gettext_lazy("merged two matters"),
    "split": gettext_lazy("split a matter"),
    "attach": gettext_lazy("brought messages into a matter"),
    "detach": gettext_lazy("took messages out of a matter"),
    "step_out": gettext_lazy("took a person’s messages out of a matter at their request"),
    "keep_apart": gettext_lazy("said that two matters differ"),
    "keep_together": gettext_lazy("said that a matter is one"),
    "make ordinary": gettext_lazy("made a correction an ordinary answer"),
    "move": gettext_lazy("moved a message"),
    "move promise": gettext_lazy("moved a promise"),
    "part": gettext_lazy("parted two persons"),
    "rename": gettext_lazy("renamed a matter"),
    "revise": gettext_lazy("thought again about the matters"),
    "archive reply": gettext_lazy("put a saved reply away"),
    "bring back reply": gettext_lazy("brought a saved reply back"),
    "reply": gettext_lazy("sent a reply"),
    "save reply": gettext_lazy("wrote a saved reply"),
    "savedreply": gettext_lazy("saved reply"),
    "state fact": gettext_lazy("stated a fact of the reference"),
    "replace fact": gettext_lazy("changed a fact of the reference"),
    "take fact out": gettext_lazy("took a fact out of the reference"),
    "bring fact back": gettext_lazy("brought a fact back into the reference"),
    "confirm figures": gettext_lazy("stood by name for figures of an answer"),
    "withdraw figure": gettext_lazy("stood no more for a figure of an answer"),
    "fact": gettext_lazy("fact of the reference"),
    "take reply back": gettext_lazy("took a reply back"),
    "send": gettext_lazy("sent an answer"),
    "set kind": gettext_lazy("changed a kind"),
    "settle": gettext_lazy("settled a conversation"),
    "withdraw request": gettext_lazy("whoever wrote said that they need no answer any more"),
    "renew request": gettext_lazy("whoever wrote said that they need an answer after all"),
    "take back settlement": gettext_lazy("took back that a conversation needs no answer"),
    "note": gettext_lazy("wrote a note"),
    "edit note": gettext_lazy("changed a note"),
    "remove note": gettext_lazy("took a note away"),
    "make tag": gettext_lazy("made a tag"),
    "archive tag": gettext_lazy("put a tag away"),
    "restore tag": gettext_lazy("took a tag out again"),
    "tag": gettext_lazy("tag"),
    "send caller code": gettext_lazy("sent a code to verify a caller"),
    "verify caller": gettext_lazy("verified a caller by code"),
    "refuse caller": gettext_lazy("a caller said a wrong code"),
    "try again": gettext_lazy("tried a mail again"),
    "send elsewhere": gettext_lazy("sent a mail to another address"),
    "set apart": gettext_lazy("left people out of an answer, to write to them personally"),
    "publish": gettext_lazy("made a matter public"),
    "revise publication": gettext_lazy("changed the words of a public matter"),
    "withdraw publication": gettext_lazy("withdrew a matter from the public"),
    "put together": gettext_lazy("took people into an answer again"),
    "state capacity": gettext_lazy("stated the capacity"),
    "switch": gettext_lazy("switched a mailbox"),
    "announce threshold": gettext_lazy("announced a threshold"),
    "apply threshold": gettext_lazy("brought a threshold into force"),
    "cancel threshold": gettext_lazy("cancelled a threshold before it applied"),
    "limit threshold": gettext_lazy("set within what Saule may decide the threshold"),
    "weigh threshold": gettext_lazy("weighed the threshold"),
    "set aside": gettext_lazy("set signatures aside"),
    "put back": gettext_lazy("put signatures back"),
    "let count": gettext_lazy("let held signatures count"),
    "refuse confirmations": gettext_lazy("refused held signatures"),
    "take back refusal": gettext_lazy("held refused signatures again"),
    "surge": gettext_lazy("noticed that a matter grows as nothing explains"),
    "surge over": gettext_lazy("noticed that a matter grows as usual again"),
    "reconcile": gettext_lazy("corrected figures that differed from their rows"),
    "overheat": gettext_lazy("noticed that the desk runs hot"),
    "cool down": gettext_lazy("noticed that the desk has cooled down"),
    "threshold": gettext_lazy("threshold"),
    "hand on": gettext_lazy("handed a conversation to a provider"),
    "come back": gettext_lazy("took a conversation back from a provider"),
    "stop figures": gettext_lazy("held back a provider’s reply for a figure"),
    "stop provider": gettext_lazy("stopped handing work to a provider"),
    "lift stop": gettext_lazy("lifted the stop of a provider"),
    "issue statement": gettext_lazy("issued a provider’s statement"),
    "correct statement": gettext_lazy("corrected a provider’s statement"),
    "provider": gettext_lazy("provider"),
    "statement": gettext_lazy("outcome statement"),
    "take back": gettext_lazy("took an answer back"),
    "propose peeranswer": gettext_lazy("somebody answered others"),
    "show peeranswer": gettext_lazy("showed somebody’s answer to others"),
    "refuse peeranswer": gettext_lazy("refused somebody’s answer to others"),
    "take down": gettext_lazy("took somebody’s answer to others down"),
    "withdraw peeranswer": gettext_lazy("somebody withdrew their answer to others"),
    "bring back peeranswer": gettext_lazy("somebody showed their answer to others again"),
    "endorse": gettext_lazy("somebody was helped by another’s answer"),
    "take endorsement back": gettext_lazy("somebody took back that another’s answer helped"),
    "mark correct": gettext_lazy("found somebody’s answer to others correct"),
    "mark wrong": gettext_lazy("found somebody’s answer to others wrong"),
    "take mark back": gettext_lazy("took back what was said of somebody’s answer"),
    "peeranswer": gettext_lazy("answer of another person"),
    "set comeback aside": gettext_lazy("said that somebody was back about something else"),
    "reread": gettext_lazy("read an answer again that was drawn by lot"),
    "rereading": gettext_lazy("rereading"),
    "comeback": gettext_lazy("premature closing"),
    "undo": gettext_lazy("undid a decision"),
    "answer": gettext_lazy("answer"),
    "conversation": gettext_lazy("conversation"),
    "delivery": gettext_lazy("delivery"),
    "desk": gettext_lazy("desk"),
    "mailbox": gettext_lazy("mailbox"),
    "matter": gettext_lazy("matter"),
    "message": gettext_lazy("message"),
    "person": gettext_lazy("person"),
    "promise": gettext_lazy("promise"),
}


SIGNS = {
    "same_name": gettext_lazy("the same full name"),
    "signature": gettext_lazy("one signs with the other’s name"),
    "local_part": gettext_lazy("the same address, but for what comes after the @"),
    "phone": gettext_lazy("the same telephone number in what they wrote"),
    "reference": gettext_lazy("the same file or customer number in what they wrote"),
    "thread": gettext_lazy("one answered in a conversation of the other’s"),
}


def sign_word(code: str) -> str:
    """What speaks for two persons being one; a code that is not known is said as it is."""
    return str(SIGNS.get(code, code))


def trail_word(word: str) -> str:
    """A verb or a record of the audit trail in words; one that is not known is said as it is."""
    known: dict[str, object] = {**TRAIL, **SETTINGS_TRAIL}
    return str(known.get(word, word))


def deed(verb: str, record: str) -> str:
    """What was done, as the trail calls it: a promise is moved otherwise than a message."""
    own = f"{verb} {record}"
    return own if own in TRAIL else verb
