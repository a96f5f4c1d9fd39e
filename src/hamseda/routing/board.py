"""The board: every queue and agent as they are now, today's figures, and how fairly work lies."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from hamseda.kit.database import Row, Transaction
from hamseda.kit.working_time import NeverOpensError, stored
from hamseda.organization.api import Caller
from hamseda.routing import queries_board, queries_people
from hamseda.routing.fairness import jain_index
from hamseda.routing.reading import ACCOUNT_HOURS
from hamseda.routing.settings import settings_of
from hamseda.routing.views import AgentState, Board, Fairness, QueueState
from hamseda.routing.waits import usual_wait

# Read for the figures, and not shown.
HIDDEN: Final = frozenset({"settings", "within_target", "hours", "has_members"})


async def read(view: Transaction, caller: Caller) -> Board:
    """Read the queues and people that the caller leads (all, without a department or scope of their own)."""
    now = datetime.now(UTC)
    departments = led(caller)
    queues = await view.fetch(
        queries_board.QUEUES, view.organization_id, departments, beginning_of_day(now, caller.time_zone)
    )
    since = now - timedelta(hours=ACCOUNT_HOURS)
    agents = await view.fetch(queries_board.AGENTS, view.organization_id, departments, since, now)
    return {
        "queues": [await _queue(view, row, now) for row in queues],
        "agents": [_agent(row) for row in agents],
        "fairness": _fairness(agents),
        "as_of": await view.value(queries_people.EVENT_HEAD, view.organization_id) or 0,
    }


def led(caller: Caller) -> list[UUID] | None:
    """Name the departments whose board the caller reads; None for all."""
    if caller.role == "auditor":
        within = caller.scope.get("departments")
        return None if within is None else [UUID(each) for each in within]
    if caller.role == "supervisor" and caller.department_id is not None:
        return [caller.department_id]
    return None


def beginning_of_day(now: datetime, time_zone: str) -> datetime:
    """Find the instant at which today began where the reader is."""
    return now.astimezone(ZoneInfo(time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def hours_of(definition: dict[str, Any] | None, now: datetime) -> tuple[bool, datetime | None]:
    """Tell whether a queue with these hours is open, and when it opens if it is not; without hours it always is."""
    if definition is None:
        return True, None
    calendar = stored(definition)
    if calendar.is_open(now):
        return True, None
    try:
        return False, calendar.next_open(now)
    except NeverOpensError:
        return False, None


def _reason(row: Row, *, is_open: bool) -> str:
    if not is_open:
        return "closed"
    return "nobody_available" if row["has_members"] else "nobody_serves"


async def _queue(view: Transaction, row: Row, now: datetime) -> QueueState:
    wait = await usual_wait(view, row["queue_id"])
    oldest, ended = row["oldest_entered_at"], row["answered_today"] + row["abandoned_today"]
    is_open, opens_at = hours_of(row["hours"], now)
    found = {
        **{name: value for name, value in row.items() if name not in HIDDEN},
        "is_open": is_open,
        "opens_at": opens_at,
        "no_estimate": None if wait is not None else _reason(row, is_open=is_open),
        "longest_wait_s": None if oldest is None else max(0, int((now - oldest).total_seconds())),
        "estimate": None if wait is None else {"low_s": wait.low_s, "high_s": wait.high_s},
        "accuracy": {"kept": wait.kept, "of": wait.of} if wait else None,
        "service_level": None if not ended else round(row["within_target"] / ended, 4),
        "target_s": settings_of(row["settings"]).target_s,
    }
    return cast("QueueState", found)


def _agent(row: Row) -> AgentState:
    shown = (
        "user_id",
        "name",
        "state",
        "reason",
        "since",
        "load",
        "capacity",
        "active",
        "wrap_up",
        "handled",
    )
    return cast("AgentState", {**{name: row[name] for name in shown}, "occupancy": _occupancy(row)})


def _occupancy(row: Row) -> float:
    whole = row["capacity"] * max(row["signed_s"], 0.0)
    return 0.0 if whole == 0 else round(min(1.0, row["busy_unit_s"] / whole), 4)


def _fairness(agents: list[Row]) -> Fairness:
    present = [row for row in agents if row["state"] != "offline"]
    return {
        "occupancy": round(jain_index(_occupancy(row) for row in present), 4),
        "count": round(jain_index(row["handled"] for row in present), 4),
        "agents": len(present),
    }
