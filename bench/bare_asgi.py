"""A bare ASGI program beside the product: uvicorn, asyncpg and group commit, the same rows and the same bytes, no more.

No framework, no rights, no masking, no limits, no resumption: what the message path costs before there is a product.
Run by bench/message_path.py: python bench/bare_asgi.py DSN PORT
"""

import asyncio
import hashlib
import sys
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import uvicorn

from hamseda.conversations.append import APPEND, NewMessage, preview
from hamseda.kit.ids import new_id

COOKIE = b"hamseda_session="
JSON = [(b"content-type", b"application/json")]


class Reply(msgspec.Struct):
    id: UUID
    text: str


class Bare:
    """State of the program: who is who, who hears which queue, and what waits to be written."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.waiting: list[tuple[NewMessage, asyncio.Future[dict[str, Any]]]] = []
        self.due = asyncio.Event()
        self.sockets: dict[UUID, list[Any]] = {}

    async def open(self) -> None:
        self.pool = await asyncpg.create_pool(self.dsn, min_size=2, max_size=4, init=_codec)
        people = await self.pool.fetch(
            "SELECT s.digest, s.user_id, u.name, s.organization_id, m.department_id FROM session s"
            " JOIN app_user u ON u.id = s.user_id JOIN membership m ON m.user_id = s.user_id"
        )
        self.people = {row["digest"]: row for row in people}
        self.organization_id = people[0]["organization_id"]
        self.hearers: dict[UUID, list[UUID]] = {}
        for row in await self.pool.fetch("SELECT queue_id, user_id FROM queue_member"):
            self.hearers.setdefault(row["queue_id"], []).append(row["user_id"])
        rows = await self.pool.fetch(
            "SELECT c.id, c.queue_id, i.id AS interaction_id, i.channel_id FROM conversation c"
            " JOIN interaction i ON i.conversation_id = c.id"
        )
        self.conversations = {row["id"]: row for row in rows}
        self.writer = asyncio.create_task(self.write())

    async def write(self) -> None:
        """One statement and one commit for all that wait together."""
        while True:
            await self.due.wait()
            self.due.clear()
            while self.waiting:
                batch, self.waiting = self.waiting[:64], self.waiting[64:]
                rows = await self.pool.fetch(APPEND, self.organization_id, [message for message, _ in batch])
                for (message, future), row in zip(batch, rows, strict=True):
                    future.set_result(row["answer"])
                    await self.tell(message, row)

    async def tell(self, message: NewMessage, row: Any) -> None:
        """The frame of the product: the event of this message, to the sockets of its queue."""
        queue_id = self.conversations[message.conversation_id]["queue_id"]
        answer, event = row["answer"], row["event"]
        frame = msgspec.json.encode(
            {
                "t": "event", "n": row["event_number"], "k": "message.appended", "c": message.conversation_id,
                "b": {"message": answer, "conversation": event["conversation"]}, "at": answer["created_at"],
            }
        ).decode()  # fmt: skip
        for user_id in self.hearers[queue_id]:
            for send in self.sockets.get(user_id, ()):
                await send({"type": "websocket.send", "text": frame, "bytes": None})

    def who(self, scope: Any) -> Any:
        cookie = next(value for name, value in scope["headers"] if name == b"cookie")
        return self.people[hashlib.sha256(cookie[len(COOKIE) :]).digest()]

    async def post(self, scope: Any, receive: Any, send: Any) -> None:
        person, conversation_id = self.who(scope), UUID(scope["path"].split("/")[4])
        place = self.conversations[conversation_id]
        said = msgspec.json.decode((await receive())["body"], type=Reply)
        message = NewMessage(
            id=said.id, conversation_id=conversation_id, interaction_id=place["interaction_id"], kind="message",
            direction="outbound", author_kind="agent", author_id=person["user_id"], author_name=person["name"],
            channel_id=place["channel_id"], channel_kind="webchat", text=said.text, text_direction="rtl",
            caller=person["user_id"], key=str(said.id), digest=hashlib.sha256(said.text.encode()).hexdigest(),
            preview=preview(said.text), event_id=new_id(),
            viewer={"id": person["user_id"], "role": "agent", "department_id": person["department_id"], "scope": {}},
        )  # fmt: skip
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.waiting.append((message, future))
        self.due.set()
        body = msgspec.json.encode(await future)
        await send(
            {
                "type": "http.response.start",
                "status": 201,
                "headers": [*JSON, (b"content-length", b"%d" % len(body))],
            }
        )
        await send({"type": "http.response.body", "body": body})

    async def live(self, scope: Any, receive: Any, send: Any) -> None:
        person = self.who(scope)
        await receive()
        await send({"type": "websocket.accept"})
        mine = self.sockets.setdefault(person["user_id"], [])
        mine.append(send)
        await send(
            {"type": "websocket.send", "text": '{"t":"hello","as_of":0,"retry_ms":1000}', "bytes": None}
        )
        while (await receive())["type"] != "websocket.disconnect":
            pass
        mine.remove(send)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        match scope["type"]:
            case "http":
                await self.post(scope, receive, send)
            case "websocket":
                await self.live(scope, receive, send)
            case "lifespan":
                await receive()
                await self.open()
                await send({"type": "lifespan.startup.complete"})
                await receive()
                await send({"type": "lifespan.shutdown.complete"})


async def _codec(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: b"\x01" + msgspec.json.encode(value),
        decoder=lambda raw: msgspec.json.decode(raw[1:]),
        format="binary",
    )


def main() -> None:
    uvicorn.run(
        Bare(sys.argv[1]),
        port=int(sys.argv[2]),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
