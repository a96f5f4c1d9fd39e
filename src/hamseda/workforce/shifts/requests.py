"""Leave and swaps: asked for, agreed to, approved or refused, taken back; nothing of it is lost."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from hamseda.events import RequestChanged
from hamseda.kit.clock import Clock
from hamseda.kit.database import Row, Transaction
from hamseda.kit.ids import new_id
from hamseda.kit.problem import Conflict, Forbidden, Invalid, NotFound
from hamseda.organization.api import Caller
from hamseda.workforce.shifts import effects
from hamseda.workforce.shifts import queries_requests as sql
from hamseda.workforce.shifts.house_rules import read_rules
from hamseda.workforce.shifts.led import led_by
from hamseda.workforce.shifts.request_views import (
    RequestOutlook,
    ShiftRequestPage,
    ShiftRequestView,
    deeds,
    may_decide,
    shown,
)
from hamseda.workforce.shifts.words import Reason, day_in

PAGE: Final = 50
LONGEST: Final = timedelta(92)
FARTHEST: Final = timedelta(400)


class LeaveWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days off, both included."""

    first_day: date
    last_day: date
    reason: Reason = ""


class SwapWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """My shift for one of a colleague's; without theirs I give mine away."""

    shift_id: UUID
    with_user_id: UUID
    with_shift_id: UUID | None = None
    reason: Reason = ""


class Agreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the other agent of a swap says."""

    agree: bool
    reason: Reason = ""


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a leader says; a refusal has its reason."""

    approve: bool
    reason: Reason = ""
    accept_breaches: Annotated[bool, Meta(description="Approve although rules are broken.")] = False


async def ask_leave(
    work: Transaction, caller: Caller, clock: Clock, user_id: UUID, wish: LeaveWish
) -> ShiftRequestView:
    """Ask for days off; raises Invalid and Conflict where they cannot be meant."""
    today = _today(caller, clock)
    if wish.last_day < wish.first_day:
        raise Invalid.field("last_day", "last_before_first", "The last day lies before the first.")
    if wish.first_day < today:
        raise Invalid.field("first_day", "day_is_past", "This day has passed.")
    if wish.last_day - wish.first_day >= LONGEST or wish.last_day - today > FARTHEST:
        raise Invalid.field("last_day", "leave_too_long", "At most 92 days, and within 400 days from now.")
    await work.execute(sql.ALONE, work.organization_id, user_id)
    span = (wish.first_day, wish.last_day)
    if await work.value(sql.OVERLAPPING, work.organization_id, user_id, *span):
        raise Conflict("You have asked for leave on some of these days already.", code="leave_overlaps")
    return await _add(work, caller, clock, {"kind": "leave", "user_id": user_id, "reason": wish.reason}, span)


async def ask_swap(
    work: Transaction, caller: Caller, clock: Clock, user_id: UUID, wish: SwapWish
) -> ShiftRequestView:
    """Ask a colleague for a swap; the rules are asked first, and again when it is approved."""
    given, taken = await _shifts(work, wish.shift_id, wish.with_shift_id)
    _check_swap(wish, user_id, (given, taken))
    first = min(one["day"] for one in (given, taken) if one is not None)
    last = max(one["day"] for one in (given, taken) if one is not None)
    if first < _today(caller, clock):
        raise Invalid.field("shift_id", "day_is_past", "This day has passed.")
    await work.execute(sql.ALONE, work.organization_id, user_id)
    if await work.value(sql.OPEN_SWAP, work.organization_id, wish.shift_id):
        raise Conflict("This shift is in another swap that is still open.", code="swap_open")
    await effects.check_swap(
        work, caller, effects.Swap(given["schedule_id"], wish.shift_id, wish.with_user_id, wish.with_shift_id)
    )
    about = {
        "kind": "swap",
        "user_id": user_id,
        "with_user_id": wish.with_user_id,
        "shift_id": wish.shift_id,
        "with_shift_id": wish.with_shift_id,
        "reason": wish.reason,
    }
    return await _add(work, caller, clock, about, (first, last))


