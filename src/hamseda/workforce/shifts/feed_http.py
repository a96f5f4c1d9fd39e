"""Routes of the calendar feed: one's own, and the public address that calendars read."""

from typing import Annotated

from litestar import Response, Router, delete, get, post
from litestar.params import Parameter

from hamseda.kit.clock import Clock
from hamseda.kit.database import Database, Transaction
from hamseda.organization.api import PUBLIC, Caller
from hamseda.settings import Settings
from hamseda.workforce.shifts import feed
from hamseda.workforce.shifts.mine_http import OWN, person_of

Token = Annotated[str, Parameter(description="The secret of the feed, with .ics or without.")]


@get("/workforce/my/shift-feed", access=OWN)
async def read_my_feed(caller: Caller, reading: Transaction) -> feed.ShiftFeed:
    """Tell whether my shifts can be subscribed to, and when a calendar last read them."""
    return await feed.own_feed(reading, person_of(caller))


@post("/workforce/my/shift-feed", access=OWN)
async def make_my_feed(caller: Caller, work: Transaction, settings: Settings) -> feed.MadeShiftFeed:
    """Make the secret address of my shifts, or another one in its place; it is shown this once."""
    return await feed.make_feed(work, caller, settings, person_of(caller))


@delete("/workforce/my/shift-feed", access=OWN, status_code=204)
async def revoke_my_feed(caller: Caller, work: Transaction) -> None:
    """Make the address of my shifts worth nothing."""
    await feed.revoke_feed(work, caller, person_of(caller))


@get("/calendar/{token:str}", access=PUBLIC)
async def read_shift_feed(database: Database, clock: Clock, token: Token) -> Response[bytes]:
    """Read the shifts of whose feed it is, as an iCalendar that programs subscribe to."""
    return Response(
        await feed.read_feed(database, clock, token),
        media_type="text/calendar",
        headers={"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"},
    )


ROUTES = [read_my_feed, make_my_feed, revoke_my_feed]
router = Router("/", route_handlers=[read_shift_feed], tags=["workforce"])
