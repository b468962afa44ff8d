"""Why a promise changed when Saule itself did it: kept in English in the rows, read in any language."""

from django.utils.translation import gettext, gettext_noop

from saule.matters import because

ANSWERED = gettext_noop("answered")
ANSWERED_LATE = gettext_noop("answered after the day")
DAY_OVER = gettext_noop("the day is over")
SETTLED = gettext_noop("settled without an answer")
NOBODY_WAITS = gettext_noop("nobody waits any more")
DATED = gettext_noop("a date can be given now")
LOST = gettext_noop("what it had earned fell away")
HARDLY = "the chance that it is kept"
"""With the chance behind it: “the chance that it is kept: 12%”."""

CODES = frozenset({ANSWERED, ANSWERED_LATE, DAY_OVER, SETTLED, NOBODY_WAITS, DATED, LOST})


def in_words(why: str) -> str:
    """A reason, also one of the layers below, as the reader's language says it; what a person wrote stays."""
    if why.startswith(f"{HARDLY}: ") and why.endswith("%"):
        share = why.removeprefix(f"{HARDLY}: ").removesuffix("%")
        return gettext("the chance that it is kept was %(share)s in 100") % {"share": share}
    return gettext(why) if why in CODES else because.in_words(why)
