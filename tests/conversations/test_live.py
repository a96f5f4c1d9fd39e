"""The live socket of the desk: hello, events after N, and an end as soon as the right to be there ends."""

import asyncio
import json
from typing import Any

import pytest
import websockets

from conversations.arrivals import arrive, proven
from hamseda.house import House


def connect(server: str, person: Any, after: int | None = None) -> Any:
    query = f"?after={after}" if after is not None else ""
    return websockets.connect(
        f"ws://{server}/api/v1/live{query}", additional_headers={"Cookie": f"hamseda_session={person.token}"}
    )


async def heard(socket: Any, wanted: str, seconds: float = 5) -> dict[str, Any]:
    async with asyncio.timeout(seconds):
        async for raw in socket:
            frame = json.loads(raw)
            if wanted in {frame["t"], frame.get("k")}:
                return frame
    raise AssertionError(f"{wanted} did not come")


async def silent(socket: Any, seconds: float = 0.4) -> bool:
    """Nothing about any conversation or anybody's typing comes in this time."""
    try:
        async with asyncio.timeout(seconds):
            async for raw in socket:
                frame = json.loads(raw)
                if frame.get("c") or frame["t"] != "event":
                    return False
    except TimeoutError:
        return True
    return False


async def test_what_happens_is_heard_by_those_who_may_see_it_and_by_nobody_else(
    house, server, organization
) -> None:
    async with (
        connect(server, organization.agent) as agent,
        connect(server, organization.other_agent) as other,
    ):
        await heard(agent, "hello")
        await heard(other, "hello")
        await arrive(house, organization, proven("l@example.com"), text="صدا می‌آید؟")
        frame = await heard(agent, "message.appended")
        assert frame["b"]["message"]["text"] == "صدا می‌آید؟"
        assert await silent(other)


async def test_the_word_of_a_customer_says_whose_conversation_it_is(
    house, server, organization, sign_in
) -> None:
    admin = sign_in(organization.admin)
    async with connect(server, organization.agent) as socket:
        await heard(socket, "hello")
        first = await arrive(house, organization, proven("whose@example.com"), text="یک")
        assert (await heard(socket, "message.appended"))["b"]["conversation"]["assignee_id"] is None
        given = {"user_id": str(organization.agent.id)}
        url = f"/api/v1/conversations/{first.conversation_id}/assignee"
        assert (await admin.put(url, json=given)).is_success
        await arrive(house, organization, proven("whose@example.com"), text="دو")
        while (frame := await heard(socket, "message.appended"))["b"]["message"]["text"] != "دو":
            pass
        assert frame["b"]["conversation"]["assignee_id"] == given["user_id"]


async def test_a_connection_that_comes_back_hears_what_it_missed(house, server, organization) -> None:
    async with connect(server, organization.admin) as socket:
        start = (await heard(socket, "hello"))["as_of"]
    for n in range(3):
        await arrive(house, organization, proven("m@example.com"), text=f"پیام {n}")
    async with connect(server, organization.admin, start) as socket:
        numbers, texts = [], []
        while len(texts) < 3:
            frame = json.loads(await asyncio.wait_for(socket.recv(), 5))
            numbers += [frame["n"]] if frame["t"] == "event" else []
            texts += [frame["b"]["message"]["text"]] if frame.get("k") == "message.appended" else []
    assert texts == [f"پیام {n}" for n in range(3)]
    assert numbers == list(range(start + 1, start + 1 + len(numbers)))


async def test_a_number_beyond_the_log_is_answered_by_resync(server, organization) -> None:
    async with connect(server, organization.admin, 10_000) as socket:
        await heard(socket, "resync")


async def test_nobody_is_refused(server) -> None:
    with pytest.raises(websockets.exceptions.WebSocketException):
        await websockets.connect(f"ws://{server}/api/v1/live")


async def test_a_page_of_another_site_is_refused(server, organization) -> None:
    with pytest.raises(websockets.exceptions.WebSocketException):
        await websockets.connect(
            f"ws://{server}/api/v1/live",
            origin="https://evil.example",
            additional_headers={"Cookie": f"hamseda_session={organization.agent.token}"},
        )


