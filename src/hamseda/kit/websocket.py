"""A WebSocket at the ASGI level: bounded in both directions, cheap while idle."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

MOST_BEHIND = 1_000
MOST_INCOMING_BYTES = 64 * 1024
POLICY_VIOLATION = 1008
GOING_AWAY = 1001
TOO_SLOW = 4008
ENDED = 4001
logger = logging.getLogger(__name__)

Hear = Callable[[dict[str, Any]], bytes | None]


class Socket:
    """One accepted WebSocket; `push` never waits, `run` sends and receives until either side ends."""

    def __init__(self, receive: Receive, send: Send, most_behind: int = MOST_BEHIND) -> None:
        self._receive = receive
        self._send = send
        self._most_behind = most_behind
        self._frames: deque[bytes] = deque()
        self._due = asyncio.Event()
        self._ending: tuple[int, str] | None = None

    async def accept(self, subprotocol: str | None = None) -> None:
        await self._receive()
        await self._send({"type": "websocket.accept", "subprotocol": subprotocol, "headers": []})

    def push(self, frame: bytes, *, otherwise: bytes) -> None:
        """Queue a frame; a connection too far behind gets `otherwise` instead of all of them, and is ended."""
        if self._ending is not None:
            return
        if len(self._frames) >= self._most_behind:
            self._frames.clear()
            self._frames.append(otherwise)
            self._ending = (TOO_SLOW, "too_slow")
        else:
            self._frames.append(frame)
        self._due.set()

    def push_first(self, frame: bytes) -> None:
        """Queue a frame before everything that waits."""
        self._frames.appendleft(frame)
        self._due.set()

    def end(self, code: str, status: int = ENDED) -> None:
        """Say why, then close."""
        if self._ending is None:
            self._frames.append(msgspec.json.encode({"t": "bye", "code": code}))
            self._ending = (status, code)
            self._due.set()

    async def run(self, hear: Hear) -> None:
        """Send what is pushed and answer what is heard, until either side ends."""
        sender = asyncio.create_task(self._drain())
        listener = asyncio.create_task(self._listen(hear))
        try:
            await asyncio.wait({sender, listener}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sender, listener):
                task.cancel()
            for fault in await asyncio.gather(sender, listener, return_exceptions=True):
                # Who has gone does not take what was still to be sent: that is no fault.
                if isinstance(fault, Exception) and not isinstance(fault, OSError):
                    logger.error("a live connection ended by a fault of ours", exc_info=fault)

    async def _drain(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            while self._frames:
                await self._send(
                    {"type": "websocket.send", "text": self._frames.popleft().decode(), "bytes": None}
                )
            if self._ending is not None:
                await self._send(
                    {"type": "websocket.close", "code": self._ending[0], "reason": self._ending[1]}
                )
                return

    async def _listen(self, hear: Hear) -> None:
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                return
            content = _read(event)
            if content is None:
                self.end("not_understood", POLICY_VIOLATION)
                return
            answer = hear(content)
            if answer is not None:
                self.push(answer, otherwise=answer)


async def refuse(receive: Receive, send: Send, status: int, reason: str) -> None:
    """Refuse a WebSocket before it is accepted (the server answers 403)."""
    await receive()
    await send({"type": "websocket.close", "code": status, "reason": reason})


def is_websocket(scope: Scope) -> bool:
    return scope["type"] == ScopeType.WEBSOCKET


def _read(event: Any) -> dict[str, Any] | None:
    raw = event.get("text") or event.get("bytes") or ""
    if len(raw) > MOST_INCOMING_BYTES:
        return None
    try:
        content = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
