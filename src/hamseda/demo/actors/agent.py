"""An agent at the desk: accepts what is offered, and answers each customer on the channel they wrote by."""

import asyncio
import json
import uuid
from typing import Any

import httpx
import websockets

from hamseda.demo.actors.wire import orders, tell


class Agent:
    """Speaks the public API and the live socket, as the desk does."""

    def __init__(self, http: httpx.AsyncClient, wanted: dict[str, Any]) -> None:
        self.http = http
        self.wanted = wanted
        self.answered: set[str] = set()

    async def begin(self) -> None:
        """Log in by the demo's one click, and be available."""
        entered = await self.http.post("/api/v1/demo/session", json={"email": self.wanted["email"]})
        entered.raise_for_status()
        me = (await self.http.get("/api/v1/me")).json()
        self.http.headers["X-CSRF-Token"] = me["csrf"]
        await self._call("PUT", "/api/v1/me/presence", {"state": "available"})
        tell(saw="available", name=me["user"]["name"])

    async def work(self) -> None:
        """Answer until both channels have been answered."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        url = str(self.http.base_url).rstrip("/").replace("http", "ws", 1) + "/api/v1/live"
        async with (
            asyncio.timeout(self.wanted["seconds"]),
            websockets.connect(url, additional_headers={"Cookie": cookie}) as socket,
        ):
            tell(saw="live")
            await self._take_waiting()
            async for raw in socket:
                frame = json.loads(raw)
                if frame["t"] == "event":
                    await self._heard(frame["k"], frame["b"])
                if len(self.answered) == 2:
                    return

    async def _take_waiting(self) -> None:
        found = (await self.http.get("/api/v1/me/work")).json()
        for reservation in found["reservations"]:
            await self._accept(reservation["id"])

    async def _heard(self, kind: str, body: dict[str, Any]) -> None:
        if kind == "reservation.offered":
            await self._accept(body["reservation"]["id"])
        elif kind == "message.appended" and body["message"]["direction"] == "inbound":
            await self._answer(body["message"])
        elif kind == "conversation.changed" and body["changes"].get("assignee_id"):
            await self._read(body["id"])

    async def _accept(self, reservation_id: str) -> None:
        answer = await self.http.post(f"/api/v1/reservations/{reservation_id}/acceptance")
        tell(saw="accepted", status=answer.status_code)

    async def _read(self, conversation_id: str) -> None:
        page = await self._call("GET", f"/api/v1/conversations/{conversation_id}/messages")
        for message in page["items"]:
            if message["direction"] == "inbound":
                await self._answer(message)

    async def _answer(self, message: dict[str, Any]) -> None:
        for channel, words in self.wanted["expect"].items():
            if channel in self.answered or words["text"] not in message["text"]:
                continue
            detail = await self._call("GET", f"/api/v1/conversations/{message['conversation_id']}")
            tell(
                saw="asked",
                channel=message["channel_kind"],
                conversation_id=message["conversation_id"],
                customer_id=detail["customer"]["id"],
                context=detail["interactions"][-1]["context"],
            )
            self.answered.add(channel)
            await self._call(
                "POST",
                f"/api/v1/conversations/{message['conversation_id']}/messages",
                {
                    "id": str(uuid.uuid4()),
                    "text": words["answer"],
                    "channel_id": message["channel_id"],
                },
            )

    async def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = await self.http.request(method, path, json=body)
        if answer.status_code >= 400:
            tell(saw="refused", path=path, status=answer.status_code, said=answer.text[:300])
            answer.raise_for_status()
        return answer.json() if answer.content else None


async def main() -> None:
    wanted = orders()
    async with httpx.AsyncClient(base_url=wanted["base"], timeout=20) as http:
        agent = Agent(http, wanted)
        await agent.begin()
        await agent.work()


if __name__ == "__main__":
    asyncio.run(main())
