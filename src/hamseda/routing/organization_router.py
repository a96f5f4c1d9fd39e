"""The router of one organization: a kernel kept in step with its rows, whose decisions become offers."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from hamseda.kit.clock import Clock
from hamseda.kit.database import DISCONNECTED, Database
from hamseda.kit.hub import Hub, LiveEvent
from hamseda.routing import floor_sync
from hamseda.routing.explain import explain
from hamseda.routing.forecast import Forecast
from hamseda.routing.kernel import Kernel
from hamseda.routing.lease import fence
from hamseda.routing.live_writes import Offer, store_offer
from hamseda.routing.numbers import Numbers
from hamseda.routing.presence import send_absent_offline
from hamseda.routing.reactions import (
    answered_by,
    missed_answers,
    note_acted_upon,
    still_waiting,
    take_answered,
)
from hamseda.routing.reading import Reader, milliseconds
from hamseda.routing.rules import Decision, Presence
from hamseda.routing.sentences import portable
from hamseda.routing.settings import Pace

MOST_OFFERS_TOGETHER = 50
FAULT_SECONDS = 0.5
# What administrators change that concerns the whole floor.
WHOLE_FLOOR = frozenset({"queues", "skills", "organization"})

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """What a router works with; `database` keeps to one organization, `holder` is the router's name."""

    database: Database
    hub: Hub
    clock: Clock
    pace: Pace
    holder: str


