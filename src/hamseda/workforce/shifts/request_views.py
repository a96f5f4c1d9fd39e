"""Requests as their people see them."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from hamseda.kit.database import Row, Transaction
from hamseda.organization.api import Caller
from hamseda.workforce.shifts import queries_requests as sql
from hamseda.workforce.shifts.led import led_by
from hamseda.workforce.shifts.stored import shift_of
from hamseda.workforce.shifts.views import BreachView, ShiftView, ShortfallView, shift_view

RequestState = Literal["asked", "agreed", "approved", "refused", "withdrawn"]
RequestKind = Literal["leave", "swap"]
Deed = Literal["withdraw", "agree", "approve"]


class RequestStep(msgspec.Struct, frozen=True):
    """Who moved a request to which state, and why."""

    state: RequestState
    by: UUID | None
    by_name: str | None
    at: datetime
    reason: str = ""


class ShiftRequestView(msgspec.Struct, frozen=True, kw_only=True):
    """A leave or a swap that was asked for; `can` is what the reader may do with it now."""

    id: UUID
    kind: RequestKind
    user_id: UUID
    name: str
    with_user_id: UUID | None
    with_name: str | None
    first_day: date
    last_day: date
    shift: ShiftView | None
    with_shift: ShiftView | None
    reason: str
    answer: str
    state: RequestState
    asked_at: datetime
    decided_at: datetime | None
    decided_by: UUID | None
    steps: list[RequestStep]
    can: list[Deed]


class ShiftRequestPage(msgspec.Struct, frozen=True):
    """The newest first; `next` is the `after` of the following page, null at the end."""

    items: list[ShiftRequestView]
    next: UUID | None


class RequestOutlook(msgspec.Struct, frozen=True):
    """What would come of it: rules that would break, parts of days that would lack more, shifts that would fall away."""

    breaches: list[BreachView]
    shortfalls: list[ShortfallView]
    removed: list[ShiftView]


async def shown(view: Transaction, caller: Caller, found: list[Row], today: date) -> list[ShiftRequestView]:
    """Show requests in two questions, however many they are."""
    ids = {one for row in found for one in (row["shift_id"], row["with_shift_id"]) if one is not None}
    shifts = {row["id"]: row for row in await view.fetch(sql.SHIFTS_BY_ID, view.organization_id, list(ids))}
    people = {UUID(step["by"]) for row in found for step in row["steps"] if step.get("by")}
    names = {row["id"]: row["name"] for row in await view.fetch(sql.NAMES, list(people))}
    return [_view(row, caller, shifts, names, today) for row in found]


def _view(
    row: Row, caller: Caller, shifts: dict[UUID, Row], names: dict[UUID, str], today: date
) -> ShiftRequestView:
    plain = {
        name: row[name] for name in ShiftRequestView.__struct_fields__ if name in row and name != "steps"
    }
    return ShiftRequestView(
        **plain,
        shift=_shift(shifts.get(row["shift_id"])),
        with_shift=_shift(shifts.get(row["with_shift_id"])),
        steps=[_step(one, names) for one in row["steps"]],
        can=deeds(row, caller, today),
    )


def deeds(row: Any, caller: Caller, today: date) -> list[Deed]:
    """What somebody may do with a request now."""
    found: list[Deed] = []
    is_open = row["state"] in {"asked", "agreed"}
    if row["user_id"] == caller.user_id and (
        is_open or ((row["kind"], row["state"]) == ("leave", "approved") and row["first_day"] > today)
    ):
        found.append("withdraw")
    if row["with_user_id"] == caller.user_id and row["state"] == "asked":
        found.append("agree")
    if may_decide(row, caller) and row["state"] == ("asked" if row["kind"] == "leave" else "agreed"):
        found.append("approve")
    return found


def may_decide(row: Any, caller: Caller) -> bool:
    """Leaders decide for those whom they lead; of one's own only administrators."""
    if caller.role == "admin":
        return True
    led = led_by(caller)
    is_led = caller.role == "supervisor" and (led is None or row["department_id"] == led)
    return is_led and caller.user_id not in {row["user_id"], row["with_user_id"]}


def _shift(row: Row | None) -> ShiftView | None:
    return None if row is None else shift_view(shift_of(row), ZoneInfo(row["time_zone"]))


def _step(one: dict[str, Any], names: dict[UUID, str]) -> RequestStep:
    by = UUID(one["by"]) if one.get("by") else None
    return RequestStep(one["state"], by, names.get(by) if by else None, one["at"], one.get("reason", ""))
