"""Signing keys: made here, kept sealed, published by the owner in the DNS, used once a person says so."""

import base64
from datetime import datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from django.db import transaction
from django.utils.translation import gettext as _

from saule.channels.email.dkim import PrivateKey, Signer, signature
from saule.channels.email.lookups import Lookup
from saule.channels.email.models import Algorithm, SigningKey
from saule.channels.email.sealing import LostSecret, seal, unseal
from saule.desk.changing import NotPossible
from saule.desk.errors import SauleError
from saule.desk.ids import new_id
from saule.desk.models import Desk, Mailbox, User, log
from saule.people.addresses import canonical

PURPOSE = "signing key"
RSA_BITS = 2048


class LostKey(SauleError):
    """A signing key was sealed under another secret than the installation has now."""

    code = "lost-key"

    def __init__(self) -> None:
        super().__init__(
            _("The signing key cannot be opened: the installation’s secret has changed. Make new keys.")
        )


def domain_of(mailbox: Mailbox) -> str:
    """The domain behind the mailbox's address, as the DNS knows it."""
    domain = canonical("email", mailbox.address).rpartition("@")[2]
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain


def keys_of(mailbox: Mailbox) -> list[SigningKey]:
    """The present keys of the mailbox's domain, the one that everybody understands first."""
    rows = SigningKey.objects.filter(desk=mailbox.desk_id, domain=domain_of(mailbox), ended_at=None)
    return sorted(rows, key=lambda row: row.algorithm != Algorithm.RSA)


def make_keys(mailbox: Mailbox, *, by: User | None, now: datetime) -> list[SigningKey]:
    """New keys for the mailbox's domain instead of those that are there. Nothing is signed with them yet.

    Raises NotPossible while mails are signed: their keys must stay published until all have arrived.
    """
    domain = domain_of(mailbox)
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=mailbox.desk_id)
        before = keys_of(mailbox)
        if any(row.signs_since for row in before):
            raise NotPossible(_("Mails are being signed: switch signing off before making new keys."))
        SigningKey.objects.filter(pk__in=[row.pk for row in before]).update(ended_at=now)
        name = f"saule-{now:%Y%m}-{new_id()[:6]}"
        for algorithm in Algorithm:
            selector = name if algorithm == Algorithm.RSA else f"{name}-ed"
            secret, public = generate(algorithm)
            SigningKey.objects.create(
                desk=mailbox.desk,
                domain=domain,
                algorithm=algorithm,
                selector=selector,
                secret=seal(secret, PURPOSE),
                public=public,
                made_at=now,
            )
        log(mailbox.desk, "make signing keys", mailbox, by=by, now=now, domain=domain, selector=name)
    return keys_of(mailbox)


def generate(algorithm: Algorithm) -> tuple[str, str]:
    """A new private key as text (PEM), and the public one as the DNS holds it."""
    encoding, no_password = serialization.Encoding, serialization.NoEncryption()
    key: PrivateKey
    if algorithm == Algorithm.RSA:
        key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
        shape = serialization.PublicFormat.SubjectPublicKeyInfo
        public = key.public_key().public_bytes(encoding.DER, shape)
    else:
        key = ed25519.Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes_raw()
    pem = key.private_bytes(encoding.PEM, serialization.PrivateFormat.PKCS8, no_password)
    return pem.decode("ascii"), base64.b64encode(public).decode("ascii")


def is_published(row: SigningKey, look: Lookup) -> bool:
    """Whether the DNS says what it must for this key. Raises NotLookedUp."""
    return any(key_in(text) == row.public for text in look.texts(row.name))


def key_in(text: str) -> str:
    """The public key that a record publishes."""
    tags = (part.partition("=") for part in "".join(text.split()).split(";"))
    return next((value for name, _equals, value in tags if name == "p"), "")


def sign_with(mailbox: Mailbox, keys: list[SigningKey], *, by: User | None, now: datetime) -> None:
    """Every mail from the mailbox's domain is signed with these keys from now on; with none, it is not."""
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=mailbox.desk_id)
        wanted = {row.pk for row in keys}
        for row in keys_of(mailbox):
            row.signs_since = (row.signs_since or now) if row.pk in wanted else None
            row.save(update_fields=["signs_since"])
        names = [row.selector for row in keys]
        log(mailbox.desk, "switch signing", mailbox, by=by, now=now, selectors=names)


def signed(content: bytes, mailbox: Mailbox, *, at: datetime) -> bytes:
    """The mail with a signature for every key that signs; unchanged if none does. Raises LostKey."""
    keys = [row for row in keys_of(mailbox) if row.signs_since]
    moment = int(at.timestamp())
    return b"".join([*(signature(content, signer_of(row), at=moment) for row in keys), content])


def signer_of(row: SigningKey) -> Signer:
    """The key, opened. Raises LostKey."""
    try:
        pem = unseal(row.secret, PURPOSE)
    except LostSecret:
        raise LostKey from None
    # The key is our own and came back under seal: checking its primes again would cost more than signing.
    key = serialization.load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, PrivateKey):
        raise LostKey
    return Signer(row.domain, row.selector, key)
