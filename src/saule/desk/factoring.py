"""The second factor: an authenticator beside the password, and codes on paper for when it is lost."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.accounts import note
from saule.desk.changing import NotPossible
from saule.desk.errors import SauleError
from saule.desk.ids import ALPHABET, keyed_digest
from saule.desk.inviting import is_ours_alone
from saule.desk.models import Desk, Membership, RecoveryCode, SecondFactor, User
from saule.desk.policies import LEADERS
from saule.desk.sealing import seal, unseal
from saule.engines import one_time

PURPOSE = "second factor"
CODES = 10
MOST_FAILURES = 5
REST = timedelta(minutes=15)


class WrongCode(SauleError):
    """The code is not one of theirs, was used, or too many wrong ones came before it."""

    code = "wrong-code"


def demanded(membership: Membership | None, wanted: str = "") -> bool:
    """Whether the desk asks this member for a second factor; or would, if it ``wanted`` this."""
    if membership is None:
        return False
    wanted = wanted or membership.desk.second_factor
    return wanted == Desk.SecondFactorFor.ALL or (
        wanted == Desk.SecondFactorFor.LEADERS and membership.role in LEADERS
    )


def factor_of(user: User) -> SecondFactor | None:
    """The authenticator that counts, if there is one."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


def begin(user: User, *, now: datetime) -> SecondFactor:
    """A new secret that counts from its first code on; the one that was begun before, if it is fresh.

    Raises WrongCode when one counts already.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        known = SecondFactor.objects.filter(user=user).first()
        if known is not None and known.confirmed_at is not None:
            raise WrongCode(_("You have a second factor already. Take it away before you set up another."))
        if known is not None and now - known.made_at < timedelta(hours=1):
            return known
        secret = seal(base64.b32encode(secrets.token_bytes(20)).decode("ascii"), PURPOSE)
        fresh, _new = SecondFactor.objects.update_or_create(
            user=user, defaults={"secret": secret, "made_at": now, "failures": 0, "rests_until": None}
        )
    return fresh


def secret_of(factor: SecondFactor) -> bytes:
    """The secret itself. Raises LostSecret."""
    return base64.b32decode(unseal(factor.secret, PURPOSE))


def confirm(user: User, code: str, *, now: datetime) -> list[str]:
    """The first code of the authenticator is right: it counts from now on. Returns the recovery codes.

    Raises WrongCode.
    """
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user, confirmed_at=None).first()
        if factor is None:
            raise WrongCode(_("Nothing is being set up here any more. Begin again."))
        step = one_time.step_of(secret_of(factor), plain(code), now.timestamp())
        if step is not None:
            factor.confirmed_at, factor.last_step, factor.failures = now, step, 0
            factor.save(update_fields=["confirmed_at", "last_step", "failures"])
            note(user, "add second factor", now)
            return new_codes(user, now=now)
    raise WrongCode(_("This code is not right. Wait for the next one, and look whether the clock is right."))


def new_codes(user: User, *, now: datetime) -> list[str]:
    """Ten codes for paper, shown once; those until now open nothing any more."""
    codes = [f"{part()}-{part()}" for _n in range(CODES)]
    with transaction.atomic():
        user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=digest(user, code), at=now) for code in codes
        )
        note(user, "make recovery codes", now)
    return codes


def part() -> str:
    """Half of a code on paper."""
    return "".join(secrets.choice(ALPHABET) for _n in range(5))


def prove(user: User, code: str, *, now: datetime) -> bool:
    """They know a code of their authenticator, or one on paper (True then), which is used up.

    Raises WrongCode; after a few wrong ones none is taken for a while.
    """
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().get(user=user, confirmed_at__isnull=False)
        if factor.rests_until is not None and now < factor.rests_until:
            raise WrongCode(_("Too many wrong codes. Try again in a quarter of an hour."))
        step = one_time.step_of(secret_of(factor), plain(code), now.timestamp(), after=factor.last_step)
        paper = step is None and use_up(user, code, now=now)
        right = step is not None or paper
        tried(factor, right=right, step=step, now=now)
    if not right:
        raise WrongCode(_("This code is not right, or was used already. Wait for the next one."))
    return paper


def tried(factor: SecondFactor, *, right: bool, step: int | None, now: datetime) -> None:
    """Writes down what came of a try."""
    factor.last_step = factor.last_step if step is None else step
    factor.failures = 0 if right else factor.failures + 1
    factor.rests_until = None
    if factor.failures >= MOST_FAILURES:
        factor.failures, factor.rests_until = 0, now + REST
        note(factor.user, "wrong second factor", now)
    factor.save(update_fields=["last_step", "failures", "rests_until"])


def use_up(user: User, code: str, *, now: datetime) -> bool:
    """Whether this is one of their codes on paper; it opens nothing again."""
    rows = RecoveryCode.objects.filter(user=user, digest=digest(user, code), used_at=None)
    if not rows.update(used_at=now):
        return False
    note(user, "use recovery code", now)
    return True


def remove(user: User, *, now: datetime, by: User | None = None) -> None:
    """The authenticator and its codes count no more; by somebody else when it is lost altogether."""
    with transaction.atomic():
        if SecondFactor.objects.filter(user=user).delete()[0]:
            user.recovery_codes.all().delete()
            note(user, "remove second factor", now, by=by)


def remove_lost(membership: Membership, *, by: User, now: datetime) -> None:
    """A colleague has lost theirs: an owner takes it away, so that they come in and set up another.

    Raises NotPossible when the account belongs to another desk too.
    """
    if not is_ours_alone(membership):
        raise NotPossible(_("This account belongs to another desk too: they need their recovery codes."))
    remove(membership.user, by=by, now=now)


def codes_left(user: User) -> int:
    """How many codes on paper still open."""
    return user.recovery_codes.filter(used_at=None).count()


def without(memberships: Sequence[Membership]) -> set[int]:
    """Of these members, the keys of those who have no second factor."""
    rows = SecondFactor.objects.filter(
        user__in=[one.user_id for one in memberships], confirmed_at__isnull=False
    )
    have = set(rows.values_list("user", flat=True))
    return {one.pk for one in memberships if one.user_id not in have}


def plain(code: str) -> str:
    """A code without the spaces one types in it."""
    return "".join(code.split())


def digest(user: User, code: str) -> str:
    """What is kept of a code on paper: typed with or without its dash, in any case."""
    typed = "".join(sign for sign in code.lower() if sign.isalnum())
    return keyed_digest("recovery code", user.public_id, typed).hex()
