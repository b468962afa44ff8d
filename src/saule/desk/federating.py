"""Federating: the organisation's own directory says who somebody is; only whom a desk invited comes in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.accounts import note
from saule.desk.errors import SauleError
from saule.desk.models import FederatedIdentity, Invitation, User


class NotInvited(SauleError):
    """The directory knows them; no desk does."""

    code = "not-invited"


def recognise(issuer: str, subject: str, email: str, *, verified: bool, now: datetime) -> User:
    """Whom a directory means by this subject: who is linked to it, else the member of this verified address,
    who is linked from now on. Raises NotInvited for everybody else: nobody gets an account by signing in.
    """
    known = FederatedIdentity.objects.filter(issuer=issuer, subject=subject).select_related("user").first()
    user = known.user if known else (member_of(email) if verified else None)
    if user is None and not verified:
        raise NotInvited(
            _("The directory does not vouch for your address. Ask whoever looks after it, or use a password.")
        )
    if user is None or not user.is_active or not user.memberships.filter(ended_at=None).exists():
        raise NotInvited(_("No desk has invited this address. Ask the owner of yours to add you."))
    if known is None:
        link(user, issuer, subject, now=now)
    return user


def member_of(email: str) -> User | None:
    """The account of this address."""
    return User.objects.filter(email=email.strip().lower()).first() if email else None


def link(user: User, issuer: str, subject: str, *, now: datetime) -> None:
    """From now on this subject is this member, whatever their address becomes; their invitation is taken up.

    Raises NotInvited when the directory knew them by another subject: an address that was given to somebody
    else opens nobody's account.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if FederatedIdentity.objects.filter(user=user, issuer=issuer).exclude(subject=subject).exists():
            raise NotInvited(
                _(
                    "The directory knows this address as somebody else than before."
                    " Ask the owner of your desk."
                )
            )
        FederatedIdentity.objects.get_or_create(
            issuer=issuer, subject=subject, defaults={"user": user, "at": now}
        )
        note(user, "link directory", now)
        if user.joined_at is None:
            user.joined_at = now
            user.save(update_fields=["joined_at"])
            links = Invitation.objects.filter(membership__user=user, used_at=None, revoked_at=None)
            links.update(revoked_at=now)
