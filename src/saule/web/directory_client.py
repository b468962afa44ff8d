"""What is said to the organisation's directory and what it answers (OpenID Connect Core 1.0, code flow).

With PKCE (RFC 7636), state and nonce; the answer's signature is checked against the directory's own keys.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.parse import quote_plus, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError

SECONDS = 10
LONGEST = 1_000_000
KEPT_SECONDS = 3600
LEEWAY = 60
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
HERE = ("localhost", "127.0.0.1")


class DirectoryFailed(SauleError):
    """The directory cannot be reached, or what it says cannot be believed; the text says which."""

    code = "directory-failed"


@dataclass(frozen=True, slots=True)
class Directory:
    """Where a directory is asked what, as it says itself."""

    issuer: str
    authorization: str
    token: str
    keys: str
    people: str
    by_form: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What one sign-in remembers until the answer comes."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def anew(cls) -> "Asked":
        """Three secrets."""
        return cls(*(secrets.token_urlsafe(32) for _n in range(3)))


class NoRedirect(HTTPRedirectHandler):
    """A directory answers where it is asked, or not at all."""

    def redirect_request(self, *_args: Any) -> None:
        """Nowhere."""
        return


def fetch(url: str, data: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Any:
    """The JSON at an address. Raises DirectoryFailed; plain HTTP is only for this very machine."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise DirectoryFailed(_("The directory must be asked over HTTPS."))
    body = urlencode(data).encode() if data is not None else None
    request = Request(url, data=body, headers={"Accept": "application/json", **(headers or {})})  # noqa: S310
    try:
        with build_opener(NoRedirect).open(request, timeout=SECONDS) as answer:
            return json.loads(answer.read(LONGEST))
    except (URLError, OSError, ValueError) as error:
        raise DirectoryFailed(_("The directory does not answer. Try again, or use a password.")) from error


def discover() -> Directory:
    """Where the directory is asked what (OpenID Connect Discovery 1.0); kept for an hour."""
    issuer = settings.SAULE_OIDC["issuer"]
    key = f"directory:{issuer}"
    said = cache.get(key)
    if said is None:
        said = fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if not isinstance(said, dict) or said.get("issuer") != issuer:
            raise DirectoryFailed(_("The directory calls itself otherwise than it is called here."))
        cache.set(key, said, KEPT_SECONDS)
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    try:
        return Directory(
            issuer,
            said["authorization_endpoint"],
            said["token_endpoint"],
            said["jwks_uri"],
            said.get("userinfo_endpoint", ""),
            "client_secret_basic" not in methods,
        )
    except KeyError as error:
        raise DirectoryFailed(_("The directory does not say where to sign in.")) from error


def way_there(directory: Directory, asked: Asked, back: str, *, again: bool) -> str:
    """The address at the directory to which the browser is sent; ``again``: it is to ask for a password."""
    challenge = hashlib.sha256(asked.verifier.encode()).digest()
    words = {
        "response_type": "code",
        "client_id": settings.SAULE_OIDC["client"],
        "redirect_uri": back,
        "scope": "openid email profile",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        **({"prompt": "login", "max_age": "0"} if again else {}),
    }
    mark = "&" if "?" in directory.authorization else "?"
    return f"{directory.authorization}{mark}{urlencode(words)}"


def claims(directory: Directory, asked: Asked, code: str, back: str) -> dict[str, Any]:
    """What the directory says of who has just signed in there, for this code. Raises DirectoryFailed."""
    client, secret = settings.SAULE_OIDC["client"], settings.SAULE_OIDC["secret"]
    data = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    data["code_verifier"] = asked.verifier
    headers = {}
    if directory.by_form:
        data |= {"client_id": client, "client_secret": secret}
    else:
        pair = f"{quote_plus(client)}:{quote_plus(secret)}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    said = fetch(directory.token, data, headers)
    found = believed(directory, str(said.get("id_token", "")), asked.nonce)
    if "email" not in found and directory.people:
        found = more(directory, found, str(said.get("access_token", "")))
    return found


def believed(directory: Directory, token: str, nonce: str) -> dict[str, Any]:
    """The claims of a token, if signature, issuer, audience, times and nonce are right (Core, 3.1.3.7)."""
    client = settings.SAULE_OIDC["client"]
    try:
        found: dict[str, Any] = jwt.decode(
            token,
            key_for(directory, token),
            algorithms=ALGORITHMS,
            audience=client,
            issuer=directory.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "sub", "aud", "iss"]},
        )
    except jwt.PyJWTError as error:
        raise DirectoryFailed(_("What the directory said cannot be believed: sign in again.")) from error
    azp = found.get("azp", client)
    if not secrets.compare_digest(str(found.get("nonce", "")), nonce) or azp != client:
        raise DirectoryFailed(_("What the directory said belongs to another sign-in: begin again."))
    return found


def key_for(directory: Directory, token: str) -> jwt.PyJWK:
    """The directory's key that signed a token."""
    wanted = jwt.get_unverified_header(token).get("kid")
    keys = jwt.PyJWKSet.from_dict(fetch(directory.keys)).keys
    fitting = [key for key in keys if key.public_key_use in (None, "sig")]
    found = [key for key in fitting if wanted is None or key.key_id == wanted]
    if not found:
        raise jwt.InvalidKeyError
    return found[0]


def more(directory: Directory, found: dict[str, Any], access: str) -> dict[str, Any]:
    """What the directory says besides, where the token has no address; only of the same person."""
    said = fetch(directory.people, headers={"Authorization": f"Bearer {access}"})
    return {**said, **found} if isinstance(said, dict) and said.get("sub") == found["sub"] else found
