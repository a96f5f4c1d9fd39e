"""Those who use the product while it breaks: visitors who resend until acknowledged, agents whose screen resumes."""

import asyncio
import json
import random
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
import websockets
import websockets.exceptions

OUTSTANDING = 3
# How often a visitor's own network fails just after a message was sent: they cannot know whether it arrived.
DROPPED = 0.04
# How long an agent's screen may stay away when nobody writes any more.
AWAY_SECONDS = 5.0
GONE = (OSError, websockets.exceptions.WebSocketException, httpx.HTTPError, TimeoutError)


@dataclass
class History:
    """What everybody did and saw, to be checked afterwards."""

    sent: dict[str, list[str]] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    scheduled: list[str] = field(default_factory=list)
    screen: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    positions: dict[str, list[int]] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)
    offered: list[str] = field(default_factory=list)
    resyncs: int = 0
    reconnects: int = 0


class Visitor:
    """Sends numbered messages in order, a few at a time, and again after every lost connection."""

    def __init__(self, name: str, base: str, key: str, history: History, count: int, pause: float) -> None:
        self.name, self.base, self.key, self.history, self.pause = name, base, key, history, pause
        self.ids = [str(uuid.uuid4()) for _ in range(count)]
        history.sent[name] = self.ids
        self.positions: list[int] = history.positions.setdefault(name, [])
        self.places: list[int] = history.places.setdefault(name, [])
        self.token: str | None = None

    async def run(self, wait: float) -> None:
        await asyncio.sleep(wait)
        while not all(i in self.history.acknowledged for i in self.ids):
            try:
                await self._connected()
            except GONE:
                self.history.reconnects += 1
                await asyncio.sleep(random.uniform(0.1, 0.4))

    async def _connected(self) -> None:
        if self.token is None:
            async with httpx.AsyncClient(base_url=self.base, timeout=5) as http:
                answer = await http.post(f"/widget/v1/{self.key}/visit", json={})
                answer.raise_for_status()
                self.token = answer.json()["visitor_token"]
        after = self.positions[-1] if self.positions else 0
        url = f"{self.base.replace('http', 'ws', 1)}/widget/v1/chat?token={self.token}&after={after}"
        async with websockets.connect(
            url, open_timeout=5, close_timeout=1, ping_interval=5, ping_timeout=5
        ) as socket:
            waiting = [i for i in self.ids if i not in self.history.acknowledged]
            window = asyncio.Semaphore(OUTSTANDING)
            sender = asyncio.create_task(self._send(socket, waiting, window))
            try:
                async for raw in socket:
                    self._hear(json.loads(raw), window)
                    if all(i in self.history.acknowledged for i in waiting):
                        return
            finally:
                sender.cancel()
                await asyncio.gather(sender, return_exceptions=True)

    def _hear(self, frame: dict[str, Any], window: asyncio.Semaphore) -> None:
        match frame["t"]:
            case "ack":
                self.history.acknowledged.add(frame["id"])
                window.release()
            case "refused":
                # Nothing was stored: leave, come back, and send it again before what follows it.
                raise ConnectionAbortedError(frame["code"])
            case "message":
                self.positions.append(frame["position"])
            case "wait":
                self.places.append(frame["place"])

    async def _send(self, socket: Any, waiting: list[str], window: asyncio.Semaphore) -> None:
        for each in waiting:
            await window.acquire()
            number = self.ids.index(each)
            await socket.send(json.dumps({"t": "message", "id": each, "text": f"{self.name} {number:05}"}))
            if random.random() < DROPPED:
                await asyncio.sleep(random.uniform(0, 0.02))
                socket.transport.abort()
                return
            await asyncio.sleep(self.pause * random.uniform(0.5, 1.5))


class Screen:
    """An agent's desk: applies every event once, in order, and resumes after the last number it has."""

    def __init__(self, http: httpx.AsyncClient, history: History) -> None:
        self.http, self.history = http, history
        self.number: int | None = None

    async def run(self) -> None:
        while True:
            try:
                await self._connected()
            except GONE:
                await self._miss_something()

    async def _miss_something(self) -> None:
        """Stay away until somebody has written meanwhile: a resume with nothing to catch up on proves nothing."""
        known, until = len(self.history.acknowledged), time.monotonic() + AWAY_SECONDS
        await asyncio.sleep(0.2)
        while len(self.history.acknowledged) == known and time.monotonic() < until:
            await asyncio.sleep(0.05)

    async def _connected(self) -> None:
        async with _open_desk(self.http, self.number) as socket:
            async for raw in socket:
                self._see(json.loads(raw))

    def _see(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "hello" and self.number is None:
            self.number = frame["as_of"]
        elif frame["t"] == "resync":
            self.history.resyncs += 1
        elif frame["t"] == "event":
            self.number = frame["n"]
            self.history.numbers.append(frame["n"])
            if frame["k"] == "message.appended":
                self.history.screen.append(frame["b"]["message"]["id"])


class Answerer:
    """An agent who answers with the undo time on: what was accepted must go out, whoever dies meanwhile.

    Only some are answered: who is answered has been served, and the others have to keep their places.
    """

    def __init__(self, http: httpx.AsyncClient, history: History, most: int) -> None:
        self.http, self.history, self.most = http, history, most
        self.mine: list[str] = []

    async def run(self) -> None:
        while True:
            await asyncio.sleep(0.3)
            try:
                page = await self.http.get("/api/v1/conversations", params={"view": "all", "limit": 5})
                self.mine = (self.mine or [row["id"] for row in page.json()["items"]])[: self.most]
                for conversation_id in self.mine:
                    await self._answer(conversation_id)
            except (*GONE, KeyError, ValueError):
                continue

    async def _answer(self, conversation_id: str) -> None:
        message_id = str(uuid.uuid4())
        body = {"id": message_id, "text": f"پاسخ {message_id[:8]}", "undo_s": 2}
        answer = await self.http.post(f"/api/v1/conversations/{conversation_id}/messages", json=body)
        if answer.status_code == 201:
            self.history.scheduled.append(message_id)


class Taker:
    """An agent who begins to serve after the faults: takes what is offered, in the order of the offers."""

    def __init__(self, http: httpx.AsyncClient, history: History, most: int) -> None:
        self.http, self.history, self.most = http, history, most

    async def run(self) -> None:
        # An agent without an open desk counts as absent.
        async with _open_desk(self.http, None) as desk:
            draining = asyncio.create_task(_drain(desk))
            (await self.http.put("/api/v1/me/presence", json={"state": "available"})).raise_for_status()
            while len(self.history.offered) < self.most:
                await self._take()
                await asyncio.sleep(0.1)
            draining.cancel()

    async def _take(self) -> None:
        work = (await self.http.get("/api/v1/me/work")).json()
        for offer in sorted(work["reservations"], key=lambda o: (o["offered_at"], o["id"])):
            taken = await self.http.post(f"/api/v1/reservations/{offer['id']}/acceptance")
            taken.raise_for_status()
            self.history.offered.append(offer["work_item_id"])


def _open_desk(http: httpx.AsyncClient, after: int | None) -> Any:
    cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
    query = f"?after={after}" if after is not None else ""
    return websockets.connect(
        str(http.base_url).rstrip("/").replace("http", "ws", 1) + f"/api/v1/live{query}",
        additional_headers={"Cookie": cookie},
        open_timeout=5,
        close_timeout=1,
        ping_interval=5,
        ping_timeout=5,
    )


async def _drain(socket: Any) -> None:
    async for _ in socket:
        pass
