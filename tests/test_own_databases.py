"""The databases of test modules: nothing that a module began can ask its database when that goes."""

import asyncio

import asyncpg
import pytest

from fixtures.postgres import copied


async def ask_for_ever(dsn: str, said: list[str]) -> None:
    while True:
        connection = await asyncpg.connect(dsn)
        said.append(await connection.fetchval("SELECT current_database()"))
        await connection.close()


async def leave_one_who_asks(server_dsn: str, template: str) -> tuple[str, asyncio.Task[None]]:
    said: list[str] = []
    async with copied(server_dsn, template) as dsn:
        asking = asyncio.create_task(ask_for_ever(dsn, said))
        while not said:
            await asyncio.sleep(0.01)
    return dsn, asking


async def test_who_outlives_its_module_is_ended_and_told_before_the_database_goes(server_dsn, template):
    with pytest.warns(UserWarning, match=r"ask_for_ever.* outlived the tests that began it"):
        dsn, asking = await leave_one_who_asks(server_dsn, template)
    assert asking.cancelled()
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(dsn)


async def test_who_was_there_before_stays(server_dsn, template):
    resting = asyncio.create_task(asyncio.sleep(60))
    async with copied(server_dsn, template):
        pass
    assert not resting.done()
    resting.cancel()
