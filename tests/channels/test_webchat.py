"""Web chat as a browser meets it: visits, tokens, what a visitor sees and never sees, and nothing lost on the way."""

import asyncio
import base64
import json
import time
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import websockets
from joserfc import jwt
from joserfc.jwk import OctKey

from conversations.arrivals import arrive
from fixtures.people import insert
from hamseda.customers.api import Claim
from hamseda.house import House
from hamseda.kit.ids import new_id
from hamseda.kit.keys import digest

SECRET = "a-secret-of-the-site-with-32-bytes!!"


class Site:
    """A web site with our widget, as its visitors' browsers use it."""

    def __init__(self, server: str, key: str, channel_id: UUID) -> None:
        self.server, self.key, self.channel_id = server, key, channel_id
        self.http = httpx.AsyncClient(base_url=f"http://{server}", timeout=10)

    async def visit(self, **more: Any) -> dict[str, Any]:
        answer = await self.http.post(f"/widget/v1/{self.key}/visit", json=more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def identity(self, **claims: Any) -> str:
        now = int(time.time())
        base = {"sub": "u-1", "iat": now, "exp": now + 300, "email": "u1@example.com", "email_verified": True}
        return jwt.encode({"alg": "HS256"}, base | claims, OctKey.import_key(claims.pop("secret", SECRET)))

    @asynccontextmanager
    async def chat(self, visit: dict[str, Any], after: int = 0) -> Any:
        url = f"ws://{self.server}/widget/v1/chat?token={visit['visitor_token']}&after={after}"
        async with websockets.connect(url) as socket:
            yield Chat(socket)


class Chat:
    def __init__(self, socket: Any) -> None:
        self.socket = socket

    async def say(self, text: str, message_id: str | None = None, **more: Any) -> str:
        message_id = message_id or str(uuid4())
        await self.socket.send(json.dumps({"t": "message", "id": message_id, "text": text, **more}))
        return message_id

    async def hear(self, kind: str, seconds: float = 5, **like: Any) -> dict[str, Any]:
        async with asyncio.timeout(seconds):
            async for raw in self.socket:
                frame = json.loads(raw)
                if frame["t"] == kind and all(frame.get(k) == v for k, v in like.items()):
                    return frame
        raise AssertionError(kind)

    async def rest(self, seconds: float = 0.4) -> list[dict[str, Any]]:
        found = []
        try:
            async with asyncio.timeout(seconds):
                async for raw in self.socket:
                    found.append(json.loads(raw))
        except TimeoutError:
            pass
        return found


@pytest.fixture
async def site(house: House, owner, organization, server) -> Any:
    channel_id, key = new_id(), f"key-{uuid4().hex}"
    await insert(
        owner,
        "channel",
        organization_id=organization.id,
        id=channel_id,
        kind="webchat",
        name="سایت",
        brand_id=organization.brand_id,
        queue_id=organization.sales_queue_id,
        secret=house.keys.seal("channel", SECRET.encode(), channel_id.bytes),
        settings={"origins": ["https://shop.example"]},
    )
    await insert(
        owner, "lookup", kind="widget_key", digest=digest(key), organization_id=organization.id, id=channel_id
    )
    made = Site(server, key, channel_id)
    yield made
    await made.http.aclose()


async def test_a_message_is_acknowledged_when_it_is_durable_and_answered_live(
    site, sign_in, owner, organization
) -> None:
    visit = await site.visit()
    async with site.chat(visit) as chat:
        await chat.hear("hello")
        said = await chat.say("سلام")
        ack = await chat.hear("ack", id=said)
        row = await owner.fetchrow("SELECT conversation_id, position FROM message WHERE id = $1", UUID(said))
        assert row["position"] == ack["position"]
        url = f"/api/v1/conversations/{row['conversation_id']}/messages"
        await sign_in(organization.agent).post(url, json={"id": str(uuid4()), "text": "درود بر شما"})
        answer = await chat.hear("message", direction="outbound")
        assert (answer["text"], answer["author_name"]) == ("درود بر شما", organization.agent.name)


async def test_notes_and_what_is_not_sent_yet_never_reach_the_visitor(
    site, sign_in, owner, organization
) -> None:
    async with site.chat(await site.visit()) as chat:
        said = await chat.say("سلام")
        await chat.hear("ack", id=said)
        conversation = await owner.fetchval("SELECT conversation_id FROM message WHERE id = $1", UUID(said))
        url, agent = f"/api/v1/conversations/{conversation}/messages", sign_in(organization.agent)
        await agent.post(url, json={"id": str(uuid4()), "text": "محرمانه", "kind": "note"})
        await agent.post(url, json={"id": str(uuid4()), "text": "بعداً", "undo_s": 30})
        assert not [f for f in await chat.rest() if f["t"] == "message" and f["direction"] != "inbound"]


async def test_sending_again_after_a_lost_connection_makes_no_second_message(site, owner) -> None:
    visit, same = await site.visit(), str(uuid4())
    for _ in range(3):
        async with site.chat(visit) as chat:
            await chat.say("یک بار", same)
            await chat.hear("ack", id=same)
    assert (
        await owner.fetchval("SELECT count(*) FROM message WHERE text = 'یک بار' AND id = $1", UUID(same))
        == 1
    )


async def test_a_visitor_cannot_take_another_visitors_message_by_its_id(site) -> None:
    same = str(uuid4())
    async with site.chat(await site.visit()) as first:
        await first.say("راز من", same)
        await first.hear("ack", id=same)
    async with site.chat(await site.visit()) as thief:
        await thief.say("دزد", same)
        frame = await thief.hear("refused", id=same)
        assert frame["code"] == "message_exists"
        assert "راز" not in json.dumps(await thief.rest(), ensure_ascii=False)


async def test_coming_back_shows_what_was_said_meanwhile_once(site, sign_in, owner, organization) -> None:
    visit = await site.visit()
    async with site.chat(visit) as chat:
        said = await chat.say("هستید؟")
        ack = await chat.hear("ack", id=said)
    conversation = await owner.fetchval("SELECT conversation_id FROM message WHERE id = $1", UUID(said))
    url, agent = f"/api/v1/conversations/{conversation}/messages", sign_in(organization.agent)
    for text in ("یک", "دو"):
        await agent.post(url, json={"id": str(uuid4()), "text": text})
    async with site.chat(visit, ack["position"]) as chat:
        frames = [f for f in await chat.rest() if f["t"] == "message"]
    assert [f["text"] for f in frames] == ["یک", "دو"]


async def test_a_proven_visitor_sees_history_and_an_anonymous_one_never(
    house, site, owner, organization
) -> None:
    proof = [Claim("email", "u1@example.com", "authentication_results")]
    before = await arrive(house, organization, proof, text="پیش از این", channel_id=organization.channel_id)
    proven = await site.visit(identity_token=site.identity())
    assert proven["verified"]
    async with site.chat(proven) as chat:
        said = await chat.say("دوباره منم")
        await chat.hear("ack", id=said)
        texts = [f["text"] for f in await chat.rest() if f["t"] == "message"]
    conversation = await owner.fetchval("SELECT conversation_id FROM message WHERE id = $1", UUID(said))
    assert conversation == before.conversation_id
    async with site.chat(proven) as chat:
        texts = [f["text"] for f in await chat.rest() if f["t"] == "message"]
    assert texts == ["پیش از این", "دوباره منم"]
    anonymous = await site.visit(device_id=proven["visitor_id"])
    assert (anonymous["verified"], anonymous["conversation_id"]) == (False, None)


async def test_when_an_unproven_visitor_is_merged_they_still_see_only_their_own_visit(
    house, site, owner, organization
) -> None:
    proof = [Claim("email", "old@example.com", "authentication_results")]
    known = await arrive(house, organization, proof, text="تاریخچه‌ی محرمانه")
    visit = await site.visit()
    async with site.chat(visit) as chat:
        said = await chat.say("من کیستم؟")
        await chat.hear("ack", id=said)
    await owner.execute(
        "UPDATE visitor SET conversation_id = $2 WHERE id = $1",
        UUID(visit["visitor_id"]),
        known.conversation_id,
    )
    async with site.chat(visit) as chat:
        assert "محرمانه" not in json.dumps(await chat.rest(), ensure_ascii=False)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"exp": 1}, "expired"),
        ({"iat": int(time.time()) + 3600, "exp": int(time.time()) + 3700}, "expired"),
        ({"exp": int(time.time()) + 3600}, "lives_too_long"),
        ({"secret": "another-secret-that-is-not-theirs!!!"}, "not_valid"),
        ({"sub": ""}, "no_subject"),
        ({"sub": None}, "not_valid"),
    ],
)
async def test_a_wrong_identity_token_is_refused_and_named(site, change, code) -> None:
    secret = change.pop("secret", SECRET)
    now = int(time.time())
    claims = {"sub": "u-1", "iat": now, "exp": now + 300} | change
    token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))
    answer = await site.http.post(f"/widget/v1/{site.key}/visit", json={"identity_token": token})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == code


