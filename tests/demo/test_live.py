"""Simulated customers against the running application, by its public addresses, on a quick clock."""
# ruff: noqa: S311 -- invented people need no secrets

import asyncio
import re
from random import Random
from uuid import uuid4

import asyncpg
import httpx
import pytest

from hamseda.demo.live import Crowd
from hamseda.demo.live_mind import Pace
from hamseda.demo.switch import switch
from hamseda.settings import SettingsError

QUICK = Pace(every=0.1, most=3, reading=(0.0, 0.02), nudge_after=20, patience=20)


@pytest.fixture
async def desk(seeded, server: str):
    async with httpx.AsyncClient(base_url=f"http://{server}", timeout=20) as http:
        (await http.post("/api/v1/demo/session", json={"email": "arash@mehr.example"})).raise_for_status()
        http.headers["x-csrf-token"] = (await http.get("/api/v1/me")).json()["csrf"]
        yield http


async def run(server: str, seconds: float, pace: Pace = QUICK) -> Crowd:
    crowd, until = Crowd(f"http://{server}", pace, Random(7)), asyncio.Event()
    running = asyncio.create_task(crowd.run(until))
    await asyncio.sleep(seconds)
    until.set()
    await running
    return crowd


async def simulated(owner: asyncpg.Connection) -> list[asyncpg.Record]:
    return await owner.fetch(
        """SELECT c.*, p.is_simulated, (SELECT count(*) FROM message m WHERE m.conversation_id = c.id) AS messages
           FROM conversation c JOIN customer p ON p.id = c.customer_id WHERE c.mark = 'simulated' ORDER BY c.number"""
    )


async def until(condition) -> None:
    async with asyncio.timeout(20):
        while not await condition():
            await asyncio.sleep(0.05)


async def test_paused_nobody_comes(desk: httpx.AsyncClient, server: str, owner: asyncpg.Connection):
    assert (await desk.put("/api/v1/demo/live", json={"paused": True})).json() == {"paused": True}
    assert (await desk.get("/api/v1/demo/live")).json() == {"paused": True}
    await run(server, 0.6)
    assert await simulated(owner) == []
    await desk.put("/api/v1/demo/live", json={"paused": False})


async def test_they_come_bounded_and_marked(desk: httpx.AsyncClient, server: str, owner: asyncpg.Connection):
    crowd, stop = Crowd(f"http://{server}", QUICK, Random(7)), asyncio.Event()
    running = asyncio.create_task(crowd.run(stop))

    async def three_wait() -> bool:
        return len([c for c in await simulated(owner) if c["messages"]]) >= QUICK.most

    await until(three_wait)
    await asyncio.sleep(0.4)
    found = await simulated(owner)
    assert len(found) == len(crowd.here) == QUICK.most
    assert all(c["is_simulated"] and not c["is_verified"] for c in found)
    contexts = await owner.fetch(
        "SELECT context FROM interaction i JOIN conversation c ON c.id = i.conversation_id WHERE c.mark = 'simulated'"
    )
    assert all(row["context"]["pages"] and row["context"]["journey"]["topic"] for row in contexts)

    one = found[0]
    assert (
        await desk.put(f"/api/v1/conversations/{one['id']}/assignee", json={"user_id": await me(desk)})
    ).is_success
    for text in ("سلام، شماره‌ی سفارش را می‌فرمایید؟", "ممنون", "چشم", "حل شد", "روز خوش"):
        await answer(desk, owner, one["id"], text)
        if await has_left(owner, one["id"]):
            break
    assert await has_left(owner, one["id"])
    assert await owner.fetchval("SELECT last_message_inbound FROM conversation WHERE id = $1", one["id"])
    stop.set()
    await running
    assert crowd.here == set()


async def test_a_customer_of_no_demonstration_is_never_marked(
    desk: httpx.AsyncClient, owner: asyncpg.Connection
):
    the = await owner.fetchval("SELECT id FROM organization")
    await owner.execute("UPDATE organization SET is_demo = false WHERE id = $1", the)
    before = len(await simulated(owner))
    answer_of_shop = await desk.get("/api/v1/demo/live")
    visit = await desk.post("/widget/v1/mehr-demo/visit", json={"is_simulated": True})
    headers = {"authorization": f"Bearer {visit.json()['visitor_token']}"}
    said = await desk.post("/widget/v1/messages", json={"id": str(uuid4()), "text": "سلام"}, headers=headers)
    await owner.execute("UPDATE organization SET is_demo = true WHERE id = $1", the)
    assert (answer_of_shop.status_code, visit.status_code, said.status_code) == (404, 200, 200)
    assert len(await simulated(owner)) == before


async def me(desk: httpx.AsyncClient) -> str:
    return (await desk.get("/api/v1/me")).json()["user"]["id"]


async def answer(desk: httpx.AsyncClient, owner: asyncpg.Connection, conversation_id, text: str) -> None:
    """Write, and wait until the customer has said something to it."""
    before = await count(owner, conversation_id)
    sent = await desk.post(
        f"/api/v1/conversations/{conversation_id}/messages",
        json={"id": str(uuid4()), "text": text, "kind": "message"},
    )
    assert sent.is_success, sent.text

    async def reacted() -> bool:
        return await count(owner, conversation_id) > before

    await until(reacted)
    await asyncio.sleep(0.1)


async def count(owner: asyncpg.Connection, conversation_id) -> int:
    return await owner.fetchval(
        "SELECT count(*) FROM message WHERE conversation_id = $1 AND direction = 'inbound'", conversation_id
    )


async def has_left(owner: asyncpg.Connection, conversation_id) -> bool:
    return bool(
        await owner.fetchval(
            "SELECT bool_and(state IN ('wrap_up', 'ended')) FROM interaction WHERE conversation_id = $1",
            conversation_id,
        )
    )


async def test_visitors_have_names_and_tell_them(desk: httpx.AsyncClient, owner: asyncpg.Connection):
    names = await owner.fetch("SELECT p.name FROM customer p WHERE p.is_simulated AND p.name IS NOT NULL")
    assert names
    assert all(re.fullmatch(r"[آ-ی‌]+ [آ-ی‌ ]+", row["name"]) for row in names)
    for simulated_one, expected in ((True, "نگار آزمون"), (False, None)):
        who = {"is_simulated": simulated_one, "name": "نگار آزمون"}
        visit = (await desk.post("/widget/v1/mehr-demo/visit", json=who)).json()
        assert visit["name"] == expected, "nobody but the simulated may give themselves a name"


async def test_the_command_lets_them_pause(desk: httpx.AsyncClient, server: str):
    for paused in (True, False):
        said = await asyncio.to_thread(switch, f"http://{server}", paused=paused)
        assert ("pause" in said) is paused
        assert (await desk.get("/api/v1/demo/live")).json() == {"paused": paused}
    with pytest.raises(SettingsError, match="hamseda demo --live"):
        await asyncio.to_thread(switch, "http://127.0.0.1:1", paused=True)
