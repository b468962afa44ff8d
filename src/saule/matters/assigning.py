"""Assigning: a conversation is given to a colleague, to a team, or to nobody."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Membership, Team, User
from saule.desk.policies import MAY
from saule.matters.models import Assignment, Conversation, Matter
from saule.matters.typed import one_line

Holder = User | Team | None


class CannotAssign(SauleError):
    """It cannot be given to them: they do not work at this desk."""

    code = "cannot-assign"


class GivenMeanwhile(SauleError):
    """Somebody else gave it to somebody a moment ago."""

    code = "given-meanwhile"


def holder(conversation: Conversation) -> Holder:
    """Who has the conversation now."""
    return conversation.assigned_to or conversation.assigned_team


def code(who: Holder) -> str:
    """Who has it, as a form names them: ``user-…``, ``team-…``, or nothing."""
    if isinstance(who, User):
        return f"user-{who.public_id}"
    return f"team-{who.pk}" if isinstance(who, Team) else ""


def assign(
    conversation: Conversation,
    to: Holder,
    *,
    by: User | None,
    now: datetime,
    why: str = "",
    instead_of: str | None = None,
) -> Assignment | None:
    """Gives the conversation to ``to``; None if they have it already.

    ``instead_of`` is the ``code`` of whom the asker saw having it: if somebody else has it by now, nothing
    changes and GivenMeanwhile says who. Raises CannotAssign for those who do not work at the desk.
    """
    check_holder(conversation, to)
    with transaction.atomic():
        # Whoever waited for the lock would find, beside the newest row, those joined to the old one.
        here = Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
        has = holder(here)
        given = None
        if has != to:
            check_unchanged(has, instead_of)
            user, team = (to if isinstance(to, User) else None), (to if isinstance(to, Team) else None)
            given = Assignment.objects.create(
                conversation=conversation, to_user=user, to_team=team, at=now, by=by, why=one_line(why, 300)
            )
            here.assigned_to, here.assigned_team = user, team
            here.save(update_fields=["assigned_to", "assigned_team"])
    conversation.assigned_to, conversation.assigned_team = here.assigned_to, here.assigned_team
    return given


def check_unchanged(has: Holder, instead_of: str | None) -> None:
    """Refuses to take it from somebody whom the asker did not see having it."""
    if instead_of is None or code(has) == instead_of:
        return
    if has is None:
        raise GivenMeanwhile(_("Meanwhile a colleague gave it to nobody. Nothing was changed."))
    raise GivenMeanwhile(_("Meanwhile %(name)s has it. Nothing was changed.") % {"name": has.name})


def check_holder(item: Conversation | Matter, to: Holder) -> None:
    """Only those who work at the desk, and its teams, can be given what waits."""
    if isinstance(to, Team) and to.desk_id != item.desk_id:
        raise CannotAssign(_("There is no such team here."))
    if isinstance(to, User):
        rows = Membership.objects.filter(desk=item.desk_id, user=to, ended_at=None)
        if not to.is_active or not rows.filter(role__in=MAY["see work"]).exists():
            raise CannotAssign(_("%(name)s does not work on conversations here.") % {"name": to.name})
