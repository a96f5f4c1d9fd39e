"""What the worker process does: every loop of the product that is not a request and not the router."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hamseda.calculations.api import Bounds, Calculator, Kind, forget_calculations
from hamseda.channels.email.api import open_mail, release_due
from hamseda.conversations.api import (
    attachment_blobs,
    index_new_messages,
    send_scheduled,
    sweep_orphans,
    wake,
)
from hamseda.house import House
from hamseda.kit.background import Carrier, Errand, Outbox, PermanentError, Step, Timers
from hamseda.kit.beats import BEAT_SECONDS, beat
from hamseda.kit.database import Database, Row, Transaction
from hamseda.kit.outbound import Outbound
from hamseda.organization.api import (
    DeliveryFailed,
    deliver_webhook,
    fan_out_webhooks,
    link_audit,
    pause_after,
    sweep_access,
    sweep_sealed,
)
from hamseda.routing.api import Queueing, callback_due, reservation_due, sweep_promises
from hamseda.twin.api import COMPARISON, RUN, WHAT_IF
from hamseda.workforce.api import SOLVE, move_lines, sweep_candidates

FORGET_PROCESSES = "DELETE FROM process WHERE seen_at < now() - interval '1 hour'"
FORGET_OLD = """
WITH keys AS (DELETE FROM idempotency WHERE created_at < now() - interval '3 days'),
     sent AS (DELETE FROM outbox WHERE state = 'done' AND done_at < now() - interval '30 days')
SELECT ensure_month_partitions(now()::date, (now() + interval '2 months')::date)
"""
UPKEEP_SECONDS = 600.0
# Every kind of long calculation; what works it out is loaded in the process that does.
KINDS: tuple[Kind, ...] = (RUN, COMPARISON, WHAT_IF, SOLVE)


@asynccontextmanager
async def open_worker(house: House) -> AsyncIterator[dict[str, tuple[Step, float]]]:
    """Open what the worker holds and answer its loops: each a step with the pause after an idle turn."""
    outbound = Outbound(house.settings.outbound_private_hosts)
    async with open_mail(house) as mail:
        timers = Timers(
            house.system,
            {
                "message.send": _send,
                "conversation.wake": _wake,
                "callback.due": callback_due,
                "reservation.due": reservation_due,
                "mail.release": release_due,
            },
        )
        outbox = Outbox(house.system, {"mail": mail.carrier, "webhook": _webhooks(house, outbound)})
        calculator = _calculator(house)
        try:
            yield {
                "calculations": (calculator.step, 0.3),
                "timers": (timers.step, 0.2),
                "outbox": (outbox.step, 0.3),
                "search": (lambda: index_new_messages(house.system), 0.5),
                "webhooks": (lambda: fan_out_webhooks(house.system), 1.0),
                "breaks": (lambda: move_lines(house.system, house.clock), 1.0),
                "audit": (lambda: _link(house.system), 5.0),
                "upkeep": (lambda: _upkeep(house), UPKEEP_SECONDS),
                "beat": (beat(house.system, "worker"), BEAT_SECONDS),
                **mail.steps,
            }
        finally:
            await calculator.close()


def _calculator(house: House) -> Calculator:
    most = house.settings.calculations_at_once
    here = min(most, max(2, os.cpu_count() or 1))
    bounds = Bounds(
        of_organization=most,
        of_worker=here,
        seconds=house.settings.calculation_minutes * 60.0,
        memory_mib=house.settings.calculation_mib,
    )
    return Calculator(house.system, KINDS, bounds)


async def _send(work: Transaction, timer: Row) -> None:
    await send_scheduled(work, timer["subject_id"])


async def _wake(work: Transaction, timer: Row) -> None:
    await wake(Queueing(), work, timer["subject_id"], timer["due_at"])


def _webhooks(house: House, outbound: Outbound) -> Carrier:
    async def carry(errand: Errand) -> None:
        try:
            await deliver_webhook(house.system, house.keys, outbound, errand.organization_id, errand.body)
        except DeliveryFailed as error:
            if error.is_permanent:
                raise PermanentError(str(error)) from error
            raise

    return Carrier(carry, pause=pause_after)


async def _link(database: Database) -> int:
    async with database.everywhere() as connection, connection.transaction():
        return await link_audit(connection)


async def _upkeep(house: House) -> int:
    """Each ten minutes: parts of the coming months, and what is kept long enough."""
    async with house.system.everywhere() as connection:
        await connection.execute(FORGET_OLD)
        await connection.execute(FORGET_PROCESSES)
    await sweep_access(house.database)
    await sweep_sealed(house.system)
    await sweep_orphans(house.system, attachment_blobs(house.settings), house.clock.now())
    await sweep_promises(house.system, house.clock.now())
    await sweep_candidates(house.system, house.settings.candidate_days)
    await forget_calculations(house.system, house.settings.calculation_days)
    return 0
