"""Inviting: a colleague joins by a link that is shown once, valid for a week and used once."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible
from saule.desk.errors import SauleError
from saule.desk.ids import keyed_digest
from saule.desk.models import Desk, Event, Invitation, Language, Membership, Team, User, log
from saule.desk.staffing import INVITED, locked

VALID_FOR = timedelta(days=7)
LONGEST_ADDRESS = 254


class InvitationOver(SauleError):
    """The link was used, withdrawn, is too old, or was never given; ``reason`` says which."""

    code = "invitation-over"

    def __init__(self, reason: str) -> None:
        texts = {
            "unknown": _("This link does not exist. Copy it whole, with no full stop behind it."),
            "used": _("This link has been used already. Sign in with the password that was chosen with it."),
            "revoked": _("This link was withdrawn. Ask the owner of the desk for a new one."),
            "expired": _("This link is more than a week old. Ask the owner of the desk for a new one."),
        }
        super().__init__(texts[reason])
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Invited:
    """A new member, and the token of their link; empty for somebody who has an account already."""

    membership: Membership
    token: str


def invite(
    desk: Desk,
    email: str,
    name: str,
    role: str,
    teams: Collection[Team] = (),
    *,
    by: User | None,
    now: datetime,
) -> Invited:
    """Makes somebody a member of the desk, with an account and a link if they have none.

    Raises NotPossible when they are a member, or their address or role cannot be.
    """
    email, name = checked(email, role), " ".join(name.split())[:120]
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        user = User.objects.filter(email=email).first()
        if user and user.memberships.filter(desk=desk, ended_at=None).exists():
            raise NotPossible(_("Somebody with this address is at the desk already."), "email")
        user = welcome(user, now) if user else User.objects.create_user(email, name, None, desk.language)
        membership = Membership.objects.create(desk=desk, user=user, role=role, since=now)
        membership.teams.set(Team.objects.filter(desk=desk, pk__in=[team.pk for team in teams]))
        log(desk, "invite", membership, by=by, now=now, role=role)
        return Invited(membership, new_link(membership, by=by, now=now) if needs_link(membership) else "")


def welcome(user: User, now: datetime) -> User:
    """An account that exists may come to this desk. Links that other desks gave to it end, since whoever
    holds one would come in here too; for the same reason one without a password yet is refused.
    """
    if not user.has_usable_password() and user.memberships.filter(ended_at=None).exists():
        text = _("Another desk has invited this address and no password is chosen yet: that comes first.")
        raise NotPossible(text, "email")
    others = Invitation.objects.filter(membership__user=user, used_at=None, revoked_at=None)
    others.update(revoked_at=now)
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user


def checked(email: str, role: str) -> str:
    """The address as accounts hold it. Raises NotPossible for one that cannot be, or an unknown role."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise NotPossible(_("“%(given)s” is not a mail address.") % {"given": email[:60]}, "email") from None
    if len(email) > LONGEST_ADDRESS:
        raise NotPossible(_("“%(given)s” is not a mail address.") % {"given": email[:60]}, "email")
    if role not in INVITED:
        raise NotPossible(_("This role cannot be given here."), "role")
    return email


def needs_link(membership: Membership) -> bool:
    """Whether the member still has to choose a password. An account of another desk is not ours to open."""
    return not membership.user.has_usable_password() and is_ours_alone(membership)


def is_ours_alone(membership: Membership) -> bool:
    """Whether the account belongs to this desk only: a link to it opens nobody else's door."""
    return not membership.user.memberships.exclude(desk=membership.desk_id).exists()


def new_link(membership: Membership, *, by: User | None, now: datetime) -> str:
    """A fresh token; those given before end. Only its digest is kept."""
    membership.invitations.filter(used_at=None, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(
        membership=membership, digest=digest(token), at=now, by=by, expires_at=now + VALID_FOR
    )
    return token


def digest(token: str) -> str:
    """What is kept of a token."""
    return keyed_digest("invitation", token).hex()


def renew(membership: Membership, *, by: User | None, now: datetime) -> str:
    """A new link with which the member chooses a password, for the first time or again; returns its token.

    Raises NotPossible when the account belongs to another desk too.
    """
    with transaction.atomic():
        fresh = locked(membership)
        if not is_ours_alone(fresh):
            raise NotPossible(
                _("This account belongs to another desk too. Its password can only be changed by themselves.")
            )
        token = new_link(fresh, by=by, now=now)
        log(fresh.desk, "renew invitation", fresh, by=by, now=now)
    return token


def revoke(membership: Membership, *, by: User | None, now: datetime) -> Event | None:
    """The member's link opens nothing any more. None if there was none."""
    with transaction.atomic():
        open_ones = membership.invitations.filter(used_at=None, revoked_at=None)
        if not open_ones.update(revoked_at=now):
            return None
        return log(membership.desk, "revoke invitation", membership, by=by, now=now)


def find(token: str, *, now: datetime) -> Invitation:
    """The invitation of a link. Raises InvitationOver, in words for whoever holds it."""
    rows = Invitation.objects.select_related("membership__desk", "membership__user")
    invitation = rows.filter(digest=digest(token)).first()
    if invitation is None:
        raise InvitationOver("unknown")
    if invitation.used_at is not None:
        raise InvitationOver("used")
    if invitation.revoked_at is not None or invitation.membership.ended_at is not None:
        raise InvitationOver("revoked")
    if invitation.expires_at <= now:
        raise InvitationOver("expired")
    return invitation


def accept(token: str, name: str, password: str, *, language: str = "", now: datetime) -> User:
    """The colleague chooses their name and password; the link is used up. Raises InvitationOver.

    ``password`` must have passed the validators. ``language`` is the one they read the page in.
    """
    with transaction.atomic():
        invitation = find(token, now=now)
        free = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
        if not free.update(used_at=now):
            raise InvitationOver("used")
        user = invitation.membership.user
        user.name = " ".join(name.split())[:120]
        user.joined_at = user.joined_at or now
        user.set_password(password)
        user.language = Language(language) if language in Language.values else user.language
        user.save(update_fields=["name", "joined_at", "password", "language"])
        log(invitation.membership.desk, "accept invitation", invitation.membership, by=user, now=now)
    return user
