"""The visitor's place in line and the wait promised to them."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from hamseda.channels.webchat.service import Visitor
from hamseda.kit.database import Database
from hamseda.routing.api import wait_of_interaction


def wait_reader(database: Database) -> Callable[[Visitor], Awaitable[dict[str, Any] | None]]:
    """A function that reads what a visitor may expect now; None for one who waits for nobody."""

    async def read(visitor: Visitor) -> dict[str, Any] | None:
        if visitor.interaction_id is None:
            return None
        async with database.reading(visitor.organization_id) as view:
            wait = await wait_of_interaction(view, visitor.interaction_id)
        return None if wait is None else dict(msgspec.to_builtins(wait))

    return read
