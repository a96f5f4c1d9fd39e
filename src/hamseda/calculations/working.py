"""The worker's part of calculations: claims them, gives each a process, says how far it is, ends it when it must."""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Iterable
from typing import Final
from uuid import UUID

import msgspec

from hamseda.calculations import queries
from hamseda.calculations.child import Child, Told
from hamseda.calculations.kinds import Kind, Said
from hamseda.calculations.telling import tell_moved
from hamseda.kit.database import DISCONNECTED, Database, Row
from hamseda.kit.ids import new_id

logger = logging.getLogger(__name__)

LISTEN_S: Final = 0.25
BEAT_S: Final = 1.0
LOST_S: Final = 20.0  # a worker that was not heard of for so long is taken for dead
LOOKS: Final = 10  # for lost work in that time: steps come far more often
MOST_ATTEMPTS: Final = 2


class Bounds(msgspec.Struct, frozen=True):
    """How many an organization may have under way, how many this worker, and what one may take: time, and memory."""

    of_organization: int = 3
    of_worker: int = 3
    seconds: float = 1800.0
    memory_mib: int = 2048
    lost_s: float = LOST_S


class Calculator:
    """Works out what is asked, each calculation in a process of its own."""

    def __init__(self, database: Database, kinds: Iterable[Kind], bounds: Bounds) -> None:
        self._database = database
        self._kinds = {kind.name: kind for kind in kinds}
        self._bounds = bounds
        self._holder = new_id()
        self._tasks: set[asyncio.Task[None]] = set()
        self._looked = -math.inf  # for what others lost

    async def step(self) -> int:
        """Take back what a lost worker had, then begin what there is room for; answers how many were begun."""
        now = time.monotonic()
        if now - self._looked >= self._bounds.lost_s / LOOKS:
            self._looked = now
            await self._take_back()
        begun = 0
        while len(self._tasks) < self._bounds.of_worker and (row := await self._claim()) is not None:
            task = asyncio.create_task(self._work_out(row))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            begun += 1
        return begun

    async def close(self) -> None:
        """End every process and give back what was under way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _claim(self) -> Row | None:
        which = (list(self._kinds), self._bounds.of_organization)
        async with self._database.everywhere() as connection:
            if not await connection.fetchval(queries.IS_ANY, *which):
                return None
            async with connection.transaction():
                await connection.execute(queries.ALONE)
                return await connection.fetchrow(queries.CLAIM, *which, self._holder)

    async def _take_back(self) -> None:
        async with self._database.everywhere() as connection:
            rows = await connection.fetch(
                queries.TAKE_BACK, self._bounds.lost_s, MOST_ATTEMPTS, Said("worker_lost")
            )
        for row in rows:
            logger.warning("calculation %s %s lost its worker: %s", row["kind"], row["id"], row["state"])
            async with self._database.transaction(row["organization_id"]) as work:
                tell_moved(work, row, row["state"], row["progress"])

    async def _work_out(self, row: Row) -> None:
        child: Child | None = None
        try:
            run = self._kinds[row["kind"]].run
            child = await asyncio.to_thread(Child, run, row["request"], self._bounds.memory_mib)
            end = await self._attend(row, child)
            if end is not None:
                await self._settle(row, end)
        except asyncio.CancelledError:
            with contextlib.suppress(*DISCONNECTED):  # then its row is taken for lost, and taken back
                await self._write(row, queries.GIVE_BACK, (), "queued", 0.0)
            raise
        except Exception:  # what is not written down here is taken for lost after a while
            logger.exception("calculation %s %s is let go", row["kind"], row["id"])
        finally:
            if child is not None:
                await asyncio.to_thread(child.end)

    async def _attend(self, row: Row, child: Child) -> Told | None:
        """Listen until its end; None where it is not ours any more (cancelled, or given to somebody else)."""
        begun = beaten = time.monotonic()
        newest = Told()
        while True:
            told = await asyncio.to_thread(child.hear, LISTEN_S)
            if told is not None and told.is_end:
                return told
            newest = told or newest
            now = time.monotonic()
            if now - begun > self._bounds.seconds:
                return Told(fault=Said("too_long", {"minutes": round(self._bounds.seconds / 60)}))
            if now - beaten >= BEAT_S:
                beaten = now
                concludes = await self._beat(row, newest)
                if concludes is None:
                    return None
                if concludes:
                    child.conclude()

    async def _beat(self, row: Row, newest: Told) -> bool | None:
        """Say how far it is; answers whether somebody wants the best so far, None where it is not ours any more."""
        organization_id: UUID = row["organization_id"]
        async with self._database.transaction(organization_id) as work:
            concludes: bool | None = await work.value(
                queries.BEAT, organization_id, row["id"], self._holder, newest.share, newest.note
            )
            if concludes is not None:
                tell_moved(work, row, "running", newest.share)
        return concludes

    async def _settle(self, row: Row, end: Told) -> None:
        if end.result is not None:
            await self._write(row, queries.FINISH, (end.result,), "done", 1.0)
        else:
            await self._write(row, queries.FAIL, (end.fault,), "failed", end.share)

    async def _write(
        self, row: Row, sql: str, values: tuple[object, ...], state: str, progress: float
    ) -> bool:
        """Write while it is ours, and tell; answers whether it is."""
        organization_id: UUID = row["organization_id"]
        async with self._database.transaction(organization_id) as work:
            if not await work.execute(sql, organization_id, row["id"], self._holder, *values):
                return False
            tell_moved(work, row, state, progress)
        return True


async def forget_calculations(database: Database, days: int) -> None:
    """Delete what ended more than so many days ago."""
    async with database.everywhere() as connection:
        await connection.execute(queries.FORGET, days)