@pytest.mark.parametrize(
    "end",
    [
        "DELETE FROM session WHERE user_id = $1",
        "UPDATE membership SET removed_at = now() WHERE user_id = $1",
        "UPDATE membership SET version = version + 1, role = 'light' WHERE user_id = $1",
        "UPDATE membership SET disabled_at = now() WHERE user_id = $1",
    ],
)
async def test_a_right_taken_away_ends_the_connection(server, owner, organization, end: str) -> None:
    async with connect(server, organization.agent) as socket:
        await heard(socket, "hello")
        await owner.execute(end, organization.agent.id)
        frame = await heard(socket, "bye", 3)
        assert frame["code"] in {"session_ended", "rights_changed"}


async def test_who_is_handed_a_conversation_hears_it_and_no_more_when_it_is_taken_back(
    house: House, server, sign_in, organization
) -> None:
    chat = await arrive(house, organization, proven("n@example.com"))
    people = f"/api/v1/conversations/{chat.conversation_id}/participants"
    agent = sign_in(organization.agent)
    async with connect(server, organization.light) as socket:
        await heard(socket, "hello")
        await arrive(house, organization, proven("n@example.com"), text="یک")
        assert await silent(socket)
        assert (await agent.post(people, json={"user_id": str(organization.light.id)})).status_code == 204
        await heard(socket, "conversation.access")
        await arrive(house, organization, proven("n@example.com"), text="دو")
        assert (await heard(socket, "message.appended"))["b"]["message"]["text"] == "دو"
        assert (await agent.delete(f"{people}/{organization.light.id}")).status_code == 204
        await heard(socket, "conversation.access")
        await arrive(house, organization, proven("n@example.com"), text="سه")
        assert await silent(socket)


async def test_typing_is_told_to_colleagues_and_not_to_oneself(server, sign_in, house, organization) -> None:
    chat = await arrive(house, organization, proven("o@example.com"))
    async with connect(server, organization.agent) as agent, connect(server, organization.supervisor) as boss:
        await heard(agent, "hello")
        await heard(boss, "hello")
        url = f"/api/v1/conversations/{chat.conversation_id}/typing"
        assert (await sign_in(organization.agent).post(url, json={"what": "answering"})).status_code == 204
        frame = await heard(boss, "typing")
        assert (frame["what"], frame["name"]) == ("answering", organization.agent.name)
        assert await silent(agent)


@pytest.mark.parametrize("frame", ["{not json", '{"t":' * 9_000, b"\xff", '{"t":"\\ud800"}'])
async def test_what_is_not_understood_ends_the_connection(server, organization, frame) -> None:
    async with connect(server, organization.agent) as socket:
        await heard(socket, "hello")
        await socket.send(frame)
        assert (await heard(socket, "bye"))["code"] == "not_understood"


async def test_a_session_that_moves_to_another_organization_stops_hearing_the_first(
    server, owner, organization, foreign
) -> None:
    async with connect(server, organization.agent) as socket:
        await heard(socket, "hello")
        await owner.execute(
            "INSERT INTO membership (organization_id, user_id, role) VALUES ($1, $2, 'agent')",
            foreign.id,
            organization.agent.id,
        )
        await owner.execute(
            "UPDATE session SET organization_id = $2 WHERE user_id = $1", organization.agent.id, foreign.id
        )
        assert (await heard(socket, "bye", 3))["code"] == "session_ended"


async def test_behind_a_proxy_the_public_address_is_our_own_site(server, organization) -> None:
    cookie = {"Cookie": f"hamseda_session={organization.agent.token}"}
    url = f"ws://{server}/api/v1/live"
    async with websockets.connect(url, origin="http://hamseda.test", additional_headers=cookie) as socket:
        await heard(socket, "hello")
    with pytest.raises(websockets.exceptions.WebSocketException):
        await websockets.connect(url, origin="http://hamseda.test.evil.example", additional_headers=cookie)
