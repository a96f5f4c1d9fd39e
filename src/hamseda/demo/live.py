"""Simulated customers of the demonstration: a new one every 15 seconds, by the public chat or by mail.

They are marked as simulated, react to what the agent writes, thank, and leave. The shop page and the command
`hamseda demo --pause` let them pause.
"""

import asyncio
import json
import os
import random
import signal
import smtplib
import sys
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import websockets

from hamseda.demo.live_mail import MailCustomer, MailRoad, road
from hamseda.demo.live_mind import Mind, Pace, names, somebody, texts

KEY: Final = "mehr-demo"
LEAVING_SECONDS: Final = 5.0
MAIL_SHARE: Final = 0.25
AWAY: Final = (httpx.HTTPError, OSError, websockets.WebSocketException, TimeoutError, smtplib.SMTPException)


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
        who = {"is_simulated": True, "locale": "fa", "name": self._mind.name.full}
        answer = await http.post(f"/widget/v1/{KEY}/visit", json=who)
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

    def __init__(self, base: str, pace: Pace, rng: random.Random, mail: MailRoad | None = None) -> None:
        self._base = base
        self._pace = pace
        self._rng = rng
        self._mail = mail
        self._texts, self._names = texts(), names()
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
        task = asyncio.create_task(_quietly(self._somebody(http)))
        self.here.add(task)
        task.add_done_callback(self.here.discard)

    async def _somebody(self, http: httpx.AsyncClient) -> None:
        mind = Mind(self._texts, self._rng, somebody(self._names, self._rng))
        if self._mail is not None and self._rng.random() < MAIL_SHARE:
            await MailCustomer(self._mail, mind, self._pace, self._rng).write()
        else:
            await Customer(self._base, mind, self._pace, self._rng).visit(http)


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
    mail = road(os.environ.get("HAMSEDA_LIVE_MAIL", ""))
    await Crowd(os.environ["HAMSEDA_LIVE_BASE"], pace, rng, mail).run(until)


if __name__ == "__main__":
    asyncio.run(main())
