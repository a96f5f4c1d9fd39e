"""The database dies and comes back: nothing is acknowledged meanwhile, everything goes on after, without a restart."""

import asyncio
import os
import signal
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from fixtures.house import BASE_URL
from fixtures.people import plant
from hamseda.app import make_app
from hamseda.conversations.api import Arrival
from hamseda.customers.api import Claim
from hamseda.house import House, open_house
from hamseda.kit.cluster import Cluster
from hamseda.kit.database import Database
from hamseda.kit.migration import migrate
from hamseda.settings import Settings


@pytest.fixture
async def cluster(open_folder) -> Any:
    one = Cluster(open_folder() / "postgres")
    await asyncio.to_thread(one.start)
    yield one
    await asyncio.to_thread(one.stop)


@pytest.fixture
async def house(cluster: Cluster, tmp_path) -> Any:
    await migrate(cluster.dsn)
    opened = await open_house(Settings(folder=str(tmp_path), public_url=BASE_URL), cluster.dsn)
    yield opened
    await opened.close()


async def planted(dsn: str) -> Any:
    database = await Database.connect(dsn, role="NONE", most=1)
    async with database.everywhere() as owner, owner.transaction():
        organization = await plant(owner)
    await database.close()
    return organization


async def texts(dsn: str) -> list[str]:
    connection = await asyncpg.connect(dsn)
    try:
        return [row["text"] for row in await connection.fetch("SELECT text FROM message ORDER BY position")]
    finally:
        await connection.close()


def kill(cluster: Cluster) -> None:
    for pid in cluster.pids():
        os.kill(pid, signal.SIGKILL)


async def come_in(house: House, organization: Any) -> Any:
    arrival = Arrival(channel_id=organization.channel_id, claims=[Claim("device", "d", None)], text="سلام")
    async with house.database.transaction(organization.id) as work:
        return await house.intake.receive(work, arrival, house.clock.now())


@pytest.mark.timeout(90)
async def test_the_database_dies_and_comes_back(house: House, cluster: Cluster) -> None:
    organization = await planted(cluster.dsn)
    received = await come_in(house, organization)
    app = make_app(house)
    agent = organization.agent
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=BASE_URL,
        cookies={"hamseda_session": agent.token}, headers={"x-csrf-token": agent.csrf},
    )  # fmt: skip
    messages = f"/api/v1/conversations/{received.conversation_id}/messages"
    async with app.lifespan(), client:
        assert (await client.post(messages, json={"id": str(uuid4()), "text": "یک"})).status_code == 201
        assert (await client.get("/health/ready")).status_code == 200
        await asyncio.to_thread(kill, cluster)
        lost = {"id": str(uuid4()), "text": "دو"}
        for _ in range(3):  # the pool's dead connections, then no server at all
            await refused(await client.post(messages, json=lost))
            await refused(await client.get("/api/v1/labels"))
            await refused(await client.post("/api/v1/customers", json={"name": "سحر"}))
        ready = await client.get("/health/ready")
        assert (ready.status_code, ready.json()["status"]) == (503, "database_unavailable")
        assert (await client.get("/health/live")).status_code == 200
        await asyncio.to_thread(cluster.start)
        assert await texts(cluster.dsn) == ["سلام", "یک"]
        again = await client.post(messages, json=lost)
        assert again.status_code == 201, again.text
        assert (await client.post(messages, json=lost)).json()["position"] == again.json()["position"]
        assert (await client.get("/health/ready")).status_code == 200
        assert (await client.get("/api/v1/labels")).status_code == 200
        await come_in(house, organization)
    assert sorted(await texts(cluster.dsn)) == sorted(["سلام", "یک", "دو", "سلام"])


async def refused(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "database_unavailable"
    assert int(answer.headers["retry-after"]) > 0


async def test_a_full_disk_is_told_and_nothing_is_acknowledged(house: House, cluster: Cluster) -> None:
    """The server says that its disk is full when it writes a message: the client is told so, in a problem document."""
    organization = await planted(cluster.dsn)
    received = await come_in(house, organization)
    connection = await asyncpg.connect(cluster.dsn)
    await connection.execute(
        """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"""
    )
    await connection.execute(
        "CREATE TRIGGER full_disk BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION full_disk()"
    )
    app = make_app(house)
    agent = organization.agent
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=BASE_URL,
        cookies={"hamseda_session": agent.token}, headers={"x-csrf-token": agent.csrf},
    )  # fmt: skip
    messages = f"/api/v1/conversations/{received.conversation_id}/messages"
    async with app.lifespan(), client:
        answer = await client.post(messages, json={"id": str(uuid4()), "text": "یک"})
        assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
        assert await texts(cluster.dsn) == ["سلام"]
        await connection.execute("DROP TRIGGER full_disk ON message")
        assert (await client.post(messages, json={"id": str(uuid4()), "text": "دو"})).status_code == 201
    await connection.close()
    assert await texts(cluster.dsn) == ["سلام", "دو"]