async def agree(
    work: Transaction, caller: Caller, clock: Clock, request_id: UUID, said: Agreement
) -> ShiftRequestView:
    """Say yes or no to a swap that somebody asked of me; where no leader is needed, yes makes it so."""
    row = await _lock(work, request_id)
    if row["with_user_id"] != caller.user_id:
        raise NotFound("There is no such request.")
    _must(row, caller, clock, "agree")
    if not said.agree:
        return await _move(work, caller, clock, row, "refused", said.reason)
    found = await _move(work, caller, clock, row, "agreed", said.reason)
    if (await read_rules(work)).swaps_need_approval:
        return found
    await effects.swap(work, caller, await _swap_of(work, row), is_accepted=False)
    return await _move(work, caller, clock, await _lock(work, request_id), "approved", "", by=None)


async def decide(
    work: Transaction, caller: Caller, clock: Clock, request_id: UUID, decision: Decision
) -> ShiftRequestView:
    """Approve or refuse; what was approved is in the schedule at once."""
    row = await _led(work, caller, await _lock(work, request_id))
    if not may_decide(row, caller):
        raise Forbidden("Somebody else decides about your own request.", code="own_request")
    _must(row, caller, clock, "approve")
    if not decision.approve:
        if not decision.reason.strip():
            raise Invalid.field("reason", "reason_needed", "Say why, so that they can plan by it.")
        return await _move(work, caller, clock, row, "refused", decision.reason)
    if row["kind"] == "leave":
        await effects.leave(work, caller, effects.leave_of(row), is_accepted=decision.accept_breaches)
    else:
        await effects.swap(work, caller, await _swap_of(work, row), is_accepted=decision.accept_breaches)
    return await _move(work, caller, clock, row, "approved", decision.reason)


async def withdraw(work: Transaction, caller: Caller, clock: Clock, request_id: UUID) -> ShiftRequestView:
    """Take my request back; after an approved leave I am available again, shifts come back by a planner."""
    row = await _lock(work, request_id)
    if row["user_id"] != caller.user_id:
        raise NotFound("There is no such request.")
    _must(row, caller, clock, "withdraw")
    if row["state"] == "approved":
        await effects.forget_leave(work, caller, effects.leave_of(row))
    return await _move(work, caller, clock, row, "withdrawn", "")


async def outlook(view: Transaction, caller: Caller, request_id: UUID) -> RequestOutlook:
    """What would come of a request, as things stand: for who asked and for who decides."""
    row = await _read(view, request_id)
    if row["user_id"] != caller.user_id:
        await _led(view, caller, row)
    if row["kind"] == "leave":
        return await effects.leave_outlook(view, caller, effects.leave_of(row))
    return await effects.swap_outlook(view, caller, await _swap_of(view, row))


async def own_requests(view: Transaction, caller: Caller, clock: Clock, user_id: UUID) -> ShiftRequestPage:
    """My requests and the swaps that others ask of me."""
    found = await view.fetch(sql.OWN, view.organization_id, user_id)
    return ShiftRequestPage(await shown(view, caller, found, _today(caller, clock)), None)


async def led_requests(
    view: Transaction, caller: Caller, clock: Clock, state: str | None, after: UUID | None
) -> ShiftRequestPage:
    """The requests of those whom the caller leads."""
    found = await view.fetch(sql.LED, view.organization_id, led_by(caller), state, after, PAGE)
    items = await shown(view, caller, found, _today(caller, clock))
    return ShiftRequestPage(items, items[-1].id if len(items) == PAGE else None)


def _today(caller: Caller, clock: Clock) -> date:
    return day_in(ZoneInfo(caller.time_zone), clock.now())


def _check_swap(wish: SwapWish, user_id: UUID, shifts: tuple[Row, Row | None]) -> None:
    given, taken = shifts
    if given["user_id"] != user_id or not given["holds"]:
        raise NotFound("There is no such shift of yours.")
    if wish.with_user_id == user_id:
        raise Invalid.field("with_user_id", "swap_with_oneself", "Choose a colleague.")
    if taken is not None and (taken["user_id"] != wish.with_user_id or not taken["holds"]):
        raise Invalid.field("with_shift_id", "not_found", "with_shift_id names something that is not there.")
    if taken is not None and taken["schedule_id"] != given["schedule_id"]:
        raise Invalid.field("with_shift_id", "swap_elsewhere", "Both shifts must be of one schedule.")


