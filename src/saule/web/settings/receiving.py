"""How a mailbox receives, in words: whether it is read, how late, and what somebody must do."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.channels.email import dead
from saule.channels.email.models import LATE, Account, Folder
from saule.channels.email.troubles import FOR_A_PERSON, sentence
from saule.desk.models import Mailbox
from saule.web.words import number_words


@dataclass(frozen=True, slots=True)
class Receiving:
    """One mailbox: the style and word of its state, what there is to say about it, and its figures."""

    account: Account | None
    style: str
    word: str
    advice: list[str]
    lag: str
    dead: int
    folders: list[Folder]


def receiving(mailbox: Mailbox, *, now: datetime) -> Receiving:
    """How this mailbox receives."""
    account = Account.objects.filter(mailbox=mailbox).first()
    if account is None:
        return Receiving(None, "soon", _("not connected"), [], "", 0, [])
    letters = dead.waiting(account)
    style, word = state(account, now)
    folders = list(account.folders.order_by("role", "pk"))
    advice = [*about_failures(account, now), *about_reading(folders), *about_letters(letters)]
    return Receiving(account, style, word, advice, lag_words(account), letters, folders)


def state(account: Account, now: datetime) -> tuple[str, str]:
    """The style and the word of how it fares."""
    if account.paused_at:
        return "soon", _("paused")
    if account.failures:
        return "late", _("fails")
    if account.ok_at is None:
        return "soon", _("not read yet")
    if now - account.ok_at > LATE:
        return "late", _("not read for %(time)s") % {"time": timesince(account.ok_at, now, depth=1)}
    return "kept", _("receives")


def about_failures(account: Account, now: datetime) -> list[str]:
    """What goes wrong, since when, and who must do something."""
    if account.paused_at:
        return [_("Nothing is fetched. What comes meanwhile waits on the server.")]
    if not account.failures:
        late = account.ok_at is not None and now - account.ok_at > LATE
        return [_("Is a worker running? It is the worker that fetches mail.")] if late else []
    said = [sentence(account.error)]
    if account.failing_since and now - account.failing_since > LATE:
        words = _("This has been so for %(time)s. Nothing is lost: mail waits on the server.")
        said.append(words % {"time": timesince(account.failing_since, now, depth=1)})
    if account.error in FOR_A_PERSON:
        said.append(_("It is tried rarely until you change the connection or test it here."))
    return said


def about_reading(folders: list[Folder]) -> list[str]:
    """Whether older mail is still being read."""
    if any(folder.older_uid for folder in folders):
        return [_("The history is still being read, newest mail first. New mail does not wait for it.")]
    return []


def about_letters(letters: int) -> list[str]:
    """What could not come in."""
    if not letters:
        return []
    words = ngettext(
        "%(count)s mail could not come in. It is kept, and can be tried again.",
        "%(count)s mails could not come in. They are kept, and can be tried again.",
        letters,
    )
    return [words % {"count": number_words(letters)}]


def lag_words(account: Account) -> str:
    """How long the newest mail lay on the server before it was here."""
    if account.lag_seconds is None:
        return ""
    if account.lag_seconds < 120:
        words = ngettext("%(count)s second", "%(count)s seconds", account.lag_seconds)
        return words % {"count": account.lag_seconds}
    minutes = round(account.lag_seconds / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": number_words(minutes)}
