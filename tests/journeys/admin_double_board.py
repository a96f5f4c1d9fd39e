"""The board of the scripted administration: three queues and six agents at one moment."""

from typing import Any

from journeys.desk_double_data import SALES, SUPPORT, at, uid


def state(row_id: str, name: str, waiting: int, oldest: float | None, **more: Any) -> dict[str, Any]:
    return {
        "queue_id": row_id,
        "name": name,
        "waiting": waiting,
        "offered": 1,
        "active": 6,
        "longest_wait_s": None if oldest is None else int(oldest * 60),
        "oldest_entered_at": None if oldest is None else at(minutes=oldest),
        "estimate": {"low_s": 120, "high_s": 240},
        "accuracy": {"kept": 87, "of": 100},
        "answered_today": 164,
        "abandoned_today": 9,
        "service_level": 0.86,
        "target_s": 60,
        "department_id": uid("d-support"),
        "wrap_up": 1,
        "boost_cost_minutes": 0.4,
        "is_open": True,
        "opens_at": None,
        "no_estimate": None,
        "agents_available": 4,
        "agents_busy": 3,
        **more,
    }


def agent(
    key: str, name: str, doing: str, minutes: int, load: int, active: int, reason: str | None = None
) -> dict[str, Any]:
    return {
        "user_id": uid(key),
        "name": name,
        "state": doing,
        "reason": reason,
        "since": at(minutes=minutes),
        "load": load,
        "capacity": 100,
        "active": active,
        "wrap_up": 0,
        "handled": 7,
        "occupancy": load / 100,
    }


BOARD: dict[str, Any] = {
    "queues": [
        state(SUPPORT, "پشتیبانی سفارش", 5, 4.6),
        state(SALES, "فروش", 1, 0.7, answered_today=71, abandoned_today=2, service_level=0.94, active=3),
        state(
            uid("q-vip"),
            "مشتریان سازمانی",
            0,
            None,
            estimate=None,
            accuracy=None,
            answered_today=0,
            abandoned_today=0,
            service_level=None,
            active=0,
            offered=0,
        ),
    ],
    "agents": [
        agent("sara", "سارا کریمی", "available", 48, 60, 2),
        agent("omid", "امید رستمی", "available", 95, 100, 3),
        agent("hoda", "هدی شمس", "break", 7, 0, 0, "meal"),
        agent("arash", "آرش بهرامی", "available", 12, 30, 1),
        agent("mina", "مینا طاهری", "offline", 300, 0, 0),
        agent("reza", "رضا گودرزی", "break", 21, 20, 1, "training"),
    ],
    "fairness": {"occupancy": 0.93, "count": 0.81, "agents": 6},
    "as_of": 4711,
}

HISTORY: dict[str, Any] = {
    "step_s": 300,
    "queues": [
        {
            "queue_id": queue_id,
            "points": [
                {
                    "at": at(minutes=5 * (48 - n)),
                    "waiting": (n * 7 + most) % most,
                    "longest_wait_s": 20 * n,
                    "answered": n % 4,
                }
                for n in range(49)
            ],
        }
        for queue_id, most in ((SUPPORT, 9), (SALES, 5))
    ],
}
