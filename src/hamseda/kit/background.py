"""The worker: timers, outbox and readers of the event log, each a loop that survives its own faults."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from hamseda.kit.database import Database, Row, Transaction

logger = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
LEASE = timedelta(minutes=2)
MOST_AT_ONCE = 100
MOST_ATTEMPTS = 12
FIRST_PAUSE_S = 5
LONGEST_PAUSE_S = 6 * 3600

OnTimer = Callable[[Transaction, Row], Awaitable[None]]
Step = Callable[[], Awaitable[int]]

# A claimed timer is deleted in the transaction that does its work: both happen or neither.
DUE_ORGANIZATIONS = "SELECT DISTINCT organization_id FROM timer WHERE due_at <= now() LIMIT 100"
CLAIM_TIMERS = """
DELETE FROM timer WHERE (organization_id, id) IN (
    SELECT organization_id, id FROM timer WHERE organization_id = $1 AND due_at <= now()
    ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id, kind, subject_id, due_at, body, attempts
"""
POSTPONE_TIMER = """
UPDATE timer SET attempts = attempts + 1, last_error = $3, due_at = now() + make_interval(secs => $4)
WHERE organization_id = $1 AND id = $2
"""
CLAIM_OUTBOX = """
UPDATE outbox SET leased_until = now() + $1, attempts = attempts + 1 WHERE (organization_id, id) IN (
    SELECT organization_id, id FROM outbox
    WHERE state = 'waiting' AND due_at <= now() AND (leased_until IS NULL OR leased_until < now())
    ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING organization_id, id, kind, subject_id, body, attempts
"""
FINISH_OUTBOX = """
UPDATE outbox SET state = 'done', done_at = now(), leased_until = NULL, last_error = NULL
WHERE organization_id = $1 AND id = $2
"""
POSTPONE_OUTBOX = """
UPDATE outbox SET leased_until = NULL, last_error = $3, due_at = now() + make_interval(secs => $4),
    state = CASE WHEN $5 THEN 'failed' ELSE 'waiting' END
WHERE organization_id = $1 AND id = $2
"""


class PermanentError(Exception):
    """Trying again cannot help: the other side has refused for good."""


class Errand(msgspec.Struct, frozen=True):
    """One thing that leaves the house, as its carrier gets it."""

    organization_id: UUID
    id: UUID
    kind: str
    subject_id: UUID | None
    body: dict[str, Any]
    attempts: int


class Carrier(msgspec.Struct, frozen=True):
    """Who carries errands of one kind; `on_failed` hears when it is given up, and of what.

    `pause` answers the wait after the n-th failed attempt, None where that was the last.
    """

    carry: Callable[[Errand], Awaitable[None]]
    on_failed: Callable[[Errand, Exception], Awaitable[None]] | None = None
    pause: Callable[[int], timedelta | None] | None = None

    def pause_after(self, attempts: int) -> float | None:
        """Seconds to wait after the n-th failed attempt, None to give up."""
        if self.pause is None:
            return pause(attempts) if attempts < MOST_ATTEMPTS else None
        wait = self.pause(attempts)
        return None if wait is None else wait.total_seconds()


def pause(attempts: int) -> float:
    """Seconds to wait after the n-th failed attempt: 5 s doubled each time, at most six hours."""
    return float(min(FIRST_PAUSE_S * 2 ** max(attempts - 1, 0), LONGEST_PAUSE_S))


class Timers:
    """Acts on due timers, one organization and one transaction at a time."""

    def __init__(self, database: Database, acts: dict[str, OnTimer]) -> None:
        self._database = database
        self._acts = acts

    async def step(self) -> int:
        """Act on what is due; answers how many timers were acted on."""
        async with self._database.everywhere() as connection:
            rows = await connection.fetch(DUE_ORGANIZATIONS)
        done = 0
        for row in rows:
            while await self._one(row["organization_id"]):
                done += 1
        return done

    async def _one(self, organization_id: UUID) -> bool:
        timer: Row | None = None
        try:
            async with self._database.transaction(organization_id) as work:
                claimed = await work.fetch(CLAIM_TIMERS, organization_id, 1)
                if not claimed:
                    return False
                timer = claimed[0]
                await self._acts[timer["kind"]](work, timer)
        except Exception as error:
            if timer is None:
                raise
            # Where the database is away, this fails as well: the timer is still due, and the whole turn waits.
            logger.exception("timer %s %s failed; it is tried again", timer["kind"], timer["id"])
            await self._postpone(organization_id, timer, error)
        return True

    async def _postpone(self, organization_id: UUID, timer: Row, error: Exception) -> None:
        async with self._database.transaction(organization_id) as work:
            await work.execute(
                POSTPONE_TIMER,
                organization_id,
                timer["id"],
                f"{type(error).__name__}: {error}"[:500],
                pause(timer["attempts"] + 1),
            )


class Outbox:
    """Carries what leaves the house, with a lease, back-off and an end."""

    def __init__(self, database: Database, carriers: dict[str, Carrier]) -> None:
        self._database = database
        self._carriers = carriers

    async def step(self) -> int:
        """Carry what is due, several at once; answers how many were claimed."""
        async with self._database.everywhere() as connection:
            rows = await connection.fetch(CLAIM_OUTBOX, LEASE, 16)
        errands = [Errand(**dict(row)) for row in rows]
        await asyncio.gather(*(self._carry(errand) for errand in errands))
        return len(errands)

    async def _carry(self, errand: Errand) -> None:
        carrier = self._carriers.get(errand.kind)
        try:
            if carrier is None:
                raise PermanentError(f"Nobody carries errands of kind {errand.kind}.")  # noqa: TRY301
            async with asyncio.timeout(LEASE.total_seconds() - 10):
                await carrier.carry(errand)
        except Exception as error:  # noqa: BLE001 -- whatever a carrier meets is written down and tried again
            await self._failed(errand, carrier, error)
            return
        async with self._database.transaction(errand.organization_id) as work:
            await work.execute(FINISH_OUTBOX, errand.organization_id, errand.id)

    async def _failed(self, errand: Errand, carrier: Carrier | None, error: Exception) -> None:
        said = f"{type(error).__name__}: {error}"[:500]
        wait = (
            None
            if carrier is None or isinstance(error, PermanentError)
            else carrier.pause_after(errand.attempts)
        )
        logger.warning("errand %s %s attempt %d: %s", errand.kind, errand.id, errand.attempts, said)
        async with self._database.transaction(errand.organization_id) as work:
            await work.execute(
                POSTPONE_OUTBOX, errand.organization_id, errand.id, said, wait or 0.0, wait is None
            )
        if wait is None and carrier is not None and carrier.on_failed is not None:
            await carrier.on_failed(errand, error)


async def run_forever(name: str, step: Step, idle_seconds: float = IDLE_SECONDS) -> None:
    """Call `step` again and again: at once while it finds work, after a pause when it does not or fails."""
    failures = 0
    while True:
        try:
            found = await step()
            failures = 0
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 -- a background loop must outlive any fault of one turn
            failures += 1
            logger.warning("%s waits after a fault: %s: %s", name, type(error).__name__, error)
            await asyncio.sleep(min(0.5 * 2**failures, 15.0))
            continue
        if not found:
            await asyncio.sleep(idle_seconds)


async def run_all(steps: dict[str, tuple[Step, float]], until: asyncio.Event) -> None:
    """Run every loop side by side until told to stop."""
    tasks = [
        asyncio.create_task(run_forever(name, step, idle), name=name) for name, (step, idle) in steps.items()
    ]
    await until.wait()
    for task in tasks:
        task.cancel()
    for task in tasks:
        with contextlib.suppress(asyncio.CancelledError):
            await task
