"""Why something changed state when Saule itself did it: kept in English in the rows, read in any language."""

from django.utils.translation import gettext, gettext_noop

LATER = gettext_noop("new messages came after the answer")
ANSWERED = gettext_noop("answered")
SENT_BY_WRITER = gettext_noop("sent by its writer")
TEXT_CHANGED = gettext_noop("text changed")
EMPTIED = gettext_noop("all its messages were filed elsewhere")
CAME_BACK = gettext_noop("a message came back")
EVIDENCE_MOVED = gettext_noop("evidence moved")
EVIDENCE_CAME_BACK = gettext_noop("evidence came back")
PROVEN = gettext_noop("sender proven by DMARC")
PROVEN_BEFORE = gettext_noop("confirmed where its message was before")
CARRIED = gettext_noop("ended where its message was before")
MERGED = gettext_noop("merged into another")
UNDONE = gettext_noop("a correction was undone")
AUDIENCE_CHANGED = gettext_noop("its matter was merged with another")
ANSWER_TAKEN_BACK = gettext_noop("its answer was taken back")
BY_LINK = gettext_noop("confirmed by the link in a mail")
SET_ASIDE = gettext_noop("set aside as nobody’s support")
PUT_BACK = gettext_noop("put back after it had been set aside")
LAPSED = gettext_noop("too few people had signed by the day that was said")
WITHDRAWN = gettext_noop("the person needs no answer any more")
HELPED = gettext_noop("another person’s answer helped them")
BY_WRITER = gettext_noop("by whoever wrote it")
HANDED_ON = gettext_noop("handed on to a provider: the desk runs hot")
NOT_TAKEN = gettext_noop("the provider did not take it in time")
NOBODY_WAITS = gettext_noop("nobody waits there any more")
WITH_ANOTHER = gettext_noop("somebody at the desk has it now")
FOR_THE_DESK = gettext_noop("what came since is for the desk alone")
BY_PROVIDER = gettext_noop("answered by the provider")
LOW_RANK = gettext_noop("the rank is below the limit of the desk")
ERASED = gettext_noop("the person had everything about them erased")
COOLED = gettext_noop("the desk runs hot no more")

CODES = frozenset(
    {
        LATER,
        ANSWERED,
        SENT_BY_WRITER,
        TEXT_CHANGED,
        EMPTIED,
        CAME_BACK,
        EVIDENCE_MOVED,
        EVIDENCE_CAME_BACK,
        PROVEN,
        PROVEN_BEFORE,
        CARRIED,
        MERGED,
        UNDONE,
        AUDIENCE_CHANGED,
        ANSWER_TAKEN_BACK,
        BY_LINK,
        SET_ASIDE,
        PUT_BACK,
        LAPSED,
        WITHDRAWN,
        HELPED,
        BY_WRITER,
        HANDED_ON,
        NOT_TAKEN,
        NOBODY_WAITS,
        WITH_ANOTHER,
        FOR_THE_DESK,
        BY_PROVIDER,
        LOW_RANK,
        COOLED,
        ERASED,
    }
)


def in_words(why: str) -> str:
    """A reason as the reader's language says it; what a person wrote stays as they wrote it."""
    return gettext(why) if why in CODES else why
