"""Live routing: a floor of one organization, and routers in this process."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from fixtures.house import SignIn
from fixtures.people import Organization
from hamseda.house import House
from hamseda.routing.live_router import LiveRouter
from hamseda.routing.settings import Pace
from routing.live_floor import PATIENCE_S, QUICK, Floor, StartRouter


@pytest.fixture
def floor(house: House, owner: asyncpg.Connection, organization: Organization, sign_in: SignIn) -> Floor:
    return Floor(house, owner, organization, sign_in)


@pytest.fixture
async def start_router(house: House) -> AsyncIterator[StartRouter]:
    """`await start_router()` begins a router in this process and waits until it has taken what is free."""
    running: list[tuple[asyncio.Task[None], asyncio.Event]] = []

    async def start(pace: Pace = QUICK) -> LiveRouter:
        router = LiveRouter(house.database, house.system, house.hub, house.clock, pace)
        stop, ready = asyncio.Event(), asyncio.Event()
        running.append((asyncio.create_task(router.run(stop, ready.set)), stop))
        await asyncio.wait_for(ready.wait(), PATIENCE_S)
        return router

    yield start
    for task, stop in running:
        stop.set()
        done, _ = await asyncio.wait({task}, timeout=PATIENCE_S)
        task.cancel()
        assert done, "a router does not stop"
