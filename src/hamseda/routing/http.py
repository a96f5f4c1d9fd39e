"""Routes of routing: presence, my work, offers, after-contact work, shifts and the board."""

from typing import Annotated, cast
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post, put
from msgspec import Meta

from hamseda.conversations.api import Masking, WorkItemView, visible
from hamseda.kit.database import Transaction
from hamseda.organization.api import AGENTS, READERS, WORKERS, Caller, staff
from hamseda.routing import board, board_history, handling, my_work, offers, presence, shifts, views, why

BOARD = staff("admin", "supervisor", "auditor", scopes=("supervision",))


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why an offer is declined, in the agent's own words."""

    reason: Annotated[str, Meta(max_length=500)] = ""


@get("/presence", access=READERS)
async def list_presence(reading: Transaction) -> views.PresenceList:
    """List everybody's presence."""
    rows = await presence.list_presence(reading)
    return {"items": [cast("views.PersonPresence", dict(row)) for row in rows]}


@put("/me/presence", access=WORKERS)
async def set_presence(
    caller: Caller, work: Transaction, data: presence.PresenceWish
) -> presence.PresenceView:
    """Say that I am available, on a break (with a reason of the list) or offline."""
    return await presence.set_presence(work, caller, data)


@get("/me/work", access=WORKERS)
async def read_my_work(caller: Caller, reading: Transaction) -> views.MyWork:
    """Read what rings at me, what I serve, my shift, and what was handed over to me."""
    return await my_work.read(reading, caller)


@post("/reservations/{reservation_id:uuid}/acceptance", access=AGENTS, status_code=200)
async def accept(caller: Caller, work: Transaction, reservation_id: UUID) -> WorkItemView:
    """Take what is offered to me."""
    return await offers.accept(work, caller, reservation_id)


@post("/reservations/{reservation_id:uuid}/refusal", access=AGENTS, status_code=204)
async def decline(
    caller: Caller, work: Transaction, reservation_id: UUID, data: Refusal | None = None
) -> None:
    """Decline what is offered to me: it goes to somebody else."""
    await offers.decline(work, caller, reservation_id, data.reason if data else "")


@post("/work-items/{work_item_id:uuid}/wrap-up", access=WORKERS, status_code=200)
async def begin_wrap_up(caller: Caller, work: Transaction, work_item_id: UUID) -> WorkItemView:
    """End the talk and begin the work after it."""
    return await handling.begin_wrap_up(work, caller, work_item_id)


@post("/work-items/{work_item_id:uuid}/completion", access=WORKERS, status_code=200)
async def complete(
    caller: Caller, work: Transaction, masking: Masking, work_item_id: UUID, data: handling.Completion
) -> WorkItemView:
    """End a piece of work with its outcome."""
    return await handling.complete(work, caller, masking, work_item_id, data)


@get("/work-items/{work_item_id:uuid}/explanation", access=READERS)
async def explain(caller: Caller, reading: Transaction, work_item_id: UUID) -> views.Explanation:
    """Say in one sentence why it went to this agent, or why it waits."""
    item = await handling.shown_item(reading, work_item_id)
    await visible(reading, caller, item["conversation_id"])
    return await why.explanation(reading, caller, item)


@get("/board", access=BOARD)
async def read_board(caller: Caller, reading: Transaction) -> views.Board:
    """Read the queues and agents as they are now."""
    return await board.read(reading, caller)


@get("/board/history", access=BOARD)
async def read_board_history(caller: Caller, reading: Transaction) -> board_history.BoardHistory:
    """Read what waited and was answered in each queue in the last four hours, every five minutes."""
    return await board_history.read_history(reading, caller)


@post("/me/shift", access=WORKERS, status_code=201)
async def begin_shift(caller: Caller, work: Transaction, data: shifts.Beginning) -> views.ShiftBegun:
    """Begin my shift; bulletins that I have not read must be read first."""
    return await shifts.begin(work, caller, data)


@delete("/me/shift", access=WORKERS, status_code=200)
async def end_shift(
    caller: Caller, work: Transaction, masking: Masking, data: shifts.Ending
) -> views.ShiftEnded:
    """End my shift; every open item of mine gets an owner or a queue, and a note."""
    return await shifts.end(work, caller, masking, data)


router = Router(
    "/api/v1",
    route_handlers=[
        list_presence,
        set_presence,
        read_my_work,
        accept,
        decline,
        begin_wrap_up,
        complete,
        explain,
        read_board,
        read_board_history,
        begin_shift,
        end_shift,
    ],
    tags=["routing"],
)
