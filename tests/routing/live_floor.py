"""A floor to route on: contacts that come in, agents who are there, and waiting for what must happen."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from fixtures.house import SignIn
from fixtures.people import Organization, Person, enrol
from hamseda.conversations.api import Arrival
from hamseda.customers.api import Claim
from hamseda.house import House
from hamseda.kit.background import Timers
from hamseda.routing.api import callback_due, reservation_due
from hamseda.routing.live_router import LiveRouter
from hamseda.routing.settings import Pace
from hamseda.routing.telling import tell

QUICK = Pace(
    lease_s=0.6, tend_s=0.1, idle_s=0.05, forecast_s=0.05, promise_gap_s=0.0, sweep_s=0.05, handling_s=0.0
)
PATIENCE_S = 30.0  # a bound for slow machines, not a time that anything takes
StartRouter = Callable[..., Awaitable[LiveRouter]]


async def until(asked: Callable[[], Awaitable[Any]]) -> Any:
    """Ask again and again until the answer is yes; fails after a while."""
    async with asyncio.timeout(PATIENCE_S):
        while not (answer := await asked()):
            await asyncio.sleep(0.01)
    return answer


@dataclass
class Floor:
    """One organization as its router sees it; `owner` looks into rows."""

    house: House
    owner: asyncpg.Connection
    organization: Organization
    sign_in: SignIn

    async def contact(self, text: str = "سلام") -> UUID:
        """Somebody unknown writes in the web chat; answers the id of the work item."""
        arrival = Arrival(
            channel_id=self.organization.channel_id, claims=[Claim("device", uuid4().hex, None)], text=text
        )
        async with self.house.database.transaction(self.organization.id) as work:
            received = await self.house.intake.receive(work, arrival, self.house.clock.now())
        return await self.owner.fetchval(
            "SELECT id FROM work_item WHERE interaction_id = $1", received.interaction_id
        )

    async def colleague(self) -> Person:
        """One more agent of the sales queue."""
        return await enrol(
            self.owner,
            self.organization.id,
            "agent",
            f"همکار {uuid4().hex[:4]}",
            self.organization.sales_id,
            self.organization.sales_queue_id,
        )

    async def there(self, person: Person, state: str = "available", reason: str | None = None) -> None:
        answer = await self.sign_in(person).put(
            "/api/v1/me/presence", json={"state": state, "reason": reason}
        )
        assert answer.status_code == 200, answer.text

    async def item(self, item_id: UUID) -> asyncpg.Record:
        return await self.owner.fetchrow("SELECT * FROM work_item WHERE id = $1", item_id)

    async def offers(self, item_id: UUID, state: str = "offered") -> list[asyncpg.Record]:
        return await self.owner.fetch(
            "SELECT * FROM reservation WHERE work_item_id = $1 AND state = $2 ORDER BY id", item_id, state
        )

    async def offer(self, item_id: UUID, to: Person | None = None) -> asyncpg.Record:
        """Wait for the router to offer the item (to somebody)."""

        async def rings() -> asyncpg.Record | None:
            found = await self.offers(item_id)
            return found[0] if found and (to is None or found[0]["agent_id"] == to.id) else None

        return await until(rings)

    async def set_queue(self, **settings: Any) -> None:
        await self.owner.execute(
            "UPDATE queue SET settings = settings || $2 WHERE id = $1",
            self.organization.sales_queue_id,
            settings,
        )

    async def tell_changed(self, item_id: UUID) -> None:
        """Tell the router of a row that the test has changed by hand."""
        async with self.house.database.transaction(self.organization.id) as work:
            await tell(work, item_id)

    async def let_time_out(self, reservation_id: UUID) -> None:
        """The time of an offer is over now, and the worker acts on it."""
        await self.owner.execute("UPDATE timer SET due_at = now() WHERE subject_id = $1", reservation_id)
        await timers(self.house).step()


def timers(house: House) -> Timers:
    return Timers(house.system, {"reservation.due": reservation_due, "callback.due": callback_due})
