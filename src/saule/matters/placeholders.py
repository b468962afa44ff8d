"""Placeholders: words in braces that become the person's name, their date, the desk's name or the matter's.

Nothing with an unknown or an empty placeholder leaves: ``unfit`` says what is wrong with a text. Behind a bar
stand the words for whoever it is not known of: {name|dear neighbour}.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from saule.desk.calendar import day_in_words
from saule.matters.models import Conversation, Matter
from saule.matters.wording import spoken_name

PLACEHOLDERS = ("name", "date", "desk", "matter")
# As people write them in either language.
SAID = {
    **{name: name for name in PLACEHOLDERS},
    **dict.fromkeys(("nom", "prénom", "prenom", "first_name"), "name"),
    "service": "desk",
    "demande": "matter",
}
BRACES = re.compile(r"\{ ?([^\W\d_][\w -]{0,30}?) ?(?:\|([^{}|\n]{0,60}))?\}")
MOST_SAID = 3


def values_for(conversation: Conversation, language: str, *, day: date | None, today: date) -> dict[str, str]:
    """What each placeholder becomes in this conversation: neutral words where a name or a matter is not
    known, nothing for the date when none stands.
    """
    person = conversation.person.canonical if conversation.person else None
    return {
        "name": name_in(language, person.name if person else ""),
        "date": day_in_words(day, language, today=today) if day and day >= today else "",
        "desk": conversation.desk.name,
        "matter": matter_in(language, conversation),
    }


def neutral_of(name: str) -> tuple[str, ...]:
    """The placeholders for which a reader of this name only has neutral words."""
    return () if spoken_name(name) else ("name",)


def neutral_in(conversation: Conversation) -> tuple[str, ...]:
    """The same for whoever wrote in this conversation."""
    person = conversation.person.canonical if conversation.person else None
    return neutral_of(person.name if person else "")


def name_in(language: str, name: str) -> str:
    """How somebody of this name is spoken to; a neutral greeting where no name is known."""
    with override(language):
        return spoken_name(name) or _("Madam, Sir")


def matter_in(language: str, conversation: Conversation) -> str:
    """The title of the conversation's matter; neutral words when it is in none, or in several."""
    filed = Matter.objects.filter(filings__message__conversation=conversation)
    titles = list(filed.values_list("title", flat=True).distinct()[:2])
    with override(language):
        return titles[0] if len(titles) == 1 and titles[0] else _("your request")


def fill(body: str, values: Mapping[str, str], *, neutral: Collection[str] = ()) -> str:
    """The text with its placeholders filled; those that are unknown or have no value stay as they are.

    ``neutral``: those whose value is only neutral words; what stands behind a bar goes before these.
    """

    def put(match: re.Match[str]) -> str:
        name = SAID.get(match[1].lower(), "")
        own = "" if name in neutral else values.get(name, "")
        return own or (match[2] or "").strip() or values.get(name, "") or match[0]

    return BRACES.sub(put, body)


def unfit(body: str, values: Mapping[str, str] | None = None) -> str:
    """What is wrong with the text's placeholders, in a sentence; empty if nothing is.

    Without ``values`` only unknown ones are wrong.
    """
    if strange := list(dict.fromkeys(unknown(body))):
        words = {"unknown": ", ".join(strange[:MOST_SAID]), "known": ", ".join(braced(PLACEHOLDERS))}
        return _("This is not a placeholder: %(unknown)s. There are: %(known)s.") % words
    bare = "".join(match[0] for match in BRACES.finditer(body) if not match[2])
    empty = [name for name in used(bare) if values is not None and not values.get(name)]
    if "date" in empty:
        return _(
            "No date is promised here, or it has passed: write the date instead of {date}, or take it out."
        )
    if empty:
        words = {"empty": ", ".join(braced(empty))}
        return _("Nothing is known here for %(empty)s: write it yourself, or take it out.") % words
    return ""


def unknown(body: str) -> Iterator[str]:
    """The words in braces that mean nothing to us, as they are written."""
    return (match[0] for match in BRACES.finditer(body) if match[1].lower() not in SAID)


def greets_by_neutral_words(body: str) -> bool:
    """Whether somebody without a name reads neutral words that the writer has not chosen."""
    return any(SAID.get(match[1].lower()) == "name" and not match[2] for match in BRACES.finditer(body))


def used(body: str) -> list[str]:
    """The placeholders in the text, each once."""
    names = (SAID.get(match[1].lower(), "") for match in BRACES.finditer(body))
    return [name for name in dict.fromkeys(names) if name]


def braced(names: list[str] | tuple[str, ...]) -> list[str]:
    """Placeholders as one writes them."""
    return [f"{{{name}}}" for name in names]