async def test_a_token_without_signature_is_refused(site) -> None:
    def part(content: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    now = int(time.time())
    token = f"{part({'alg': 'none'})}.{part({'sub': 'u', 'iat': now, 'exp': now + 60})}."
    answer = await site.http.post(f"/widget/v1/{site.key}/visit", json={"identity_token": token})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://shop.example", 200),
        ("https://evil.example", 403),
        ("https://shop.example.evil.example", 403),
        (None, 200),
    ],
)
async def test_only_listed_sites_may_ask(site, origin, status) -> None:
    headers = {"Origin": origin} if origin else {}
    answer = await site.http.get(f"/widget/v1/{site.key}/config", headers=headers)
    assert answer.status_code == status
    # The refusal can be read too, so that the widget can say what is wrong.
    assert answer.headers.get("access-control-allow-origin") == origin
    assert ("brand" in answer.json()) is (status == 200)


async def test_a_browser_is_answered_its_preflight(site) -> None:
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    answer = await site.http.options("/widget/v1/messages", headers=asked)
    assert answer.status_code == 204
    assert "authorization" in answer.headers["access-control-allow-headers"]


async def test_the_loader_is_served_as_a_script(site) -> None:
    answer = await site.http.get("/widget/loader.js")
    assert answer.status_code == 404 or answer.headers["content-type"].startswith("text/javascript")


