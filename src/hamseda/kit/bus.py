"""Wake-ups and passing signals between processes, over PostgreSQL NOTIFY behind one small interface."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

import asyncpg
import msgspec

from hamseda.kit.database import DISCONNECTED

WAKE_CHANNEL = "hamseda_wake"
SIGNAL_CHANNEL = "hamseda_signal"
GATHER_SECONDS = 0.008
RECONNECT_SECONDS = 1.0
# PostgreSQL carries 8,000 bytes; what is longer is a programming error.
MOST_SIGNAL_BYTES = 7_500

NOTIFY = "SELECT pg_notify(c, t) FROM unnest($1::text[], $2::text[]) AS n(c, t)"

logger = logging.getLogger(__name__)

OnWake = Callable[[UUID], None]
OnSignal = Callable[[dict[str, Any]], None]


@runtime_checkable
class Bus(Protocol):
    """What carries wake-ups ("this organization has new events") and signals that may be lost (typing)."""

    def wake(self, organization_id: UUID) -> None:
        """Tell every process, this one included, that an organization has new events."""

    def signal(self, content: dict[str, Any]) -> None:
        """Tell every process something that matters only now."""


class PostgresBus:
    """LISTEN on one connection; NOTIFY at most once per few milliseconds, after commit, on the same one."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._wakes: set[UUID] = set()
        self._signals: list[str] = []
        self._due = asyncio.Event()
        self._on_wake: list[OnWake] = []
        self._on_signal: list[OnSignal] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._connected = asyncio.Event()

    def on_wake(self, act: OnWake) -> None:
        self._on_wake.append(act)

    def on_signal(self, act: OnSignal) -> None:
        self._on_signal.append(act)

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._run(), name="bus")]
        await asyncio.wait_for(self._connected.wait(), 10)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def wake(self, organization_id: UUID) -> None:
        self.wake_others(organization_id)
        self._hear_wake(organization_id)

    def wake_others(self, organization_id: UUID) -> None:
        """Tell the other processes, where this one knows already."""
        self._wakes.add(organization_id)
        self._due.set()

    def signal(self, content: dict[str, Any]) -> None:
        encoded = msgspec.json.encode(content)
        if len(encoded) > MOST_SIGNAL_BYTES:
            raise ValueError("A signal must be small: send a pointer and let the others read.")
        self._signals.append(encoded.decode())
        self._due.set()

    async def _run(self) -> None:
        while True:
            try:
                await self._serve()
            except (asyncpg.PostgresError, *DISCONNECTED) as error:
                logger.warning("The wake-up connection is lost (%s); readers poll until it is back.", error)
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _serve(self) -> None:
        connection = await asyncpg.connect(self._dsn, server_settings={"application_name": "hamseda:bus"})
        try:
            await connection.add_listener(WAKE_CHANNEL, self._heard_wakes)
            await connection.add_listener(SIGNAL_CHANNEL, self._heard_signal)
            self._connected.set()
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._due.wait(), 15)
                await self._flush(connection)
                await asyncio.sleep(GATHER_SECONDS)
        finally:
            self._connected.clear()
            connection.terminate()

    async def _flush(self, connection: asyncpg.Connection) -> None:
        self._due.clear()
        wakes, self._wakes = self._wakes, set()
        signals, self._signals = self._signals, []
        rows = [(WAKE_CHANNEL, ",".join(str(w) for w in part)) for part in _parts(sorted(wakes), 150)]
        rows += [(SIGNAL_CHANNEL, text) for text in signals]
        if rows:
            channels, texts = zip(*rows, strict=True)
            try:
                await connection.execute(NOTIFY, list(channels), list(texts))
            except BaseException:
                # Wake-ups wait for the next connection; signals were for the moment only.
                self._wakes |= wakes
                self._due.set()
                raise
        else:
            await connection.execute("SELECT 1")

    def _heard_wakes(self, connection: asyncpg.Connection, pid: int, _channel: str, payload: str) -> None:
        # Our own wake-ups were heard when they were given.
        if pid == connection.get_server_pid():
            return
        for text in payload.split(","):
            self._hear_wake(UUID(text))

    def _hear_wake(self, organization_id: UUID) -> None:
        for act in self._on_wake:
            act(organization_id)

    def _heard_signal(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        content = msgspec.json.decode(payload)
        for act in self._on_signal:
            act(content)


def _parts(items: list[UUID], size: int) -> list[list[UUID]]:
    return [items[i : i + size] for i in range(0, len(items), size)]
