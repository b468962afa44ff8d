"""Template tags and filters of Saule's pages: numbers, dates and parts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.http import QueryDict
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from saule.engines.excerpts import Piece
from saule.engines.veiling import Hints
from saule.matters import guarding, outcomes
from saule.matters.models import Conversation, Delivery
from saule.people.models import Person
from saule.promises.because import in_words
from saule.promises.models import Promise
from saule.web import charts, telling, words
from saule.web.icons import DRAWN

register = template.Library()

SOON_DAYS = 7


@register.filter
def number(value: float | None) -> str:
    """A number with its thousands grouped as in the reader's language; “more than” where it is not exact."""
    if value is None:
        return "–"
    text = words.number_words(value)
    return _("more than %(number)s") % {"number": text} if getattr(value, "more", False) else text


@register.filter
def because(why: str) -> str:
    """Why Saule itself did something, in the reader's language; a person's own words as they are."""
    return in_words(why)


@register.filter
def spelled(value: int) -> str:
    """A number as it begins a sentence: small ones in letters."""
    return words.spelled(value)


@register.filter
def brief(value: int) -> str:
    """The same where room is short: “1,000+”."""
    text = words.number_words(int(value))
    return f"{text}+" if getattr(value, "more", False) else text


@register.filter
def percent_of(part: float, whole: float) -> str:
    """The share of ``part`` in ``whole``."""
    return words.percent(part, whole)


@register.filter
def day(value: date | datetime | None, today: date | None = None) -> str:
    """“Thursday 26 November”."""
    return words.day_words(value, today) if value else ""


@register.filter
def plain_date(value: date | datetime | None, today: date | None = None) -> str:
    """“26 November”."""
    return words.date_words(value, today) if value else ""


@register.filter
def short_day(value: date | datetime | None, today: date | None = None) -> str:
    """“Thursday 26 Nov.”."""
    return words.short_day(value, today) if value else ""


@register.filter
def month(value: date) -> str:
    """“November 2026”."""
    return words.month_words(value)


@register.filter
def in_days(value: date | datetime | None, today: date) -> str:
    """“in 5 days”."""
    return words.in_days(value, today) if value else ""


@register.filter
def wrote(value: date | datetime, today: date) -> str:
    """“wrote 5 days ago”."""
    return _("wrote %(day)s") % {"day": words.in_days(value, today)}


@register.filter
def outcome_words(delivery: Delivery) -> str:
    """Why a mail stands where it stands, in a sentence; empty when its state says everything.

    The other side’s server often repeats the address that it refuses.
    """
    return Hints().over(outcomes.sentence(delivery))


@register.filter
def doubt_words(doubt: guarding.Doubt) -> str:
    """Why a figure is in doubt, in a sentence."""
    return guarding.words_of(doubt, get_language() or "fr")


@register.filter
def code_words(why: str) -> str:
    """Why a mail moved from one state to another, in words."""
    return Hints().over(outcomes.words_of(why))


@register.filter
def rank_word(level: int) -> str:
    """How far somebody has helped others, in words."""
    return words.rank_word(level)


@register.filter
def late_by(value: date | None, today: date) -> str:
    """“2 days late”."""
    return words.late_by(value, today) if value else ""


@register.filter
def is_soon(value: date | None, today: date) -> bool:
    """Whether a day is at most a week away."""
    return value is not None and (value - today).days <= SOON_DAYS


@register.filter
def moment(value: datetime | None, today: date) -> str:
    """The time if it was today, else the day."""
    return words.moment_words(value, today) if value else ""


@register.filter(expects_localtime=True)
def instant(value: datetime) -> str:
    """A moment as machines read it."""
    return value.isoformat()


@register.filter
def file_size(value: int) -> str:
    """“12 kB”."""
    return words.size_words(value)


@register.filter
def in_ten(value: float) -> str:
    """“9 in 10”."""
    return words.one_in_ten(value)


@register.filter
def subject(conversation: Conversation) -> str:
    """What a conversation is about, as its first mail says it."""
    return conversation.subject or _("Without a subject")


@register.filter
def called(person: Person | None) -> str:
    """Somebody’s name."""
    return (person and person.name) or _("somebody without a name")


@register.filter
def clipped(text: str, length: int) -> str:
    """A text of at most so many letters; what is left out is marked."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """A text in which the words that were looked for are marked."""
    words = (f"<mark>{escape(one.text)}</mark>" if one.found else escape(one.text) for one in pieces)
    return mark_safe("".join(words))  # noqa: S308 - the words are escaped


@register.simple_tag
def promised(promise: Promise, today: date) -> SafeString:
    """Where a promise that stands stands: its date, how late it is, or that there is none."""
    if promise.day is None:
        return format_html('<span class="tag">{}</span>', _("no date can be given"))
    if promise.state == Promise.State.LATE:
        return format_html('<span class="tag late">{}</span>', words.late_by(promise.day, today))
    look = "tag soon" if is_soon(promise.day, today) else "tag"
    text = _("promised for %(day)s") % {"day": words.short_day(promise.day, today)}
    return format_html('<span class="{}">{}</span>', look, text)


@register.filter
def heart(text: str) -> str:
    """A message without its greeting and farewell."""
    return telling.heart(text)


@register.filter
def trail_word(word: str) -> str:
    """A verb or a record of the trail in the reader's language."""
    return words.trail_word(word)


@register.filter
def sign_words(code: str) -> str:
    """What speaks for two persons being one, in words."""
    return words.sign_word(code)


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key that is only known here."""
    return mapping.get(key)


@register.simple_tag
def spark(points: Sequence[int], label: str) -> SafeString:
    """A small curve; ``label`` says what it shows to those who do not see it."""
    return charts.spark(points, label)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside a word; hidden from those who hear the page."""
    return DRAWN[name]


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One form field with its label, help and errors: the only way a field is shown."""
    widget = bound.field.widget
    return {
        "field": bound,
        "choice": isinstance(widget, CheckboxInput),
        # Several boxes or buttons under one question (a choice among many boxes is a RadioSelect to Django).
        "group": isinstance(widget, RadioSelect),
    }


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The present query string with some parts changed, and the page forgotten unless it is what changes."""
    here: QueryDict = context["request"].GET.copy()
    here.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            here.pop(name, None)
        else:
            here[name] = str(value)
    return f"?{here.urlencode()}" if here else "?"