async def _shifts(view: Transaction, given: UUID, taken: UUID | None) -> tuple[Row, Row | None]:
    ids = [given] if taken is None else [given, taken]
    found = {row["id"]: row for row in await view.fetch(sql.SHIFTS_BY_ID, view.organization_id, ids)}
    for field, one in (("shift_id", given), ("with_shift_id", taken)):
        if one is not None and one not in found:
            raise Invalid.field(field, "not_found", f"{field} names something that is not there.")
    return found[given], None if taken is None else found[taken]


async def _swap_of(view: Transaction, row: Row) -> effects.Swap:
    given, _ = await _shifts(view, row["shift_id"], row["with_shift_id"])
    return effects.Swap(given["schedule_id"], row["shift_id"], row["with_user_id"], row["with_shift_id"])


async def _add(
    work: Transaction, caller: Caller, clock: Clock, about: dict[str, Any], span: tuple[date, date]
) -> ShiftRequestView:
    request_id, now = new_id(), clock.now()
    names = ("kind", "user_id", "with_user_id")
    step = _step("asked", caller.user_id, now, about["reason"])
    await work.execute(
        sql.ADD,
        work.organization_id,
        request_id,
        *(about.get(name) for name in names),
        *span,
        about.get("shift_id"),
        about.get("with_shift_id"),
        about["reason"],
        [step],
        now,
    )
    detail = {"kind": about["kind"], "first_day": str(span[0]), "last_day": str(span[1])}
    await work.audit(caller.did("shift_request.asked", "shift_request", request_id, detail))
    return await _tell(work, caller, clock, request_id)


async def _move(
    work: Transaction,
    caller: Caller,
    clock: Clock,
    row: Row,
    state: str,
    reason: str,
    *,
    by: UUID | None | msgspec.UnsetType = msgspec.UNSET,
) -> ShiftRequestView:
    now = clock.now()
    who = caller.user_id if by is msgspec.UNSET else by
    is_end = state in {"approved", "refused", "withdrawn"}
    await work.execute(
        sql.MOVE,
        work.organization_id,
        row["id"],
        state,
        [_step(state, who, now, reason)],
        reason or row["answer"],
        now if is_end else None,
        who if is_end else None,
    )
    await work.audit(caller.did(f"shift_request.{state}", "shift_request", row["id"], {"kind": row["kind"]}))
    return await _tell(work, caller, clock, row["id"])


async def _tell(work: Transaction, caller: Caller, clock: Clock, request_id: UUID) -> ShiftRequestView:
    row = await _read(work, request_id)
    event = RequestChanged(id=request_id, state=row["state"], request=row["kind"])
    for user_id in {row["user_id"], row["with_user_id"]} - {None}:
        work.emit(event, audience={"user": user_id})
    work.emit(event, audience={"supervisors": True})
    return (await shown(work, caller, [row], _today(caller, clock)))[0]


def _step(state: str, by: UUID | None, at: datetime, reason: str) -> dict[str, Any]:
    return {"state": state, "by": None if by is None else str(by), "at": at.isoformat(), "reason": reason}


def _must(row: Row, caller: Caller, clock: Clock, deed: str) -> None:
    if deed not in deeds(row, caller, _today(caller, clock)):
        raise Conflict(
            "This request has moved on: look at it again.", code="request_moved_on", state=row["state"]
        )


async def _read(view: Transaction, request_id: UUID) -> Row:
    row = await view.row(sql.READ, view.organization_id, request_id)
    if row is None:
        raise NotFound("There is no such request.")
    return row


async def _lock(work: Transaction, request_id: UUID) -> Row:
    row = await work.row(sql.LOCK, work.organization_id, request_id)
    if row is None:
        raise NotFound("There is no such request.")
    return row


async def _led(view: Transaction, caller: Caller, row: Row) -> Row:
    """Hide the requests of others' people."""
    del view
    led = led_by(caller)
    is_leader = caller.role == "admin" or (
        caller.role == "supervisor" and (led is None or row["department_id"] == led)
    )
    if not is_leader:
        raise NotFound("There is no such request.")
    return row
