"""Why a message is where it is, in a sentence that a person can read."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from saule.matters.models import Decision

PHRASES_SHOWN = 3


def sentence(decision: Decision) -> str:
    """The reason of a decision in the reader's language."""
    words = SENTENCES.get(decision.reason, SENTENCES["unknown"])()
    return words % {
        "score": number_format(round(decision.score, 2), 2),
        "shared": quoted(decision.facts.get("shared", [])),
        "differs": quoted(decision.facts.get("differs", [])),
        "who": decision.by.name if decision.by else "Saule",
        "why": decision.why,
    }


def quoted(phrases: list[str]) -> str:
    """A few phrases between quotation marks, as the language writes them."""
    marks = _("“%(phrase)s”")
    return ", ".join(marks % {"phrase": phrase} for phrase in phrases[:PHRASES_SHOWN])


SENTENCES = {
    "same_text": lambda: _("same text, word for word, as another message here"),
    "same_text_but_for": lambda: _("same text as another message here, but for %(differs)s"),
    "same_letter": lambda: _("same text as another message here, but for small changes"),
    "similar": lambda: _("%(score)s similar to another message here; both speak of %(shared)s"),
    "similar_words_apart": lambda: _("%(score)s similar in meaning to another message here"),
    "unsure": lambda: _("%(score)s similar to another matter, not enough to put them together by itself"),
    "nothing_similar": lambda: _("nothing similar had been written before"),
    "kept_apart": lambda: _("a person had separated it from the matter it resembles"),
    "same_conversation": lambda: _("continues a conversation that is about this matter"),
    "revised": lambda: _("looked at again with the later messages: %(score)s similar to those here"),
    "empty": lambda: _("there are no words to read"),
    "too_little": lambda: _("too short to tell what it is about"),
    "by_person": lambda: _("%(who)s put it here. %(why)s"),
    "merged": lambda: _("%(who)s merged its matter into this one. %(why)s"),
    "split": lambda: _("%(who)s split it off into a matter of its own. %(why)s"),
    "attached": lambda: _("%(who)s put it here too; it stays where it was. %(why)s"),
    "taken_out": lambda: _("%(who)s took it out. %(why)s"),
    "set_apart": lambda: _("%(who)s keeps it apart from the matter where it was. %(why)s"),
    "kept_from": lambda: _("%(who)s keeps it out of a matter that it resembles. %(why)s"),
    "stepped_out": lambda: _("its writer said that it is about something else"),
    "co_signed": lambda: _("its writer signed on the public page of this matter"),
    "went_along": lambda: _("went along when %(who)s undid a correction"),
    "undone": lambda: _("%(who)s undid an earlier decision. %(why)s"),
    "unknown": lambda: _("no reason was recorded"),
}


def code_of(reason: str, facts: dict[str, list[str]]) -> str:
    """The sentence's code for an engine's reason, given what there is to show."""
    if reason == "same_text_but_for" and not facts.get("differs"):
        return "same_letter"
    if reason == "similar" and not facts.get("shared"):
        return "similar_words_apart"
    return reason