class OrganizationRouter:
    """Follows one organization's event log while it holds the lease's `epoch`; ends with DeposedError."""

    def __init__(self, parts: Parts, organization_id: UUID, epoch: int) -> None:
        self._parts = parts
        self._organization_id = organization_id
        self._epoch = epoch
        self._numbers = Numbers()
        self._reader = Reader(self._numbers)
        self._kernel: Kernel | None = None
        self._forecast = Forecast(self._numbers, parts.pace)
        self._items: set[UUID] = set()
        self._agents: set[UUID] = set()
        self._answered: dict[UUID, UUID] = {}
        self._heard = self._noted = 0
        self._due = asyncio.Event()
        self._next_forecast = self._next_sweep = 0.0

    async def run(self) -> None:
        """Route until cancelled or deposed."""
        try:
            while True:
                try:
                    await self._turn()
                except (asyncpg.PostgresError, *DISCONNECTED) as error:
                    logger.warning("Routing waits for the database: %s", error)
                    self._kernel = None
                    await asyncio.sleep(FAULT_SECONDS)
                    continue
                await self._rest()
        finally:
            self._parts.hub.forget(self._organization_id, self)

    async def _turn(self) -> None:
        self._due.clear()
        kernel = self._kernel or await self._begin()
        now = self._parts.clock.now()
        if self._answered:
            await self._react()
        if self._items or self._agents:
            await self._follow(kernel, now)
        await self._decide(kernel, now)
        await self._look_around(kernel, now)

    async def _begin(self) -> Kernel:
        """Read everything at one event number and follow the log from there."""
        self._parts.hub.forget(self._organization_id, self)
        now = self._parts.clock.now()
        async with self._parts.database.reading(self._organization_id) as view:
            loaded = await self._reader.load(view, now)
            await self._forecast.learn(view)
            self._answered = await missed_answers(view, loaded.as_of)
        self._items.clear()
        self._agents.clear()
        self._heard = loaded.as_of
        kernel = Kernel.restore(loaded.config, loaded.snapshot, milliseconds(now))
        start = await self._parts.hub.listen(self._organization_id, self, self._hear, loaded.as_of)
        if start is None:
            raise TimeoutError("the event log has no unbroken part after the snapshot; it is read again")
        self._kernel = kernel
        return kernel

    def _hear(self, event: LiveEvent) -> None:
        """Note which rows an event is about; they are read when their turn comes."""
        self._heard = event.number
        match event.kind:
            case "work.changed":
                self._items.add(UUID(event.body["work_item"]["id"]))
            case "reservation.decided":
                self._items.add(UUID(event.body["work_item_id"]))
            case "presence.changed" | "membership.changed":
                self._agents.add(UUID(event.body["user_id"]))
            case "message.appended" if (agent := answered_by(event.body["message"])) is not None:
                self._answered[UUID(event.body["message"]["conversation_id"])] = agent
            case "configuration.changed" if event.body["what"] in WHOLE_FLOOR:
                self._kernel = None
            case _:
                return
        self._due.set()

    async def _react(self) -> None:
        """Whoever answered a customer who waits has taken the work."""
        answered, self._answered = self._answered, {}
        async with self._parts.database.reading(self._organization_id) as view:
            waiting = await still_waiting(view, list(answered))
        for conversation_id in waiting:
            async with self._parts.database.transaction(self._organization_id) as work:
                await fence(work, self._parts.holder, self._epoch)
                await take_answered(work, conversation_id, answered[conversation_id])

    async def _follow(self, kernel: Kernel, now: datetime) -> None:
        """Bring the kernel to what the changed rows say."""
        items, self._items = self._items, set()
        people, self._agents = self._agents, set()
        now_ms = milliseconds(now)
        async with self._parts.database.reading(self._organization_id) as view:
            wanted = {item.id: item for item in await self._reader.items(view, items, now)}
            people |= {self._numbers.id(n) for n in floor_sync.strangers(kernel, wanted.values())}
            agents = await self._reader.agents(view, people, now)
        for agent, shift in agents:
            floor_sync.sync_agent(kernel, agent, shift, now_ms)
        for item_id in sorted(items):
            number = self._numbers.of(item_id)
            floor_sync.sync_item(kernel, number, wanted.get(number), now_ms)
            if number not in wanted:
                self._numbers.forget(item_id)
                self._forecast.forget(item_id)

    async def _decide(self, kernel: Kernel, now: datetime) -> None:
        decisions = kernel.decide(milliseconds(now))
        # Rows are locked in the order of their ids, so that two writers cannot wait for each other.
        decisions.sort(key=lambda decision: self._numbers.id(decision.item))
        for start in range(0, len(decisions), MOST_OFFERS_TOGETHER):
            await self._store(kernel, decisions[start : start + MOST_OFFERS_TOGETHER], now)

    async def _store(self, kernel: Kernel, decisions: list[Decision], now: datetime) -> None:
        async with self._parts.database.transaction(self._organization_id) as work:
            await fence(work, self._parts.holder, self._epoch)
            for decision in decisions:
                offer = self._offer(kernel, decision)
                if not await store_offer(work, offer, self._epoch, now):
                    # Somebody was quicker: what the rows say now is read again.
                    self._items.add(offer.item_id)
                    self._agents.add(offer.agent_id)
                    self._due.set()

    def _offer(self, kernel: Kernel, decision: Decision) -> Offer:
        item = kernel.items[decision.item]
        line = self._reader.lines[self._numbers.id(item.queue)]
        return Offer(
            item_id=self._numbers.id(decision.item),
            agent_id=self._numbers.id(decision.agent),
            ring=decision.ring,
            timeout_s=line.settings.offer_timeout_s,
            parts=[portable(sentence, self._numbers) for sentence in explain(decision)],
            boost_cost_minutes=self._forecast.boost_cost(kernel, decision),
        )

    async def _look_around(self, kernel: Kernel, now: datetime) -> None:
        """Now and then: what those who wait are told, who has gone without a word, and how far we have come."""
        moment = asyncio.get_running_loop().time()
        if kernel.waiting and moment >= self._next_forecast:
            self._next_forecast = moment + self._parts.pace.forecast_s
            await self._tell_waits(kernel, now)
        if moment >= self._next_sweep:
            self._next_sweep = moment + self._parts.pace.sweep_s
            await self._sweep(is_staffed=any(p is not Presence.OFFLINE for p in kernel.staff.presence))

    async def _sweep(self, *, is_staffed: bool) -> None:
        heard = self._noted if self._answered else self._heard
        if not is_staffed and heard == self._noted:
            return
        async with self._parts.database.transaction(self._organization_id) as work:
            await fence(work, self._parts.holder, self._epoch)
            await note_acted_upon(work, heard)
            if is_staffed:
                await send_absent_offline(work, self._parts.pace.absent_s)
        self._noted = heard

    async def _tell_waits(self, kernel: Kernel, now: datetime) -> None:
        async with self._parts.database.reading(self._organization_id) as view:
            await self._forecast.refresh(view, now)
        outlook = self._forecast.outlook(kernel, now)
        if outlook.is_empty:
            return
        async with self._parts.database.transaction(self._organization_id) as work:
            await fence(work, self._parts.holder, self._epoch)
            await outlook.store(work, now)

    async def _rest(self) -> None:
        """Sleep until something happens, or time alone may allow a decision."""
        seconds = self._parts.pace.idle_s
        if self._kernel is not None:
            now_ms = milliseconds(self._parts.clock.now())
            wakeup = self._kernel.next_wakeup(now_ms)
            if wakeup is not None:
                seconds = min(seconds, max(0.001, (wakeup - now_ms) / 1000))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._due.wait(), seconds)
