"""Which folders of an account are read: those that a person named, and where sent mail lies."""

from collections.abc import Sequence

from saule.channels.email.imap import Connection, sent_folder
from saule.channels.email.models import Account, Folder

INBOX = "INBOX"


def set_folders(account: Account, names: Sequence[str], role: str) -> None:
    """The folders of one role: new ones are read from the start, those no more named are read no more."""
    account.folders.filter(role=role, dead_letters=None).exclude(name__in=names).delete()
    for name in names:
        account.folders.get_or_create(name=name[:200], defaults={"role": role})


def settle_folders(account: Account, connection: Connection) -> None:
    """Finds where sent mail lies, if nobody has said it and the server knows."""
    if not account.folders.exists():
        set_folders(account, [INBOX], Folder.Role.INBOX)
    if account.folders.filter(role=Folder.Role.SENT).exists():
        return
    name = sent_folder(connection.folders())
    if name and not account.folders.filter(name=name).exists():
        set_folders(account, [name], Folder.Role.SENT)
