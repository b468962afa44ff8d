"""Signing a mail (DKIM, RFC 6376; Ed25519, RFC 8463): the header field that vouches for these very bytes."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

# RFC 6376 §5.4.1: what a reader sees and a program acts on. List-Unsubscribe and its Post: RFC 8058 §4.
SIGNED: Final = (
    *("from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding", "content-language", "auto-submitted"),
    *("list-unsubscribe", "list-unsubscribe-post"),
)
# §8.15: named once more than they are there, so that nobody on the way can add another of their kind.
SEALED: Final = ("from", "to", "cc", "reply-to", "subject", "date", "content-type")
LINE: Final = 70
_SPACE = re.compile(rb"[ \t]+")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*(?:\r\n[ \t].*)*)\r\n")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the domain, under which name its key is published, and the key itself."""

    domain: str
    selector: str
    key: PrivateKey

    @property
    def algorithm(self) -> str:
        """The name of the way it signs."""
        return "rsa-sha256" if isinstance(self.key, rsa.RSAPrivateKey) else "ed25519-sha256"

    def sign(self, data: bytes) -> bytes:
        """The signature of some bytes."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(hashlib.sha256(data).digest())


def signature(content: bytes, signer: Signer, *, at: int) -> bytes:
    """The header field to stand before ``content``, whose lines end in CR LF. ``at`` is a Unix time."""
    head, body = parted(content)
    fields = fields_of(head)
    names = named(fields)
    digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
    lines = (
        f"DKIM-Signature: v=1; a={signer.algorithm}; c=relaxed/relaxed; d={signer.domain};",
        f" s={signer.selector}; t={at};",
        f" h={folded(':'.join(names), ':')};",
        f" bh={digest};",
        " b=",
    )
    field = "\r\n".join(lines).encode("ascii")
    name, _colon, value = field.partition(b":")
    signed = b"".join(chosen(fields, names)) + relaxed(name, value).removesuffix(b"\r\n")
    proof = base64.b64encode(signer.sign(signed)).decode()
    return field + folded(proof).encode("ascii") + b"\r\n"


def parted(content: bytes) -> tuple[bytes, bytes]:
    """The header with its last line end, and the body."""
    head, _empty, body = content.partition(b"\r\n\r\n")
    return head + b"\r\n", body


def fields_of(head: bytes) -> list[tuple[str, bytes]]:
    """Each field's name and its relaxed form, as they stand."""
    found = _FIELD.findall(head)
    return [(name.decode("ascii").lower(), relaxed(name, value)) for name, value in found]


def named(fields: list[tuple[str, bytes]]) -> list[str]:
    """The names to be signed: as often as the field is there, and once more where none may be added."""
    present = [name for name, _value in fields]
    return [name for name in SIGNED for _time in range(present.count(name) + (name in SEALED))]


def chosen(fields: list[tuple[str, bytes]], names: list[str]) -> list[bytes]:
    """The fields of these names, those of one name from the bottom up (§5.4.2). A missing one is nothing."""
    rest = list(fields)
    found = []
    for name in names:
        at = next((at for at in reversed(range(len(rest))) if rest[at][0] == name), None)
        if at is not None:
            found.append(rest.pop(at)[1])
    return found


def relaxed(name: bytes, value: bytes) -> bytes:
    """A field in the relaxed form (§3.4.2)."""
    line = _SPACE.sub(b" ", value.replace(b"\r\n", b"")).strip(b" ")
    return name.strip(b" \t").lower() + b":" + line + b"\r\n"


def relaxed_body(body: bytes) -> bytes:
    """The body in the relaxed form (§3.4.4)."""
    lines = [_SPACE.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def folded(text: str, mark: str = "") -> str:
    """Text over several lines; only after ``mark`` where one is given."""
    parts = text.split(mark) if mark else [text[at : at + LINE] for at in range(0, len(text), LINE)]
    lines = [parts[0]]
    for part in parts[1:]:
        if mark and len(lines[-1]) + len(part) < LINE:
            lines[-1] += mark + part
        else:
            lines[-1] += mark
            lines.append(part)
    return "\r\n  ".join(lines)
