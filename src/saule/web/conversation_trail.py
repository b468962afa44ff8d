"""What colleagues did with a conversation, in words: who had it, tags, rests, notes, settlements."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from saule.desk.models import User
from saule.matters import because
from saule.matters.models import Assignment, Conversation, Snooze
from saule.web.trail import SHOWN, Step
from saule.web.words import day_words


def steps(conversation: Conversation) -> list[Step]:
    """Everything that was done, the oldest first; a query for each sort."""
    found = [
        *given(conversation),
        *tagged(conversation),
        *rested(conversation),
        *noted(conversation),
        *settled(conversation),
        *passed_on(conversation),
        *followed_up(conversation),
    ]
    return sorted(found, key=lambda step: step.at)


def name(user: User | None) -> str:
    """Who did it; empty for Saule itself."""
    return user.name if user else ""


def given(conversation: Conversation) -> Iterator[Step]:
    """To whom it was given."""
    for row in conversation.assignments.select_related("to_user", "to_team", "by")[:SHOWN]:
        yield Step(assigned_words(row), name(row.by), because.in_words(row.why), row.at)


def assigned_words(row: Assignment) -> str:
    """To whom a row gave it; somebody who takes it gives it to themselves."""
    if row.to_user_id and row.to_user_id == row.by_id:
        return _("took it")
    if row.to_user:
        return _("gave it to %(name)s") % {"name": row.to_user.name}
    if row.to_team:
        return _("gave it to the team %(name)s") % {"name": row.to_team.name}
    return _("gave it to nobody")


def tagged(conversation: Conversation) -> Iterator[Step]:
    """Which tags were put on and taken off."""
    for row in conversation.taggings.select_related("tag", "by", "ended_by").order_by("at", "id")[:SHOWN]:
        said = {"tag": row.tag.name}
        yield Step(_("put the tag “%(tag)s” on") % said, name(row.by), "", row.at)
        if row.ended_at:
            yield Step(_("took the tag “%(tag)s” off") % said, name(row.ended_by), "", row.ended_at)


def rested(conversation: Conversation) -> Iterator[Step]:
    """Until when it was to rest, and what woke it."""
    woke = {
        Snooze.Ended.TIME: _("it woke: its time had come"),
        Snooze.Ended.MESSAGE: _("it woke: the person wrote"),
        Snooze.Ended.PERSON: _("woke it"),
    }
    for row in conversation.snoozes.select_related("by", "ended_by")[:SHOWN]:
        day = day_words(row.until, conversation.desk.local_date(row.at))
        yield Step(_("let it rest until %(day)s") % {"day": day}, name(row.by), row.why, row.at)
        if row.ended_at and row.ended in woke:
            yield Step(woke[Snooze.Ended(row.ended)], name(row.ended_by), "", row.ended_at)


def noted(conversation: Conversation) -> Iterator[Step]:
    """That there were notes. What they say stands with the conversation."""
    for row in conversation.notes.select_related("by")[:SHOWN]:
        yield Step(_("noted something"), row.by.name, "", row.at)
        if row.removed_at:
            yield Step(_("took a note away"), row.by.name, "", row.removed_at)


def settled(conversation: Conversation) -> Iterator[Step]:
    """That it needs no answer, and why; and that it was taken back."""
    for row in conversation.settlements.select_related("by", "ended_by").order_by("at")[:SHOWN]:
        yield Step(_("said that it needs no answer"), row.by.name if row.by else "Saule", row.reason, row.at)
        if row.ended_at:
            words = _("took back that it needs no answer")
            yield Step(words, name(row.ended_by), row.ended_why, row.ended_at)


def passed_on(conversation: Conversation) -> Iterator[Step]:
    """Who took it in hand, who skipped it and why, and to whom it was handed with what words."""
    for lease in conversation.leases.select_related("user").order_by("since")[:SHOWN]:
        yield Step(_("took it in hand"), lease.user.name, "", lease.since)
    for skip in conversation.skips.select_related("by")[:SHOWN]:
        yield Step(_("skipped it"), skip.by.name, skip.why or skip.get_reason_display(), skip.at)
    for row in conversation.hand_overs.select_related("to_user", "to_team", "by")[:SHOWN]:
        words = _("handed it over to %(name)s") % {"name": row.to.name if row.to else ""}
        yield Step(words, row.by.name, row.context, row.at)


def followed_up(conversation: Conversation) -> Iterator[Step]:
    """That it is answered on its own too, why, and that it was taken back."""
    for row in conversation.follow_ups.select_related("by", "ended_by")[:SHOWN]:
        why = row.why or row.get_because_display()
        yield Step(_("said that the common answer is not enough"), name(row.by) or "Saule", why, row.at)
        if row.ended_at:
            words = _("said that the common answer is enough")
            yield Step(words, name(row.ended_by), row.ended_why, row.ended_at)
