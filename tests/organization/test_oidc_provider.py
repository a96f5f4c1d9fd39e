"""Log-in through a provider that others wrote: discovery, its log-in page, code, token, and back to the desk."""

import warnings
from collections.abc import Iterator
from importlib.metadata import version

import httpx
import pytest

from fixtures.house import BASE_URL
from fixtures.people import Organization
from hamseda.settings import Settings


@pytest.fixture(scope="module")
def issuer(real_peer) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own libraries are on their way to newer ones
        from oidc_provider_mock import run_server_in_thread  # noqa: PLC0415

    with run_server_in_thread() as server:
        real_peer("oidc-provider-mock", version("oidc-provider-mock"))
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, issuer: str) -> Settings:
    return Settings(
        folder=str(tmp_path_factory.mktemp("house")),
        public_url=BASE_URL,
        oidc_issuer=issuer,
        oidc_client_id="hamseda",
        oidc_client_secret="a secret of the two",
    )


async def log_in(issuer: str, client: httpx.AsyncClient, claims: dict) -> httpx.Response:
    """What a browser does: to the provider, its form, and back."""
    departed = await client.get("/api/v1/oidc/start")
    async with httpx.AsyncClient() as browser:
        await browser.put(f"{issuer}/users/{claims['sub']}", json=claims)
        page = await browser.get(departed.headers["location"])
        assert page.status_code == 200, page.text
        sent = await browser.post(departed.headers["location"], data={"sub": claims["sub"]})
    assert sent.status_code == 302, sent.text
    return await client.get(sent.headers["location"])


async def test_a_member_comes_in(issuer: str, client: httpx.AsyncClient, organization: Organization) -> None:
    email = organization.agent.email
    arrived = await log_in(issuer, client, {"sub": "kaveh", "email": email, "email_verified": True})
    assert (arrived.status_code, arrived.headers["location"]) == (302, "/desk/")
    me = (await client.get("/api/v1/me")).json()
    assert me["user"]["id"] == str(organization.agent.id)


async def test_who_was_never_invited_stays_outside(issuer: str, client: httpx.AsyncClient) -> None:
    claims = {"sub": "stranger", "email": "stranger@example.com", "email_verified": True}
    arrived = await log_in(issuer, client, claims)
    assert arrived.headers["location"] == "/desk/login?problem=oidc_unknown"
    assert (await client.get("/api/v1/me")).status_code == 401
