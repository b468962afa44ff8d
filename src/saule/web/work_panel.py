"""What the page of a conversation shows of the work on it: who has it, tags, rest, notes, who is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from saule.desk.models import Membership, Team
from saule.matters import assigning
from saule.matters.attending import others_here
from saule.matters.models import Conversation, Matter, Note, Presence, Snooze
from saule.matters.seeing import seers, workers
from saule.promises.models import Promise
from saule.web.rare import Rare
from saule.web.requests import DeskRequest
from saule.web.work_forms import AssignmentForm, NoteForm, SnoozeForm, TagForm, own_teams

MOST_NOTES = 200


@dataclass(frozen=True, slots=True)
class Noted:
    """One note as it is shown; its author gets a form to word it anew."""

    note: Note
    form: NoteForm | None


def context(request: DeskRequest, conversation: Conversation, rare: Rare) -> dict[str, Any]:
    """Everything that ``parts/work_side.html`` needs."""
    everyone = workers(request.desk)
    teams = own_teams(request.desk)
    has = assigning.holder(conversation)
    tagged = conversation.taggings.filter(ended_at=None)
    known = request.desk.tags.filter(archived_at=None)
    return {
        "holder": has,
        "is_mine": has == request.user,
        "my_code": assigning.code(request.user),
        "assignment_form": assignment_form(conversation, everyone, teams),
        "tag_form": TagForm(),
        "tags": [row.tag for row in rare.of(tagged.select_related("tag"))],
        "known_tags": known.values_list("name", flat=True),
        "snooze_form": SnoozeForm(desk=request.desk, today=request.today),
        "rest": resting(conversation),
        **presence(request, conversation, there=Presence in rare),
        **notes(request, conversation, everyone, there=Note in rare),
    }


def assignment_form(
    conversation: Conversation, everyone: Sequence[Membership], teams: Sequence[Team], data: Any = None
) -> AssignmentForm:
    """The form that gives the conversation to somebody; it remembers who has it now."""
    has = assigning.code(assigning.holder(conversation))
    return AssignmentForm(data, everyone=everyone, teams=teams, initial={"to": has, "instead_of": has})


def resting(conversation: Conversation) -> Snooze | None:
    """The rest that stands, if there is one."""
    if conversation.snoozed_until is None:
        return None
    return conversation.snoozes.filter(ended_at=None).select_related("by").first()


def presence(request: DeskRequest, conversation: Conversation, *, there: bool = True) -> dict[str, Any]:
    """Which colleagues are there, and in short, so that a page knows whether that has changed."""
    others = others_here(conversation, by=request.user, now=request.now) if there else []
    return {
        "others": others,
        "others_code": ".".join(f"{one.user_id}{'w' if one.writing else 'r'}" for one in others),
    }


def notes(
    request: DeskRequest,
    about: Conversation | Matter,
    everyone: Sequence[Membership] | None = None,
    *,
    there: bool = True,
) -> dict[str, Any]:
    """The notes about something, if ``there`` can be any, and the form for one more."""
    standing = about.notes.filter(removed_at=None).select_related("by")
    shown = standing.only("conversation", "matter", "public_id", "body", "at", "edited_at", "by__name")
    rows = list(shown[:MOST_NOTES]) if there else []
    unseen = request.user.mentions.filter(seen_at=None, note__in=rows).select_related("note")
    colleagues = [one.user for one in seers(about, everyone) if one.user_id != request.user.pk]
    return {
        "notes": [Noted(row, edit_form(row) if row.by_id == request.user.pk else None) for row in rows],
        "note_form": NoteForm(people=colleagues, auto_id="note_%s"),
        "called_by": unseen.first() if rows else None,
    }


def edit_form(note: Note) -> NoteForm:
    """The form with which its author words a note anew."""
    form = NoteForm(people=(), initial={"body": note.body}, auto_id=f"note_{note.public_id}_%s")
    del form.fields["calling"]
    return form


def promised(conversation: Conversation) -> Promise | None:
    """The promise that goes on while the conversation rests."""
    return Promise.objects.filter(conversation=conversation, state__in=Promise.OPEN).first()
