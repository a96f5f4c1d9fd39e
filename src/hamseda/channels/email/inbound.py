"""The incoming road, put together for the worker: the LMTP door, the reader, and the step that places mails."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from msgspec import Struct

from hamseda.channels.email.lmtp import Door, serve_lmtp
from hamseda.channels.email.placing import Placer
from hamseda.channels.email.reader import Reader
from hamseda.channels.email.spool import Spool
from hamseda.conversations.api import Intake
from hamseda.kit.clock import Clock
from hamseda.kit.database import Database
from hamseda.kit.keys import Keys
from hamseda.settings import Settings

LOOK_SECONDS: Final = 2.0


class MailIntake(Struct, frozen=True):
    """The open road: where it listens, and the step of its loop."""

    port: int
    placer: Placer

    async def step(self) -> int:
        """Wait until a mail is there (or a moment), then place what waits; for a loop without a pause of its own."""
        placed = await self.placer.parse_waiting()
        if not placed:
            await self.placer.wait(LOOK_SECONDS)
            placed = await self.placer.parse_waiting()
        return placed


@asynccontextmanager
async def open_mail_intake(
    *, settings: Settings, system: Database, database: Database, intake: Intake, keys: Keys, clock: Clock
) -> AsyncIterator[MailIntake]:
    """Listen on the LMTP port and be ready to place; closes both at the end."""
    spool, reader = Spool(settings.data_folder), Reader()
    placer = Placer(
        settings=settings, system=system, database=database, intake=intake, keys=keys, clock=clock, spool=spool,
        reader=reader,
    )
    door = Door(system, spool, placer.wake)
    try:
        async with serve_lmtp(door, settings.lmtp_host, settings.lmtp_port, settings.max_mail_bytes) as port:
            yield MailIntake(port, placer)
    finally:
        await reader.close()
