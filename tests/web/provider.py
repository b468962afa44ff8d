"""A small directory that speaks OpenID Connect, on this machine, for tests of signing in at one."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "saule", "a secret of the directory"


@dataclass
class Provider:
    """Who signs in there, and what it says of them. ``lies`` are claims that it changes in its tokens."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    shown: rsa.RSAPrivateKey | None = None
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    signed_in_ago: int = 0
    refusals: list[str] = field(default_factory=list)

    def sign_in(self, way_there: str) -> dict[str, str]:
        """Somebody signs in at this address; what their browser carries back."""
        words = dict(parse_qsl(urlsplit(way_there).query))
        code = f"code-{len(self.asked)}"
        self.asked[code] = words
        return {"code": code, "state": words["state"]}

    def discovery(self) -> dict[str, Any]:
        """What the directory says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def keys(self) -> dict[str, Any]:
        """The key with which it signs, or one that it only shows."""
        public = (self.shown or self.key).public_key()
        return {
            "keys": [{**jwt.algorithms.RSAAlgorithm.to_jwk(public, as_dict=True), "kid": "1", "use": "sig"}]
        }

    def token(self, form: dict[str, str], authorization: str) -> dict[str, str]:
        """A token for a code, to the right client who knows what the challenge was made of."""
        asked = self.asked.pop(form.get("code", ""), None)
        pair = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        good = asked is not None and authorization == f"Basic {pair}"
        if not good or asked is None or challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            self.refusals.append("token")
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        claims |= {"auth_time": now - self.signed_in_ago}
        signed = jwt.encode(
            {**claims, **self.person, **self.lies}, self.key, algorithm="RS256", headers={"kid": "1"}
        )
        return {"id_token": signed, "access_token": "x", "token_type": "Bearer"}


def handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    """What answers for a provider."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers = {"/.well-known/openid-configuration": provider.discovery, "/keys": provider.keys}
            self.say(answers[self.path]())

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(raw).items()}
            self.say(provider.token(form, self.headers.get("Authorization", "")))

        def say(self, words: Any) -> None:
            body = json.dumps(words).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            return

    return Handler


@contextmanager
def running() -> Iterator[Provider]:
    """A directory that answers while this lasts."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
