"""Sealing: a secret at rest is of no use without the installation's own."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.ids import keyed_digest


class LostSecret(SauleError):
    """Something was sealed under another secret than the installation has now."""

    code = "lost-secret"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The password cannot be opened: the installation’s secret has changed."
                " Type the password again."
            )
        )


def seal(text: str, purpose: str) -> str:
    """The text, encrypted and signed (Fernet) under a key derived from the installation's secret.

    ``purpose``: what was sealed for one cannot be opened for another.
    """
    return box(purpose).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, purpose: str) -> str:
    """The text that was sealed. Raises LostSecret."""
    try:
        return box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise LostSecret from None


def box(purpose: str) -> Fernet:
    """What seals and opens; made anew each time, since tests and tools change the secret."""
    return Fernet(base64.urlsafe_b64encode(keyed_digest(purpose)))
