"""Everything a process of the product holds: made once by a composition root, given to those who need it."""

from dataclasses import dataclass

from hamseda.conversations.append import Appender
from hamseda.kit.bus import PostgresBus
from hamseda.kit.clock import Clock
from hamseda.kit.database import SYSTEM, Database
from hamseda.kit.hub import Hub
from hamseda.kit.keys import Keys, load_keys
from hamseda.organization.authentication import Authenticator
from hamseda.settings import Settings


@dataclass(frozen=True)
class House:
    """The open parts of one process."""

    settings: Settings
    keys: Keys
    clock: Clock
    database: Database
    system: Database
    bus: PostgresBus
    hub: Hub
    appender: Appender
    authenticator: Authenticator

    async def close(self) -> None:
        """Finish what is waiting, then close."""
        await self.appender.close()
        await self.hub.close()
        await self.bus.stop()
        await self.database.close()
        await self.system.close()


async def open_house(settings: Settings, dsn: str) -> House:
    """Open pools, bus and hub on the database at `dsn`."""
    database = await Database.connect(dsn, least=2, most=12)
    system = await Database.connect(dsn, role=SYSTEM, least=1, most=4)
    bus = PostgresBus(dsn)
    hub = Hub(system)
    database.wake = system.wake = bus.wake
    bus.on_wake(hub.wake)
    await bus.start()
    return House(
        settings, load_keys(settings.data_folder), Clock(), database, system, bus, hub,
        Appender(database), Authenticator(database),
    )
