"""The incoming road, put together for the worker: the LMTP door, the reader, and the step that places mails."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from hamseda.channels.email.fetching import Fetching, Roads
from hamseda.channels.email.lmtp import Door, serve_lmtp
from hamseda.channels.email.placing import Placer
from hamseda.channels.email.reader import Reader
from hamseda.channels.email.reader_process import Abroad
from hamseda.channels.email.spool import Spool
from hamseda.conversations.api import Intake
from hamseda.kit.clock import Clock
from hamseda.kit.database import Database
from hamseda.kit.keys import Keys
from hamseda.settings import Settings

LOOK_SECONDS: Final = 2.0


class MailIntake:
    """The open roads: where it listens, the step of its loop, and the mailboxes that are fetched."""

    def __init__(self, port: int, placer: Placer, fetching: Fetching) -> None:
        self.port = port
        self.placer = placer
        self.fetching = fetching
        self._looked = -LOOK_SECONDS

    async def step(self) -> int:
        """Place the next mail that comes in, and now and then what is left in the table.

        It waits by itself: for a loop without a pause of its own. Answers how many mails were placed.
        """
        left = self._looked + LOOK_SECONDS - time.monotonic()
        placed = await self.placer.place_offered(left) if left > 0 else 0
        if time.monotonic() >= self._looked + LOOK_SECONDS:
            self._looked = time.monotonic()
            placed += await self.placer.parse_waiting()
        return placed


@asynccontextmanager
async def open_mail_intake(
    *, settings: Settings, system: Database, database: Database, intake: Intake, keys: Keys, clock: Clock
) -> AsyncIterator[MailIntake]:
    """Listen on the LMTP port, be ready to fetch and to place; closes all at the end."""
    abroad = Abroad(settings.dns_servers, str(settings.suffix_file))
    spool, reader = Spool(settings.data_folder, settings.raw_mail_url), Reader(abroad=abroad)
    placer = Placer(
        settings=settings,
        system=system,
        database=database,
        intake=intake,
        keys=keys,
        clock=clock,
        spool=spool,
        reader=reader,
    )
    door = Door(system, spool, placer.offer)
    fetching = Fetching(Roads(settings, system, database, keys, spool, placer.offer))
    try:
        async with serve_lmtp(door, settings.lmtp_host, settings.lmtp_port, settings.max_mail_bytes) as port:
            yield MailIntake(port, placer, fetching)
    finally:
        await fetching.close()
        await reader.close()
