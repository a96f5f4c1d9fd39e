"""Live events without a WebSocket: a stream and long polling, on the same numbers and rights."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from conversations.arrivals import arrive, proven
from hamseda.conversations.live_http import Feed

POLL = "/api/v1/events/poll"


def client_of(server: str, person: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"http://{server}", cookies={"hamseda_session": person.token}, timeout=10, trust_env=False
    )


class Stream:
    """What an EventSource of a browser would see: (id, event, data)."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()

    async def next(self, wanted: str, seconds: float = 5) -> tuple[int | None, dict[str, Any]]:
        async with asyncio.timeout(seconds):
            found: dict[str, str] = {}
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if name:
                    found[name] = value
                elif found:
                    content = json.loads(found["data"])
                    if wanted in {found["event"], content.get("k")}:
                        return int(found["id"]) if "id" in found else None, content
                    found = {}
        raise AssertionError(f"{wanted} did not come")


async def newest(server: str, person: Any) -> int:
    async with client_of(server, person) as client:
        return (await client.get(POLL)).json()["as_of"]


async def test_a_stream_tells_what_one_may_hear_with_its_number(house, server, organization) -> None:
    async with (
        client_of(server, organization.agent) as client,
        client.stream("GET", "/api/v1/events") as response,
    ):
        assert response.headers["content-type"].startswith("text/event-stream")
        stream = Stream(response)
        start, hello = await stream.next("hello")
        assert start == hello["as_of"]
        await arrive(house, organization, proven("s@example.com"), text="صدا می‌آید؟")
        number, frame = await stream.next("message.appended")
    assert frame["b"]["message"]["text"] == "صدا می‌آید؟"
    assert number == frame["n"]
    again = {"Last-Event-ID": str(start)}
    async with (
        client_of(server, organization.agent) as client,
        client.stream("GET", "/api/v1/events", headers=again) as response,
    ):
        assert (await Stream(response).next("message.appended"))[0] == number
    other = client_of(server, organization.other_agent)
    async with other as client:
        heard = (await client.get(POLL, params={"after": start, "wait": 0})).json()
    assert not [event for event in heard["events"] if event["c"] is not None]
    assert heard["as_of"] >= number


async def test_polling_answers_at_once_or_as_soon_as_something_comes(house, server, organization) -> None:
    start = await newest(server, organization.agent)
    async with client_of(server, organization.agent) as client:
        waiting = asyncio.create_task(client.get(POLL, params={"after": start, "wait": 8}))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        await arrive(house, organization, proven("p@example.com"), text="یک")
        first = (await waiting).json()
        assert first["events"]
        await arrive(house, organization, proven("p@example.com"), text="دو")
        texts, numbers, after = [], [], start
        while "دو" not in texts:
            page = (await client.get(POLL, params={"after": after, "wait": 5})).json()
            numbers += [event["n"] for event in page["events"]]
            texts += [e["b"]["message"]["text"] for e in page["events"] if e["k"] == "message.appended"]
            after = page["as_of"]
        empty = (await client.get(POLL, params={"after": after, "wait": 0})).json()
    assert texts == ["یک", "دو"]
    assert numbers == sorted(set(numbers))
    assert empty == {"events": [], "as_of": after}


async def test_a_number_that_is_not_kept_is_answered_by_resync(house, server, organization, owner) -> None:
    for n in range(3):
        await arrive(house, organization, proven("r@example.com"), text=str(n))
    await owner.execute("DELETE FROM event WHERE organization_id = $1 AND number <= 4", organization.id)
    async with client_of(server, organization.agent) as client:
        for after in (1, 10_000):
            assert (await client.get(POLL, params={"after": after, "wait": 0})).json() == {"resync": True}
        async with client.stream("GET", "/api/v1/events?after=1") as response:
            stream = Stream(response)
            start, _ = await stream.next("hello")
            await stream.next("resync")
            assert start == await newest(server, organization.agent)


@pytest.mark.parametrize(
    "end",
    ["DELETE FROM session WHERE user_id = $1", "UPDATE membership SET removed_at = now() WHERE user_id = $1"],
)
async def test_a_right_taken_away_ends_stream_and_poll(server, owner, organization, end: str) -> None:
    start = await newest(server, organization.agent)
    async with (
        client_of(server, organization.agent) as client,
        client.stream("GET", "/api/v1/events") as response,
    ):
        stream = Stream(response)
        await stream.next("hello")
        polling = asyncio.create_task(client.get(POLL, params={"after": start, "wait": 8}))
        await asyncio.sleep(0.3)
        await owner.execute(end, organization.agent.id)
        assert (await stream.next("bye", 4))[1]["code"] == "session_ended"
        assert (await polling).status_code == 401


async def test_changed_rights_are_read_afresh(server, owner, organization) -> None:
    start = await newest(server, organization.agent)
    async with client_of(server, organization.agent) as client:
        polling = asyncio.create_task(client.get(POLL, params={"after": start, "wait": 8}))
        await asyncio.sleep(0.3)
        await owner.execute(
            "UPDATE membership SET version = version + 1 WHERE user_id = $1", organization.agent.id
        )
        assert (await polling).json() == {"resync": True}


@pytest.mark.parametrize("query", [{"after": "-1"}, {"after": "x"}, {"wait": "100"}])
async def test_what_cannot_be_is_named(server, organization, query) -> None:
    async with client_of(server, organization.agent) as client:
        answer = await client.get(POLL, params=query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == next(iter(query))


async def test_nobody_hears_nothing(server) -> None:
    async with httpx.AsyncClient(base_url=f"http://{server}", trust_env=False) as client:
        assert (await client.get(POLL)).status_code == 401
        assert (await client.get("/api/v1/events")).status_code == 401


async def test_who_falls_behind_is_told_to_read_afresh() -> None:
    feed = Feed(most_behind=3)
    for n in range(5):
        feed.push(b'{"t":"event","n":%d}' % n, otherwise=b'{"t":"resync"}')
    assert await feed.take(0) == [b'{"t":"resync"}']
    assert feed.is_ending


async def test_a_stream_and_every_poll_are_signs_of_life(house, server, organization) -> None:
    agent, light = organization.agent, organization.light
    house.live_desk.people()
    async with client_of(server, agent) as client:
        assert (await client.get(POLL)).status_code == 200
    async with (
        client_of(server, light) as client,
        client.stream("GET", "/api/v1/events") as response,
    ):
        await Stream(response).next("hello")
        assert {(organization.id, agent.id), (organization.id, light.id)} <= house.live_desk.people()
        # Who polled was noted once; whose stream is open is still here.
        now = house.live_desk.people()
        assert (organization.id, agent.id) not in now
        assert (organization.id, light.id) in now
