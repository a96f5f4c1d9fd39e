"""The router process: takes organizations by lease, holds them, routes each in a task of its own."""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Callable
from uuid import UUID

import asyncpg

from hamseda.kit.clock import Clock
from hamseda.kit.database import DISCONNECTED, Database
from hamseda.kit.hub import Hub
from hamseda.kit.ids import new_id
from hamseda.routing import lease
from hamseda.routing.lease import DeposedError
from hamseda.routing.organization_router import OrganizationRouter, Parts
from hamseda.routing.settings import Pace

MOST_TAKEN_AT_ONCE = 200

logger = logging.getLogger(__name__)


class LiveRouter:
    """Serves the organizations that no other router serves; `system` sees the leases of all of them."""

    def __init__(
        self, database: Database, system: Database, hub: Hub, clock: Clock, pace: Pace | None = None
    ) -> None:
        self._system = system
        self._pace = pace or Pace()
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{new_id().hex[-8:]}"
        self._parts = Parts(database, hub, clock, self._pace, self.holder)
        self.held: dict[UUID, int] = {}
        self._tasks: dict[UUID, asyncio.Task[None]] = {}

    async def run(self, until: asyncio.Event, on_ready: Callable[[], None] = lambda: None) -> None:
        """Route until told to stop; `on_ready` is called once leases are held or waited for."""
        told = False
        try:
            while not until.is_set():
                told = await self._try_to_tend(on_ready, told=told)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(until.wait(), self._pace.tend_s)
        finally:
            await self._stop()

    async def _try_to_tend(self, on_ready: Callable[[], None], *, told: bool) -> bool:
        try:
            await self.tend()
        except (asyncpg.PostgresError, *DISCONNECTED) as error:
            logger.warning("The router waits for the database: %s", error)
            return told
        if not told:
            on_ready()
        return True

    async def tend(self) -> None:
        """Renew what is held, let go what was lost, take what is free."""
        async with self._system.everywhere() as connection:
            if self.held:
                kept = await lease.renew(connection, self.holder, self.held, self._pace.lease_s)
                for organization_id in set(self.held) - kept:
                    await self._let_go(organization_id)
            for organization_id in await lease.free_organizations(connection, MOST_TAKEN_AT_ONCE):
                if organization_id in self.held:
                    continue
                epoch = await lease.take(connection, organization_id, self.holder, self._pace.lease_s)
                if epoch is not None:
                    self.held[organization_id] = epoch
        for organization_id in list(self.held):
            self._see_to(organization_id)

    def _see_to(self, organization_id: UUID) -> None:
        """Have a task route the organization; one that failed is begun again."""
        task = self._tasks.get(organization_id)
        if task is not None and not task.done():
            return
        if task is not None and not task.cancelled() and (error := task.exception()) is not None:
            if isinstance(error, DeposedError):
                logger.warning("%s", error)
                del self.held[organization_id], self._tasks[organization_id]
                return
            logger.error(
                "Routing of organization %s failed and begins again", organization_id, exc_info=error
            )
        router = OrganizationRouter(self._parts, organization_id, self.held[organization_id])
        self._tasks[organization_id] = asyncio.create_task(router.run(), name=f"router {organization_id}")

    async def _let_go(self, organization_id: UUID) -> None:
        logger.warning("Another router serves organization %s now.", organization_id)
        del self.held[organization_id]
        task = self._tasks.pop(organization_id, None)
        if task is not None:
            await _end(task)

    async def _stop(self) -> None:
        for task in self._tasks.values():
            await _end(task)
        self._tasks.clear()
        held, self.held = self.held, {}
        if held:
            with contextlib.suppress(asyncpg.PostgresError, *DISCONNECTED):
                async with self._system.everywhere() as connection:
                    await lease.give_up(connection, self.holder, held)


async def _end(task: asyncio.Task[None]) -> None:
    """Cancel until it is over: a fault of the database on the way out may hide the first cancellation."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.5)
