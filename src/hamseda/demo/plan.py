"""What `hamseda demo` puts on the stage: the shop with its past, the simulated customers, and the way in."""

import asyncio
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Final

import msgspec

from hamseda.channels.email.simulation import simulation_key
from hamseda.demo import attendance, belongings, cast, customers, rota, scene
from hamseda.demo.arrangement import arrange, support_address
from hamseda.demo.history import Chronicle
from hamseda.demo.ledger import Ledger
from hamseda.demo.live_mail import MailRoad
from hamseda.demo.welcome import OUTGOING, welcome
from hamseda.demo.writing import TABLES, Writer
from hamseda.founding import OWNER
from hamseda.kit.database import Database, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.keys import load_keys
from hamseda.kit.supervisor import Program, Unit
from hamseda.settings import Settings

__all__ = ["live_program", "seed_once", "welcome"]

Say = Callable[[str], None]
SEED: Final = 1405
# Any constant that nobody else locks: of two demonstrations that begin at once, one writes.
SEED_LOCK: Final = 6_114_052_771_339


def seed_once(settings: Settings, say: Say) -> None:
    """Make the shop «فروشگاه مهر» with its history where it is not there yet; all of it, or nothing."""
    asyncio.run(seed(settings, say, datetime.now(UTC)))


async def seed(settings: Settings, say: Say, now: datetime) -> bool:
    """Write the shop as it stands at `now`, in one transaction; answers whether there was anything to do."""
    database = await Database.connect(settings.database_url, role=OWNER, most=1)
    try:
        async with database.transaction(new_id()) as work:
            await work.execute("SELECT pg_advisory_xact_lock($1)", SEED_LOCK)
            if await work.value("SELECT true FROM organization WHERE slug = $1", cast.SLUG):
                return False
            began = time.monotonic()
            say("Demo: writing ninety days of «فروشگاه مهر» …")
            counted = await _write(work, settings, now)
            say(f"Demo: {counted} in {time.monotonic() - began:.1f} s.")
        async with database.everywhere() as connection:
            await connection.execute("ANALYZE")
    finally:
        await database.close()
    return True


def live_program(settings: Settings) -> Unit:
    """The process of the simulated customers; it knows public addresses, and how to mark its mails."""
    return Program(
        "live",
        [sys.executable, "-m", "hamseda.demo.live"],
        environment={
            "HAMSEDA_LIVE_BASE": settings.base_url
            if not settings.public_url
            else f"http://{settings.host}:{settings.port}",
            "HAMSEDA_LIVE_MAIL": _mail_road(settings),
            "PYTHONUNBUFFERED": "1",
        },
        grace=5,
    )


def _mail_road(settings: Settings) -> str:
    """How customers write mails and find the answers; nothing where real mail goes out, since nobody would read it."""
    if settings.smtp_host or not settings.lmtp_port:
        return ""
    mail = MailRoad(
        host=settings.lmtp_host,
        port=settings.lmtp_port,
        recipient=support_address(settings),
        authserv=cast.AUTHSERV_ID,
        key=simulation_key(load_keys(settings.data_folder)).hex(),
        outgoing=str(settings.data_folder / OUTGOING),
    )
    return msgspec.json.encode(mail).decode()


async def _write(work: Transaction, settings: Settings, now: datetime) -> str:
    keys = load_keys(settings.data_folder)
    rng = Random(SEED)  # noqa: S311 -- the same people say the same things in every demonstration
    shop = await arrange(work, keys, settings)
    crowd = customers.Crowd(shop.channels["webchat"], rng)
    ledger = Ledger(work.organization_id)
    ledger.expect(*TABLES)
    stage = scene.set_stage(now, crowd, rng)
    chronicle = Chronicle(now, crowd, rng)
    threads = chronicle.tell() + stage.threads
    customers.write(ledger, crowd.everybody + stage.people, shop.brand_id, now)
    writer = Writer(ledger, shop, keys, now, rng)
    writer.write(threads)
    scene.write_suggestions(ledger, stage)
    scene.write_visitor(ledger, stage, shop.channels["webchat"])
    belongings.promise_calls(ledger, shop, stage.threads, now)
    attendance.write(ledger, shop, now, rng, chronicle.duties())
    await _set_number(work, writer.number)
    rows = await ledger.write(work.connection)
    await belongings.lay_out(work, settings, shop, stage.threads, now)
    await rota.write(work, shop, now)
    return f"{len(threads)} conversations, {ledger.count('message')} messages, {rows} rows"


async def _set_number(work: Transaction, last: int) -> None:
    await work.execute(
        "UPDATE conversation_number SET last_number = $2 WHERE organization_id = $1",
        work.organization_id,
        last,
    )
