import asyncio

import asyncpg
import pytest

from hamseda.house import House
from hamseda.kit.keys import new_token
from hamseda.kit.limits import hit, limit, sweep
from hamseda.kit.problem import TooMany


async def test_as_many_as_the_limit_and_no_more(house: House):
    three, who = limit("3/hour", "test"), new_token()
    for _ in range(3):
        await hit(house.database, three, who)
    with pytest.raises(TooMany) as refused:
        await hit(house.database, three, who)
    assert refused.value.extra["retry_after"] > 0
    await hit(house.database, three, new_token())
    await hit(house.database, limit("3/hour", "another"), who)


async def test_many_at_once_count_exactly(house: House):
    ten, who = limit("10/hour", "crowd"), new_token()
    outcomes = await asyncio.gather(
        *(hit(house.database, ten, who) for _ in range(30)), return_exceptions=True
    )
    assert sum(outcome is None for outcome in outcomes) == 10
    assert {type(outcome) for outcome in outcomes} == {type(None), TooMany}


async def test_the_window_before_weighs_by_what_is_left_of_it(house: House, owner: asyncpg.Connection):
    hundred, who = limit("100/hour", "slide"), new_token()
    await hit(house.database, hundred, who)
    # As if the hits had been made in the hour before: they count by the share that still lies within an hour.
    await owner.execute("UPDATE rate_window SET window_start = window_start - interval '1 hour', hits = 100")
    passed = 0
    while passed < 100:
        try:
            await hit(house.database, hundred, who)
        except TooMany:
            break
        passed += 1
    share = await owner.fetchval(
        "SELECT extract(epoch FROM now() - date_trunc('hour', now()))::float8 / 3600"
    )
    assert abs(passed - 100 * share) <= 2


async def test_a_refused_use_is_not_counted(house: House, owner: asyncpg.Connection):
    one, who = limit("1/day", "once"), new_token()
    await hit(house.database, one, who)
    for _ in range(3):
        with pytest.raises(TooMany):
            await hit(house.database, one, who)
    assert await owner.fetchval("SELECT max(hits) FROM rate_window WHERE key LIKE '%' || $1 || '%'", who) == 1


async def test_old_counters_are_swept(house: House, owner: asyncpg.Connection):
    await hit(house.database, limit("5/day", "old"), new_token())
    await owner.execute(
        "UPDATE rate_window SET window_start = now() - interval '3 days' WHERE key LIKE 'old/%'"
    )
    await hit(house.database, limit("5/day", "new"), new_token())
    await sweep(house.database)
    kept = {row["key"].split("/")[0] for row in await owner.fetch("SELECT key FROM rate_window")}
    assert "new" in kept
    assert "old" not in kept


def test_a_window_that_is_swept_too_early_is_refused():
    with pytest.raises(ValueError, match="day at most"):
        limit("5/month", "long")
