"""One-time codes: those of an authenticator (RFC 6238, from RFC 4226), from a secret that both sides know.

Pure: a secret and a moment in, codes out. Thirty seconds and six digits, as every authenticator takes them.
"""

import base64
import hashlib
import hmac

STEP = 30
DIGITS = 6
DRIFT = 1
"""Steps by which the other side's clock may be off, either way."""


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a counter (RFC 4226, 5.3)."""
    mac = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def step_at(seconds: float) -> int:
    """The counter of a moment, in seconds since 1970."""
    return int(seconds // STEP)


def step_of(secret: bytes, code: str, seconds: float, *, after: int = -1) -> int | None:
    """The counter whose code this is, near this moment and later than ``after``; None if it is none's.

    Remember it and pass it as ``after``: a code serves once (RFC 6238, 5.2).
    """
    now = step_at(seconds)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > after and hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def written(secret: bytes) -> str:
    """The secret as one types it."""
    return base64.b32encode(secret).decode("ascii").rstrip("=")
