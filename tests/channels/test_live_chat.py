"""One chat's connection from within: wishes kept with their message, deaf beginnings, and floods."""
# ruff: noqa: F811 -- a fixture is imported and asked for by its name

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from channels.test_webchat import site  # noqa: F401 -- the fixture
from conversations.arrivals import arrive, proven
from conversations.moves import merge, texts, undo
from hamseda.channels.webchat import live, service, tokens
from hamseda.customers.api import Claim
from hamseda.house import House
from hamseda.kit.problem import TooMany
from hamseda.kit.websocket import Socket


class Browser:
    """The other end of a chat that is served without a network between."""

    def __init__(self, house: House, visitor: service.Visitor, life: timedelta) -> None:
        self.visitor = visitor
        self.frames: list[dict[str, Any]] = []
        self.closed: tuple[int, str] | None = None
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.serving = asyncio.create_task(
            house.live_chat.serve(
                visitor, Socket(self._said.get, self._send), 0, {}, datetime.now(UTC) + life
            )
        )

    async def _send(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            self.frames.append(json.loads(message["text"]))
        elif message["type"] == "websocket.close":
            self.closed = (message["code"], message["reason"])

    def send(self, **frame: Any) -> None:
        self._said.put_nowait({"type": "websocket.receive", "text": json.dumps(frame)})

    async def hear(self, kind: str, **like: Any) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while True:
                for frame in self.frames:
                    if frame["t"] == kind and all(frame.get(k) == v for k, v in like.items()):
                        return frame
                await asyncio.sleep(0.01)

    async def leave(self) -> None:
        self._said.put_nowait({"type": "websocket.disconnect"})
        await self.serving


@pytest.fixture
async def browse(site: Any, house: House) -> Any:
    """`await browse()` answers the browser of a new visitor, or of one who comes again."""
    opened: list[Browser] = []

    async def make(visitor: service.Visitor | None = None, life: timedelta = timedelta(hours=1)) -> Browser:
        if visitor is None:
            visit = await site.visit()
            token = tokens.decode(house.keys, visit["visitor_token"], datetime.now(UTC))
            async with house.database.reading(token.organization_id) as view:
                visitor = await service.bearer(view, token)
        opened.append(Browser(house, visitor, life))
        return opened[-1]

    yield make
    for browser in opened:
        if not browser.serving.done():
            await browser.leave()


def wish(**more: Any) -> dict[str, Any]:
    at = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    return {"t": "callback", "id": str(uuid4()), "phone": "09121234567", "at": at, "brief": "قیمت"} | more


async def stored(owner: Any, organization: Any) -> list[int]:
    return [
        await owner.fetchval(f"SELECT count(*) FROM {table} WHERE organization_id = $1", organization.id)
        for table in ("message", "callback", "timer")
    ]


async def test_a_wish_is_stored_with_its_message_or_not_at_all(
    browse, owner, organization, monkeypatch
) -> None:
    async def killed(*_: object) -> None:
        raise ConnectionError

    before = await stored(owner, organization)
    browser, wanted = await browse(), wish()
    with monkeypatch.context() as fault:
        fault.setattr(service, "keep_wish", killed)
        browser.send(**wanted)
        assert (await browser.hear("refused", id=wanted["id"]))["code"] == "internal"
    assert await stored(owner, organization) == before
    assert not [f for f in browser.frames if f["t"] == "ack"]
    # What could not be stored ended the connection: the browser comes again and says the same.
    await asyncio.wait_for(browser.serving, 5)
    browser = await browse(browser.visitor)
    browser.send(**wanted)
    await browser.hear("ack", id=wanted["id"])
    row = await owner.fetchrow("SELECT id, brief FROM callback WHERE organization_id = $1", organization.id)
    assert (str(row["id"]), row["brief"]) == (wanted["id"], "قیمت")
    phones = (
        "SELECT value FROM identity WHERE organization_id = $1 AND kind = 'phone' AND verified_at IS NULL"
    )
    assert [r["value"] for r in await owner.fetch(phones, organization.id)] == ["+989121234567"]


async def test_a_wish_sent_again_is_promised_once(browse, owner, organization) -> None:
    before = await stored(owner, organization)
    browser, wanted = await browse(), wish()
    browser.send(**wanted)
    await browser.hear("ack", id=wanted["id"])
    await browser.leave()
    browser = await browse(browser.visitor)
    for _ in range(2):
        browser.send(**wanted)
        browser.send(t="message", id=(said := str(uuid4())), text="رسید؟")
        await browser.hear("ack", id=said)
    after = await stored(owner, organization)
    assert [b - a for a, b in zip(before, after, strict=True)][:2] == [3, 1]
    timers = "SELECT count(*) FROM timer WHERE kind = 'callback.due' AND subject_id = $1"
    assert await owner.fetchval(timers, UUID(wanted["id"])) == 1
    events = "SELECT count(*) FROM event WHERE organization_id = $1 AND kind = 'callback.promised'"
    assert await owner.fetchval(events, organization.id) == 1


async def test_a_second_call_of_a_known_visitor_keeps_the_number_told(browse, owner, organization) -> None:
    browser = await browse()
    for phone in ("09121234567", "09127654321"):
        wanted = wish(phone=phone)
        browser.send(**wanted)
        await browser.hear("ack", id=wanted["id"])
    rows = await owner.fetch(
        "SELECT value, customer_id FROM identity WHERE organization_id = $1 AND kind = 'phone' ORDER BY value",
        organization.id,
    )
    assert [r["value"] for r in rows] == ["+989121234567", "+989127654321"]
    assert {r["customer_id"] for r in rows} == {browser.visitor.customer_id}


@pytest.mark.parametrize("wrong", [{"phone": "abc"}, {"email": "nobody"}])
async def test_an_address_that_is_none_is_refused_before_anything_is_stored(
    browse, owner, organization, wrong
) -> None:
    browser, wanted = await browse(), wish(**wrong)
    before = await stored(owner, organization)
    browser.send(**wanted)
    await browser.hear("refused", id=wanted["id"])
    assert await stored(owner, organization) == before


async def test_a_chat_whose_listening_failed_leaves_the_next_one_hearing(
    browse, house: House, organization, monkeypatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ConnectionError("the database is restarting")

    with monkeypatch.context() as fault:
        fault.setattr(house.hub, "listen", broken)
        first = await browse()
        with pytest.raises(ConnectionError):
            await first.serving
    await hears(await browse(first.visitor), house, organization)


async def test_a_chat_that_is_given_up_while_it_begins_leaves_the_other_hearing(
    browse, house: House, organization, monkeypatch
) -> None:
    entered, go_on, listen = asyncio.Event(), asyncio.Event(), house.hub.listen

    async def slow(*values: Any, **more: Any) -> Any:
        entered.set()
        await go_on.wait()
        return await listen(*values, **more)

    with monkeypatch.context() as fault:
        fault.setattr(house.hub, "listen", slow)
        first = await browse()
        await entered.wait()
    # The second does not count on a listening that has not begun.
    await hears(await browse(), house, organization)
    first.serving.cancel()
    await asyncio.gather(first.serving, return_exceptions=True)
    await hears(await browse(), house, organization)


async def hears(browser: Browser, house: House, organization: Any) -> None:
    """What is said to the visitor by another road reaches this browser live."""
    browser.send(t="message", id=(said := str(uuid4())), text="سلام")
    await browser.hear("ack", id=said)
    proof = [Claim("device", str(browser.visitor.id), None)]
    arrived = await arrive(
        house, organization, proof, text="از راه دیگر",
        channel_id=browser.visitor.channel_id, thread_id=browser.visitor.conversation_id,
    )  # fmt: skip
    await browser.hear("message", id=str(arrived.message["id"]))


async def test_a_wait_that_could_not_be_read_is_told_later(browse, house: House, monkeypatch) -> None:
    answers = iter([None, ConnectionError("gone"), {"place": 2}])

    async def wait_of(_: service.Visitor) -> dict[str, Any] | None:
        answer = next(answers, None)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(live, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(house.live_chat._showing, "wait_of", wait_of)
    browser = await browse()
    assert (await browser.hear("wait"))["place"] == 2


async def test_a_flood_of_typing_makes_one_signal_and_no_tasks(browse, house: House, monkeypatch) -> None:
    signals: list[Any] = []
    browser = await browse()
    browser.send(t="message", id=(said := str(uuid4())), text="سلام")
    await browser.hear("ack", id=said)
    monkeypatch.setattr(house.bus, "signal", signals.append)
    (connection,) = house.live_chat._rooms.of(browser.visitor.conversation_id)
    tasks = len(asyncio.all_tasks())
    for _ in range(1_000):
        assert house.live_chat._heard(connection, {"t": "typing"}) is None
    assert len(asyncio.all_tasks()) == tasks
    browser.send(t="message", id=(said := str(uuid4())), text="باز هم")
    await browser.hear("ack", id=said)
    assert [s["what"] for s in signals] == ["customer_typing"]


async def test_too_many_frames_are_refused_by_name_and_the_chat_goes_on(browse, monkeypatch) -> None:
    monkeypatch.setattr(service, "MESSAGES", live.limits.limit("3/hour", "widget-message-test"))
    browser = await browse()
    sent = [str(uuid4()) for _ in range(4)]
    for said in sent:
        browser.send(t="message", id=said, text="سیل")
    assert (await browser.hear("refused", id=sent[3]))["code"] == "too_many_requests"
    assert {f["id"] for f in browser.frames if f["t"] == "ack"} == set(sent[:3])
    browser.send(t="ping")
    await browser.hear("pong")


@pytest.mark.parametrize("position", ["x", -1, 2**70, [1]])
async def test_a_read_mark_that_is_no_position_is_refused(browse, position) -> None:
    browser = await browse()
    browser.send(t="read", position=position)
    assert (await browser.hear("refused"))["code"] != "internal"


async def test_a_chat_ends_with_its_token_and_goes_on_with_a_fresh_one(
    browse, site, house, monkeypatch
) -> None:
    monkeypatch.setattr(live, "WAIT_SECONDS", 0.01)
    forgotten = await browse(life=timedelta(0))
    await asyncio.wait_for(forgotten.serving, 5)
    assert forgotten.closed == (4001, "visitor_token_expired")

    visit = await site.visit()
    token = tokens.decode(house.keys, visit["visitor_token"], datetime.now(UTC))
    async with house.database.reading(token.organization_id) as view:
        visitor = await service.bearer(view, token)
    renewed = await browse(visitor, life=timedelta(seconds=30))
    renewed.send(t="renew", token=visit["visitor_token"])
    renewed.send(t="message", id=(said := str(uuid4())), text="هنوز هستم")
    await renewed.hear("ack", id=said)
    (held,) = house.live_chat._rooms.of(visitor.conversation_id)
    assert held.expires_at == token.expires_at


async def test_a_token_of_somebody_else_does_not_prolong_a_chat(browse, site) -> None:
    browser, other = await browse(), await site.visit()
    browser.send(t="renew", token=other["visitor_token"])
    assert (await browser.hear("refused"))["code"] == "visitor_token"
    browser.send(t="renew", token="nonsense")
    browser.send(t="ping")
    await browser.hear("pong")


async def bearer(house: House, visit: dict[str, Any]) -> service.Visitor:
    token = tokens.decode(house.keys, visit["visitor_token"], datetime.now(UTC))
    async with house.database.reading(token.organization_id) as view:
        return await service.bearer(view, token)


async def test_a_new_secret_ends_the_open_chats_that_the_old_one_has_proven(
    browse, site, house, sign_in, organization, monkeypatch
) -> None:
    monkeypatch.setattr(live, "WAIT_SECONDS", 0.01)
    proven = await browse(await bearer(house, await site.visit(identity_token=site.identity())))
    unknown = await browse()
    for browser in (proven, unknown):
        await browser.hear("hello")
    rotated = await sign_in(organization.admin).post(f"/api/v1/channels/{site.channel_id}/secret")
    assert rotated.is_success, rotated.text
    await asyncio.wait_for(proven.serving, 30)
    assert proven.closed == (4001, "visitor_token_expired")
    unknown.send(t="message", id=(said := str(uuid4())), text="هنوز هستم")
    await unknown.hear("ack", id=said)


async def test_a_chat_renewed_by_a_token_of_the_new_secret_goes_on(
    browse, site, house, sign_in, organization
) -> None:
    browser = await browse(await bearer(house, await site.visit(identity_token=site.identity())))
    browser.send(t="message", id=(said := str(uuid4())), text="سلام")
    await browser.hear("ack", id=said)
    (held,) = house.live_chat._rooms.of(browser.visitor.conversation_id)
    assert not await house.live_chat._is_over(held)
    rotated = await sign_in(organization.admin).post(f"/api/v1/channels/{site.channel_id}/secret")
    assert await house.live_chat._is_over(held)
    visit = await site.visit(identity_token=site.identity(secret=rotated.json()["secret"]))
    assert visit["visitor_id"] == str(browser.visitor.id)
    browser.send(t="renew", token=visit["visitor_token"])
    browser.send(t="message", id=(said := str(uuid4())), text="هنوز هستم")
    await browser.hear("ack", id=said)
    assert not await house.live_chat._is_over(held)


async def test_one_page_too_many_is_told_so_and_room_comes_back(browse, monkeypatch, house: House) -> None:
    monkeypatch.setattr(house.live_chat._places, "_most", 2)
    first = await browse()
    second = await browse(first.visitor)
    await second.hear("hello")
    third = await browse(first.visitor)
    await asyncio.wait_for(third.serving, 5)
    assert third.closed == (4029, "too_many_chats")
    with pytest.raises(TooMany):
        await house.live_chat.wait_for_news(first.visitor, 1)
    stranger = await browse()
    await stranger.hear("hello")
    await second.leave()
    await (await browse(first.visitor)).hear("hello")


async def test_the_visitor_hears_who_answers_now_and_not_who_once_did(browse, sign_in, organization) -> None:
    browser = await browse()
    assert (await browser.hear("hello"))["agent"] is None
    browser.send(t="message", id=(said := str(uuid4())), text="سلام")
    await browser.hear("ack", id=said)
    agent, url = sign_in(organization.agent), f"/api/v1/conversations/{browser.visitor.conversation_id}"
    taken = await agent.put(f"{url}/assignee", json={"user_id": str(organization.agent.id)})
    assert taken.is_success, taken.text
    await browser.hear("agent", name=organization.agent.name)
    again = await browse(browser.visitor)
    assert (await again.hear("hello"))["agent"] == organization.agent.name
    given_back = await agent.post(f"{url}/transfer", json={"queue_id": str(organization.sales_queue_id)})
    assert given_back.is_success, given_back.text
    await browser.hear("agent", name=None)
    assert (await (await browse(browser.visitor)).hear("hello"))["agent"] is None


async def test_what_the_visitor_agrees_to_later_is_seen_at_once_and_can_be_taken_back(
    browse, sign_in, organization
) -> None:
    browser, agent = await browse(), sign_in(organization.agent)
    page = {"url": "https://shop.example/bag?secret=1", "title": "سبد خرید", "at": None, "seconds": 3}

    async def seen() -> dict[str, Any]:
        detail = await agent.get(f"/api/v1/conversations/{browser.visitor.conversation_id}")
        return dict(detail.json()["interactions"][-1]["context"])

    async def told(**context: Any) -> dict[str, Any]:
        browser.send(t="start", context=context)
        browser.send(t="message", id=(said := str(uuid4())), text="سلام")
        await browser.hear("ack", id=said)
        return await seen()

    device = {"kind": "phone"}
    assert set(await told(device=device)) == {"device"}
    agreed = await told(pages=[page], referrer="https://search.example/?q=x")
    assert agreed["pages"][0] | {"url": "", "seconds": 0} == page | {"url": "", "seconds": 0}
    assert agreed["pages"][0]["url"] == "https://shop.example/bag"
    assert agreed["referrer"] == "https://search.example/"
    located = await told(location={"lat": 35.7, "lon": 51.4, "accuracy_m": 20})
    assert located == agreed | {"location": {"lat": 35.7, "lon": 51.4, "accuracy_m": 20.0}}
    assert set(await told(withdrawn=True)) == {"device", "location"}


async def test_a_context_told_to_a_contact_that_is_over_changes_nothing(browse, owner) -> None:
    browser = await browse()
    browser.send(t="message", id=(said := str(uuid4())), text="سلام")
    await browser.hear("ack", id=said)
    browser.send(t="end")
    browser.send(t="start", context={"device": {"kind": "phone"}})
    browser.send(t="read", position=0)
    browser.send(t="ping")
    await browser.hear("pong")
    browser.send(t="start", context={"referrer": 5})
    await browser.hear("refused")
    stored = await owner.fetchval(
        "SELECT context FROM interaction WHERE id = $1", browser.visitor.interaction_id
    )
    assert stored in ({}, "{}")


async def test_an_open_chat_goes_on_where_its_conversation_went(
    browse, house, owner, organization, sign_in
) -> None:
    browser = await browse()
    elsewhere = await arrive(
        house,
        organization,
        proven("kept@example.com"),
        text="از راه دیگر",
        channel_id=browser.visitor.channel_id,
    )
    kept = elsewhere.conversation_id
    browser.send(t="message", id=str(uuid4()), text="سلام از گفتگوی سایت")
    await browser.hear("ack")
    gone = browser.visitor.conversation_id
    await owner.execute(
        "UPDATE conversation SET customer_id = (SELECT customer_id FROM conversation WHERE id = $2) WHERE id = $1",
        gone,
        kept,
    )
    agent = sign_in(organization.agent)
    # Two visitors at two pages: an answer would reach one of them alone.
    refused = await merge(agent, gone, kept)
    assert (refused.status_code, refused.json()["code"]) == (409, "two_chats")
    await owner.execute("UPDATE interaction SET state = 'ended' WHERE id = $1", elsewhere.interaction_id)
    assert (await merge(agent, gone, kept)).status_code == 200
    await browser.hear("resync")
    assert browser.visitor.conversation_id == kept
    assert not [frame for frame in browser.frames if frame["t"] == "ended"]
    # An answer into the common conversation is heard at once, and what the visitor says comes there.
    reply = {"id": str(uuid4()), "text": "درود"}
    assert (await agent.post(f"/api/v1/conversations/{kept}/messages", json=reply)).status_code == 201
    assert (await browser.hear("message", id=reply["id"]))["text"] == "درود"
    browser.send(t="message", id=(said := str(uuid4())), text="سپاس")
    await browser.hear("ack", id=said)
    assert (await texts(agent, kept))[-2:] == ["درود", "سپاس"]
    # Nothing that the customer said by another road, or in another chat of the same channel, is shown to a visitor
    # who has proved nothing.
    again = await browse(browser.visitor)
    await again.hear("message", id=said)
    assert [f["text"] for f in again.frames if f["t"] == "message"] == ["سلام از گفتگوی سایت", "درود", "سپاس"]
    page = await house.chat.timeline(browser.visitor, 0)
    assert "از راه دیگر" not in [line["text"] for line in page]


async def test_a_chat_that_comes_back_follows_too(browse, house, owner, organization, sign_in) -> None:
    browser = await browse()
    browser.send(t="message", id=str(uuid4()), text="سلام")
    await browser.hear("ack")
    gone = browser.visitor.conversation_id
    kept = (await arrive(house, organization, proven("back@example.com"))).conversation_id
    await owner.execute(
        "UPDATE conversation SET customer_id = (SELECT customer_id FROM conversation WHERE id = $2) WHERE id = $1",
        gone,
        kept,
    )
    agent, move = sign_in(organization.agent), str(uuid4())
    await merge(agent, gone, kept, id=move)
    await browser.hear("resync")
    browser.frames.clear()
    assert (await undo(agent, move)).status_code == 204
    await browser.hear("resync")
    assert browser.visitor.conversation_id == gone
    browser.send(t="message", id=(said := str(uuid4())), text="هنوز اینجا")
    await browser.hear("ack", id=said)
    assert await texts(agent, gone) == ["سلام", "هنوز اینجا"]
