"""A stand-in identity provider: OpenID Connect, code flow with PKCE. It checks what it is sent, as a real one does."""

import base64
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.fakes.server import serving

CLIENT, SECRET = "guichet", "un secret de client"
LASTS = 300  # seconds
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
STRANGE_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


@dataclass
class Asked:
    """What a code was given out for."""

    redirect_uri: str
    challenge: str
    nonce: str


@dataclass
class FakeOpenId:
    """The provider; `person` is who sits at the browser, `lies` replaces claims, `key` signs."""

    now: Callable[[], datetime]
    address: str = ""
    person: dict[str, object] = field(default_factory=dict)
    lies: dict[str, object] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    refuses: bool = False
    _codes: dict[str, Asked] = field(default_factory=dict)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["FakeOpenId"]:
        """On a free port."""
        routes = [
            Route("/.well-known/openid-configuration", self._configuration),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
        ]
        async with serving(Starlette(routes=routes)) as self.address:
            yield self

    async def _configuration(self, _: Request) -> Response:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return JSONResponse({"issuer": self.address} | {name: f"{self.address}/{path}" for name, path in paths.items()})

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        wanted = {"client_id": CLIENT, "response_type": "code", "code_challenge_method": "S256"}
        if any(asked.get(name) != value for name, value in wanted.items()) or "openid" not in asked["scope"].split():
            return PlainTextResponse("invalid_request", 400)
        answer = {"state": asked["state"]}
        if self.refuses:
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe(8)
            self._codes[answer["code"]] = Asked(asked["redirect_uri"], asked["code_challenge"], asked["nonce"])
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 303)

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        asked = self._codes.pop(str(form.get("code")), None)  # a code serves once
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        hashed = hashlib.sha256(str(form.get("code_verifier")).encode("ascii")).digest()
        challenge = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
        if request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"error": "invalid_client"}, 401)
        if asked is None or asked.challenge != challenge or asked.redirect_uri != form.get("redirect_uri"):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": self._signed(asked.nonce)})

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})

    def _signed(self, nonce: str) -> str:
        now = int(self.now().timestamp())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + LASTS, "nonce": nonce, "sub": "42"}
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims | self.person | self.lies, self.key)
