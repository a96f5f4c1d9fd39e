"""Everything a process of the product holds: made once by a composition root, given to those who need it."""

from dataclasses import dataclass
from uuid import UUID

from hamseda.channels.webchat.live import LiveChat
from hamseda.channels.webchat.service import Chat
from hamseda.channels.webchat.waiting import wait_reader
from hamseda.conversations.append import Appender
from hamseda.conversations.intake import Intake
from hamseda.conversations.live import LiveDesk
from hamseda.conversations.masking import Masking
from hamseda.conversations.ports import Work
from hamseda.conversations.sending import Sending
from hamseda.kit.bus import PostgresBus
from hamseda.kit.clock import Clock
from hamseda.kit.database import SYSTEM, Database
from hamseda.kit.hub import Hub, LiveEvent
from hamseda.kit.keys import Keys, load_keys
from hamseda.organization.api import terms_of
from hamseda.organization.authentication import Authenticator
from hamseda.routing.api import Queueing
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
    queue: Work
    intake: Intake
    masking: Masking
    sending: Sending
    live_desk: LiveDesk
    chat: Chat
    live_chat: LiveChat

    async def close(self) -> None:
        """Finish what is waiting, then close."""
        await self.live_desk.close()
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
    keys = load_keys(settings.data_folder)
    clock = Clock()

    def publish(organization_id: UUID, events: list[LiveEvent]) -> None:
        hub.offer(organization_id, events)
        bus.wake_others(organization_id)

    appender = Appender(database, publish)
    authenticator = Authenticator(database)
    queue = Queueing()
    terms = terms_of(settings)
    intake = Intake(queue, keys, terms)
    live_desk = LiveDesk(database, hub, authenticator.confirm)
    chat = Chat(database, appender, intake)
    live_chat = LiveChat(database, hub, bus, chat, clock, keys, wait_reader(database))
    bus.on_signal(live_desk.signal)
    bus.on_signal(live_chat.signal)
    await bus.start()
    return House(
        settings=settings,
        keys=keys,
        clock=clock,
        database=database,
        system=system,
        bus=bus,
        hub=hub,
        appender=appender,
        authenticator=authenticator,
        queue=queue,
        intake=intake,
        masking=Masking(keys, terms),
        sending=Sending(database, appender, keys, terms),
        live_desk=live_desk,
        chat=chat,
        live_chat=live_chat,
    )
