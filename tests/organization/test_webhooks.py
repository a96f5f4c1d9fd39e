import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import asyncpg
import httpx
import pytest
from standardwebhooks import Webhook

from fixtures.house import BASE_URL, SignIn
from fixtures.people import Organization
from hamseda import events
from hamseda.house import House
from hamseda.kit.outbound import Outbound
from hamseda.organization.api import DeliveryFailed, deliver_webhook, fan_out_webhooks, pause_after
from hamseda.settings import Settings


class Receiver:
    """A small server that keeps what it was sent."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[dict[str, str], str]] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in?key=SECRET"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = {n.lower(): v for n, v in (line.split(": ", 1) for line in head.strip().split("\r\n")[1:])}
        self.got.append((headers, (await reader.readexactly(int(headers["content-length"]))).decode()))
        writer.write(f"HTTP/1.1 {self.status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = str(tmp_path_factory.mktemp("house"))
    return Settings(folder=folder, public_url=BASE_URL, outbound_private_hosts=("127.0.0.1",))


@pytest.fixture
def admin(organization: Organization, sign_in: SignIn) -> httpx.AsyncClient:
    return sign_in(organization.admin)


async def make(admin: httpx.AsyncClient, url: str, **more) -> dict:
    made = await admin.post("/api/v1/webhooks", json={"name": "انبار", "url": url, **more})
    assert made.status_code == 201, made.text
    return made.json()


async def happen(house: House, organization: Organization, what: str = "teams") -> None:
    async with house.database.transaction(organization.id) as work:
        work.emit(events.ConfigurationChanged(what=what), audience={"staff": True})


async def waiting(owner: asyncpg.Connection, organization: Organization) -> list[dict]:
    rows = await owner.fetch(
        "SELECT body FROM outbox WHERE organization_id = $1 AND kind = 'webhook' AND state = 'waiting' ORDER BY id",
        organization.id,
    )
    return [row["body"] for row in rows]


async def deliver(house: House, organization: Organization, body: dict) -> None:
    await deliver_webhook(house.system, house.keys, Outbound(("127.0.0.1",)), organization.id, body)


async def test_an_event_reaches_the_receiver_signed(
    admin: httpx.AsyncClient,
    house: House,
    organization: Organization,
    owner: asyncpg.Connection,
    receiver: Receiver,
):
    made = await make(admin, receiver.url)
    await fan_out_webhooks(house.system)
    await happen(house, organization)
    assert await fan_out_webhooks(house.system) == 1
    (body,) = await waiting(owner, organization)
    await deliver(house, organization, body)
    await deliver(house, organization, body)
    (first, content), (second, _) = receiver.got
    told = Webhook(made["secret"]).verify(content, first)
    assert (told["type"], told["data"]["what"]) == ("configuration.changed", "teams")
    assert datetime.fromisoformat(told["timestamp"]) == datetime.fromisoformat(body["timestamp"])
    assert first["webhook-id"] == second["webhook-id"]
    shown = (await admin.get("/api/v1/webhooks")).json()["items"][0]
    assert "secret" not in shown
    assert shown["last_success_at"]


async def test_the_secret_is_stored_sealed(
    admin: httpx.AsyncClient, owner: asyncpg.Connection, receiver: Receiver
):
    made = await make(admin, receiver.url)
    stored = await owner.fetchval("SELECT secret FROM webhook WHERE id = $1", UUID(made["id"]))
    assert base64.b64decode(made["secret"].removeprefix("whsec_")) not in stored


async def test_each_event_once_to_each_webhook_that_wants_it(
    admin: httpx.AsyncClient,
    house: House,
    organization: Organization,
    owner: asyncpg.Connection,
    receiver: Receiver,
):
    await make(admin, receiver.url)
    await make(admin, receiver.url, kinds=["message.appended"])
    await make(admin, receiver.url, enabled=False)
    await fan_out_webhooks(house.system)
    for what in ("teams", "skills", "brands"):
        await happen(house, organization, what)
    both = await asyncio.gather(fan_out_webhooks(house.system), fan_out_webhooks(house.system))
    await fan_out_webhooks(house.system)
    assert sum(both) == 3
    assert sorted(body["data"]["what"] for body in await waiting(owner, organization)) == [
        "brands",
        "skills",
        "teams",
    ]


async def test_a_new_webhook_is_not_told_the_past(
    admin: httpx.AsyncClient,
    house: House,
    organization: Organization,
    owner: asyncpg.Connection,
    receiver: Receiver,
):
    await happen(house, organization, "long ago")
    await make(admin, receiver.url)
    await fan_out_webhooks(house.system)
    assert "long ago" not in [body["data"].get("what") for body in await waiting(owner, organization)]


async def test_a_refusal_is_tried_again_and_gone_is_for_good(
    admin: httpx.AsyncClient,
    house: House,
    organization: Organization,
    owner: asyncpg.Connection,
    receiver: Receiver,
):
    made = await make(admin, receiver.url)
    await fan_out_webhooks(house.system)
    await happen(house, organization)
    await fan_out_webhooks(house.system)
    (body,) = await waiting(owner, organization)
    for status, is_permanent in ((500, False), (302, False), (410, True)):
        receiver.status = status
        with pytest.raises(DeliveryFailed) as failed:
            await deliver(house, organization, body)
        assert failed.value.is_permanent is is_permanent
    shown = (await admin.get("/api/v1/webhooks")).json()["items"][0]
    assert "410" in shown["last_error"]
    await admin.delete(f"/api/v1/webhooks/{made['id']}")
    assert await waiting(owner, organization) == []
    with pytest.raises(DeliveryFailed) as failed:
        await deliver(house, organization, body)
    assert failed.value.is_permanent


async def test_the_inside_is_refused_for_good(
    admin: httpx.AsyncClient, house: House, organization: Organization, receiver: Receiver
):
    made = await make(admin, receiver.url)
    body = {
        "webhook_id": made["id"],
        "event_id": made["id"],
        "type": "x",
        "timestamp": made["created_at"],
        "data": {},
    }
    with pytest.raises(DeliveryFailed) as failed:
        await deliver_webhook(house.system, house.keys, Outbound(), organization.id, body)
    assert failed.value.is_permanent
    assert "SECRET" not in str(failed.value)
    assert receiver.got == []


async def test_a_trial_tells_what_the_receiver_said(admin: httpx.AsyncClient, receiver: Receiver):
    made = await make(admin, receiver.url)
    trial = f"/api/v1/webhooks/{made['id']}/test"
    assert (await admin.post(trial)).json() == {"ok": True, "said": ""}
    receiver.status = 403
    assert (await admin.post(trial)).json() == {"ok": False, "said": "The receiver answered 403."}
    assert '"webhook.test"' in receiver.got[0][1]


@pytest.mark.parametrize(
    "url", ["ftp://files.test/x", "https://user:word@host.test/", "https:///nohost", "javascript:alert(1)"]
)
async def test_an_address_that_is_none_is_refused(admin: httpx.AsyncClient, url: str):
    answer = await admin.post("/api/v1/webhooks", json={"name": "بد", "url": url})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "url_invalid")


async def test_an_address_that_would_be_refused_at_each_delivery_is_refused_at_once(
    admin: httpx.AsyncClient, receiver: Receiver
):
    plain = {"name": "بد", "url": "http://hooks.hamseda.test/in"}
    answer = await admin.post("/api/v1/webhooks", json=plain)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "url_not_https")
    made = await make(admin, receiver.url)
    changed = await admin.patch(f"/api/v1/webhooks/{made['id']}", json={"url": plain["url"]})
    assert (changed.status_code, changed.json()["errors"][0]["field"]) == (422, "url")


async def test_an_unknown_event_is_refused(admin: httpx.AsyncClient):
    answer = await admin.post(
        "/api/v1/webhooks", json={"name": "بد", "url": "https://a.test/", "kinds": ["no.such"]}
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_kind")


def test_the_pauses_grow_over_days():
    pauses = [pause_after(attempts) for attempts in range(1, 11)]
    assert pauses[-1] is None
    given = [pause for pause in pauses if pause is not None]
    assert given == sorted(given)
    assert sum(p.total_seconds() for p in given) > 2 * 86_400
