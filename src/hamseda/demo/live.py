"""Simulated customers of the demonstration: a new one every 15 seconds, by the public chat and by nothing else.

They are marked as simulated, react to what the agent writes, thank, and leave. The shop page pauses them.
"""

import asyncio
import json
import os
import random
import signal
import sys
import tomllib
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
import websockets

TEXTS: Final = Path(__file__).parent / "texts" / "live.toml"
KEY: Final = "mehr-demo"
LEAVING_SECONDS: Final = 5.0
AWAY: Final = (httpx.HTTPError, OSError, websockets.WebSocketException, TimeoutError)


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How quickly it goes, in seconds; `most` is how many chat at once."""

    every: float = 15.0
    most: int = 8
    reading: tuple[float, float] = (4.0, 12.0)
    nudge_after: float = 180.0
    patience: float = 1_800.0

    def faster(self, times: float) -> "Pace":
        """The same behaviour on a quicker clock."""
        return Pace(
            every=self.every / times,
            most=self.most,
            reading=(self.reading[0] / times, self.reading[1] / times),
            nudge_after=self.nudge_after / times,
            patience=self.patience / times,
        )


class Reaction(msgspec.Struct, frozen=True):
    hears: list[str]
    says: list[str]


class Situation(msgspec.Struct, frozen=True):
    title: str
    path: str
    topic: str
    opening: list[str]
    more: list[str]


class Texts(msgspec.Struct, frozen=True):
    nudges: list[str]
    goodbyes: list[str]
    leaving: list[str]
    reactions: list[Reaction]
    situations: list[Situation]


def texts() -> Texts:
    return msgspec.convert(tomllib.loads(TEXTS.read_text(encoding="utf-8")), Texts)


class Mind:
    """What one customer says next; no clock and no connection."""

    def __init__(self, known: Texts, rng: random.Random) -> None:
        self.situation = rng.choice(known.situations)
        self._known = known
        self._rng = rng
        self._more = list(self.situation.more)
        self._order = str(rng.randrange(10_000, 99_999))
        self._used: set[int] = set()

    def opening(self) -> list[str]:
        return [self._filled(text) for text in self.situation.opening]

    def answer(self, heard: str) -> tuple[str, bool]:
        """React to an agent's message; answers what to say, and whether that is the last word."""
        for number, reaction in enumerate(self._known.reactions):
            if number not in self._used and any(part in heard for part in reaction.hears):
                self._used.add(number)
                return self._filled(self._rng.choice(reaction.says)), False
        if self._more:
            return self._filled(self._more.pop(0)), False
        return self._rng.choice(self._known.goodbyes), True

    def nudge(self) -> str:
        return self._rng.choice(self._known.nudges)

    def give_up(self) -> str:
        return self._rng.choice(self._known.leaving)

    def _filled(self, text: str) -> str:
        return text.replace("{order}", self._order)