async def test_a_foreign_page_cannot_open_the_socket(site) -> None:
    visit = await site.visit()
    with pytest.raises(websockets.exceptions.WebSocketException):
        await websockets.connect(
            f"ws://{site.server}/widget/v1/chat?token={visit['visitor_token']}", origin="https://evil.example"
        )


async def test_query_strings_never_leave_the_browsers_page_trail(site, owner) -> None:
    async with site.chat(await site.visit()) as chat:
        pages = [
            {"url": f"https://u:p@shop.example/p/{n}?token=secret#x", "title": f"صفحه {n}"} for n in range(30)
        ]
        await chat.socket.send(
            json.dumps({"t": "start", "context": {"pages": pages, "referrer": "https://g.example/?q=x"}})
        )
        said = await chat.say("کمک")
        await chat.hear("ack", id=said)
    context = await owner.fetchval(
        "SELECT i.context FROM interaction i JOIN message m ON m.interaction_id = i.id WHERE m.id = $1",
        UUID(said),
    )
    assert len(context["pages"]) == 20
    assert context["pages"][-1]["url"] == "https://shop.example/p/29"
    assert "secret" not in json.dumps(context)


async def test_long_polling_says_and_hears_the_same(site, sign_in, owner, organization) -> None:
    visit = await site.visit()
    headers = {"Authorization": f"Bearer {visit['visitor_token']}"}
    said = str(uuid4())
    ack = (
        await site.http.post("/widget/v1/messages", json={"id": said, "text": "بدون سوکت"}, headers=headers)
    ).json()
    waiting = asyncio.create_task(
        site.http.get("/widget/v1/messages", params={"after": ack["position"], "wait": 8}, headers=headers)
    )
    await asyncio.sleep(0.2)
    url = f"/api/v1/conversations/{ack['conversation_id']}/messages"
    await sign_in(organization.agent).post(url, json={"id": str(uuid4()), "text": "پاسخ"})
    items = (await waiting).json()["items"]
    assert [i["text"] for i in items] == ["پاسخ"]


