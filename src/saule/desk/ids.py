"""Opaque identifiers for URLs, and digests that nobody can compute without the installation's secret."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from django.conf import settings

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LETTER_OF_BYTE = (ALPHABET * 8).encode("ascii")


def new_id() -> str:
    """A random opaque identifier: 16 characters of Crockford's base 32 (80 bits)."""
    return secrets.token_bytes(16).translate(LETTER_OF_BYTE).decode("ascii")


def keyed_digest(purpose: str, *parts: str | bytes, size: int = 32) -> bytes:
    """HMAC-SHA256 (RFC 2104) of ``parts`` under the installation's secret, cut to ``size`` bytes.

    ``purpose`` keeps digests of different uses apart, so that one cannot stand for another.
    """
    whole = [(part.encode() if isinstance(part, str) else part,) for part in parts]
    return digest_of_pieces(purpose, *whole)[:size]


def digest_of_pieces(purpose: str, *parts: Sequence[bytes | memoryview]) -> bytes:
    """The same, uncut, of parts that come in pieces: what is large need not be put together for it."""
    mac = hmac.new(settings.SECRET_KEY.encode(), purpose.encode(), hashlib.sha256)
    for pieces in parts:
        mac.update(sum(map(len, pieces)).to_bytes(8, "big"))
        for piece in pieces:
            mac.update(piece)
    return mac.digest()


def keyed_code(purpose: str, *parts: str | bytes, size: int = 10) -> str:
    """A keyed digest in lower-case base 32 (5 bytes make 8 letters), for tokens in addresses and links."""
    raw = keyed_digest(purpose, *parts, size=size)
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()