class Customer:
    """One simulated customer at the chat, from the first word to the last."""

    def __init__(self, base: str, mind: Mind, pace: Pace, rng: random.Random) -> None:
        self._base = base
        self._mind = mind
        self._pace = pace
        self._rng = rng
        self._heard: asyncio.Queue[str | None] = asyncio.Queue()

    async def visit(self, http: httpx.AsyncClient) -> None:
        """Come, talk, leave."""
        answer = await http.post(f"/widget/v1/{KEY}/visit", json={"is_simulated": True, "locale": "fa"})
        answer.raise_for_status()
        token = answer.json()["visitor_token"]
        url = f"{self._base.replace('http', 'ws', 1)}/widget/v1/chat?token={token}&after=0"
        async with websockets.connect(url) as socket:
            listening = asyncio.create_task(self._listen(socket))
            try:
                await self._talk(socket)
            finally:
                listening.cancel()

    async def _talk(self, socket: websockets.ClientConnection) -> None:
        await _send(socket, t="start", context=self._context())
        for text in self._mind.opening():
            await self._say(socket, text)
        has_nudged, is_over = False, False
        while not is_over:
            try:
                heard = await asyncio.wait_for(
                    self._heard.get(), self._pace.patience if has_nudged else self._pace.nudge_after
                )
            except TimeoutError:
                await self._say(socket, self._mind.give_up() if has_nudged else self._mind.nudge())
                is_over, has_nudged = has_nudged, True
                continue
            if heard is None:
                return
            text, is_over = self._mind.answer(self._all_heard(heard))
            await self._say(socket, text)
        await _send(socket, t="end")
        # Who hangs up before the server says that it ended may not have been heard.
        with suppress(TimeoutError):
            async with asyncio.timeout(LEAVING_SECONDS):
                while await self._heard.get() is not None:
                    continue

    def _all_heard(self, first: str) -> str:
        """Several messages in a row are answered once."""
        found = [first]
        while not self._heard.empty():
            found.append(self._heard.get_nowait() or "")
        return " ".join(found)

    async def _say(self, socket: websockets.ClientConnection, text: str) -> None:
        await asyncio.sleep(self._rng.uniform(*self._pace.reading) / 2)
        await _send(socket, t="typing")
        await asyncio.sleep(self._rng.uniform(*self._pace.reading) / 2)
        await _send(socket, t="message", id=str(uuid.uuid4()), text=text, attachments=[])

    async def _listen(self, socket: websockets.ClientConnection) -> None:
        with suppress(websockets.WebSocketException):
            async for raw in socket:
                frame = json.loads(raw)
                if frame["t"] == "message" and frame["direction"] == "outbound":
                    await _send(socket, t="read", position=frame["position"])
                    self._heard.put_nowait(frame["text"])
                elif frame["t"] in {"ended", "refused"}:
                    break
        self._heard.put_nowait(None)

    def _context(self) -> dict[str, Any]:
        situation = self._mind.situation
        kind, system, browser = self._rng.choice(
            (("phone", "Android", "Chrome"), ("phone", "iOS", "Safari"), ("desktop", "Linux", "Firefox"))
        )
        looked, read = self._rng.randint(5, 90), self._rng.randint(10, 120)
        now = datetime.now(UTC)
        pages = [
            ("/shop", "فروشگاه مهر", looked, looked + read),
            (situation.path, situation.title, read, read),
        ]
        return {
            "pages": [
                {
                    "url": f"{self._base}{path}",
                    "title": title,
                    "seconds": seconds,
                    "at": (now - timedelta(seconds=ago)).isoformat(),
                }
                for path, title, seconds, ago in pages
            ],
            "device": {"kind": kind, "os": system, "browser": browser, "language": "fa"},
            "journey": {"step": situation.title, "topic": situation.topic},
            "attributes": {"نمایشی": True},
        }


class Crowd:
    """Lets customers come while the switch is on and there is room."""

    def __init__(self, base: str, pace: Pace, rng: random.Random) -> None:
        self._base = base
        self._pace = pace
        self._rng = rng
        self._texts = texts()
        self.here: set[asyncio.Task[None]] = set()

    async def run(self, until: asyncio.Event) -> None:
        """Go on until told to stop; a server that is away is waited for."""
        async with httpx.AsyncClient(base_url=self._base, timeout=10) as http:
            while not until.is_set():
                try:
                    await self._step(http)
                except AWAY as error:
                    say(f"the shop does not answer ({type(error).__name__}); trying again")
                with suppress(TimeoutError):
                    await asyncio.wait_for(until.wait(), self._pace.every)
            for task in self.here:
                task.cancel()
            await asyncio.gather(*self.here, return_exceptions=True)

    async def _step(self, http: httpx.AsyncClient) -> None:
        if len(self.here) >= self._pace.most:
            return
        answer = await http.get("/api/v1/demo/live")
        if answer.status_code != httpx.codes.OK or answer.json()["paused"]:
            return
        customer = Customer(self._base, Mind(self._texts, self._rng), self._pace, self._rng)
        task = asyncio.create_task(_quietly(customer.visit(http)))
        self.here.add(task)
        task.add_done_callback(self.here.discard)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def _quietly(visit: Any) -> None:
    """A customer whose line breaks is gone; that is told, and harms nobody else."""
    try:
        await visit
    except AWAY as error:
        say(f"a customer was cut off ({type(error).__name__})")


async def _send(socket: websockets.ClientConnection, **frame: Any) -> None:
    await socket.send(json.dumps(frame, ensure_ascii=False))


async def main() -> None:
    until = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, until.set)
    pace = Pace().faster(float(os.environ.get("HAMSEDA_LIVE_SPEED", "1")))
    rng = random.Random()  # noqa: S311 -- who comes next is no secret
    await Crowd(os.environ["HAMSEDA_LIVE_BASE"], pace, rng).run(until)


if __name__ == "__main__":
    asyncio.run(main())
