"""Live delivery: one reader of the event log per organization and process, many listeners."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from hamseda.kit.database import DISCONNECTED, Database

POLL_SECONDS = 1.0
PAGE = 1_000
# Events kept in memory so that a reconnecting crowd does not read them from the database one by one.
KEPT = 2_000

logger = logging.getLogger(__name__)

READ_EVENTS = """
SELECT number, kind, conversation_id, audience, body, created_at FROM event
WHERE organization_id = $1 AND number > $2 ORDER BY number LIMIT $3
"""


class LiveEvent(msgspec.Struct, frozen=True):
    """One event of the log as listeners get it; `frame` is its wire form, encoded once for all."""

    number: int
    kind: str
    conversation_id: UUID | None
    audience: dict[str, Any]
    body: Any
    at: datetime
    frame: bytes


Deliver = Callable[[LiveEvent], None]


class Stream:
    """The tail of one organization's log in this process."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.kept: list[LiveEvent] = []
        self.listeners: dict[object, Deliver] = {}
        self.due = asyncio.Event()
        self.reading = asyncio.Lock()
        self.task: asyncio.Task[None] | None = None

    @property
    def first(self) -> int:
        """The number of the oldest event that is kept; what comes next where none is."""
        return self.kept[0].number if self.kept else self.last + 1

    def pass_on(self, events: list[LiveEvent]) -> None:
        """Deliver what comes next; what was delivered already is left out."""
        for event in events:
            if event.number <= self.last:
                continue
            self.last = event.number
            self.kept.append(event)
            for key, deliver in list(self.listeners.items()):
                try:
                    deliver(event)
                except Exception:
                    # One listener's fault must not make the whole organization deaf.
                    logger.exception("a live listener failed and is let go")
                    self.listeners.pop(key, None)
        if len(self.kept) > 2 * KEPT:
            del self.kept[:-KEPT]


class Hub:
    """Hands every new event of an organization, in order and without gaps, to each of its listeners."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._streams: dict[UUID, Stream] = {}
        self._opening: dict[UUID, asyncio.Lock] = {}

    def offer(self, organization_id: UUID, events: list[LiveEvent]) -> None:
        """Hand on events that were just committed here; where an earlier one is not known yet, all are read in order."""
        stream = self._streams.get(organization_id)
        if stream is None or not events:
            return
        if events[0].number == stream.last + 1:
            stream.pass_on(events)
        else:
            stream.due.set()

    def wake(self, organization_id: UUID) -> None:
        stream = self._streams.get(organization_id)
        if stream is not None:
            stream.due.set()

    async def listen(
        self,
        organization_id: UUID,
        key: object,
        deliver: Deliver,
        after: int | None = None,
        *,
        catch_up: Deliver | None = None,
    ) -> int | None:
        """Begin to deliver events after number `after` (None: from now); answers the number it starts from.

        Answers None where `after` is older than the log keeps (or beyond it): the listener must read afresh. What
        was missed goes to `catch_up`, where one listener stands for many; listening again under a key is harmless.
        """
        stream = await self._stream(organization_id)
        if after is None:
            stream.listeners[key] = deliver
            return stream.last
        missed = await self._since(organization_id, stream, after)
        while self._streams.get(organization_id) is not stream:
            # The last other listener left while we read, and the stream ended with it: begin again on a new one.
            stream = await self._stream(organization_id)
            missed = await self._since(organization_id, stream, after)
        if missed is None:
            return None
        # No await between here and the registration: nothing can slip between the two.
        for event in missed:
            (catch_up or deliver)(event)
        stream.listeners[key] = deliver
        return after

    def forget(self, organization_id: UUID, key: object) -> None:
        stream = self._streams.get(organization_id)
        if stream is None:
            return
        stream.listeners.pop(key, None)
        if not stream.listeners and stream.task is not None:
            stream.task.cancel()
            del self._streams[organization_id]

    async def close(self) -> None:
        for stream in list(self._streams.values()):
            if stream.task is not None:
                stream.task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await stream.task
        self._streams.clear()

    async def _stream(self, organization_id: UUID) -> Stream:
        lock = self._opening.setdefault(organization_id, asyncio.Lock())
        async with lock:
            stream = self._streams.get(organization_id)
            if stream is None:
                async with self._database.everywhere() as connection:
                    last = await connection.fetchval(
                        "SELECT last_number FROM event_head WHERE organization_id = $1", organization_id
                    )
                stream = Stream(last or 0)
                stream.task = asyncio.create_task(
                    self._tail(organization_id, stream), name=f"tail {organization_id}"
                )
                self._streams[organization_id] = stream
            return stream

    async def _since(self, organization_id: UUID, stream: Stream, after: int) -> list[LiveEvent] | None:
        if after == stream.last:
            return []
        if stream.last - after <= KEPT:
            # A crowd that comes back after a restart reads the log once, not each for themselves.
            async with stream.reading:
                await self._keep_from(organization_id, stream, after)
            if stream.kept and stream.kept[0].number <= after + 1 <= stream.last + 1:
                return stream.kept[after + 1 - stream.kept[0].number :]
        return await self._page_through(organization_id, stream, after)

    async def _keep_from(self, organization_id: UUID, stream: Stream, after: int) -> None:
        """Fill what is kept backwards to `after`, where the log still has it."""
        found: list[LiveEvent] = []
        at = after
        while at < stream.first - 1:
            page = await self._read(organization_id, at)
            if not page or page[0].number != at + 1:
                return
            found += page
            at = page[-1].number
        older = [event for event in found if event.number < stream.first]
        if older and older[-1].number == stream.first - 1:
            stream.kept[:0] = older

    async def _page_through(
        self, organization_id: UUID, stream: Stream, after: int
    ) -> list[LiveEvent] | None:
        found: list[LiveEvent] = []
        at = after
        while at < stream.last:
            page = [e for e in await self._read(organization_id, at) if e.number <= stream.last]
            if not page or page[0].number != at + 1:
                return None
            found += page
            at = page[-1].number
        return found if at == stream.last else None

    async def _tail(self, organization_id: UUID, stream: Stream) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stream.due.wait(), POLL_SECONDS)
            stream.due.clear()
            try:
                await self._catch_up(organization_id, stream)
            except (asyncpg.PostgresError, *DISCONNECTED) as error:
                logger.warning("Live events wait for the database: %s", error)
                await asyncio.sleep(POLL_SECONDS)

    async def _catch_up(self, organization_id: UUID, stream: Stream) -> None:
        while page := await self._read(organization_id, stream.last):
            stream.pass_on(page)
            if len(page) < PAGE:
                return

    async def _read(self, organization_id: UUID, after: int) -> list[LiveEvent]:
        async with self._database.everywhere() as connection:
            rows = await connection.fetch(READ_EVENTS, organization_id, after, PAGE)
        return [_live(row) for row in rows]


def _live(row: asyncpg.Record) -> LiveEvent:
    return live_event(
        row["number"], row["kind"], row["conversation_id"], row["audience"], row["body"], row["created_at"]
    )


def live_event(
    number: int, kind: str, conversation_id: UUID | None, audience: dict[str, Any], body: Any, at: datetime
) -> LiveEvent:
    """An event with its wire form."""
    frame = {"t": "event", "n": number, "k": kind, "c": conversation_id, "b": body, "at": at}
    return LiveEvent(number, kind, conversation_id, audience, body, at, msgspec.json.encode(frame))
