"""The cheapest client that still speaks HTTP and WebSocket: the same for every program that is measured."""

import asyncio
import base64
import os
import time
from collections.abc import Callable

OnFrame = Callable[[bytes, float], None]


class Socket(asyncio.Protocol):
    """One WebSocket: calls `on_frame(payload, monotonic seconds)` for each text frame, answers pings."""

    def __init__(self, path: str, cookie: str, on_frame: OnFrame) -> None:
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n"
            f"Cookie: {cookie}\r\n\r\n"
        ).encode()
        self._on_frame = on_frame
        self._rest = b""
        self._is_open = False
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self._rest += data
        if not self._is_open:
            head, found, rest = self._rest.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head[:20]:
                self._fail(ConnectionRefusedError(head[:200].decode()))
                return
            self._is_open, self._rest = True, rest
            self.opened.set_result(None)
        while (frame := self._frame()) is not None:
            kind, payload = frame
            if kind == 1:
                self._on_frame(payload, now)
            elif kind == 9:
                self.transport.write(bytes([0x8A, 0x80 | len(payload), 0, 0, 0, 0]) + payload)

    def _frame(self) -> tuple[int, bytes] | None:
        rest = self._rest
        if len(rest) < 2:
            return None
        start, size = 2, rest[1]
        if size == 126:
            start, size = 4, int.from_bytes(rest[2:4], "big")
        elif size == 127:
            start, size = 10, int.from_bytes(rest[2:10], "big")
        if len(rest) < start + size:
            return None
        self._rest = rest[start + size :]
        return rest[0] & 15, rest[start : start + size]

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(error or ConnectionResetError("closed"))
        if not self.closed.done():
            self.closed.set_result(None)

    def _fail(self, error: Exception) -> None:
        if not self.opened.done():
            self.opened.set_exception(error)


class Poster(asyncio.Protocol):
    """One kept-alive HTTP connection: one request after another."""

    def __init__(self) -> None:
        self._rest = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]

    async def post(self, path: str, cookie: str, csrf: str, body: bytes) -> tuple[int, bytes]:
        """Answers status and body."""
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nCookie: {cookie}\r\nX-CSRF-Token: {csrf}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        return await self._answer

    def data_received(self, data: bytes) -> None:
        self._rest += data
        head, found, body = self._rest.partition(b"\r\n\r\n")
        if not found:
            return
        size = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(body) >= size and self._answer is not None:
            self._rest = body[size:]
            answer, self._answer = self._answer, None
            answer.set_result((int(head[9:12]), body[:size]))

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError("closed"))


async def open_socket(port: int, path: str, cookie: str, on_frame: OnFrame) -> Socket:
    _, socket = await asyncio.get_running_loop().create_connection(
        lambda: Socket(path, cookie, on_frame), "127.0.0.1", port
    )
    await socket.opened
    return socket


async def open_poster(port: int) -> Poster:
    return (await asyncio.get_running_loop().create_connection(Poster, "127.0.0.1", port))[1]
