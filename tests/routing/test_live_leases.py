import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest

from hamseda.house import House
from hamseda.routing import lease
from hamseda.routing.lease import DeposedError
from hamseda.routing.live_router import LiveRouter
from hamseda.routing.organization_router import OrganizationRouter
from routing.live_floor import PATIENCE_S, QUICK, Floor, StartRouter, until


async def lease_of(floor: Floor) -> asyncpg.Record | None:
    return await floor.owner.fetchrow(
        "SELECT holder, epoch, expires_at > now() AS holds FROM lease WHERE organization_id = $1",
        floor.organization.id,
    )


async def test_one_router_holds_an_organization(floor: Floor, start_router: StartRouter):
    first, second = await start_router(), await start_router()
    held = await lease_of(floor)
    assert (held["holder"], held["holds"]) == (first.holder, True)
    assert floor.organization.id in first.held
    assert floor.organization.id not in second.held


async def test_another_takes_over_when_the_first_is_frozen(
    floor: Floor, start_router: StartRouter, monkeypatch: pytest.MonkeyPatch
):
    frozen = await start_router()
    thaw = asyncio.Event()
    monkeypatch.setattr(frozen, "tend", thaw.wait)
    successor = await start_router()
    await until(lambda: taken_by(floor, successor))
    held = await lease_of(floor)
    assert (held["holder"], held["epoch"]) == (successor.holder, 2)
    # The frozen one still follows the log; what it decides behind its lease is written by nobody.
    await floor.there(floor.organization.agent)
    offer = await floor.offer(await floor.contact())
    assert offer["epoch"] == 2
    await until(lambda: ended(frozen, floor))
    monkeypatch.undo()
    thaw.set()
    await frozen.tend()
    assert floor.organization.id not in frozen.held


async def test_a_deposed_router_writes_nothing(floor: Floor, house: House):
    old = LiveRouter(house.database, house.system, house.hub, house.clock, QUICK)
    await floor.owner.execute(
        "INSERT INTO lease (organization_id, name, holder, epoch, expires_at)"
        " VALUES ($1, 'router', 'somebody else', 7, now() + interval '1 hour')",
        floor.organization.id,
    )
    await floor.there(floor.organization.agent)
    item_id = await floor.contact()
    routing = OrganizationRouter(old._parts, floor.organization.id, 6)
    with pytest.raises(DeposedError):
        await asyncio.wait_for(routing.run(), PATIENCE_S)
    assert (await floor.item(item_id))["state"] == "waiting"
    assert await floor.offers(item_id) == []
    timers = "SELECT count(*) FROM timer WHERE kind = 'reservation.due' AND organization_id = $1"
    assert await floor.owner.fetchval(timers, floor.organization.id) == 0


async def test_a_write_in_progress_is_waited_for(floor: Floor, house: House):
    """The successor begins after the last write of the one before: it never reads less than that."""
    the = floor.organization.id
    async with house.system.everywhere() as connection:
        epoch = await lease.take(connection, the, "first", 0.0)
        async with house.database.transaction(the) as work:
            await lease.fence(work, "first", epoch)
            taking = asyncio.create_task(lease.take(connection, the, "second", 60.0))
            await asyncio.sleep(0.1)
            assert not taking.done()
        assert await taking == epoch + 1


async def test_a_router_that_stops_gives_its_organizations_up(
    floor: Floor, start_router: StartRouter, house: House
):
    stop, ready = asyncio.Event(), asyncio.Event()
    router = LiveRouter(house.database, house.system, house.hub, house.clock, QUICK)
    running = asyncio.create_task(router.run(stop, ready.set))
    await ready.wait()
    stop.set()
    await running
    assert not (await lease_of(floor))["holds"]


StartProcess = Callable[[], Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def start_process(database_dsn: str, house: House) -> AsyncIterator[StartProcess]:
    """`await start_process()` runs `hamseda router` as a process of its own."""
    running: list[asyncio.subprocess.Process] = []
    environment = {
        **os.environ,
        "HAMSEDA_DATABASE_URL": database_dsn,
        "HAMSEDA_FOLDER": house.settings.folder,
    }

    async def start() -> asyncio.subprocess.Process:
        running.append(
            await asyncio.create_subprocess_exec(sys.executable, "-m", "hamseda", "router", env=environment)
        )
        return running[-1]

    yield start
    for process in running:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_places_in_line_outlive_a_killed_router(floor: Floor, start_process: StartProcess):
    agent = floor.organization.agent
    await floor.owner.execute("UPDATE membership SET capacity = 30 WHERE user_id = $1", agent.id)
    await floor.there(agent)
    items = [await floor.contact() for _ in range(4)]
    before = [(await floor.item(item_id))["entered_at"] for item_id in items]
    first = await start_process()
    offer = await floor.offer(items[0], agent)
    first.send_signal(signal.SIGKILL)
    await first.wait()
    client = floor.sign_in(agent)
    assert (await client.post(f"/api/v1/reservations/{offer['id']}/acceptance")).status_code == 200
    assert (await client.post(f"/api/v1/work-items/{items[0]}/completion", json={})).status_code == 200
    await floor.owner.execute("UPDATE lease SET expires_at = now() - interval '1 second'")  # as time would
    await start_process()
    for item_id in items[1:]:
        ringing = await floor.offer(item_id, agent)
        for later in items[items.index(item_id) + 1 :]:
            assert await floor.offers(later) == []
        assert (await client.post(f"/api/v1/reservations/{ringing['id']}/acceptance")).status_code == 200
        assert (await client.post(f"/api/v1/work-items/{item_id}/completion", json={})).status_code == 200
    assert [(await floor.item(item_id))["entered_at"] for item_id in items] == before
    assert (await lease_of(floor))["epoch"] == 2


async def taken_by(floor: Floor, router: LiveRouter) -> bool:
    held = await lease_of(floor)
    return held is not None and held["holder"] == router.holder


async def ended(router: LiveRouter, floor: Floor) -> bool:
    return router._tasks[floor.organization.id].done()
