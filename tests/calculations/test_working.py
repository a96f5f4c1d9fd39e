"""Real processes: what ends well, what fails and says why, what is called off, and workers that are killed."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import psutil
import pytest

from calculations.kinds import BY_NAME, KINDS
from fixtures.calculating import working
from fixtures.people import MakeOrganization, Organization, Person
from hamseda.calculations import queries
from hamseda.calculations.api import Bounds, Calculator, ask, forget_calculations, view
from hamseda.calculations.service import cancel, conclude, listed, read
from hamseda.house import House
from hamseda.kit.database import Database
from hamseda.kit.problem import Conflict, NotFound, TooLarge

Start = Callable[..., Awaitable[Calculator]]
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
async def nothing_else(owner: asyncpg.Connection) -> None:
    """What an earlier test left waiting is not worked out in this one."""
    await owner.execute("DELETE FROM calculation")


@pytest.fixture
async def start(house: House) -> AsyncIterator[Start]:
    """`await start(**bounds)` lets a worker of this process run until the test ends."""
    async with AsyncExitStack() as begun:

        async def run(**bounds) -> Calculator:
            return await begun.enter_async_context(working(Calculator(house.system, KINDS, Bounds(**bounds))))

        yield run


async def asked(house: House, who: Person, name: str, **request: object) -> UUID:
    async with house.database.transaction(who.organization_id) as work:
        return await ask(work, who.caller, BY_NAME[name], json.dumps(request).encode())


async def seen(house: House, who: Person, the: UUID) -> asyncpg.Record:
    async with house.database.reading(who.organization_id) as view:
        return await read(view, who.caller, the)


async def until(house: House, who: Person, the: UUID, *states: str, within: float = 60.0) -> asyncpg.Record:
    end = time.monotonic() + within
    while (row := await seen(house, who, the))["state"] not in states:
        assert time.monotonic() < end, f"still {row['state']} ({row['fault']})"
        await asyncio.sleep(0.05)
    return row


async def noted(file: Path, lines: int = 1) -> list[int]:
    """The processes that a dawdling calculation has begun, itself among them."""
    while len(_lines(file)) < lines:
        await asyncio.sleep(0.05)
    return [int(pid) for line in _lines(file) for pid in line.split()]


async def gone(pids: list[int], within: float = 10.0) -> bool:
    end = time.monotonic() + within
    while any(_lives(pid) for pid in pids):
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.05)
    return True


def _lines(file: Path) -> list[str]:
    return file.read_text("ascii").splitlines() if file.exists() else []


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def test_what_is_asked_is_worked_out_and_told(
    house: House, organization: Organization, owner: asyncpg.Connection, start: Start
):
    the = await asked(house, organization.supervisor, "echo", text="سلام")
    assert (await seen(house, organization.supervisor, the))["state"] == "queued"
    await start()
    row = await until(house, organization.supervisor, the, "done")
    assert json.loads(row["result"]) == {"text": "سلام"}
    assert (row["progress"], row["fault"]) == (1.0, None)
    assert row["asked_at"] <= row["started_at"] <= row["ended_at"]
    told = await owner.fetch(
        "SELECT body, audience FROM event WHERE organization_id = $1 AND kind = 'calculation.moved' ORDER BY number",
        organization.id,
    )
    assert [one["body"]["state"] for one in told][:1] == ["queued"]
    assert [one["body"]["state"] for one in told][-1:] == ["done"]
    assert {one["audience"]["user"] for one in told} == {str(organization.supervisor.id)}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("refuse", "too_long"),
        ("stumble", "broken"),
        ("swell", "too_large"),
        ("fall", "died"),
        ("fall_beside", "died"),
    ],
)
async def test_what_fails_says_why(
    house: House, organization: Organization, start: Start, name: str, code: str
):
    the = await asked(house, organization.supervisor, name)
    await start()
    row = await until(house, organization.supervisor, the, "failed")
    assert row["fault"]["key"] == code
    assert row["result"] is None


@pytest.mark.parametrize("name", ["devour", "devour_beside"])
async def test_what_takes_too_much_memory_is_ended_and_says_the_cure(
    house: House, organization: Organization, start: Start, name: str
):
    """So it is in each process that it has begun; what keeps within the bound is not disturbed."""
    await start(memory_mib=300)
    who = organization.supervisor
    within = await asked(house, who, name, mib=100)
    assert (await until(house, who, within, "done", "failed"))["result"] == b"100"
    row = await until(house, who, await asked(house, who, name, mib=1_000), "done", "failed")
    assert row["fault"] == {"key": "memory", "values": {"mib": 300}}
    told = view(row, "fa").fault, view(row, "en").fault
    assert "۳۰۰ مگابایت" in told[0].message
    assert "300 MiB" in told[1].message
    assert all("calculation_mib" in one.message for one in told)


async def test_what_takes_too_long_is_ended(house: House, organization: Organization, start: Start, tmp_path):
    the = await asked(house, organization.supervisor, "dawdle", file=str(tmp_path / "pids"))
    await start(seconds=2.0)
    row = await until(house, organization.supervisor, the, "failed")
    assert row["fault"] == {"key": "too_long", "values": {"minutes": 0}}
    begun = [int(pid) for line in _lines(tmp_path / "pids") for pid in line.split()]
    assert await gone(begun)  # on a busy machine two seconds may be over before it has begun anything


async def test_what_is_concluded_is_done_with_the_best_so_far(
    house: House, organization: Organization, start: Start
):
    the = await asked(house, organization.supervisor, "improve")
    await start()
    await until(house, organization.supervisor, the, "running")
    while (await seen(house, organization.supervisor, the))["progress"] == 0:
        await asyncio.sleep(0.05)
    async with house.database.transaction(organization.id) as work:
        row = await conclude(work, organization.supervisor.caller, the)
    assert (row["state"], row["concludes"]) == ("running", True)
    row = await until(house, organization.supervisor, the, "done", within=20)
    assert json.loads(row["result"])["best"] > 0


async def test_what_waits_can_be_concluded_and_what_has_no_best_cannot(
    house: House, organization: Organization, start: Start
):
    waiting = await asked(house, organization.supervisor, "improve")
    other = await asked(house, organization.supervisor, "echo")
    async with house.database.transaction(organization.id) as work:
        await conclude(work, organization.supervisor.caller, waiting)
    async with house.database.transaction(organization.id) as work:
        with pytest.raises(Conflict) as refused:
            await conclude(work, organization.supervisor.caller, other)
    assert refused.value.code == "cannot_conclude"
    async with house.database.transaction(organization.id) as work:
        with pytest.raises(NotFound):
            await conclude(work, organization.agent.caller, waiting)
    await start()
    await until(house, organization.supervisor, waiting, "done")
    async with house.database.transaction(organization.id) as work:
        row = await conclude(work, organization.supervisor.caller, waiting)
    assert (row["state"], row["progress"]) == ("done", 1.0)


async def test_cancelling_ends_its_processes_within_two_seconds(
    house: House, organization: Organization, start: Start, tmp_path
):
    who = organization.supervisor
    the = await asked(house, who, "dawdle", file=str(tmp_path / "pids"))
    await start()
    pids = await noted(tmp_path / "pids")
    await until(house, who, the, "running")
    while not (row := await seen(house, who, the))["note"]:
        await asyncio.sleep(0.05)
    assert row["note"]["key"] == "test"
    assert 0 < row["progress"] < 1
    async with house.database.transaction(organization.id) as work:
        assert (await cancel(work, who.caller, the))["state"] == "cancelled"
    assert await gone(pids, within=5.0)
    row = await seen(house, who, the)
    assert (row["state"], row["result"]) == ("cancelled", None)


async def test_what_waits_is_cancelled_and_never_begun(
    house: House, organization: Organization, start: Start, tmp_path
):
    the = await asked(house, organization.supervisor, "dawdle", file=str(tmp_path / "pids"))
    async with house.database.transaction(organization.id) as work:
        await cancel(work, organization.supervisor.caller, the)
    await start()
    await until(house, organization.supervisor, await asked(house, organization.supervisor, "echo"), "done")
    assert not (tmp_path / "pids").exists()


async def test_what_has_ended_is_not_cancelled(house: House, organization: Organization, start: Start):
    the = await asked(house, organization.supervisor, "echo")
    await start()
    await until(house, organization.supervisor, the, "done")
    async with house.database.transaction(organization.id) as work:
        assert (await cancel(work, organization.supervisor.caller, the))["state"] == "done"


async def test_a_killed_worker_loses_nothing(
    house: House, organization: Organization, database_dsn: str, start: Start, tmp_path
):
    """kill -9: its calculations die with it, another worker begins them anew; lost a second time, they have failed."""
    who, file = organization.supervisor, tmp_path / "pids"
    the = await asked(house, who, "dawdle", file=str(file))
    for turn in (1, 2):
        worker = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "tests/calculations/worker_alone.py"),
            database_dsn,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"},
        )
        pids = await noted(file, lines=turn)
        await until(house, who, the, "running")
        worker.send_signal(signal.SIGKILL)
        await worker.wait()
        assert await gone(pids), "what the killed worker had begun goes on"
        assert (await seen(house, who, the))["state"] == "running"  # nobody knows yet
        if turn == 1:
            await owner_ages(house, the)
            await Calculator(house.system, (), Bounds()).step()
            assert (await seen(house, who, the))["state"] == "queued"
    await start(lost_s=1.0)
    row = await until(house, who, the, "failed")
    assert row["fault"]["key"] == "worker_lost"
    assert len(_lines(file)) == 2


async def owner_ages(house: House, the: UUID) -> None:
    async with house.system.everywhere() as connection:
        await connection.execute(
            "UPDATE calculation SET beat_at = now() - interval '1 minute' WHERE id = $1", the
        )


async def test_who_was_taken_for_dead_writes_nothing(
    house: House, organization: Organization, start: Start, tmp_path
):
    """Its row was given to somebody else: it notices at its next beat and ends its process."""
    who, file = organization.supervisor, tmp_path / "pids"
    the = await asked(house, who, "dawdle", file=str(file))
    await start()
    pids = await noted(file)
    async with house.system.everywhere() as connection:
        await connection.execute("UPDATE calculation SET holder = gen_random_uuid() WHERE id = $1", the)
    assert await gone(pids)
    assert (await seen(house, who, the))["state"] == "running"


async def test_a_worker_that_stops_in_peace_gives_back(house: House, organization: Organization, tmp_path):
    who, file = organization.supervisor, tmp_path / "pids"
    the = await asked(house, who, "dawdle", file=str(file))
    calculator = Calculator(house.system, KINDS, Bounds())
    await calculator.step()
    pids = await noted(file)
    await calculator.close()
    assert await gone(pids)
    async with house.system.everywhere() as connection:
        row = await connection.fetchrow("SELECT state, attempts FROM calculation WHERE id = $1", the)
    assert tuple(row) == ("queued", 0)


async def test_an_organization_has_only_so_many_at_once(
    house: House, make_organization: MakeOrganization, start: Start, tmp_path
):
    """The crowd of one organization does not keep another one waiting."""
    busy, quiet = await make_organization(), await make_organization()
    many = [await asked(house, busy.supervisor, "dawdle", file=str(tmp_path / f"{n}")) for n in range(4)]
    await start(of_organization=2, of_worker=4)
    await until(house, busy.supervisor, many[1], "running")
    one = await asked(house, quiet.supervisor, "echo")
    await until(house, quiet.supervisor, one, "done")
    states = [(await seen(house, busy.supervisor, the))["state"] for the in many]
    assert states == ["running", "running", "queued", "queued"]


class Watched(Database):
    """A database that notes its statements."""

    def __init__(self, house: House) -> None:
        super().__init__(house.system.pool)
        self.said: list[str] = []

    def _note(self, told: Any) -> None:
        self.said.append(told.query)

    @asynccontextmanager
    async def everywhere(self) -> AsyncIterator[asyncpg.Connection]:
        async with super().everywhere() as connection:
            connection.add_query_logger(self._note)
            try:
                yield connection
            finally:
                connection.remove_query_logger(self._note)


async def test_looking_for_nothing_is_one_statement_without_a_lock(
    house: House, organization: Organization, make_organization: MakeOrganization, owner: asyncpg.Connection
):
    """Nothing waits, or what waits may not begin yet; what may is begun by the very next look."""
    watched = Watched(house)
    calculator = Calculator(watched, KINDS, Bounds(of_organization=1))
    await calculator.step()  # looks for lost work too
    watched.said.clear()
    for _ in range(10):
        assert await calculator.step() == 0
    assert watched.said == [queries.IS_ANY] * 10
    for _ in range(2):
        await asked(house, organization.supervisor, "echo")
    await owner.execute(
        "UPDATE calculation SET state = 'running', beat_at = now() WHERE id = (SELECT min(id::text)::uuid FROM calculation)"
    )
    watched.said.clear()
    assert await calculator.step() == 0
    assert watched.said == [queries.IS_ANY]
    other = (await make_organization()).supervisor
    the = await asked(house, other, "echo")
    assert await calculator.step() == 1
    assert (await seen(house, other, the))["state"] in {"running", "done"}
    await until(house, other, the, "done")
    await calculator.close()


async def test_too_many_and_too_large_are_refused(house: House, organization: Organization):
    for _ in range(20):
        await asked(house, organization.supervisor, "echo")
    with pytest.raises(Conflict):
        await asked(house, organization.supervisor, "echo")
    await asked(house, organization.admin, "echo")  # another person's line is another one
    with pytest.raises(TooLarge):
        await asked(house, organization.admin, "echo", text="x" * (9 * 1024 * 1024))


async def test_who_sees_it(house: House, organization: Organization, owner: asyncpg.Connection):
    """Who asked, and leaders; who leads one department only what was asked there."""
    from fixtures.people import enrol  # noqa: PLC0415

    own = await enrol(owner, organization.id, "supervisor", "سرپرست فروش", organization.sales_id)
    other = await enrol(owner, organization.id, "supervisor", "سرپرست پشتیبانی", organization.support_id)
    the = await asked(house, own, "echo")
    assert (await seen(house, own, the))["asked_by_name"] == "سرپرست فروش"
    for leader in (organization.admin, organization.supervisor):
        assert (await seen(house, leader, the))["state"] == "queued"
    for stranger in (other, organization.agent, organization.auditor):
        with pytest.raises(NotFound):
            await seen(house, stranger, the)
        async with house.database.transaction(organization.id) as work:
            assert await listed(work, stranger.caller, None, None, 50) == []
            with pytest.raises(NotFound):
                await cancel(work, stranger.caller, the)
    assert (await seen(house, own, the))["state"] == "queued"


async def test_the_list_is_newest_first_and_by_kind(house: House, organization: Organization):
    who = organization.supervisor
    first, second = await asked(house, who, "echo"), await asked(house, who, "fall")
    async with house.database.reading(organization.id) as view:
        assert [row["id"] for row in await listed(view, who.caller, None, None, 50)] == [second, first]
        assert [row["id"] for row in await listed(view, who.caller, "test.echo", None, 50)] == [first]
        assert [row["id"] for row in await listed(view, who.caller, None, second, 50)] == [first]


async def test_old_ones_are_forgotten(house: House, organization: Organization, start: Start):
    who = organization.supervisor
    the = await asked(house, who, "echo")
    await start()
    await until(house, who, the, "done")
    await forget_calculations(house.system, 30)
    assert (await seen(house, who, the))["state"] == "done"
    async with house.system.everywhere() as connection:
        await connection.execute(
            "UPDATE calculation SET ended_at = now() - interval '31 days' WHERE id = $1", the
        )
    await forget_calculations(house.system, 30)
    with pytest.raises(NotFound):
        await seen(house, who, the)
