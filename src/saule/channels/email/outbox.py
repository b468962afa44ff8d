"""The file outbox: mails as files, for trying out. Nothing leaves the machine."""

import os
from collections.abc import Iterable
from email.message import EmailMessage
from pathlib import Path

from django.utils.translation import gettext as _

from saule.channels.contract import DeliveryError
from saule.channels.email.composing import compose, compose_single
from saule.desk.models import SingleMail
from saule.matters.models import Delivery


class Outbox:
    """Writes each mail as ``<public id>.eml`` into ``folder``: whole or not at all, and once."""

    name = "email"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, delivery: Delivery) -> None:
        """Writes the file. It is named after the delivery, so writing again replaces it by its like."""
        self.write(delivery.public_id, compose(delivery))

    def send_single(self, mail: SingleMail) -> None:
        """The same for a mail outside any conversation."""
        self.write(mail.public_id, compose_single(mail))

    def write(self, name: str, mail: EmailMessage) -> None:
        """Writes one file."""
        path = self.folder / f"{name}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_durably(path, mail.as_bytes())
        except OSError as error:
            raise DeliveryError(_("The file could not be written."), False, reason="outbox-error") from error

    def forget(self, names: Iterable[str]) -> int:
        """Deletes the files of these mails; returns how many there were."""
        there = [path for name in names if (path := self.folder / f"{name}.eml").exists()]
        for path in there:
            path.unlink(missing_ok=True)
        return len(there)

    def close(self) -> None:
        """There is nothing to let go of."""


def write_durably(path: Path, content: bytes) -> None:
    """Writes a file so that after a power cut it is there as a whole, or not at all."""
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
