"""Logging in through the organization's own identity provider: OpenID Connect, code flow with PKCE."""

import base64
import hashlib
import hmac
from typing import Any, Final
from urllib.parse import quote, urlencode
from uuid import UUID

import httpx
import msgspec
from cryptography.exceptions import InvalidTag
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from hamseda.kit.clock import Clock
from hamseda.kit.database import Database
from hamseda.kit.keys import Keys, new_token
from hamseda.kit.outbound import Outbound, OutboundError
from hamseda.kit.problem import Forbidden, NotFound, Unauthenticated, Unavailable
from hamseda.organization import queries
from hamseda.organization.login import email_key
from hamseda.settings import Settings

SEAL: Final = "oidc"
# Asymmetric ones only: with a shared secret, whoever knows it could write tokens.
ALGORITHMS: Final = ["RS256", "ES256", "PS256", "EdDSA"]
LEEWAY_SECONDS: Final = 60
JOURNEY_SECONDS: Final = 600


class Provider(msgspec.Struct, frozen=True):
    """What the provider says of itself (OpenID Connect Discovery 1.0, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""


class Tokens(msgspec.Struct, frozen=True):
    """The parts of a token answer that we need; a refusal does not have the first."""

    id_token: str
    access_token: str = ""


class Journey(msgspec.Struct, frozen=True):
    """What we keep in a sealed cookie while the person is away at the provider."""

    state: str
    nonce: str
    verifier: str
    ends_at: float


class Oidc:
    """One provider, named by the settings."""

    def __init__(self, settings: Settings, keys: Keys, clock: Clock) -> None:
        if not settings.oidc_issuer:
            raise NotFound("No identity provider is set: log in with e-mail and password.", code="oidc_off")
        self._settings = settings
        self._keys = keys
        self._clock = clock
        # The operator wrote the issuer's name: it may stand inside the network, other hosts may not.
        issuer = httpx.URL(settings.oidc_issuer).host
        self._outbound = Outbound((*settings.outbound_private_hosts, issuer))

    @property
    def _return_address(self) -> str:
        return f"{self._settings.base_url}/api/v1/oidc/callback"

    async def depart(self) -> tuple[str, str]:
        """Answer where to send the browser, and the sealed journey for its cookie."""
        provider = await self._discover()
        ends_at = self._clock.now().timestamp() + JOURNEY_SECONDS
        journey = Journey(new_token(), new_token(), new_token(), ends_at)
        url = httpx.URL(provider.authorization_endpoint).copy_merge_params(
            {
                "response_type": "code",
                "scope": "openid email profile",
                "client_id": self._settings.oidc_client_id,
                "redirect_uri": self._return_address,
                "state": journey.state,
                "nonce": journey.nonce,
                "code_challenge": _challenge(journey.verifier),
                "code_challenge_method": "S256",
            }
        )
        sealed = self._keys.seal(SEAL, msgspec.json.encode(journey), b"journey")
        return str(url), base64.urlsafe_b64encode(sealed).decode()

    async def arrive(self, sealed: str, state: str, code: str) -> dict[str, Any]:
        """Exchange the code of a returning browser for what the provider vouches for (the token's claims)."""
        journey = self._open(sealed)
        if not hmac.compare_digest(journey.state.encode(), state.encode()):
            raise Unauthenticated("The log-in was begun in another window: begin again.", code="oidc_state")
        provider = await self._discover()
        tokens = await self._exchange(provider, journey, code)
        claims = await self._claims(provider, journey, tokens.id_token)
        if "email" in claims or not (provider.userinfo_endpoint and tokens.access_token):
            return claims
        return await self._told_apart(provider, tokens.access_token, claims)

    def _open(self, sealed: str) -> Journey:
        try:
            opened = self._keys.open(SEAL, base64.urlsafe_b64decode(sealed), b"journey")
            journey = msgspec.json.decode(opened, type=Journey)
        except (InvalidTag, msgspec.DecodeError, ValueError) as error:
            raise Unauthenticated("The log-in was not begun here: begin again.", code="oidc_state") from error
        if journey.ends_at < self._clock.now().timestamp():
            raise Unauthenticated("The log-in took too long: begin again.", code="oidc_state")
        return journey

    async def _exchange(self, provider: Provider, journey: Journey, code: str) -> Tokens:
        # RFC 6749, 2.3.1: name and secret are form-encoded before they become Basic credentials.
        name, secret = quote(self._settings.oidc_client_id, ""), quote(self._settings.oidc_client_secret, "")
        headers = {
            "authorization": f"Basic {base64.b64encode(f'{name}:{secret}'.encode()).decode()}",
            "content-type": "application/x-www-form-urlencoded",
            "accept": "application/json",
        }
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._return_address,
            "code_verifier": journey.verifier,
        }
        try:
            answer = await self._outbound.request(
                "POST", provider.token_endpoint, headers=headers, content=urlencode(form).encode()
            )
            return msgspec.json.decode(answer.body, type=Tokens)
        except OutboundError as error:
            raise Unavailable(f"The identity provider does not answer: {error}", code="oidc_away") from error
        except msgspec.DecodeError as error:
            raise Unauthenticated("The provider refused the log-in.", code="oidc_refused") from error

    async def _claims(self, provider: Provider, journey: Journey, token: str) -> dict[str, Any]:
        client_id = self._settings.oidc_client_id
        rules = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": journey.nonce},
        )
        keys = await self._get(provider.jwks_uri)
        try:
            claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims
            rules.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Unauthenticated(
                f"The provider's token does not hold: {error}", code="oidc_token"
            ) from error
        if claims.get("azp", client_id) != client_id:
            raise Unauthenticated("The provider's token is for another program.", code="oidc_token")
        return claims

    async def _told_apart(
        self, provider: Provider, access_token: str, claims: dict[str, Any]
    ) -> dict[str, Any]:
        """Add the address where the provider keeps its tokens short (OpenID Connect Core 1.0, 5.3 and 5.4)."""
        told = await self._get(provider.userinfo_endpoint, {"authorization": f"Bearer {access_token}"})
        if not isinstance(told, dict) or told.get("sub") != claims["sub"]:
            raise Unauthenticated("The provider spoke of two people.", code="oidc_token")
        return claims | {name: told[name] for name in ("email", "email_verified") if name in told}

    async def _discover(self) -> Provider:
        issuer = self._settings.oidc_issuer.rstrip("/")
        found = await self._get(f"{issuer}/.well-known/openid-configuration")
        try:
            provider = msgspec.convert(found, Provider)
        except msgspec.ValidationError as error:
            raise Unavailable(f"The identity provider's description is not complete: {error}") from error
        if provider.issuer.rstrip("/") != issuer:
            raise Unavailable("The identity provider says that it is another one.", code="oidc_issuer")
        return provider

    async def _get(self, url: str, headers: dict[str, str] | None = None) -> Any:
        try:
            answer = await self._outbound.request("GET", url, headers=headers)
            return msgspec.json.decode(answer.body)
        except (OutboundError, msgspec.DecodeError) as error:
            raise Unavailable(f"The identity provider does not answer: {error}", code="oidc_away") from error


async def find_person(database: Database, claims: dict[str, Any]) -> UUID:
    """Find who the provider vouches for: by its own name for them, or once by a verified e-mail address."""
    subject = f"{claims['iss']}|{claims['sub']}"
    async with database.everywhere() as connection:
        found = await connection.fetchval(queries.FIND_BY_OIDC, subject)
        if found is None and claims.get("email_verified") is True and claims.get("email"):
            found = await connection.fetchval(queries.LINK_OIDC, email_key(str(claims["email"])), subject)
    if found is None:
        raise Forbidden("Nobody here has this address: ask to be invited.", code="oidc_unknown")
    return UUID(str(found))


def _challenge(verifier: str) -> str:
    """Derive the challenge of PKCE's S256 (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
