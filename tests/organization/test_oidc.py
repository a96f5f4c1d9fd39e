import asyncio
import base64
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import asyncpg
import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from fixtures.house import BASE_URL
from fixtures.people import Organization
from hamseda.settings import Settings

CLIENT, SECRET = "hamseda-client", "s:cret/& ۱"
CALLBACK = f"{BASE_URL}/api/v1/oidc/callback"


class Provider:
    """A small identity provider that takes every requirement of the protocol at its word."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "one"})
        self.issuer = ""
        self.person: dict[str, Any] = {}
        self.changes: dict[str, Any] = {}
        self.told: dict[str, Any] = {}
        self.header: dict[str, Any] = {"alg": "ES256", "kid": "one"}
        self.signer: Any = self.key
        self._codes: dict[str, dict[str, str]] = {}

    def authorize(self, query: str) -> str:
        """Where the browser goes after the person has agreed."""
        asked = parse_qs(query, strict_parsing=True)
        assert all(len(values) == 1 for values in asked.values())
        one = {name: values[0] for name, values in asked.items()}
        assert one["response_type"] == "code"
        assert one["client_id"] == CLIENT
        assert one["redirect_uri"] == CALLBACK
        assert "openid" in one["scope"].split()
        assert one["code_challenge_method"] == "S256"
        assert len(one["code_challenge"]) == 43
        assert min(len(one["state"]), len(one["nonce"])) >= 32
        code = secrets.token_urlsafe(16)
        self._codes[code] = one
        return f"{one['redirect_uri']}?{urlencode({'code': code, 'state': one['state']})}"

    def token(self, headers: dict[str, str], body: str) -> tuple[int, dict[str, Any]]:
        form = dict(parse_qsl(body, strict_parsing=True))
        given = base64.b64decode(headers["authorization"].removeprefix("Basic ")).decode()
        name, _, secret = given.partition(":")
        decoded = [dict(parse_qsl(f"v={part}"))["v"] for part in (name, secret)]
        asked = self._codes.pop(form["code"], None)
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
            .rstrip(b"=")
            .decode()
        )
        good = (
            asked is not None
            and decoded == [CLIENT, SECRET]
            and form["grant_type"] == "authorization_code"
            and form["redirect_uri"] == CALLBACK
            and challenge == asked["code_challenge"]
            and headers["content-type"] == "application/x-www-form-urlencoded"
        )
        if not good or asked is None:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
        }
        claims = {name: value for name, value in (claims | self.changes).items() if value is not None}
        return 200, {
            "token_type": "Bearer",
            "access_token": "a",
            "id_token": jwt.encode(self.header, claims, self.signer),
        }

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *rest = head.strip().split("\r\n")
        headers = {name.lower(): value for name, value in (field.split(": ", 1) for field in rest)}
        body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
        status, answer = self._answer(*line.split(" ")[:2], headers, body)
        content = json.dumps(answer).encode()
        writer.write(
            f"HTTP/1.1 {status} X\r\ncontent-length: {len(content)}\r\nconnection: close\r\n\r\n".encode()
            + content
        )
        await writer.drain()
        writer.close()

    def _answer(
        self, method: str, path: str, headers: dict[str, str], body: str
    ) -> tuple[int, dict[str, Any]]:
        if (method, path) == ("GET", "/.well-known/openid-configuration"):
            ends = {
                "authorization_endpoint": "authorize?tenant=1",
                "token_endpoint": "token",
                "jwks_uri": "keys",
                "userinfo_endpoint": "person",
            }
            return 200, {
                "issuer": self.issuer,
                **{name: f"{self.issuer}/{end}" for name, end in ends.items()},
            }
        if (method, path) == ("GET", "/keys"):
            return 200, KeySet([self.key]).as_dict(private=False)
        if (method, path) == ("GET", "/person") and headers.get("authorization") == "Bearer a":
            return 200, self.told
        return self.token(headers, body) if (method, path) == ("POST", "/token") else (404, {})


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[Provider]:
    made = Provider()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()


@pytest.fixture(autouse=True)
def plain(provider: Provider, organization: Organization) -> None:
    provider.changes, provider.header, provider.signer = {}, {"alg": "ES256", "kid": "one"}, provider.key
    provider.person = {
        "sub": f"p-{organization.agent.id}",
        "email": organization.agent.email.upper(),
        "email_verified": True,
    }


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Settings:
    return Settings(
        folder=str(tmp_path_factory.mktemp("house")),
        public_url=BASE_URL,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
    )


async def journey(client: httpx.AsyncClient, provider: Provider) -> str:
    """From the log-in page to the provider; answers where the provider sends the browser back to."""
    departed = await client.get("/api/v1/oidc/start")
    assert departed.status_code == 302
    return provider.authorize(urlsplit(departed.headers["location"]).query)


async def refusal(client: httpx.AsyncClient, provider: Provider) -> str:
    arrived = await client.get(await journey(client, provider))
    assert (await client.get("/api/v1/me")).status_code == 401
    return arrived.headers["location"].removeprefix("/desk/login?problem=")


async def test_a_known_person_comes_in_and_is_known_by_subject_from_then_on(
    client: httpx.AsyncClient, provider: Provider, organization: Organization
):
    arrived = await client.get(await journey(client, provider))
    assert (arrived.status_code, arrived.headers["location"]) == (302, "/desk/")
    assert (await client.get("/api/v1/me")).json()["user"]["id"] == str(organization.agent.id)
    client.cookies.clear()
    provider.person |= {"email": "renamed@hamseda.test", "email_verified": False}
    await client.get(await journey(client, provider))
    assert (await client.get("/api/v1/me")).json()["user"]["id"] == str(organization.agent.id)


async def test_an_address_that_the_provider_has_not_verified_opens_nothing(
    client: httpx.AsyncClient, provider: Provider
):
    provider.person["email_verified"] = False
    assert await refusal(client, provider) == "oidc_unknown"


async def test_a_short_token_is_completed_by_what_the_provider_tells_of_the_same_person(
    client: httpx.AsyncClient, provider: Provider, organization: Organization
):
    provider.told, provider.changes = dict(provider.person), {"email": None, "email_verified": None}
    arrived = await client.get(await journey(client, provider))
    assert arrived.headers["location"] == "/desk/"
    assert (await client.get("/api/v1/me")).json()["user"]["id"] == str(organization.agent.id)


async def test_what_is_told_of_somebody_else_completes_nothing(client: httpx.AsyncClient, provider: Provider):
    provider.told = provider.person | {"sub": "somebody-else"}
    provider.changes = {"email": None, "email_verified": None}
    assert await refusal(client, provider) == "oidc_token"


async def test_another_subject_cannot_take_a_linked_account(client: httpx.AsyncClient, provider: Provider):
    await client.get(await journey(client, provider))
    client.cookies.clear()
    provider.person["sub"] = "somebody-else"
    assert await refusal(client, provider) == "oidc_unknown"


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "other"},
        {"nonce": None},
        {"aud": "another-client"},
        {"iss": "https://elsewhere.test"},
        {"exp": 1},
        {"exp": None},
        {"iat": 4102444800},
        {"azp": "another-client"},
        {"sub": None},
    ],
    ids=str,
)
async def test_a_token_that_does_not_hold_is_refused(
    client: httpx.AsyncClient, provider: Provider, changes: dict
):
    provider.changes = changes
    assert await refusal(client, provider) == "oidc_token"


async def test_a_token_of_another_key_is_refused(client: httpx.AsyncClient, provider: Provider):
    provider.signer = ECKey.generate_key("P-256", {"kid": "one"})
    assert await refusal(client, provider) == "oidc_token"


async def test_a_token_signed_with_the_secret_is_refused(client: httpx.AsyncClient, provider: Provider):
    provider.header, provider.signer = {"alg": "HS256"}, OctKey.import_key(SECRET)
    assert await refusal(client, provider) == "oidc_token"


async def test_a_code_counts_once(client: httpx.AsyncClient, provider: Provider):
    back = await journey(client, provider)
    journeys = dict(client.cookies)
    assert (await client.get(back)).headers["location"] == "/desk/"
    client.cookies.clear()
    again = await client.get(back, cookies=journeys)
    assert again.headers["location"] == "/desk/login?problem=oidc_refused"


async def test_a_journey_that_was_not_begun_here_is_refused(client: httpx.AsyncClient, provider: Provider):
    back = await journey(client, provider)
    for cookies in (
        {},
        {"hamseda_oidc": "x"},
        {"hamseda_oidc": base64.urlsafe_b64encode(b"y" * 80).decode()},
    ):
        client.cookies.clear()
        assert (await client.get(back, cookies=cookies)).headers[
            "location"
        ] == "/desk/login?problem=oidc_state"


async def test_the_state_of_another_window_is_refused(client: httpx.AsyncClient, provider: Provider):
    back = await journey(client, provider)
    await journey(client, provider)
    assert (await client.get(back)).headers["location"] == "/desk/login?problem=oidc_state"


async def test_a_former_member_stays_out(
    client: httpx.AsyncClient, provider: Provider, organization: Organization, owner: asyncpg.Connection
):
    await owner.execute("UPDATE membership SET removed_at = now() WHERE user_id = $1", organization.agent.id)
    assert await refusal(client, provider) == "no_membership"
