"""Timers and outbox: nothing is lost by a crash, a fault keeps nobody else from going on, and there is an end."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from fixtures.people import Organization
from hamseda.house import House
from hamseda.kit.background import (
    CLAIM_OUTBOX,
    LEASE,
    MOST_ATTEMPTS,
    Carrier,
    Errand,
    Outbox,
    PermanentError,
    Timers,
    run_forever,
)
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.outbound import Outbound
from hamseda.organization.api import pause_after
from hamseda.work import _webhooks


class Carried:
    """A carrier that notes what it was given, and meets the faults it is told to."""

    def __init__(self, *faults: Exception | None) -> None:
        self.errands: list[Errand] = []
        self.failed: list[tuple[UUID, str]] = []
        self._faults = list(faults)

    async def carry(self, errand: Errand) -> None:
        self.errands.append(errand)
        fault = self._faults.pop(0) if self._faults else None
        if fault is not None:
            raise fault

    async def on_failed(self, errand: Errand, error: Exception) -> None:
        self.failed.append((errand.id, f"{type(error).__name__}: {error}"))

    def carrier(self, **more: Any) -> Carrier:
        return Carrier(self.carry, self.on_failed, **more)


@pytest.fixture(autouse=True)
async def empty(owner: asyncpg.Connection):
    yield
    await owner.execute("DELETE FROM outbox")
    await owner.execute("DELETE FROM timer")


async def errand(
    owner: asyncpg.Connection, the: Organization, kind: str = "parcel", attempts: int = 0
) -> UUID:
    errand_id = new_id()
    await owner.execute(
        "INSERT INTO outbox (organization_id, id, kind, body, attempts) VALUES ($1, $2, $3, '{\"n\": 1}', $4)",
        the.id, errand_id, kind, attempts,
    )  # fmt: skip
    return errand_id


async def timer(owner: asyncpg.Connection, the: Organization, kind: str) -> UUID:
    timer_id = new_id()
    await owner.execute(
        "INSERT INTO timer (organization_id, id, kind, due_at) VALUES ($1, $2, $3, now())",
        the.id,
        timer_id,
        kind,
    )
    return timer_id


async def row_of(owner: asyncpg.Connection, errand_id: UUID) -> asyncpg.Record:
    return await owner.fetchrow(
        "SELECT state, attempts, leased_until, last_error, extract(epoch FROM due_at - now())::float AS wait_s"
        " FROM outbox WHERE id = $1",
        errand_id,
    )


async def test_what_is_due_is_carried_once(house: House, owner, organization) -> None:
    errand_id = await errand(owner, organization)
    carried = Carried()
    outbox = Outbox(house.system, {"parcel": carried.carrier()})
    assert [await outbox.step(), await outbox.step()] == [1, 0]
    assert [(e.id, e.body, e.attempts) for e in carried.errands] == [(errand_id, {"n": 1}, 1)]
    assert (await row_of(owner, errand_id))["state"] == "done"


async def test_a_second_worker_leaves_what_the_first_has_claimed_until_its_lease_is_over(
    house: House, owner, organization
) -> None:
    errand_id = await errand(owner, organization)
    await owner.fetch(CLAIM_OUTBOX, LEASE, 16)  # the first worker claims, and dies before it is done
    carried = Carried()
    second = Outbox(house.system, {"parcel": carried.carrier()})
    assert await second.step() == 0
    await owner.execute(
        "UPDATE outbox SET leased_until = now() - interval '1 second' WHERE id = $1", errand_id
    )
    assert await second.step() == 1
    assert [e.attempts for e in carried.errands] == [2]
    assert (await row_of(owner, errand_id))["state"] == "done"


async def test_a_fault_is_tried_again_later_and_keeps_no_other_errand(
    house: House, owner, organization
) -> None:
    broken, fine = await errand(owner, organization, "broken"), await errand(owner, organization)
    failing, carried = Carried(OSError("no road")), Carried()
    outbox = Outbox(house.system, {"broken": failing.carrier(), "parcel": carried.carrier()})
    assert await outbox.step() == 2
    assert (await row_of(owner, fine))["state"] == "done"
    row = await row_of(owner, broken)
    assert (row["state"], row["leased_until"], row["last_error"]) == ("waiting", None, "OSError: no road")
    assert 3 < row["wait_s"] <= 5
    assert await outbox.step() == 0
    await owner.execute("UPDATE outbox SET due_at = now() WHERE id = $1", broken)
    assert await outbox.step() == 1
    assert ((await row_of(owner, broken))["state"], failing.failed) == ("done", [])


async def test_a_permanent_refusal_is_the_end_and_is_told(house: House, owner, organization) -> None:
    errand_id = await errand(owner, organization)
    carried = Carried(PermanentError("gone"))
    assert await Outbox(house.system, {"parcel": carried.carrier()}).step() == 1
    assert (await row_of(owner, errand_id))["state"] == "failed"
    assert carried.failed == [(errand_id, "PermanentError: gone")]


async def test_the_last_attempt_is_the_end_and_is_told(house: House, owner, organization) -> None:
    errand_id = await errand(owner, organization, attempts=MOST_ATTEMPTS - 1)
    carried = Carried(OSError("still no road"))
    await Outbox(house.system, {"parcel": carried.carrier()}).step()
    assert (await row_of(owner, errand_id))["state"] == "failed"
    assert len(carried.failed) == 1


async def test_what_nobody_carries_is_failed_with_its_kind(house: House, owner, organization) -> None:
    errand_id = await errand(owner, organization, "unheard-of")
    await Outbox(house.system, {}).step()
    row = await row_of(owner, errand_id)
    assert row["state"] == "failed"
    assert "unheard-of" in row["last_error"]


async def test_a_carrier_may_have_pauses_and_an_end_of_its_own(house: House, owner, organization) -> None:
    first, last = await errand(owner, organization), await errand(owner, organization, attempts=1)
    carried = Carried(OSError("x"), OSError("x"))
    pauses = {1: timedelta(hours=3)}
    await Outbox(house.system, {"parcel": carried.carrier(pause=pauses.get)}).step()
    row = await row_of(owner, first)
    assert row["state"] == "waiting"
    assert 3 * 3600 - 5 < row["wait_s"] <= 3 * 3600
    assert (await row_of(owner, last))["state"] == "failed"
    assert [told[0] for told in carried.failed] == [last]


def test_webhooks_are_tried_again_over_hours(house: House) -> None:
    carrier = _webhooks(house, Outbound(()))
    waits = []
    while (wait := carrier.pause_after(len(waits) + 1)) is not None:
        waits.append(wait)
    assert waits == [pause_after(n + 1).total_seconds() for n in range(len(waits))]
    assert waits == sorted(waits)
    assert sum(waits) > 24 * 3600


async def test_a_timer_acts_once_and_its_act_commits_with_it(house: House, owner, organization) -> None:
    timer_id = await timer(owner, organization, "ring")
    rung: list[UUID] = []

    async def ring(work: Transaction, due: Row) -> None:
        rung.append(due["id"])
        await work.execute("UPDATE organization SET name = 'زنگ خورد' WHERE id = $1", work.organization_id)

    timers = Timers(house.system, {"ring": ring})
    assert [await timers.step(), await timers.step()] == [1, 0]
    assert rung == [timer_id]
    assert await owner.fetchval("SELECT name FROM organization WHERE id = $1", organization.id) == "زنگ خورد"


async def test_a_failing_timer_is_postponed_with_its_act_undone_and_the_others_go_on(
    house: House, owner, organization, foreign
) -> None:
    broken = await timer(owner, organization, "broken")
    unknown = await timer(owner, organization, "unheard-of")
    for the in (organization, foreign):
        await timer(owner, the, "ring")
    rung: list[UUID] = []

    async def ring(work: Transaction, _due: Row) -> None:
        rung.append(work.organization_id)

    async def fail(work: Transaction, _due: Row) -> None:
        await work.execute("UPDATE organization SET name = 'هرگز' WHERE id = $1", work.organization_id)
        await work.execute("SELECT 1/0")

    async def no_road(_work: Transaction, _due: Row) -> None:
        raise OSError("no road")

    away = await timer(owner, organization, "away")
    await Timers(house.system, {"ring": ring, "broken": fail, "away": no_road}).step()
    assert set(rung) == {organization.id, foreign.id}
    rows = await owner.fetch("SELECT id, attempts, last_error, due_at > now() AS is_later FROM timer")
    left = {row["id"]: row for row in rows}
    assert set(left) == {broken, unknown, away}
    assert all(row["attempts"] == 1 and row["is_later"] for row in rows)
    assert "division by zero" in left[broken]["last_error"]
    assert await owner.fetchval("SELECT name FROM organization WHERE id = $1", organization.id) != "هرگز"


async def test_a_timer_whose_worker_dies_is_due_for_the_next(house: House, owner, organization) -> None:
    await timer(owner, organization, "ring")

    class Killed(BaseException):
        pass

    async def die(_work: Transaction, _due: Row) -> None:
        raise Killed

    with pytest.raises(Killed):
        await Timers(house.system, {"ring": die}).step()
    rung: list[UUID] = []

    async def ring(_work: Transaction, due: Row) -> None:
        rung.append(due["id"])

    assert await Timers(house.system, {"ring": ring}).step() == 1
    assert len(rung) == 1


async def test_a_loop_outlives_a_fault_of_one_turn() -> None:
    class Enough(BaseException):
        pass

    turns = iter([OSError("once"), None, Enough()])

    async def step() -> int:
        turn = next(turns)
        if turn is not None:
            raise turn
        return 1

    with pytest.raises(Enough):
        await run_forever("test", step)