async def test_an_uploaded_photo_is_seen_by_the_visitor_and_the_agent_only(
    site, sign_in, owner, organization
) -> None:
    visit = await site.visit()
    headers = {"Authorization": f"Bearer {visit['visitor_token']}"}
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360f8cfc0500f0003860180ea8d2f1b0000000049454e44ae426082"
    )
    sent = await site.http.post(
        "/widget/v1/attachments", files={"file": ("عکس.png", png, "image/png")}, headers=headers
    )
    assert sent.status_code == 201, sent.text
    file = sent.json()
    async with site.chat(visit) as chat:
        said = await chat.say("", attachments=[file["id"]])
        await chat.hear("ack", id=said)
    assert (await site.http.get(file["url"], headers=headers)).content == png
    stranger = await site.visit()
    other = {"Authorization": f"Bearer {stranger['visitor_token']}"}
    assert (await site.http.get(file["url"], headers=other)).status_code == 404
    assert (await sign_in(organization.agent).get(f"/api/v1/attachments/{file['id']}")).status_code == 200
    assert (
        await sign_in(organization.other_agent).get(f"/api/v1/attachments/{file['id']}")
    ).status_code == 404


async def test_reading_moves_the_receipt_and_the_end_frees_the_line(
    site, sign_in, owner, organization
) -> None:
    async with site.chat(await site.visit()) as chat:
        said = await chat.say("سلام")
        await chat.hear("ack", id=said)
        row = await owner.fetchrow(
            "SELECT conversation_id, interaction_id FROM message WHERE id = $1", UUID(said)
        )
        url = f"/api/v1/conversations/{row['conversation_id']}/messages"
        sent = (await sign_in(organization.agent).post(url, json={"id": str(uuid4()), "text": "درود"})).json()
        await chat.hear("message", id=sent["id"])
        await chat.socket.send(json.dumps({"t": "read", "position": sent["position"]}))
        assert (await chat.hear("state", id=sent["id"]))["state"] == "read"
        await chat.socket.send(json.dumps({"t": "end"}))
        async with asyncio.timeout(5):
            while (
                await owner.fetchval("SELECT state FROM interaction WHERE id = $1", row["interaction_id"])
                != "ended"
            ):
                await asyncio.sleep(0.05)
    assert (
        await owner.fetchval("SELECT state FROM work_item WHERE interaction_id = $1", row["interaction_id"])
        == "abandoned"
    )


async def test_a_call_is_promised_for_a_time(site, owner, organization) -> None:
    async with site.chat(await site.visit()) as chat:
        wish = str(uuid4())
        await chat.socket.send(
            json.dumps(
                {
                    "t": "callback",
                    "id": wish,
                    "phone": "۰۹۱۲۱۲۳۴۵۶۷",
                    "at": "2999-01-01T10:00:00+03:30",
                    "brief": "قیمت",
                }
            )
        )
        await chat.hear("ack", id=wish)
        async with asyncio.timeout(5):
            while (
                row := await owner.fetchrow(
                    "SELECT * FROM callback WHERE organization_id = $1", organization.id
                )
            ) is None:
                await asyncio.sleep(0.05)
    assert (row["brief"], row["state"]) == ("قیمت", "promised")
    timer = await owner.fetchrow("SELECT kind, due_at FROM timer WHERE subject_id = $1", row["id"])
    assert (timer["kind"], timer["due_at"]) == ("callback.due", row["wanted_at"])
    phone = await owner.fetchrow(
        "SELECT value, verified_at FROM identity WHERE kind = 'phone' AND organization_id = $1",
        organization.id,
    )
    assert (phone["value"], phone["verified_at"]) == ("+989121234567", None)


@pytest.mark.parametrize(
    "frame",
    [
        {"t": "message", "id": "x", "text": "بد"},
        {"t": "message", "id": str(uuid4()), "text": " "},
        {"t": "message", "id": str(uuid4()), "text": "ا" * 10_001},
        {"t": "start", "context": {"pages": "no"}},
    ],
)
async def test_a_malformed_frame_is_refused_and_the_chat_goes_on(site, frame) -> None:
    async with site.chat(await site.visit()) as chat:
        await chat.socket.send(json.dumps(frame))
        await chat.hear("refused")
        said = await chat.say("سالم")
        await chat.hear("ack", id=said)


async def test_the_chat_of_an_unknown_key_is_not_there(site) -> None:
    assert (await site.http.get("/widget/v1/nothing/config")).status_code == 404
