"""Logging in through the town's own identity provider: OpenID Connect, authorization code with PKCE.

The provider says who it is; what they may do stands in our account of that name (`staff add`, without a password).
https://openid.net/specs/openid-connect-core-1_0.html, RFC 7636, RFC 9700.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import TypeAdapter, ValidationError

from channels.web.errors import PageError
from channels.web.signing import Sealed

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")  # asymmetric ones: the client's secret never signs anything
PATIENCE = timedelta(minutes=10)  # from leaving for the provider until coming back
TIMEOUT = 10.0  # seconds, for each call to the provider
LEEWAY = 60  # seconds by which two clocks may differ


class OpenIdError(PageError):
    """The provider did not answer, or did not say who it is in a way that can be trusted."""

    status = 502
    title = "La connexion par la mairie n'a pas abouti"


@dataclass(frozen=True, slots=True)
class Provider:
    """The town's identity provider, and our registration there. `claim` is what names the account: `email`, …"""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a provider publishes of itself, as far as it is needed (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a code is exchanged for, as far as it is needed."""

    id_token: str


METADATA, TOKENS, CLAIMS = TypeAdapter(Metadata), TypeAdapter(Tokens), TypeAdapter(dict[str, object])
BROKEN = (AuthlibBaseError, JoseError, httpx2.HTTPError, ValidationError, ValueError)


class OpenId:
    """Sends people to the provider, and reads what they bring back."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def leave(self, *, now: datetime) -> tuple[str, Sealed]:
        """The address to send the browser to, and what must be remembered until it comes back. Raises OpenIdError."""
        kept = {"state": secrets.token_urlsafe(24), "nonce": secrets.token_urlsafe(24)}
        verifier = secrets.token_urlsafe(48)
        try:
            async with self._client() as client:
                endpoint = (await self._metadata(client)).authorization_endpoint
                url, _ = client.create_authorization_url(
                    endpoint, state=kept["state"], nonce=kept["nonce"], code_verifier=verifier
                )
        except BROKEN as error:
            raise _lost(error) from error
        return url, kept | {"verifier": verifier, "until": int((now + PATIENCE).timestamp())}

    async def came_back(self, answer: Mapping[str, str], kept: Sealed, *, now: datetime) -> str:
        """The name of the account of whoever comes back with this answer. Raises OpenIdError."""
        if not kept or answer.get("state") != kept["state"] or int(kept["until"]) < now.timestamp():
            raise OpenIdError("La demande de connexion était trop ancienne, ou pas de ce navigateur. Recommencez.")
        if "code" not in answer:
            raise OpenIdError("Le service d'identité n'a pas confirmé la connexion. Recommencez.")
        try:
            async with self._client() as client:
                metadata = await self._metadata(client)
                fetched = await client.fetch_token(
                    metadata.token_endpoint, code=answer["code"], code_verifier=str(kept["verifier"])
                )
                keys = KeySet.import_key_set(
                    (await client.request("GET", metadata.jwks_uri, withhold_token=True)).json()
                )
            claims = self._claims(TOKENS.validate_python(fetched).id_token, keys, str(kept["nonce"]), now)
        except BROKEN as error:
            raise _lost(error) from error
        return self._name(claims)

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._provider.client_id,
            self._provider.client_secret,
            scope="openid email profile",
            redirect_uri=self._provider.redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT,
        )

    async def _metadata(self, client: AsyncOAuth2Client) -> Metadata:
        address = f"{self._provider.issuer.rstrip('/')}/.well-known/openid-configuration"
        answer = await client.request("GET", address, withhold_token=True)
        metadata = METADATA.validate_python(answer.raise_for_status().json())
        if metadata.issuer.rstrip("/") != self._provider.issuer.rstrip("/"):
            raise ValueError("another issuer answers there")
        return metadata

    def _claims(self, token: str, keys: KeySet, nonce: str, now: datetime) -> Mapping[str, object]:
        decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "values": [self._provider.issuer, self._provider.issuer + "/"]},
            aud={"essential": True, "value": self._provider.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        registry.validate(decoded.claims)
        return CLAIMS.validate_python(decoded.claims)

    def _name(self, claims: Mapping[str, object]) -> str:
        name = claims.get(self._provider.claim)
        if not isinstance(name, str) or (self._provider.claim == "email" and claims.get("email_verified") is False):
            raise OpenIdError(f"Le service d'identité ne donne pas « {self._provider.claim} » pour cette personne.")
        return name


def _lost(error: Exception) -> OpenIdError:
    """What went wrong, by its kind alone: its words may hold tokens."""
    return OpenIdError(f"Le service d'identité n'a pas répondu comme prévu ({type(error).__name__}). Recommencez.")
