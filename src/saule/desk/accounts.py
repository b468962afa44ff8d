"""One’s own account: name, language, password. Each desk one works at has a row of it, without the values."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible
from saule.desk.models import Language, User, log


def change_account(user: User, *, name: str, now: datetime) -> bool:
    """Another name for colleagues to read; False when it is the same. Raises NotPossible for none."""
    name = " ".join(name.split())
    longest = User._meta.get_field("name").max_length or 0
    if not name or len(name) > longest:
        raise NotPossible(_("A name has between one and %(most)s characters.") % {"most": longest}, "name")
    if name == user.name:
        return False
    with transaction.atomic():
        user.name = name
        user.save(update_fields=["name"])
        note(user, "change account", now)
    return True


def choose_language(user: User, language: str, *, now: datetime) -> bool:
    """The language one reads the desk in; False when it is the same."""
    if language == user.language:
        return False
    with transaction.atomic():
        user.language = Language(language)
        user.save(update_fields=["language"])
        note(user, "change account", now)
    return True


def change_password(user: User, password: str, *, now: datetime) -> None:
    """Another password, which must have passed the validators. Links given before open nothing any more."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        for membership in user.memberships.all():
            membership.invitations.filter(used_at=None, revoked_at=None).update(revoked_at=now)
        note(user, "change password", now)


def note(user: User, verb: str, now: datetime, *, by: User | None = None) -> None:
    """A row in the trail of each desk one works at; ``by`` somebody else, if it was not themselves."""
    for membership in user.memberships.filter(ended_at=None).select_related("desk"):
        log(membership.desk, verb, user, by=by or user, now=now)
